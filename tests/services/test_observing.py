"""What was seen: who saw whom do what, in which session."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from badges.models import AuditLine, Observation, Role, Staff
from badges.services import activities, awarding, observing, organisations
from badges.services.errors import Refused
from badges.services.observing import Seen
from tests.cast import DAYS, NAMES, NOW, ZONE, Cast


def count(world: Cast) -> int:
    return world.session.execute(select(func.count()).select_from(Observation)).scalar_one()


def seen(world: Cast, *, day: date = DAYS[0], number: int = 1, person: int = 0) -> Seen:
    meeting = activities.sessions_on(world.session, world.activity, [day])[day]
    criterion = world.version.criteria[number - 1].criterion_id
    return Seen(world.people[person].id, meeting, criterion)


def record(world: Cast, *some: Seen, staff: Staff | None = None, now: datetime = NOW) -> int:
    return observing.record(world.session, world.activity, staff or world.coach, some, now=now)


def test_what_was_seen_is_kept_once(any_world: Cast) -> None:
    some = [seen(any_world, number=number, person=person) for number in (1, 2) for person in (0, 1)]
    assert record(any_world, *some, *some) == 4
    assert record(any_world, *some, seen(any_world, number=3)) == 1
    assert count(any_world) == 5
    assert record(any_world) == 0


def test_two_coaches_may_see_the_same(any_world: Cast) -> None:
    assert record(any_world, seen(any_world)) == 1
    assert record(any_world, seen(any_world), staff=any_world.second_coach) == 1
    assert count(any_world) == 2


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PARTNER])
def test_who_coordinates_or_runs_the_activity_may_observe(world: Cast, role: Role) -> None:
    staff = organisations.appoint(
        world.session, email="autre@p.example", role=role,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    assert record(world, seen(world), staff=staff) == 1


def test_nobody_else_may(world: Cast) -> None:
    admin = organisations.appoint(
        world.session, email="admin@p.example", role=Role.ADMIN,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    world.second_coach.disabled_at = NOW
    world.session.flush()
    for staff in (world.twin_coach, admin, world.second_coach):
        with pytest.raises(Refused, match="does not work for"):
            record(world, seen(world), staff=staff)
    assert count(world) == 0


def test_a_session_of_another_activity_is_refused(world: Cast) -> None:
    theirs = activities.sessions_on(world.session, world.twin_activity, [DAYS[0]])[DAYS[0]]
    good = seen(world)
    for meeting in (theirs, 999_999):
        with pytest.raises(Refused, match="session is not of this activity"):
            record(world, good, Seen(good.participant_id, meeting, good.criterion_id))
    assert count(world) == 0


def test_a_person_of_another_organisation_is_refused(world: Cast) -> None:
    stranger = activities.add_people(world.session, world.twin, [NAMES[0]], actor="test", now=NOW)[
        0
    ]
    good = seen(world)
    for person in (stranger.id, 999_999):
        with pytest.raises(Refused, match="person is not of this organisation"):
            record(world, good, Seen(person, good.session_id, good.criterion_id))
    assert count(world) == 0


def test_a_criterion_of_another_organisation_is_refused(world: Cast) -> None:
    good = seen(world)
    for criterion in (world.twin_version.criteria[0].criterion_id, 999_999):
        with pytest.raises(Refused, match="criterion is not of this organisation"):
            record(world, good, Seen(good.participant_id, good.session_id, criterion))
    assert count(world) == 0


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (datetime(2026, 11, 21, 9, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 21, 10, 0, tzinfo=UTC), True),  # midnight in Kiritimati
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), True),
    ],
)
def test_nothing_is_seen_on_a_day_that_has_begun_nowhere(
    world: Cast, now: datetime, *, allowed: bool
) -> None:
    tomorrow = seen(world, day=date(2026, 11, 22))
    if allowed:
        assert record(world, tomorrow, now=now) == 1
    else:
        with pytest.raises(Refused, match="2026-11-22 is in the future"):
            record(world, tomorrow, now=now)


def test_no_badge_is_given_for_a_day_that_has_not_begun_here(world: Cast) -> None:
    evening = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    record(world, seen(world, day=date(2026, 11, 22)), now=evening)
    order = world.order(world.people[:1])
    with pytest.raises(Refused, match="2026-11-22 is in the future"):
        awarding.award(world.session, world.keyring, world.urls, order, zone=ZONE, now=evening)
    midnight = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    given = awarding.award(world.session, world.keyring, world.urls, order, zone=ZONE, now=midnight)
    assert len(given.gifts) == 1


def test_the_log_has_a_line_a_person_and_session(any_world: Cast) -> None:
    record(any_world, seen(any_world, number=1), seen(any_world, number=2))
    record(any_world, seen(any_world, person=1), seen(any_world, person=1, day=DAYS[1]))
    lines = any_world.session.execute(
        select(AuditLine.person, AuditLine.subject, AuditLine.actor)
        .where(AuditLine.action == "observe")
        .order_by(AuditLine.number)
    ).all()
    one, other = any_world.people[0].reference, any_world.people[1].reference
    assert [line.person for line in lines] == [one, other, other]
    assert lines[0].subject == lines[1].subject != lines[2].subject
    assert {line.actor for line in lines} == {f"staff:{any_world.coach.id}"}
