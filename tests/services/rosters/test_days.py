from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.services.rosters import days

WRITTEN = [
    "14/11/2026",
    "14/11/26",
    "14.11.2026",
    "14-11-2026",
    "2026-11-14",
    "2026-11-14T00:00:00",
    "14/11/2026 00:00",
    " 14  novembre 2026 ",
    "Samedi 14 Novembre 2026",
    "sam. 14 nov. 2026",
    "14 November 2026",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_it_works(text: str) -> None:
    assert days.read(text) == date(2026, 11, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1er août 2026", date(2026, 8, 1)),
        ("2 AOUT 2026", date(2026, 8, 2)),
        ("3 févr. 2026", date(2026, 2, 3)),
        ("29/02/2028", date(2028, 2, 29)),
        ("1/2/26", date(2026, 2, 1)),
    ],
)
def test_other_ways_to_write_a_day(text: str, day: date) -> None:
    assert days.read(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-40",
        "31/02/2026",
        "29/02/2026",
        "11/14/2026",
        "14/11.2026",
        "14/11",
        "14 brumaire 2026",
        "0000-01-01",
        "14/11/2026 midi",
        "14/11/026",
        "hier",
        "",
    ],
)
def test_what_is_no_day(text: str) -> None:
    assert days.read(text) is None


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_none(text: str) -> None:
    found = days.read(text)
    assert found is None or found.year >= 1


@given(st.dates())
def test_every_day_is_read_back(day: date) -> None:
    assert days.read(day.isoformat()) == day
    assert days.read(f"{day.day:02}/{day.month:02}/{day.year:04}") == day
