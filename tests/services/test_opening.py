"""An activity that is opened to several organisations."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from badges.models import (
    ActivityOpening,
    Actor,
    AuditLine,
    Award,
    Enrolment,
    Organisation,
    Participant,
    Role,
    Staff,
)
from badges.services import activities, awarding, opening, organisations, scoping
from badges.services.errors import Closed, NotFound, Refused
from tests.cast import DAYS, NAMES, NOW, ZONE, Cast


@dataclass(frozen=True, slots=True)
class Fair:
    """The activity of one organisation, opened to its twin, whose people bear the same names."""

    world: Cast
    guests: list[Participant]

    def enrol(self, people: list[Participant]) -> int:
        ids = [one.id for one in people]
        return opening.enrol(
            self.world.session, self.world.activity, self.world.twin.id, ids, actor="x", now=NOW
        )

    def listed(self, actor: Actor) -> list[tuple[int, bool]]:
        found = scoping.enrolled(self.world.session, actor, self.world.activity)
        return [(one.id, one.is_foreign) for one in found]


def actor_of(staff: Staff, organisation: Organisation, role: Role) -> Actor:
    return Actor(
        staff_id=staff.id,
        email=staff.email,
        role=role,
        appointment_id=1,
        session_id=1,
        organisations=(organisation.id,),
        organisation_id=organisation.id,
        programme_id=organisation.programme_id,
    )


def open_it(world: Cast) -> None:
    opening.open_to(world.session, world.activity, world.twin.id, actor="x", now=NOW)


@pytest.fixture
def fair(any_world: Cast) -> Fair:
    guests = activities.add_people(any_world.session, any_world.twin, NAMES, actor="test", now=NOW)
    open_it(any_world)
    return Fair(any_world, guests)


def test_it_works(fair: Fair) -> None:
    world, guest = fair.world, fair.guests[0]
    assert fair.enrol([guest]) == 1
    coach = actor_of(world.coach, world.organisation, Role.COACH)
    (seen,) = scoping.enrolled(world.session, coach, world.activity)
    assert (seen.id, seen.name, seen.is_foreign) == (guest.id, guest.name, True)
    world.observe([guest])
    given = awarding.award(
        world.session, world.keyring, world.urls, world.order([guest]), zone=ZONE, now=NOW
    )
    award = world.session.get_one(Award, given.gifts[0].uid)
    assert award.organisation_id == world.organisation.id
    assert award.participant_id == guest.id
    theirs = actor_of(world.twin_coach, world.twin, Role.COORDINATOR)
    assert scoping.person(world.session, theirs, guest.id, now=NOW) is guest


def test_who_is_not_enrolled_is_not_seen_and_gets_nothing(fair: Fair) -> None:
    world, (enrolled, stranger) = fair.world, fair.guests[:2]
    fair.enrol([enrolled])
    coach = actor_of(world.coach, world.organisation, Role.COACH)
    assert fair.listed(coach) == [(enrolled.id, True)]
    with pytest.raises(Refused):
        world.observe([stranger])
    with pytest.raises(Refused):
        awarding.decide(world.session, world.urls, world.order([stranger]), now=NOW)


def test_a_guest_is_a_name_on_a_list_and_no_person_of_the_coach(fair: Fair) -> None:
    world, guest = fair.world, fair.guests[0]
    fair.enrol([guest])
    for role, staff in ((Role.COACH, world.coach), (Role.COORDINATOR, world.coordinator)):
        ours = actor_of(staff, world.organisation, role)
        with pytest.raises(NotFound):
            scoping.person(world.session, ours, guest.id, now=NOW)


def test_the_other_coordinator_sees_their_own_people_alone(fair: Fair) -> None:
    world = fair.world
    world.session.add(
        Enrolment(activity_id=world.activity.id, participant_id=world.people[0].id, enrolled_at=NOW)
    )
    fair.enrol(fair.guests[:1])
    theirs = actor_of(world.twin_coach, world.twin, Role.COORDINATOR)
    assert scoping.activity(world.session, theirs, world.activity.id) is world.activity
    assert fair.listed(theirs) == [(fair.guests[0].id, False)]
    ours = actor_of(world.coordinator, world.organisation, Role.COORDINATOR)
    assert sorted(fair.listed(ours)) == [
        (world.people[0].id, False),
        (fair.guests[0].id, True),
    ]


def test_the_other_coach_does_not_see_the_activity(fair: Fair) -> None:
    theirs = actor_of(fair.world.twin_coach, fair.world.twin, Role.COACH)
    with pytest.raises(NotFound):
        scoping.activity(fair.world.session, theirs, fair.world.activity.id)


def test_enrolling_again_changes_nothing(fair: Fair) -> None:
    assert fair.enrol(fair.guests[:2]) == 2
    assert fair.enrol(fair.guests[:3]) == 1
    open_it(fair.world)
    assert len(fair.world.session.scalars(select(ActivityOpening)).all()) == 1


def test_closing_it_takes_the_guests_off_the_list(fair: Fair) -> None:
    world, guest = fair.world, fair.guests[0]
    fair.enrol([guest])
    world.observe([guest])
    opening.close_to(world.session, world.activity, world.twin.id, actor="x", now=NOW)
    coach = actor_of(world.coach, world.organisation, Role.COACH)
    assert fair.listed(coach) == []
    theirs = actor_of(world.twin_coach, world.twin, Role.COORDINATOR)
    with pytest.raises(NotFound):
        scoping.activity(world.session, theirs, world.activity.id)
    with pytest.raises(Refused):
        awarding.decide(world.session, world.urls, world.order([guest]), now=NOW)
    with pytest.raises(NotFound):
        fair.enrol([guest])
    with pytest.raises(NotFound):
        opening.close_to(world.session, world.activity, world.twin.id, actor="x", now=NOW)


def test_nobody_enrols_people_of_another_organisation(fair: Fair) -> None:
    with pytest.raises(NotFound):
        fair.enrol([fair.guests[0], fair.world.people[0]])
    assert fair.world.session.scalars(select(Enrolment)).all() == []


def test_it_is_opened_within_the_programme_alone(any_world: Cast) -> None:
    world = any_world
    elsewhere = organisations.create_programme(world.session, name="Ailleurs")
    world.twin.programme_id = elsewhere.id
    world.session.flush()
    for other in (world.twin.id, world.organisation.id, 999_999):
        with pytest.raises(Refused):
            opening.open_to(world.session, world.activity, other, actor="x", now=NOW)
    assert opening.neighbours(world.session, world.activity) == []


def test_neighbours_say_whether_it_is_open(any_world: Cast) -> None:
    (before,) = opening.neighbours(any_world.session, any_world.activity)
    assert (before.id, before.opened_at) == (any_world.twin.id, None)
    open_it(any_world)
    (after,) = opening.neighbours(any_world.session, any_world.activity)
    assert after.opened_at == NOW
    organisations.leave(any_world.session, any_world.twin, actor="x", now=NOW)
    assert len(opening.neighbours(any_world.session, any_world.activity)) == 1


def test_who_left_or_is_suspended_opens_and_enrols_nothing(fair: Fair) -> None:
    world = fair.world
    organisations.suspend(world.session, world.twin, actor="x", now=NOW)
    for act in (lambda: open_it(world), lambda: fair.enrol(fair.guests)):
        with pytest.raises(Closed):
            act()
    organisations.bring_back(world.session, world.twin, actor="x", now=NOW)
    organisations.leave(world.session, world.organisation, actor="x", now=NOW)
    for act in (lambda: open_it(world), lambda: fair.enrol(fair.guests)):
        with pytest.raises(Closed):
            act()


def test_both_sides_have_it_in_their_log_without_a_name(fair: Fair) -> None:
    world = fair.world
    fair.enrol(fair.guests[:1])
    query = select(AuditLine).where(AuditLine.action == "opening").order_by(AuditLine.number)
    lines = world.session.scalars(query).all()
    assert [(one.organisation_id, one.subject.split()[1], one.person) for one in lines] == [
        (world.organisation.id, "opened", ""),
        (world.twin.id, "opened", ""),
        (world.twin.id, "enrolled", fair.guests[0].reference),
    ]


def test_equal_days_of_twins_are_not_mixed_up(fair: Fair) -> None:
    """The guest was seen in the open activity; the twin's own activity knows nothing of it."""
    world, guest = fair.world, fair.guests[0]
    fair.enrol([guest])
    world.observe([guest], days=DAYS)
    theirs = actor_of(world.twin_coach, world.twin, Role.COACH)
    assert scoping.enrolled(world.session, theirs, world.twin_activity) == []
