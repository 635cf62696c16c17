"""A session that was added by mistake is taken away, as long as nothing was seen in it."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from badges.extensions import db
from badges.models import Activity, Attendance, AuditLine, Observation, Staff
from badges.models import Session as Meeting
from badges.services import activities, attending, observing
from badges.services.activities import SomethingSeen
from badges.services.attending import Change
from badges.services.errors import NotFound, Refused
from badges.services.observing import Seen
from tests.cast import DAYS, NOW, Cast
from tests.gym import Gym
from tests.services.test_at_once import AtOnce


def meeting_of(world: Cast, day: date) -> Meeting:
    return world.session.scalars(
        select(Meeting).where(Meeting.activity_id == world.activity.id, Meeting.day == day)
    ).one()


def count(model: type) -> int:
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def test_it_works(any_world: Cast) -> None:
    world, number = any_world, Gym(any_world).meetings[1]
    assert count(Attendance) == len(world.people)
    before, meeting = count(Meeting), world.session.get_one(Meeting, number)
    assert not activities.was_seen(world.session, meeting)
    activities.remove_session(world.session, meeting, actor="staff:1", now=NOW)
    world.session.commit()
    assert world.session.get(Meeting, number) is None
    assert (count(Meeting), count(Attendance)) == (before - 1, 0)
    line = world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    assert (line.actor, line.action) == ("staff:1", "activity")
    assert line.subject == f"activity:{world.activity.id} session:{number} removed"


def test_what_was_seen_keeps_its_session(any_world: Cast) -> None:
    world = any_world
    world.observe(world.people[:1], numbers=(1,))
    meeting = meeting_of(world, DAYS[1])
    assert activities.was_seen(world.session, meeting)
    with pytest.raises(SomethingSeen):
        activities.remove_session(world.session, meeting, actor="staff:1", now=NOW)
    assert count(Observation) == 1
    world.session.execute(delete(Observation))  # as when it is taken back
    activities.remove_session(world.session, meeting, actor="staff:1", now=NOW)
    assert world.session.scalars(select(Meeting.day)).all().count(DAYS[1]) == 1  # the twin's


def _remove(number: int) -> Callable[[], None]:
    def act() -> None:
        session = db.session()
        meeting = session.get(Meeting, number)
        if meeting is not None:
            activities.remove_session(session, meeting, actor="staff:1", now=NOW)

    return act


def _observe(world: Cast, number: int) -> Callable[[], None]:
    ids = (world.activity.id, world.coach.id, world.people[0].id)
    criterion = world.version.criteria[0].criterion_id

    def act() -> None:
        session, (activity, staff, person) = db.session(), ids
        observing.record(
            session, session.get_one(Activity, activity), session.get_one(Staff, staff),
            [Seen(person, number, criterion)], now=NOW,
        )  # fmt: skip

    return act


def test_nothing_that_is_noted_at_that_moment_is_lost(any_app: Flask, any_world: Cast) -> None:
    """Whoever comes second is refused: no act that was kept goes with its session."""
    number = Gym(any_world).meetings[1]
    for _ in range(6):
        at_once = AtOnce(any_app)
        at_once.acts += [_remove(number), _observe(any_world, number)]
        at_once.run()
        assert len(at_once.failures) <= 1
        assert all(isinstance(one, Refused) for one in at_once.failures), at_once.failures
        is_there = db.session().get(Meeting, number) is not None
        assert count(Observation) == (1 if is_there else 0)
        db.session.rollback()


def test_nobody_is_ticked_in_a_session_that_is_gone(world: Cast) -> None:
    gym = Gym(world)
    meeting, activity, actor = gym.meeting(), world.activity, gym.actor()
    number, day = meeting.id, meeting.day
    activities.remove_session(world.session, meeting, actor="staff:1", now=NOW)
    gone = Meeting(id=number, activity_id=activity.id, day=day)
    with pytest.raises(NotFound):
        attending.note(world.session, actor, activity, gone, Change({}, ()), today=day, now=NOW)
