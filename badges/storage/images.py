"""Pictures that people hand in: read by a strict reader, and drawn again by us without the rest.

Nothing of the file is kept but its pixels: no metadata, no second frame, no colour profile.
"""

import io
import struct
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("PNG", "JPEG")
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_PIXELS: Final = 16_000_000
LONGEST_SIDE: Final = 400
# What the reader raises for files that are broken, or made to break it.
_BROKEN: Final = (OSError, SyntaxError, ValueError, EOFError, struct.error)


class PictureError(Exception):
    """A file that cannot be taken; `code` is `absent`, `large`, `svg`, `unreadable` or `pixels`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def logo(content: bytes) -> bytes:
    """A PNG of at most 400 by 400 pixels, drawn from a PNG or JPEG. Raises PictureError."""
    if not content:
        raise PictureError("absent")
    if len(content) > MOST_BYTES:
        raise PictureError("large")
    drawn = _pixels(content)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    written = io.BytesIO()
    clean.save(written, "PNG", optimize=True)
    return written.getvalue()


def _pixels(content: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise PictureError("pixels")
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except UnidentifiedImageError as error:
        raise PictureError("svg" if _is_svg(content) else "unreadable") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("pixels") from error
    except _BROKEN as error:
        raise PictureError("unreadable") from error


def _is_svg(content: bytes) -> bool:
    return b"<svg" in content[:4096].lower()
