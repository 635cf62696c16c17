"""What an eye would see of an SVG or a PNG."""

from io import BytesIO

import resvg_py
from PIL import Image


def drawn(svg: bytes, *, width: int) -> Image.Image:
    """The SVG as red, green, blue and alpha."""
    png = resvg_py.svg_to_bytes(svg_string=svg.decode(), width=width, skip_system_fonts=True)
    return opened(png)


def opened(png: bytes) -> Image.Image:
    """The PNG as red, green, blue and alpha."""
    return Image.open(BytesIO(png)).convert("RGBA")
