"""What a badge picture is made of, small enough to be kept with a badge class."""

from dataclasses import dataclass

from badges.artwork.colours import Colour
from badges.artwork.pictograms import PICTOGRAMS
from badges.artwork.shapes import Shape


class ArtworkError(ValueError):
    """A picture that cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A shape, a pair of colours and the name of a pictogram; `demo` writes DÉMO across it.

    Raises `ArtworkError` for a pictogram that does not exist.
    """

    shape: Shape
    colour: Colour
    pictogram: str
    demo: bool = False

    def __post_init__(self) -> None:
        if self.pictogram not in PICTOGRAMS:
            raise ArtworkError(f"there is no pictogram {self.pictogram!r}")
