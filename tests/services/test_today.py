"""Somebody's day: what is near first, what is left to do, and all the rest."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from badges.models import Activity, AttendanceRole, Role
from badges.models import Session as Meeting
from badges.services import activities, attending, today
from badges.services.attending import Change
from tests.actors import actor_of, listed, opened, works
from tests.cast import DAYS, NOW, Cast

DAY = DAYS[2]


def near(world: Cast, day: date = DAY) -> list[today.Upcoming]:
    return today.near(world.session, actor_of(world, world.coach), today=day)


def start(world: Cast, name: str, *days: date) -> Activity:
    return activities.create_activity(
        world.session,
        world.organisation,
        kind="sport",
        name=name,
        town="Pantin",
        lead=world.coach,
        days=days,
    )


def test_today_first_then_yesterday_then_tomorrow(any_world: Cast) -> None:
    one = timedelta(days=1)
    start(any_world, "A", DAY + one, DAY - one, DAY - 2 * one)
    found = near(any_world)
    assert [(one.name[:1], one.day) for one in found] == [
        ("T", DAY),
        ("A", DAY - one),
        ("A", DAY + one),
    ]


def test_it_counts_who_is_listed_there_and_seen(any_world: Cast) -> None:
    world = any_world
    listed(world, *(one.id for one in world.people))
    [before] = near(world)
    assert (before.listed, before.present, before.observed) == (4, 0, 0)
    meeting = world.session.get_one(Meeting, before.session_id)
    there = Change({one.id: AttendanceRole.PARTICIPANT for one in world.people[:3]})
    attending.note(
        world.session,
        actor_of(world, world.coach),
        world.activity,
        meeting,
        there,
        today=DAY,
        now=NOW,
    )
    world.observe(world.people[:2], days=[DAY])
    [after] = near(world)
    assert (after.listed, after.present, after.observed) == (4, 3, 2)
    counted = today.sessions(world.session, world.activity)
    assert [(one.day, one.present, one.observed) for one in counted] == [
        (DAYS[2], 3, 2),
        (DAYS[1], 0, 0),
        (DAYS[0], 0, 0),
    ]


def test_the_others_come_newest_first_page_by_page(any_world: Cast) -> None:
    coach = actor_of(any_world, any_world.coach)
    for days in range(2, 25):
        start(any_world, f"A{days}", DAY - timedelta(days=days))
    start(any_world, "new")
    first = today.others(any_world.session, coach, today=DAY)
    second = today.others(any_world.session, coach, today=DAY, number=2)
    names = [one.name for one in (*first.rows, *second.rows)]
    assert names == ["new", *(f"A{days}" for days in range(2, 25))]
    assert (len(first.rows), first.more, second.more) == (today.PAGE, True, False)


def test_one_sees_what_one_works_in_and_nothing_else(world: Cast) -> None:
    second = actor_of(world, world.second_coach)
    twin = actor_of(world, world.twin_coach, twin=True)
    assert today.near(world.session, second, today=DAY) == []
    works(world, world.second_coach)
    assert len(today.near(world.session, second, today=DAY)) == 1
    [theirs] = today.near(world.session, twin, today=DAY)
    assert theirs.activity_id == world.twin_activity.id
    admin = actor_of(world, world.coach, Role.ADMIN)
    assert today.near(world.session, admin, today=DAY) == []


def test_who_coordinates_sees_what_is_opened_but_does_not_run_it(world: Cast) -> None:
    found = today.near(world.session, opened(world), today=DAY)
    assert {one.activity_id: one.runs for one in found} == {
        world.activity.id: False,
        world.twin_activity.id: True,
    }


def test_the_last_activity_is_the_one_with_the_newest_session(world: Cast) -> None:
    coach = actor_of(world, world.coach)
    start(world, "old", DAYS[0])
    start(world, "never")
    assert today.last_activity(world.session, coach) == world.activity
    newest = start(world, "newest", DAY + timedelta(days=1))
    assert today.last_activity(world.session, coach) == newest
    nobody = actor_of(world, world.second_coach)
    assert today.last_activity(world.session, nobody) is None


@pytest.mark.parametrize("more", [0, 15])
def test_the_number_of_statements_is_constant(world: Cast, more: int) -> None:
    for number in range(more):
        start(world, f"A{number}", DAY, DAY - timedelta(days=number + 2))
    world.session.commit()
    coach = actor_of(world, world.coach)
    said: list[str] = []
    event.listen(
        world.session.get_bind(), "before_cursor_execute", lambda *told: said.append(told[2])
    )
    assert len(today.near(world.session, coach, today=DAY)) == more + 1
    today.others(world.session, coach, today=DAY)
    assert len([one for one in said if one.startswith("SELECT")]) == 2
