"""People are told before anything is noted of them, and may say no."""

import pytest
from sqlalchemy import func, select

from badges.models import (
    Attendance,
    AuditLine,
    Award,
    Declined,
    Enrolment,
    Observation,
    Participant,
    Role,
)
from badges.services import activities, informing
from badges.services.errors import NotFound
from tests.cast import NOW, ZONE, Cast
from tests.gym import Gym


@pytest.fixture
def gym(any_world: Cast) -> Gym:
    """Four people who were told nothing yet."""
    return Gym(any_world, told=False)


def decline(gym: Gym, person: int) -> None:
    informing.decline(gym.world.session, gym.actor(), gym.meeting(), person, zone=ZONE, now=NOW)


def count(gym: Gym, table: type) -> int:
    return gym.world.session.scalar(select(func.count()).select_from(table)) or 0


def last(gym: Gym) -> AuditLine:
    return gym.world.session.scalars(
        select(AuditLine).order_by(AuditLine.number.desc()).limit(1)
    ).one()


def test_who_was_told_is_remembered_once(gym: Gym) -> None:
    world = gym.world
    some = [one.id for one in world.people[:2]]
    assert informing.tell(world.session, gym.actor(), gym.meeting(), some, now=NOW) == 2
    assert informing.tell(world.session, gym.actor(), gym.meeting(), some, now=NOW) == 0
    told = [one.informed_at is not None for one in world.people]
    assert told == [True, True, False, False]
    line = last(gym)
    assert (line.subject, line.person) == ("told", world.people[1].reference)
    with pytest.raises(NotFound):
        informing.tell(world.session, gym.actor(), gym.meeting(), [999_999], now=NOW)


def test_who_says_no_leaves_nothing_but_a_number(gym: Gym) -> None:
    numbers = [one.id for one in gym.world.people]
    decline(gym, numbers[0])
    decline(gym, numbers[1])
    row = gym.world.session.scalars(select(Declined)).one()
    assert (row.count, row.organisation_id) == (2, gym.world.organisation.id)
    assert (row.month.year, row.month.month, row.month.day) == (2026, 11, 1)
    assert [count(gym, one) for one in (Participant, Enrolment, Attendance)] == [2, 2, 2]
    with pytest.raises(NotFound):
        decline(gym, numbers[0])


def test_the_log_names_nobody_who_said_no_and_stays(gym: Gym) -> None:
    world = gym.world
    other = activities.create_activity(
        world.session, world.organisation, kind="sport", name="Autre", town="Bondy",
        lead=world.coach,
    )  # fmt: skip
    person = world.people[0]
    world.session.add(Enrolment(activity_id=other.id, participant_id=person.id, enrolled_at=NOW))
    world.observe([person])
    decline(gym, person.id)
    assert world.session.get(Participant, person.id) is not None
    assert count(gym, Observation) == 0
    assert [count(gym, one) for one in (Enrolment, Attendance)] == [4, 3]
    line = last(gym)
    assert (line.subject, line.person) == ("declined", "")


def test_what_led_to_a_badge_that_stands_is_kept(gym: Gym) -> None:
    world, (person, other) = gym.world, gym.world.people[:2]
    world.award([person])
    world.observe([other])
    kept = count(gym, Observation)
    decline(gym, person.id)
    assert count(gym, Observation) == kept
    decline(gym, other.id)
    assert count(gym, Observation) < kept
    award = world.session.scalars(select(Award)).one()
    award.undone_at = NOW
    gym.arrives(person)
    decline(gym, person.id)
    assert count(gym, Observation) == 0


def test_a_partner_takes_somebody_off_this_sessions_list_alone(gym: Gym) -> None:
    world, person = gym.world, gym.world.people[0]
    partner = gym.actor(world.second_coach, Role.PARTNER)
    criterion = world.version.criteria[0].criterion_id
    for meeting in gym.meetings[:2]:
        for staff in (world.coach, world.second_coach):
            world.session.add(
                Observation(
                    session_id=meeting, participant_id=person.id, criterion_id=criterion,
                    staff_id=staff.id, created_at=NOW,
                )
            )  # fmt: skip
    world.session.flush()
    informing.decline(world.session, partner, gym.meeting(), person.id, zone=ZONE, now=NOW)
    assert world.session.get(Participant, person.id) is not None
    assert [count(gym, one) for one in (Enrolment, Attendance, Declined)] == [4, 3, 0]
    left = world.session.execute(select(Observation.session_id, Observation.staff_id)).all()
    assert (gym.meetings[1], world.second_coach.id) not in [tuple(one) for one in left]
    assert len(left) == 3
    with pytest.raises(NotFound):
        informing.decline(world.session, partner, gym.meeting(), person.id, zone=ZONE, now=NOW)


def test_a_badge_that_was_given_keeps_the_row(gym: Gym) -> None:
    world = gym.world
    world.award(world.people[:1])
    person = world.people[0].id
    decline(gym, person)
    assert world.session.get(Participant, person) is not None
