import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.frameworks.spelling import Spelling, slips

KNOWN = Spelling(["communiquer", "calme", "equipe", "equipes", "ecoute", "organiser"])
LETTERS = st.text(alphabet="abcdef", max_size=9)


def test_it_works() -> None:
    assert list(KNOWN.beginning_with("equi")) == ["equipe", "equipes"]
    assert KNOWN.of_stem("equip") == ["equipe", "equipes"]
    assert KNOWN.corrections("equippe") == ["equipe"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("eqiupe", "equipe"),  # swapped
        ("equpe", "equipe"),  # left out
        ("equipve", "equipe"),  # put in
        ("equibe", "equipe"),  # mistaken
        ("comuniqer", "communiquer"),  # two, in a long word
        ("cmomuniquer", "communiquer"),
    ],
)
def test_slips_are_forgiven(typed: str, meant: str) -> None:
    assert meant in KNOWN.corrections(typed)


@pytest.mark.parametrize("typed", ["", "cal", "calm", "eqiupv", "xyzzy", "e" * 5000, "zzzzzzzzzzz"])
def test_what_is_too_short_or_too_far_is_left(typed: str) -> None:
    assert KNOWN.corrections(typed) == []


def test_nothing_begins_so() -> None:
    assert list(KNOWN.beginning_with("zz")) == []
    assert KNOWN.of_stem("zz") == ()


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("", "", 0), ("abc", "", 3), ("abc", "acb", 1), ("abcd", "badc", 2), ("abc", "abd", 1)],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other) == count


@given(LETTERS, LETTERS)
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)
    assert slips(one, other) >= abs(len(one) - len(other))
