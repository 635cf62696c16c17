"""The words in public addresses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import urls
from badges.services import slugs
from badges.urls import Place


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Esprit d'équipe", "esprit-d-equipe"),
        ("  ÇA — marche !  ", "ca-marche"),
        ("Œuvre", "uvre"),
        ("شكرا", "x"),
        ("", "x"),
        ("a" * 100, "a" * 40),
        ("a" * 39 + " b", "a" * 39),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_a_slug_is_the_name_in_plain_ascii(name: str, words: str) -> None:
    assert re.fullmatch(re.escape(words) + "-[0-9a-hjkmnp-tv-z]{4}", slugs.draw(name))


@given(st.text(max_size=150))
def test_every_slug_stands_in_an_address(name: str) -> None:
    found = urls.at(Place.ORGANISATION.format(slug=slugs.draw(name)))
    assert found is not None
    assert found.place is Place.ORGANISATION


def test_two_of_one_name_are_told_apart() -> None:
    assert len({slugs.draw("Esprit d'équipe") for _ in range(100)}) > 95
