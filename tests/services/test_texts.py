"""One line of writing."""

import pytest

from badges.services.texts import is_line


@pytest.mark.parametrize(
    "text", ["a", " Zoé ", "a" * 10, "« Je »\u202f!", "محمد", "O'Neil-Šá", "👍"]
)
def test_one_line_of_writing(text: str) -> None:
    assert is_line(text, 10)


@pytest.mark.parametrize(
    "text", ["", "  ", "\n", "a" * 11, "a\nb", "a\0", "a\u2028b", "\x1b[31m", "a\u202eb", "\u2067a"]
)
def test_no_line_of_writing(text: str) -> None:
    assert not is_line(text, 10)


def test_half_a_letter_is_no_writing() -> None:
    assert not is_line("\ud800", 10)
