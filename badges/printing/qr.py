"""QR codes with error correction Q and their quiet zone inside the picture (ISO/IEC 18004)."""

from functools import lru_cache
from io import BytesIO
from itertools import groupby
from xml.sax.saxutils import escape

from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

_QUIET_ZONE = 4
_MODULE = 12
_KEPT = 512


class QrError(ValueError):
    """A text that no QR code can hold."""


@lru_cache(maxsize=_KEPT)
def svg(text: str) -> bytes:
    """`text` as a QR code: an SVG of one dark path on white, the text its accessible name.

    Capitals, digits and ` $%*+-./:` alone make a small code: write addresses in capitals. Raises
    `QrError` for a text that is empty, too long or not printable.
    """
    rows = _modules(text)
    side, natural = len(rows), len(rows) * _MODULE
    dark = "".join(_bars(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{natural}" height="{natural}"'
        f' viewBox="0 0 {side} {side}" role="img"><title>{escape(text)}</title>'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path shape-rendering="crispEdges" d="{dark}"/></svg>'
    ).encode()


@lru_cache(maxsize=_KEPT)
def png(text: str, *, module: int = _MODULE) -> bytes:
    """`text` as a QR code: a black and white PNG, each module `module` pixels wide.

    Raises `QrError` for a text that is empty, too long or not printable.
    """
    rows = _modules(text)
    small = Image.new("1", (len(rows), len(rows)), color=1)
    small.putdata([not dark for row in rows for dark in row])
    written = BytesIO()
    side = len(rows) * module
    small.resize((side, side), Image.Resampling.NEAREST).save(written, "PNG", optimize=True)
    return written.getvalue()


def _modules(text: str) -> list[list[bool]]:
    """Rows of modules, dark ones true, the quiet zone included."""
    if not text or not text.isprintable():
        raise QrError("not a line of text")
    code = QRCode(error_correction=ERROR_CORRECT_Q, border=_QUIET_ZONE)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise QrError("too long for a QR code") from error
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _bars(row: list[bool], y: int) -> str:
    """The dark modules of a row as rectangles, neighbours joined."""
    bars, x = [], 0
    for dark, run in groupby(row):
        width = len(list(run))
        if dark:
            bars.append(f"M{x} {y}h{width}v1h-{width}z")
        x += width
    return "".join(bars)
