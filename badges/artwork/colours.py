"""Pairs of ink and paper, far above the contrast that WCAG 2.2 asks for (4.5:1).

None is the blue, red, brown or grey of a verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Colour(StrEnum):
    """The pair of colours of a badge picture."""

    OCHRE = "ochre"
    BRICK = "brick"
    RASPBERRY = "raspberry"
    PLUM = "plum"
    INDIGO = "indigo"
    TEAL = "teal"
    MOSS = "moss"
    SLATE = "slate"


@dataclass(frozen=True, slots=True)
class Pair:
    """Border and pictogram in ink, on paper; each `#rrggbb`."""

    ink: str
    paper: str


PAIRS: Mapping[Colour, Pair] = MappingProxyType(
    {
        Colour.OCHRE: Pair("#734700", "#f7e8c8"),
        Colour.BRICK: Pair("#8a3312", "#fce6da"),
        Colour.RASPBERRY: Pair("#8c1550", "#fce4ee"),
        Colour.PLUM: Pair("#652a7c", "#f2e6f7"),
        Colour.INDIGO: Pair("#2f3a8f", "#e6e9fb"),
        Colour.TEAL: Pair("#00574f", "#d8f0ec"),
        Colour.MOSS: Pair("#3d5a12", "#e9f2d3"),
        Colour.SLATE: Pair("#2d4757", "#e3ecf1"),
    }
)


def contrast(colour: Colour) -> float:
    """Contrast ratio of a pair's ink and paper, 1 to 21 (WCAG 2.2: contrast ratio)."""
    pair = PAIRS[colour]
    return ratio(pair.ink, pair.paper)


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two colours given as `#rrggbb`, 1 to 21 (WCAG 2.2: contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """From 0, black, to 1, white (WCAG 2.2: relative luminance)."""
    red, green, blue = (_linear(byte / 255) for byte in bytes.fromhex(colour.removeprefix("#")))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)
