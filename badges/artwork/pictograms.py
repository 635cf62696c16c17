"""Pictograms under names of our own, made of Lucide icons (ISC licence) and a few lines.

The names are kept with badge classes and never change; the drawing behind a name may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zipfile import ZipFile

GRID = 24  # every Lucide icon is drawn on a square of 24 units


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """A Lucide icon by its name there; its upper left corner and its side in units of the grid."""

    name: str
    x: float = 0
    y: float = 0
    side: float = GRID


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of our own on the same grid: the `d` of a path."""

    path: str


@dataclass(frozen=True, slots=True)
class Pictogram:
    """What is seen, in French, for those who do not see it; and what is drawn."""

    description: str
    parts: tuple[Icon | Lines, ...]


def _icon(description: str, name: str) -> Pictogram:
    return Pictogram(description, (Icon(name=name),))


_OF_THE_TEMPLATES = {
    "team-carrying": Pictogram(
        "trois personnes qui portent un objet",
        (
            Lines(  # three heads
                "M14.8 4.4a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 1 1 5.6 0Z"
                "M6.6 6.8a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 1 1 4.4 0Z"
                "M21.8 6.8a2.2 2.2 0 1 1-4.4 0 2.2 2.2 0 1 1 4.4 0Z"
            ),
            Lines(  # shoulders, and arms round the box
                "M7.8 14a4.2 3.6 0 0 1 8.4 0"
                "M5.4 11.8A4 4 0 0 0 1 15.8V17a2 2 0 0 0 2 2H4.5"
                "M18.6 11.8A4 4 0 0 1 23 15.8V17a2 2 0 0 1-2 2H19.5"
            ),
            Lines("M5.5 14h13a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V15a1 1 0 0 1 1-1Z"),
            Lines("M10 18h4"),
        ),
    ),
    "watch-and-hand": Pictogram(
        "montre et main levée",
        (Icon(name="watch", x=-3.9, y=3, side=18), Icon(name="hand", x=11.3, y=4.6, side=13.5)),
    ),
    "mountain-and-flag": Pictogram(
        "montagne avec drapeau",
        (Icon(name="mountain", x=1.5, y=4, side=21), Lines("M8.5 6.6V0.6l6 2.4-6 2.4")),
    ),
    "calm-face": Pictogram(
        "visage calme, vague",
        (Icon(name="smile", x=3, y=0, side=18), Lines("M2 22q2.5 2 5 0t5 0 5 0 5 0")),
    ),
    "ear-and-heart": Pictogram(
        "oreille et cœur",
        (Icon(name="ear", x=-3, y=1.5, side=21), Icon(name="heart", x=12.5, y=9.5, side=12)),
    ),
    "two-heads": Pictogram(
        "deux têtes, flèche",
        (
            Icon(name="user-round", x=-1.8, y=9.8, side=13),
            Icon(name="user-round", x=12.8, y=9.8, side=13),
            Lines("M4.7 7.2a8.2 8.2 0 0 1 14.4-.4M19.6 2.6v4.6H15"),
        ),
    ),
    "phone-and-hand": Pictogram(
        "téléphone et main",
        (
            Lines("M8 20.5H5a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2h8.5a2 2 0 0 1 2 2V7M8 5h2.5"),
            Icon(name="pointer", x=8.4, y=8.6, side=15.6),
        ),
    ),
    "joined-hands": _icon("mains jointes", "heart-handshake"),
    "light-bulb": _icon("ampoule", "lightbulb"),
    "check-list": _icon("liste à cocher", "list-checks"),
    "helmet": _icon("casque", "hard-hat"),
    "turning-arrows": _icon("flèches qui tournent", "refresh-cw"),
    "microphone": _icon("micro", "mic"),
    "magnifier": _icon("loupe", "search"),
    "person-and-key": _icon("personne et clé", "user-round-key"),
    "globe-and-hands": Pictogram(
        "globe et mains",
        (
            Icon(name="globe", x=5, y=-1.6, side=14),
            Lines(  # left hand
                "M10.2 23v-2.6a4 4 0 0 0-1.1-2.8L5.8 14.2"
                "M5.4 23c0-1.4-.5-2.2-1.3-3.2-1.3-1.6-2.8-3.8-3.6-5.9"
                "a1.4 1.4 0 0 1 2.6-1.1l2.4 4.6"
            ),
            Lines(  # right hand
                "M13.8 23v-2.6a4 4 0 0 1 1.1-2.8L18.2 14.2"
                "M18.6 23c0-1.4.5-2.2 1.3-3.2 1.3-1.6 2.8-3.8 3.6-5.9"
                "a1.4 1.4 0 0 0-2.6-1.1l-2.4 4.6"
            ),
        ),
    ),
}

_FURTHER = {
    "ball": _icon("ballon", "volleyball"),
    "bicycle": _icon("vélo", "bike"),
    "briefcase": _icon("mallette", "briefcase-business"),
    "bus": _icon("bus", "bus"),
    "camera": _icon("appareil photo", "camera"),
    "compass": _icon("boussole", "compass"),
    "cooking-pot": _icon("marmite", "cooking-pot"),
    "dumbbell": _icon("haltère", "dumbbell"),
    "footprints": _icon("traces de pas", "footprints"),
    "giving-hand": _icon("main qui offre un cœur", "hand-heart"),
    "hammer": _icon("marteau", "hammer"),
    "handshake": _icon("poignée de main", "handshake"),
    "house": _icon("maison", "house"),
    "laptop": _icon("ordinateur portable", "laptop"),
    "masks": _icon("masques de théâtre", "drama"),
    "music-note": _icon("note de musique", "music"),
    "open-book": _icon("livre ouvert", "book-open"),
    "palette": _icon("palette de peintre", "palette"),
    "parcel": _icon("colis", "package"),
    "puzzle": _icon("pièce de puzzle", "puzzle"),
    "scissors": _icon("ciseaux", "scissors"),
    "speech-bubbles": _icon("bulles de dialogue", "messages-square"),
    "sprout": _icon("jeune pousse", "sprout"),
    "star": _icon("étoile", "star"),
    "wrench": _icon("clé plate", "wrench"),
}

PICTOGRAMS: Mapping[str, Pictogram] = MappingProxyType(_OF_THE_TEMPLATES | _FURTHER)


def strokes(pictogram: Pictogram, *, weight: float) -> str:
    """A pictogram as SVG elements on its grid, every line `weight` units of the grid wide."""
    return "".join(_part(part, weight) for part in pictogram.parts)


def _part(part: Icon | Lines, weight: float) -> str:
    if isinstance(part, Lines):
        return f'<path d="{part.path}" stroke-width="{weight:.3g}"/>'
    scale = part.side / GRID
    return (
        f'<g transform="translate({part.x:g} {part.y:g})scale({scale:.4g})"'
        f' stroke-width="{weight / scale:.3g}">{_elements(part.name)}</g>'
    )


@cache
def _elements(icon: str) -> str:
    """What stands between the tags of an icon's file, which the `lucide` package carries zipped."""
    with files("lucide").joinpath("lucide.zip").open("rb") as packed, ZipFile(packed) as icons:
        svg = icons.read(f"{icon}.svg").decode()
    inside = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    return " ".join(inside.split()).replace("> <", "><").replace(" />", "/>")
