"""How people are named on pages: by their name, and where several bear it by a mark beside."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Protocol

from markupsafe import Markup

from badges.artwork import namesakes
from badges.language import N_, translated

# All are feminine, so that one word says each colour.
THINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "star": N_("étoile"),
        "moon": N_("lune"),
        "house": N_("maison"),
        "leaf": N_("feuille"),
        "flower": N_("fleur"),
        "key": N_("clé"),
        "bell": N_("cloche"),
        "apple": N_("pomme"),
        "guitar": N_("guitare"),
        "rocket": N_("fusée"),
        "feather": N_("plume"),
        "carrot": N_("carotte"),
        "turtle": N_("tortue"),
        "cherry": N_("cerise"),
        "anchor": N_("ancre"),
        "bike": N_("bicyclette"),
    }
)
COLOURED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "blue": N_("%(thing)s bleue"),
        "green": N_("%(thing)s verte"),
        "red": N_("%(thing)s rouge"),
        "purple": N_("%(thing)s violette"),
        "orange": N_("%(thing)s orange"),
    }
)
_SVG: Final = Markup(
    '<svg class="namesake" viewBox="0 0 24 24" role="img" aria-label="{words}" stroke="{ink}">'
    "{drawing}</svg>"
)


class Marked(Protocol):
    """Somebody who may have a mark: a row, or a value made of one."""

    @property
    def pictogram(self) -> str | None:
        """The name of the pictogram."""

    @property
    def colour(self) -> str | None:
        """The name of the colour."""


def words(person: Marked) -> str:
    """A mark as it is read aloud, such as *étoile bleue*; empty for who has none."""
    if not person.pictogram or not person.colour:
        return ""
    return translated(COLOURED[person.colour], thing=translated(THINGS[person.pictogram]))


def mark(person: Marked) -> Markup:
    """The mark as a picture that says its words; empty for who has none."""
    said = words(person)
    if not said or not person.pictogram or not person.colour:
        return Markup()
    drawing = Markup(namesakes.drawing(person.pictogram))  # noqa: S704 -- drawn by us
    return _SVG.format(words=said, ink=namesakes.INKS[person.colour], drawing=drawing)
