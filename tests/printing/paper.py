"""What printers and telephones do to a picture, and what a scanner then reads of it."""

from io import BytesIO

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image, ImageFilter

DOTS_AN_INCH, POINTS_AN_INCH, MILLIMETRES_AN_INCH = 300, 72, 25.4
BLUR, TILT, WHITE = 2.2, 7, 255


def printed(content: bytes, kind: str) -> Image.Image:
    """A file as a printer of 300 dots an inch puts it on paper, in greys; of a PDF its one page."""
    if kind == "pdf":
        (page,) = pypdfium2.PdfDocument(content)
        drawn: Image.Image = page.render(scale=DOTS_AN_INCH / POINTS_AN_INCH).to_pil()
        return drawn.convert("L")
    if kind == "svg":
        content = bytes(resvg_py.svg_to_bytes(svg_string=content.decode(), dpi=DOTS_AN_INCH))
    return Image.open(BytesIO(content)).convert("L")


def smaller(picture: Image.Image, factor: float) -> Image.Image:
    """The same laid out at a part of its size."""
    size = round(picture.width * factor), round(picture.height * factor)
    return picture.resize(size, Image.Resampling.BOX)


def spoiled(picture: Image.Image) -> Image.Image:
    """Out of focus, laid down askew, and in half its contrast."""
    askew = picture.filter(ImageFilter.GaussianBlur(BLUR)).rotate(
        TILT, Image.Resampling.BICUBIC, expand=True, fillcolor=WHITE
    )
    return askew.point(lambda grey: 64 + grey // 2)


def read(picture: Image.Image) -> list[zxingcpp.Barcode]:
    """All codes that are found."""
    return list(zxingcpp.read_barcodes(picture))


def side(code: zxingcpp.Barcode) -> float:
    """How wide a code that lies straight is on paper, in millimetres, without its quiet zone."""
    corners = code.position
    dots = corners.top_right.x - corners.top_left.x
    return dots / DOTS_AN_INCH * MILLIMETRES_AN_INCH
