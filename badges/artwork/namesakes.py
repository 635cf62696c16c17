"""The small marks that tell people of one name apart: a pictogram in one ink."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badges.artwork.pictograms import Icon, Pictogram, strokes

WEIGHT: Final = 2.25

# Names of our own, kept with people; here each is the Lucide icon that is called the same.
PICTOGRAMS: Final = (
    *("star", "moon", "house", "leaf", "flower", "key", "bell", "apple"),
    *("guitar", "rocket", "feather", "carrot", "turtle", "cherry", "anchor", "bike"),
)
# Ink on white, above the contrast that WCAG 2.2 asks of text (4.5:1).
INKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blue": "#00598a",
        "green": "#2f6b12",
        "red": "#a3171b",
        "purple": "#652a7c",
        "orange": "#9a4a00",
    }
)


def drawing(pictogram: str) -> str:
    """The elements of a mark's SVG on a square of 24 units, without the colour."""
    return strokes(Pictogram(pictogram, (Icon(name=pictogram),)), weight=WEIGHT)
