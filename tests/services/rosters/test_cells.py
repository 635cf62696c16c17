import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.services.rosters import cells
from badges.services.rosters.cells import Fault


def test_it_works() -> None:
    assert cells.name("  Jean-Noël\u00a0 D'Almeida\n") == "Jean-Noël D'Almeida"
    assert cells.presence("oui") is True
    assert cells.day("14/11/2026") == date(2026, 11, 14)
    assert cells.criteria("1,3") == (1, 3)


@pytest.mark.parametrize(
    "name", ["A", "Оксана", "பிரியா", "ياسين م.", "李", "O'Brien-Ngô", "a" * 120]
)
def test_a_name_of_any_script_stays_as_it_is(name: str) -> None:
    assert cells.name(name) == name


def test_a_name_is_composed_and_without_what_nobody_sees() -> None:
    assert cells.name("Zoe\u0301") == "Zoé"
    assert cells.name("\u2068\u200fياسين\u2069\ufeff") == "ياسين"


def test_a_name_keeps_the_joiners_that_its_script_needs() -> None:
    assert cells.name("علی\u200cرضا") == "علی\u200cرضا"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_name"),
        ("\u200b \u2066", "no_name"),
        ("12", "no_name"),
        ("—", "no_name"),
        ("A\x07na", "control_characters"),
        ("Am\ufffdna", "control_characters"),
        ("\x1b[1m", "control_characters"),
        ("a" * 121, "too_long"),
    ],
)
def test_names_that_cannot_be_kept(text: str, code: str) -> None:
    fault = cells.name(text)
    assert isinstance(fault, Fault)
    assert fault.code == code


@given(st.text(max_size=130))
def test_any_name_that_is_kept_is_clean(text: str) -> None:
    name = cells.name(text)
    if isinstance(name, str):
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        assert not any(unicodedata.category(letter) == "Cc" for letter in name)
        assert cells.name(name) == name


@pytest.mark.parametrize("text", ["OUI", "o", " Présente ", "X", "1", "vrai", "✔️", "yes"])
def test_present(text: str) -> None:
    assert cells.presence(text) is True


@pytest.mark.parametrize("text", ["non", "N", "0", "Absent", "abs.", "excusée", "-", "", "  "])
def test_absent(text: str) -> None:
    assert cells.presence(text) is False


def test_without_a_column_everybody_is_present() -> None:
    assert cells.presence(None) is True


def test_neither_present_nor_absent() -> None:
    assert cells.presence("peut-être") == Fault("bad_presence", {"value": "peut-être"})


@pytest.mark.parametrize("text", [None, "", "  "])
def test_a_day_may_be_left_out(text: str | None) -> None:
    assert cells.day(text) is None


def test_an_impossible_day_is_repeated() -> None:
    assert cells.day(" 31/02/2026 ") == Fault("bad_date", {"value": "31/02/2026"})


@pytest.mark.parametrize("text", ["1,3", "1;3", "1 3", "3, 1", "1 et 3", "1/3", "1,3,3,", "1.3"])
def test_criteria_however_they_are_separated(text: str) -> None:
    assert cells.criteria(text) == (1, 3)


def test_no_column_of_criteria_is_not_an_empty_cell() -> None:
    assert cells.criteria(None) is None
    assert cells.criteria("  ") == ()


@pytest.mark.parametrize("text", ["0", "-1", "1-3", "tous", "1,x", "٣", "1234", "1,3 €"])
def test_what_is_no_list_of_criteria(text: str) -> None:
    assert cells.criteria(text) == Fault("bad_criteria", {"value": text})


@given(st.text(max_size=60))
def test_any_cell_is_understood_or_at_fault(text: str) -> None:
    assert isinstance(cells.presence(text), bool | Fault)
    assert cells.day(text) is None or isinstance(cells.day(text), date | Fault)
    assert isinstance(cells.criteria(text), tuple | Fault)
