import pytest

from badges.artwork.colours import Colour
from badges.artwork.design import ArtworkError, Design
from badges.artwork.shapes import Shape


def test_it_works() -> None:
    design = Design(shape=Shape.SHIELD, colour=Colour.MOSS, pictogram="star")
    assert design == Design(shape=Shape("shield"), colour=Colour("moss"), pictogram="star")
    assert not design.demo


@pytest.mark.parametrize("name", ["", "Star", "unicorn"])
def test_refuses_a_pictogram_that_does_not_exist(name: str) -> None:
    with pytest.raises(ArtworkError):
        Design(shape=Shape.SHIELD, colour=Colour.MOSS, pictogram=name)
