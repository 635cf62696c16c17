"""The picture of a badge as SVG and as PNG; the same design gives the same bytes."""

import re
from xml.sax.saxutils import escape

import resvg_py

from badges.artwork.colours import PAIRS, Colour, Pair, contrast
from badges.artwork.design import ArtworkError, Design
from badges.artwork.lettering import demo_band
from badges.artwork.palette import indexed
from badges.artwork.pictograms import GRID, PICTOGRAMS, strokes
from badges.artwork.shapes import OUTLINES, SIDE, Outline, Shape

__all__ = ["PICTOGRAMS", "ArtworkError", "Colour", "Design", "Shape", "contrast", "png", "svg"]

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_BORDER = 20
_RIM = 8  # white on both sides of the border, which lifts it off a dark page
_LINE = 18
_ABOVE_THE_BAND = 48
_BESIDE_THE_BAND = 0.8


def svg(design: Design, *, title: str) -> bytes:
    """The picture, 512 × 512 units, with `title` as its accessible name.

    UTF-8 without a prologue, beginning with `<svg `; no script, style, text, font or reference.
    """
    pair, outline = PAIRS[design.colour], OUTLINES[design.shape]
    band = demo_band(pair) if design.demo else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}"'
        f' viewBox="0 0 {SIDE} {SIDE}" role="img"><title>{_title(title)}</title>'
        f"{_plate(outline, pair)}{_pictogram(design, outline, pair)}{band}</svg>"
    ).encode()


def png(svg: bytes, *, size: int = 512) -> bytes:
    """An SVG of `svg()` as a PNG `size` pixels wide, transparent round the shape.

    Raises `ArtworkError` for what is no SVG.
    """
    try:
        drawn = resvg_py.svg_to_bytes(svg_string=svg.decode(), width=size, skip_system_fonts=True)
    except ValueError as error:
        raise ArtworkError("not an SVG that can be drawn") from error
    return indexed(drawn)


def _title(text: str) -> str:
    """`text` on one line, without the characters that no XML document may hold."""
    return escape(" ".join(_NOT_XML.sub("", text).split()))


def _plate(outline: Outline, pair: Pair) -> str:
    return (
        f'<g stroke-linejoin="round"><path d="{outline.path}" fill="{pair.paper}" stroke="#fff"'
        f' stroke-width="{_BORDER + 2 * _RIM}"/><path d="{outline.path}" fill="none"'
        f' stroke="{pair.ink}" stroke-width="{_BORDER}"/></g>'
    )


def _pictogram(design: Design, outline: Outline, pair: Pair) -> str:
    (x, y), room = outline.middle, outline.room
    if design.demo:
        y, room = y - _ABOVE_THE_BAND, room * _BESIDE_THE_BAND
    scale = room / GRID
    return (
        f'<g transform="translate({x - room / 2:.1f} {y - room / 2:.1f})scale({scale:.4g})"'
        f' fill="none" stroke="{pair.ink}" stroke-linecap="round" stroke-linejoin="round">'
        f"{strokes(PICTOGRAMS[design.pictogram], weight=_LINE / scale)}</g>"
    )
