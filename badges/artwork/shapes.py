"""Outlines of the badge pictures, on a square of 512 units.

None of them is a disc, an octagon, a triangle or a dashed square: those say the verdict of a
check, and no picture may be taken for one. All cover about the same area, so that badges of
different shapes weigh the same side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, dist, pi, sin
from types import MappingProxyType

SIDE = 512
CENTRE = SIDE / 2

Point = tuple[float, float]


class Shape(StrEnum):
    """The outline of a badge picture."""

    HEXAGON = "hexagon"
    SHIELD = "shield"
    SQUARE = "square"
    SCALLOP = "scallop"
    PENTAGON = "pentagon"
    DIAMOND = "diamond"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A closed path, and the square in it that a pictogram fills: its middle and its side."""

    path: str
    middle: Point = (CENTRE, CENTRE)
    room: float


def _text(point: Point) -> str:
    return " ".join(f"{value:.1f}".removesuffix(".0") for value in point)


def _corners(count: int, radius: float, *, middle: float = CENTRE) -> list[Point]:
    """Corners of a regular polygon, clockwise, the first one straight above the middle."""
    angles = [2 * pi * corner / count for corner in range(count)]
    return [(CENTRE + radius * sin(angle), middle - radius * cos(angle)) for angle in angles]


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _rounded(corners: Sequence[Point], cut: float) -> str:
    """The polygon, each corner bent from `cut` units before it to `cut` units after it."""
    bends = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        start, end = _towards(corner, before, cut), _towards(corner, after, cut)
        bends.append(f"{_text(start)}Q{_text(corner)} {_text(end)}")
    return f"M{'L'.join(bends)}Z"


def _scalloped(lobes: int, radius: float, lobe: float) -> str:
    """A ring of round lobes: `radius` reaches the valleys, `lobe` is the radius of each lobe."""
    valleys = _corners(lobes, radius)
    arcs = (f"A{_text((lobe, lobe))} 0 0 1 {_text(end)}" for end in [*valleys[1:], valleys[0]])
    return f"M{_text(valleys[0])}{''.join(arcs)}Z"


_SHIELD = (
    "M256 22C306 56 370 70 430 72Q456 73 456 100V262C456 374 370 450 256 490"
    "C142 450 56 374 56 262V100Q56 73 82 72C142 70 206 56 256 22Z"
)
_SQUARE = _rounded([(56, 56), (456, 56), (456, 456), (56, 456)], 84)
_DIAMOND = (  # with bent sides, for a straight one has too little room
    "M214 34Q256 2 298 34Q404 108 478 214Q510 256 478 298"
    "Q404 404 298 478Q256 510 214 478Q108 404 34 298Q2 256 34 214Q108 108 214 34Z"
)

OUTLINES: Mapping[Shape, Outline] = MappingProxyType(
    {
        Shape.HEXAGON: Outline(path=_rounded(_corners(6, 244), 34), room=296),
        Shape.SHIELD: Outline(path=_SHIELD, middle=(CENTRE, 250), room=288),
        Shape.SQUARE: Outline(path=_SQUARE, room=296),
        Shape.SCALLOP: Outline(path=_scalloped(12, 206, 61), room=296),
        Shape.PENTAGON: Outline(
            path=_rounded(_corners(5, 258, middle=276), 46), middle=(CENTRE, 272), room=268
        ),
        Shape.DIAMOND: Outline(path=_DIAMOND, room=272),
    }
)
