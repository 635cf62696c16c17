"""Two add to one list, or count for one address, at once on PostgreSQL: nothing is there twice."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from badges.extensions import db
from badges.models import Activity, Organisation, Participant, SignInLink
from badges.services import activities, links
from badges.services.links import Standing
from tests.cast import NOW, Cast
from tests.racing import Act, found, meet

pytestmark = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


# ---- names


def naming(world: Cast, name: str, people: list[int]) -> Act:
    organisation = world.organisation.id

    def act() -> None:
        place = found(Organisation, organisation)
        named = activities.people_named(db.session(), place, [name], actor="test", now=NOW)
        people.extend(one.id for one in named)

    return act


def test_a_name_that_two_lists_bring_at_once_is_one_person(any_app: Flask, any_world: Cast) -> None:
    people: list[int] = []
    acts = naming(any_world, "Ibrahim Zvq", people), naming(any_world, "ibrahim zvq", people)
    assert meet(any_app, *acts) is None
    assert len(people) == 2
    assert len(set(people)) == 1
    bearers = select(func.count()).where(func.lower(Participant.name) == "ibrahim zvq")
    assert db.session.scalar(bearers) == 1


def planning(world: Cast, meetings: list[int]) -> Act:
    number, day = world.activity.id, date(2026, 11, 20)

    def act() -> None:
        activity = found(Activity, number)
        meetings.append(activities.sessions_on(db.session(), activity, [day])[day])

    return act


def test_a_day_that_two_lists_bring_at_once_is_one_session(any_app: Flask, any_world: Cast) -> None:
    meetings: list[int] = []
    acts = planning(any_world, meetings), planning(any_world, meetings)
    assert meet(any_app, *acts) is None
    assert len(meetings) == 2
    assert len(set(meetings)) == 1


# ---- signing in


def asking(email: str, browser: str) -> Act:
    def act() -> None:
        links.ask(db.session(), email=email, browser=browser, now=NOW)

    return act


def guessing(browser: str, answers: list[object]) -> Act:
    return lambda: answers.append(links.use_code(db.session(), "x", browser=browser, now=NOW))


@pytest.mark.parametrize("email", ["coach@passerelles.example", "nobody@x.example"])
def test_no_fourth_link_is_asked_for_at_once(any_app: Flask, any_world: Cast, email: str) -> None:
    for number in range(2):
        asking(email, f"{number}")()
    db.session.commit()
    refusal = meet(any_app, asking(email, "a"), asking(email, "b"))
    assert isinstance(refusal, links.TooOften)
    assert db.session.scalar(select(func.count()).select_from(SignInLink)) == 3


def test_no_wrong_code_is_compared_beside_the_last_one(any_app: Flask, any_world: Cast) -> None:
    for browser in ("a", "b"):
        asking("coach@passerelles.example", browser)()
    before = links.WRONG_CODES_A_DAY - 1
    db.session.execute(update(SignInLink).where(SignInLink.id == 1).values(tries=before))
    db.session.commit()
    answers: list[object] = []
    assert meet(any_app, guessing("b", answers), guessing("a", answers)) is None
    assert answers == [Standing.OPEN, Standing.GUESSED]
    assert db.session.scalar(select(func.sum(SignInLink.tries))) == before + 1
