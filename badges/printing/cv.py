"""What goes on a CV: a QR of 20 mm or more, and under it the whole address for who types it."""

import base64
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import ceil
from typing import Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

from badges.printing import pdf as pdfs
from badges.printing import qr

DOTS_AN_INCH: Final = 300
SMALLEST: Final = 20.0  # millimetres of the code, its quiet zone not counted
_INCH = 25.4
_QUIET = 2 * 4  # modules
_DOTS_A_MILLIMETRE = DOTS_AN_INCH / _INCH
_LETTER = 2.3  # millimetres: the size of the writing, 6.5 points
_LINE = 3.1
_EM = 0.61  # of the size: how wide a letter of a typewriter's face is, with a little room
_FACES = "DejaVu Sans Mono, Liberation Mono, Consolas, Menlo, monospace"
_KEPT = 128


@dataclass(frozen=True, slots=True)
class Insert:
    """A code for a CV: what the QR says, and the address as people write it."""

    qr: str
    address: str

    @property
    def lines(self) -> tuple[str, str]:
        """The address in two lines, broken after the host: nothing is added or left out."""
        parts = urlsplit(self.address)
        host = f"{parts.scheme}://{parts.netloc}"
        return host, self.address.removeprefix(host)

    @property
    def code(self) -> float:
        """Millimetres of the QR with its quiet zone: whole dots a module, so that it is crisp."""
        return self.modules * self.dots / _DOTS_A_MILLIMETRE

    @property
    def modules(self) -> int:
        """Modules a side, the quiet zone counted."""
        with Image.open(BytesIO(qr.png(self.qr, module=1))) as small:
            return small.width

    @property
    def dots(self) -> int:
        """Dots a module, at 300 an inch."""
        return ceil(SMALLEST * _DOTS_A_MILLIMETRE / (self.modules - _QUIET))

    @property
    def width(self) -> float:
        """Millimetres of the whole: that of the QR, or of the longer line."""
        return max(self.code, max(map(len, self.lines)) * _LETTER * _EM + 2)

    @property
    def height(self) -> float:
        """Millimetres of the whole."""
        return self.code + len(self.lines) * _LINE + 1


@lru_cache(maxsize=_KEPT)
def png(insert: Insert) -> bytes:
    """At 300 dots an inch, which the file says; in greys. Raises `qr.QrError`."""
    width, height = _dots(insert.width), _dots(insert.height)
    picture = Image.new("L", (width, height), color=255)
    with Image.open(BytesIO(qr.png(insert.qr, module=insert.dots))) as code:
        picture.paste(code.convert("L"), ((width - code.width) // 2, 0))
        below = code.height
    pen, face = ImageDraw.Draw(picture), ImageFont.load_default(_dots(_LETTER))
    for number, line in enumerate(insert.lines):
        place = (width / 2, below + _dots(_LINE) * number)
        pen.text(place, line, fill=0, font=face, anchor="ma")
    written = BytesIO()
    picture.save(written, "PNG", optimize=True, dpi=(DOTS_AN_INCH, DOTS_AN_INCH))
    return written.getvalue()


@lru_cache(maxsize=_KEPT)
def svg(insert: Insert) -> bytes:
    """In millimetres, the address as text that can be selected. Raises `qr.QrError`."""
    width, height, code = insert.width, insert.height, insert.code
    drawn = _inner(qr.svg(insert.qr).decode())
    scale, left = code / insert.modules, (width - code) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.2f}mm" height="{height:.2f}mm"'
        f' viewBox="0 0 {width:.2f} {height:.2f}"><title>{escape(insert.address)}</title>'
        f'<path fill="#fff" d="M0 0h{width:.2f}v{height:.2f}H0z"/>'
        f'<g transform="translate({left:.3f})scale({scale:.5f})">{drawn}</g>'
        f'<text font-family="{_FACES}" font-size="{_LETTER}" text-anchor="middle">'
        f"{''.join(_spans(insert))}</text></svg>"
    ).encode()


@lru_cache(maxsize=_KEPT)
def pdf(insert: Insert, *, title: str, said: str, language: str) -> bytes:
    """A page as small as that, which leads to the address where it is tapped.

    `title` and `said`, what the QR is, are in `language`. Raises `qr.QrError`, `pdf.NoPdf`.
    """
    drawn = base64.b64encode(qr.svg(insert.qr)).decode()
    written = "\n".join(map(escape, insert.lines))
    target, quote = escape(insert.address, {'"': "&quot;"}), {'"': "&quot;"}
    return pdfs.made(
        f'<!DOCTYPE html><html lang="{escape(language, quote)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>@page{{size:{insert.width:.2f}mm"
        f" {insert.height:.2f}mm;margin:0}}body{{margin:0;text-align:center}}"
        f"img{{display:block;margin:auto;width:{insert.code:.3f}mm;height:{insert.code:.3f}mm}}"
        f"p{{margin:0;font:{_LETTER}mm/{_LINE}mm {_FACES};direction:ltr}}"
        "a{display:block;white-space:pre-line;color:#000;text-decoration:none}</style></head>"
        f'<body><img src="data:image/svg+xml;base64,{drawn}" alt="{escape(said, quote)}">'
        f'<p><a href="{target}">{written}</a></p></body></html>'
    )


def _spans(insert: Insert) -> list[str]:
    """Each line, as wide as it is planned whatever the face of the machine."""
    return [
        f'<tspan x="{insert.width / 2:.2f}" y="{insert.code + _LINE * number + _LETTER:.2f}"'
        f' textLength="{len(line) * _LETTER * _EM:.2f}">{escape(line)}</tspan>'
        for number, line in enumerate(insert.lines)
    ]


def _inner(picture: str) -> str:
    """What stands in an SVG of ours."""
    return picture[picture.index("</title>") + len("</title>") : -len("</svg>")]


def _dots(millimetres: float) -> int:
    return round(millimetres * _DOTS_A_MILLIMETRE)
