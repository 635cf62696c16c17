"""Noting and giving on the screen of a session, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from badges.extensions import db
from badges.models import Act, Activity, ActivityOpening, Award, Mail, Observation, Participant
from badges.models import Session as Meeting
from badges.services import activities, awarding, giving, observing, publishing
from badges.services.errors import Conflict, NotFound, Refused
from badges.services.giving import (
    Again,
    NobodyTicked,
    NothingTicked,
    Notice,
    NotTold,
    SoonAgain,
    Ticks,
    TooMany,
)
from tests.cast import DAYS, NOW, ZONE, Cast, draft
from tests.gym import Gym
from tests.services.test_at_once import AtOnce

NOTICE = Notice("Beaucoup", "Beaucoup de badges")


@pytest.fixture
def gym(any_world: Cast) -> Gym:
    """Four people who were told."""
    return Gym(any_world)


def give(gym: Gym, ticks: Ticks | None = None, *, key: str = "key") -> int:
    world = gym.world
    return giving.give(
        world.session, world.keyring, world.urls, gym.actor(), gym.meeting(),
        ticks=ticks or gym.ticks(), key=key, again=Again.ASK, notice=NOTICE, zone=ZONE, now=NOW,
    )  # fmt: skip


def count(gym: Gym, table: type) -> int:
    return gym.world.session.scalar(select(func.count()).select_from(table)) or 0


def test_it_works(gym: Gym) -> None:
    number = give(gym)
    assert give(gym) == number
    act = gym.world.session.get_one(Act, number)
    assert (act.staff_id, act.session_id) == (gym.world.coach.id, gym.meetings[1])
    assert (count(gym, Award), count(gym, Observation)) == (4, 8)


def test_the_same_key_for_something_else_is_a_conflict(gym: Gym) -> None:
    give(gym)
    for other in (gym.ticks(gym.world.people[:1]), gym.ticks(numbers=(3,))):
        with pytest.raises(Conflict):
            give(gym, other)


def test_the_first_result_stays_when_others_have_reached_it_since(gym: Gym) -> None:
    some = gym.ticks(numbers=())
    gym.world.observe(gym.world.people[:1])
    number = give(gym, some)
    assert count(gym, Award) == 1
    gym.world.observe(gym.world.people[1:])
    assert give(gym, some) == number
    assert count(gym, Award) == 1


def test_what_is_refused_changes_nothing(gym: Gym) -> None:
    world = gym.world
    untold = activities.add_people(world.session, world.organisation, ["Neuf"], actor="t", now=NOW)
    gym.arrives(untold[0], told=False)
    cases: list[tuple[type[Exception], Ticks]] = [
        (NobodyTicked, Ticks(badge_class_id=1, criteria=(1,), people=())),
        (NotTold, gym.ticks(untold)),
        (NotFound, Ticks(badge_class_id=999, criteria=(), people=(world.people[0].id,))),
        (NotFound, gym.ticks([Participant(id=999_999)])),
    ]
    for error, ticks in cases:
        with pytest.raises(error):
            give(gym, ticks)
    with pytest.raises(Refused, match="does not work for"):
        giving.give(
            world.session, world.keyring, world.urls, gym.actor(world.twin_coach), gym.meeting(),
            ticks=gym.ticks(numbers=()), key="k", notice=NOTICE, zone=ZONE, now=NOW,
        )  # fmt: skip
    assert (count(gym, Award), count(gym, Observation), count(gym, Act)) == (0, 0, 0)


def test_acts_of_another_badge_that_were_ticked_before_are_left_out(gym: Gym) -> None:
    world = gym.world
    other = publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Autre"), actor="t", now=NOW
    )
    theirs = tuple(one.criterion_id for one in other.criteria)
    ticks = gym.ticks()
    give(gym, replace(ticks, criteria=ticks.criteria + theirs))
    assert set(world.session.scalars(select(Observation.criterion_id))) == set(ticks.criteria)
    with pytest.raises(NothingTicked):
        giving.keep(
            world.session, gym.actor(), gym.meeting(), replace(ticks, criteria=theirs), now=NOW
        )


def test_thirty_days(gym: Gym) -> None:
    world = gym.world
    world.award(world.people[:1])
    old = world.session.scalars(select(Award)).one()
    elsewhere = activities.create_activity(
        world.session, world.organisation, kind="sport", name="Autre", town="Bondy",
        lead=world.coach,
    )  # fmt: skip
    old.activity_id = elsewhere.id
    world.session.flush()
    with pytest.raises(SoonAgain) as asked:
        give(gym)
    assert [one.name for one in asked.value.before] == [world.people[0].name]
    old.awarded_at = NOW - timedelta(days=30)
    world.session.flush()
    give(gym)
    assert count(gym, Award) == 5


def test_a_guest_is_seen_and_given_to_in_the_name_of_who_runs_it(gym: Gym) -> None:
    world = gym.world
    guest = activities.add_people(world.session, world.twin, ["Invitée"], actor="t", now=NOW)[0]
    gym.arrives(guest)
    with pytest.raises(NotFound):
        give(gym, gym.ticks([guest]))
    _open(world)
    give(gym, gym.ticks([guest]))
    award = world.session.scalars(select(Award)).one()
    assert award.organisation_id == world.organisation.id
    assert award.participant_id == guest.id


def test_who_is_not_enrolled_is_no_guest(gym: Gym) -> None:
    world = gym.world
    other = activities.add_people(world.session, world.twin, ["Autre"], actor="t", now=NOW)[0]
    _open(world)
    with pytest.raises(Refused, match="nor a guest"):
        world.observe([other])
    with pytest.raises(Refused, match="nor a guest"):
        awarding.award(
            world.session, world.keyring, world.urls, world.order([other]), zone=ZONE, now=NOW
        )


def test_one_persons_own_marks(gym: Gym) -> None:
    world, person = gym.world, gym.world.people[0]
    first, second, third = (int(one) for one in gym.criteria(1, 2, 3))

    def mark(*criteria: int) -> None:
        giving.mark(
            world.session, gym.actor(), gym.meeting(), person.id, criteria=criteria, now=NOW
        )

    world.observe([person], numbers=(1,), staff=world.second_coach)
    world.observe([person], numbers=(1,), days=DAYS[:1])
    mark(first, second)
    mark(second, third)
    rows = world.session.execute(
        select(Observation.criterion_id, Observation.staff_id, Observation.session_id)
    ).all()
    mine = {row.criterion_id for row in rows if row[1:] == (world.coach.id, gym.meetings[1])}
    assert mine == {second, third}
    assert len(rows) == 4
    give(gym, gym.ticks([person], numbers=()))
    mark()
    assert count(gym, Observation) == 4
    with pytest.raises(NotFound):
        mark(999_999)


def test_nothing_of_another_coach_is_taken_back(gym: Gym) -> None:
    world = gym.world
    world.observe(world.people[:1], numbers=(1,), staff=world.second_coach)
    theirs = world.session.scalars(select(Observation)).one()
    seen = observing.Seen(theirs.participant_id, theirs.session_id, theirs.criterion_id)
    gone = observing.take_back(world.session, world.activity, world.coach, [seen], now=NOW)
    assert gone == 0
    gone = observing.take_back(world.session, world.activity, world.second_coach, [seen], now=NOW)
    assert gone == 1
    assert count(gym, Observation) == 0


def test_too_many_for_a_coach(gym: Gym) -> None:
    world = gym.world
    names = [f"Foule {number}" for number in range(51)]
    crowd = activities.add_people(world.session, world.organisation, names, actor="t", now=NOW)
    for person in crowd:
        gym.arrives(person)
    with pytest.raises(TooMany) as refused:
        give(gym, gym.ticks(crowd))
    assert refused.value.most == 50
    give(gym, gym.ticks(crowd[:31]))
    assert count(gym, Mail) == 1
    give(gym, gym.ticks(crowd[31:]), key="more")
    assert count(gym, Mail) == 1


def test_a_double_tap_at_the_very_same_time(gym: Gym, any_app: Flask) -> None:
    world = gym.world
    actor, ticks, meeting = gym.actor(), gym.ticks(), gym.meetings[1]
    world.session.commit()
    numbers: list[int] = []

    def tap() -> None:
        there = db.session().get_one(Meeting, meeting)
        number = giving.give(
            db.session(), world.keyring, world.urls, actor, there,
            ticks=ticks, key="tap", again=Again.ASK, notice=NOTICE, zone=ZONE, now=NOW,
        )  # fmt: skip
        numbers.append(number)

    taps = AtOnce(any_app, [tap] * 4)
    taps.run()
    assert taps.failures == []
    assert len(set(numbers)) == 1
    assert (count(gym, Award), count(gym, Observation)) == (4, 8)


def _open(world: Cast) -> None:
    world.session.add(
        ActivityOpening(
            activity_id=world.session.get_one(Activity, world.activity.id).id,
            organisation_id=world.twin.id,
            opened_at=NOW,
        )
    )
    world.session.flush()
