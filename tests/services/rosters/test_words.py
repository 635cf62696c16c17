from hypothesis import given
from hypothesis import strategies as st

from badges.services.rosters.words import SHOWN, plain, shown


def test_it_works() -> None:
    assert plain("Présent À l'ÉTÉ") == "present a l'ete"
    assert shown("  deux\nmots ") == "deux mots"


def test_what_is_long_is_cut() -> None:
    assert shown("a" * SHOWN) == "a" * SHOWN
    assert shown("a" * (SHOWN + 1)) == "a" * (SHOWN - 1) + "…"


def test_what_would_move_a_terminal_is_gone() -> None:
    assert shown("\x1b]0;titre\x07\u202erouge") == "]0;titre rouge"


@given(st.text())
def test_whatever_is_shown_can_be_printed(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) <= SHOWN
