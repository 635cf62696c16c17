"""The marks of namesakes: each is drawn, seen on white, and has its words in each language."""

from dataclasses import dataclass
from itertools import product

import pytest
from flask import Flask

from badges.artwork import colours
from badges.artwork import namesakes as drawn
from badges.services import namesakes
from badges.web import names


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who has a mark, or none."""

    pictogram: str | None
    colour: str | None


def test_what_is_given_can_be_drawn_and_said() -> None:
    assert set(namesakes.PICTOGRAMS) == set(drawn.PICTOGRAMS) == set(names.THINGS)
    assert set(namesakes.COLOURS) == set(drawn.INKS) == set(names.COLOURED)
    assert len({drawn.drawing(one) for one in drawn.PICTOGRAMS}) == len(drawn.PICTOGRAMS)
    assert all(colours.ratio(ink, "#ffffff") >= 4.5 for ink in drawn.INKS.values())


@pytest.mark.parametrize(("language", "said"), [("fr", "étoile bleue"), ("en", "blue star")])
def test_it_is_read_aloud_in_the_language_of_the_page(app: Flask, language: str, said: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        assert names.words(Somebody("star", "blue")) == said
        marked = names.mark(Somebody("star", "blue"))
        assert f'role="img" aria-label="{said}"' in marked
        every = {names.words(Somebody(*one)) for one in product(names.THINGS, names.COLOURED)}
        assert len(every) == len(names.THINGS) * len(names.COLOURED)


@pytest.mark.parametrize(("pictogram", "colour"), [(None, None), ("star", None), (None, "blue")])
def test_who_has_no_mark_has_none(app: Flask, pictogram: str | None, colour: str | None) -> None:
    with app.test_request_context("/"):
        assert names.mark(Somebody(pictogram, colour)) == ""
        assert names.words(Somebody(pictogram, colour)) == ""
