"""What an award promises, and when."""

from dataclasses import replace
from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import recipients
from badges.openbadges.documents import v2
from badges.services import promises
from badges.services.promises import Occasion
from badges.services.readiness import NOTHING_SEEN, Progress

PARIS = ZoneInfo("Europe/Paris")
SEEN = Progress(criteria=(1, 3), sessions=3, coaches=2, last_day=date(2026, 11, 14))
OCCASION = Occasion(
    badge="https://badges.example/badges/esprit-7k3m/2.json",
    badge_digest="sha256-badge",
    issuer_digest="sha256-issuer",
    creator="https://badges.example/issuers/asso-9q2d/1/key.json",
    language="fr",
    valid_months=None,
    criteria={1: "A partagé la balle", 2: "A aidé", 3: "A suivi la règle"},
    kind="Sport",
    activity="Tournoi de futsal solidaire",
    town="Bobigny",
    programme="Tremplin d'essai",
    sessions=6,
    zone=PARIS,
)


def promise(occasion: Occasion = OCCASION, seen: Progress = SEEN) -> v2.Assertion:
    recipient = recipients.hashed("url", "https://badges.example/p/xyz", salt="00" * 16)
    return promises.assertion(occasion, identifier="urn:uuid:1", recipient=recipient, seen=seen)


def test_an_assertion_says_what_was_seen() -> None:
    said = promise()
    assert said.badge == OCCASION.badge
    assert (said.badge_digest, said.issuer_digest) == ("sha256-badge", "sha256-issuer")
    assert said.verification == v2.Verification(type="SignedBadge", creator=OCCASION.creator)
    assert said.language == "fr"
    assert said.expires is None
    assert [(one.genre, one.name, dict(one.extra)) for one in said.evidence] == [
        ("activity", "Tournoi de futsal solidaire", {"programme": "Tremplin d'essai"}),
        ("observation", "A partagé la balle", {"criterion": 1}),
        ("observation", "A suivi la règle", {"criterion": 3}),
    ]


@pytest.mark.parametrize(
    ("coaches", "sessions", "sentence"),
    [
        (2, 3, "Sport, Bobigny. Vu par 2 coachs, pendant 3 séances sur 6."),
        (1, 1, "Sport, Bobigny. Vu par un coach, pendant 1 séance sur 6."),
    ],
)
def test_it_counts_in_words(coaches: int, sessions: int, sentence: str) -> None:
    said = promise(seen=replace(SEEN, coaches=coaches, sessions=sessions))
    assert said.evidence[0].description == sentence
    assert promises.counted(sentence) == ("Sport, Bobigny", coaches, sessions, 6)


@given(
    kind=st.text(min_size=1),
    town=st.text(min_size=1),
    numbers=st.tuples(*[st.integers(1, 999_999)] * 3),
)
def test_what_it_counted_can_be_said_in_other_words(
    kind: str, town: str, numbers: tuple[int, int, int]
) -> None:
    coaches, sessions, planned = numbers
    occasion = replace(OCCASION, kind=kind, town=town, sessions=planned)
    said = promise(occasion, seen=replace(SEEN, coaches=coaches, sessions=sessions))
    written = said.evidence[0].description or ""
    assert promises.counted(written) == (f"{kind}, {town}", *numbers)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vu par un coach, pendant 1 séance sur 6.",
        "Sport. Vu par x coachs, pendant 1 séance sur 6.",
        "Sport. Vu par 2 coachs, pendant 1 séance sur 6. Bravo.",
        "Sport. Vu par 2 coachs, pendant 1234567 séances sur 6.",
        "Sport. Vu par ٢ coachs, pendant 1 séance sur 6.",
    ],
)
def test_whatever_else_was_written_is_not_counted(text: str) -> None:
    assert promises.counted(text) is None


def test_nothing_is_promised_where_nothing_was_seen() -> None:
    with pytest.raises(ValueError, match="nothing was seen"):
        promise(seen=NOTHING_SEEN)


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 3, 28), "2026-03-28T00:00:00+01:00"),
        (date(2026, 3, 29), "2026-03-29T00:00:00+01:00"),  # the clocks go forward at 2
        (date(2026, 3, 30), "2026-03-30T00:00:00+02:00"),
        (date(2026, 10, 25), "2026-10-25T00:00:00+02:00"),  # the clocks go back at 3
        (date(2026, 10, 26), "2026-10-26T00:00:00+01:00"),
        (date(2028, 2, 29), "2028-02-29T00:00:00+01:00"),
    ],
)
def test_a_badge_is_of_the_local_midnight(day: date, begins: str) -> None:
    assert promise(seen=replace(SEEN, last_day=day)).issued_on.isoformat() == begins


def test_a_badge_of_another_zone_begins_with_its_own_day() -> None:
    reunion = promise(replace(OCCASION, zone=ZoneInfo("Indian/Reunion")))
    assert reunion.issued_on.isoformat() == "2026-11-14T00:00:00+04:00"
    assert reunion.issued_on.astimezone(UTC).date() == date(2026, 11, 13)


@pytest.mark.parametrize(
    ("day", "months", "ends"),
    [
        (date(2026, 11, 14), 12, "2027-11-14T00:00:00+01:00"),
        (date(2026, 11, 14), 6, "2027-05-14T00:00:00+02:00"),
        (date(2026, 1, 31), 1, "2026-02-28T00:00:00+01:00"),
        (date(2028, 1, 31), 1, "2028-02-29T00:00:00+01:00"),
        (date(2028, 2, 29), 12, "2029-02-28T00:00:00+01:00"),
        (date(2026, 12, 31), 2, "2027-02-28T00:00:00+01:00"),
        (date(2026, 8, 31), 1, "2026-09-30T00:00:00+02:00"),
        (date(2026, 12, 1), 1, "2027-01-01T00:00:00+01:00"),
        (date(2026, 11, 30), 240, "2046-11-30T00:00:00+01:00"),
    ],
)
def test_a_badge_ends_on_the_same_day_or_the_last_of_a_month(
    day: date, months: int, ends: str
) -> None:
    said = promise(replace(OCCASION, valid_months=months), replace(SEEN, last_day=day))
    assert said.expires is not None
    assert said.expires.isoformat() == ends


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 240))
def test_every_end_is_some_months_later(day: date, months: int) -> None:
    ends = promises.expiry(day, months, PARIS)
    assert ends is not None
    assert (ends.year - day.year) * 12 + ends.month - day.month == months
    assert ends.day <= day.day
