"""Links, codes and challenges, on both databases."""

import secrets
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from badges.models import SignInLink, Staff
from badges.services import links
from badges.services.links import Standing, TooOften
from tests.cast import NOW, Cast, later

BROWSER, OTHER = "a" * 43, "b" * 43
COACH = "coach@passerelles.example"


def test_it_works(any_world: Cast) -> None:
    session = any_world.session
    asked = links.ask(session, email=f" {COACH.upper()} ", browser=BROWSER, now=NOW)
    assert asked.recipient == COACH
    used = links.use_link(session, asked.link, browser=BROWSER, now=later(14))
    assert isinstance(used, Staff)
    assert used.email == COACH
    assert links.use_link(session, asked.link, browser=BROWSER, now=later(14)) is Standing.USED
    assert links.use_code(session, asked.code, browser=BROWSER, now=later(14)) is Standing.EXPIRED


def test_what_is_kept_opens_nothing(any_world: Cast) -> None:
    asked = links.ask(any_world.session, email=COACH, browser=BROWSER, now=NOW)
    row = any_world.session.scalars(select(SignInLink)).one()
    kept = " ".join(str(value) for value in vars(row).values())
    for secret in (asked.link, asked.code, BROWSER, COACH):
        assert secret not in kept
    assert len(asked.link) == 43
    assert len(asked.code) == 6


@pytest.mark.parametrize(
    ("browser", "minutes", "standing"),
    [
        (BROWSER, 0, Standing.OPEN),
        (OTHER, 0, Standing.OTHER_BROWSER),
        ("", 0, Standing.OTHER_BROWSER),
        (BROWSER, 15, Standing.EXPIRED),
    ],
)
def test_how_a_link_stands(any_world: Cast, browser: str, minutes: int, standing: Standing) -> None:
    asked = links.ask(any_world.session, email=COACH, browser=BROWSER, now=NOW)
    found = links.standing(any_world.session, asked.link, browser=browser, now=later(minutes))
    assert found is standing


def test_a_new_mail_ends_the_one_before_in_that_browser_alone(any_world: Cast) -> None:
    """Else each guess would be compared with three codes."""
    session = any_world.session
    first = links.ask(session, email=COACH, browser=BROWSER, now=NOW)
    elsewhere = links.ask(session, email=COACH, browser=OTHER, now=NOW)
    last = links.ask(session, email=COACH, browser=BROWSER, now=later(1))
    assert links.standing(session, first.link, browser=BROWSER, now=later(1)) is Standing.USED
    assert links.use_code(session, first.code, browser=BROWSER, now=later(2)) is Standing.OPEN
    assert isinstance(links.use_code(session, last.code, browser=BROWSER, now=later(2)), Staff)
    assert isinstance(links.use_code(session, elsewhere.code, browser=OTHER, now=later(2)), Staff)


def test_a_code_of_another_browser_is_none(any_world: Cast) -> None:
    session = any_world.session
    asked = links.ask(session, email=COACH, browser=BROWSER, now=NOW)
    links.ask(session, email="nobody@x.example", browser=OTHER, now=NOW)
    assert links.use_code(session, asked.code, browser=OTHER, now=NOW) is Standing.OPEN
    assert links.use_code(session, asked.code, browser="", now=NOW) is Standing.OTHER_BROWSER


def test_the_fourth_link_within_a_quarter_of_an_hour(any_world: Cast) -> None:
    session = any_world.session
    for _ in range(3):
        links.ask(session, email=COACH, browser=BROWSER, now=NOW)
    with pytest.raises(TooOften):
        links.ask(session, email=COACH, browser=OTHER, now=later(14))
    links.ask(session, email="second@passerelles.example", browser=OTHER, now=later(14))
    links.ask(session, email=COACH, browser=OTHER, now=later(15))


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def guess(world: Cast, email: str, *, at: datetime, times: int = links.WRONG_CODES) -> None:
    """A stranger asks for a mail and types wrong codes in a browser of their own."""
    browser = secrets.token_urlsafe(32)
    asked = links.ask(world.session, email=email, browser=browser, now=at)
    for _ in range(times):
        links.use_code(world.session, wrong_of(asked.code), browser=browser, now=at)


@pytest.mark.parametrize("email", [COACH, "nobody@x.example"])
def test_twenty_wrong_codes_for_one_address_close_its_codes_for_a_day(
    any_world: Cast, email: str
) -> None:
    session = any_world.session
    for turn in range(3):
        guess(any_world, email, at=later(20 * turn))
    guess(any_world, email, at=later(60), times=4)
    asked = links.ask(session, email=email, browser=BROWSER, now=later(61))
    assert links.use_code(session, wrong_of(asked.code), browser=BROWSER, now=later(61)) is (
        Standing.OPEN
    )
    assert links.use_code(session, asked.code, browser=BROWSER, now=later(61)) is Standing.GUESSED
    for _ in range(links.WRONG_CODES):  # nothing is compared, so nothing is used up
        wrong = links.use_code(session, wrong_of(asked.code), browser=BROWSER, now=later(61))
        assert wrong is Standing.GUESSED
    if email == COACH:
        assert isinstance(
            links.use_link(session, asked.link, browser=BROWSER, now=later(62)), Staff
        )


def test_the_codes_of_other_addresses_go_on_and_the_next_day_all_do(any_world: Cast) -> None:
    session, other = any_world.session, "second@passerelles.example"
    for turn in range(4):
        guess(any_world, COACH, at=later(20 * turn))
    asked = links.ask(session, email=other, browser=BROWSER, now=later(80))
    links.ask(session, email=COACH, browser=BROWSER, now=later(80))
    used = links.use_code(session, asked.code, browser=BROWSER, now=later(80))
    assert isinstance(used, Staff)
    tomorrow = later(24 * 60 + 16)  # the first five are forgotten
    asked = links.ask(session, email=COACH, browser=OTHER, now=tomorrow)
    assert isinstance(links.use_code(session, asked.code, browser=OTHER, now=tomorrow), Staff)


def test_old_rows_go(any_world: Cast) -> None:
    session = any_world.session
    links.ask(session, email=COACH, browser=BROWSER, now=NOW)
    links.ask(session, email=COACH, browser=BROWSER, now=NOW + timedelta(days=2))
    assert len(session.scalars(select(SignInLink.id)).all()) == 1


def test_a_challenge_is_met_once_in_its_browser_in_time(any_world: Cast) -> None:
    session = any_world.session
    late, wrong, good = (links.challenge(session, browser=BROWSER, now=NOW) for _ in range(3))
    assert not links.use_challenge(session, late, browser=BROWSER, now=later(5))
    assert not links.use_challenge(session, wrong, browser=OTHER, now=NOW)
    assert not links.use_challenge(session, b"x" * 32, browser=BROWSER, now=NOW)
    assert links.use_challenge(session, good, browser=BROWSER, now=later(4))
    assert not links.use_challenge(session, good, browser=BROWSER, now=later(4))


def test_a_challenge_is_no_code(any_world: Cast) -> None:
    session = any_world.session
    links.challenge(session, browser=BROWSER, now=NOW)
    assert links.use_code(session, "", browser=BROWSER, now=NOW) is Standing.EXPIRED
