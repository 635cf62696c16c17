"""Who works here, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Actor, Appointment, Role, Staff, StaffSession
from badges.services import organisations, scoping, staff
from badges.services.errors import NotFound, Refused
from tests.cast import NOW, Cast, later


def acting(world: Cast, who: Staff) -> Actor:
    """That person, signed in under their first appointment."""
    session = world.session
    appointment = staff.first_appointment(session, who)
    assert appointment is not None
    row = StaffSession(
        key_hash=f"{who.id:064}",
        staff_id=who.id,
        appointment_id=appointment.id,
        device="",
        created_at=NOW,
        seen_at=NOW,
        expires_at=later(60),
    )
    session.add(row)
    session.flush()
    place = appointment.organisation_id
    return Actor(
        staff_id=who.id,
        email=who.email,
        role=Role(appointment.role),
        appointment_id=appointment.id,
        session_id=row.id,
        organisations=(place,) if place else (),
        organisation_id=place,
        programme_id=world.organisation.programme_id,
    )


def appointment(session: Session, who: Staff) -> Appointment:
    return session.scalars(select(Appointment).where(Appointment.staff_id == who.id)).one()


def test_it_works(any_world: Cast) -> None:
    actor = acting(any_world, any_world.coordinator)
    listed = staff.listed(any_world.session, actor)
    assert {one.email: one.below for one in listed} == {
        "coach@passerelles.example": True,
        "second@passerelles.example": True,
        "coordination@passerelles.example": False,
    }
    assert {one.place for one in listed} == {"Les Passerelles du Canal"}


def test_a_coach_sees_and_reaches_nobody(any_world: Cast) -> None:
    actor = acting(any_world, any_world.coach)
    assert staff.listed(any_world.session, actor) == []
    assert staff.invited(any_world.session, actor, now=NOW) == []
    number = appointment(any_world.session, any_world.second_coach).id
    with pytest.raises(NotFound):
        scoping.appointment(any_world.session, actor, number)


def test_ending_one_of_two_appointments_disables_nobody(any_world: Cast) -> None:
    session = any_world.session
    first = appointment(session, any_world.coach)
    organisations.appoint(
        session,
        email=any_world.coach.email,
        role=Role.COACH,
        organisation=any_world.twin,
        now=NOW,
    )
    actor = acting(any_world, any_world.coordinator)
    staff.disable(session, actor, first, now=later(1))
    assert any_world.coach.disabled_at is None
    second = staff.first_appointment(session, any_world.coach)
    assert second is not None
    assert second.organisation_id == any_world.twin.id
    staff.disable(session, actor, second, now=later(2))
    assert any_world.coach.disabled_at == later(2)


def test_a_step_counts_once(any_world: Cast) -> None:
    session = any_world.session
    actor = acting(any_world, any_world.coordinator)
    staff.keep_second_factor(session, actor, secret="S" * 32, step=10, now=NOW)
    assert [staff.use_step(session, actor, one, now=later(1)) for one in (10, 9, 11, 11)] == [
        False, False, True, False,
    ]  # fmt: skip


def test_another_role_is_one_below(any_world: Cast) -> None:
    session = any_world.session
    actor = acting(any_world, any_world.coordinator)
    found = scoping.appointment(session, actor, appointment(session, any_world.coach).id)
    staff.change_role(session, actor, found, Role.PARTNER, now=later(1))
    assert found.role == "partner"
    for role in (Role.COORDINATOR, Role.ADMIN):
        with pytest.raises(Refused):
            staff.change_role(session, actor, found, role, now=later(1))


def test_choosing_is_among_ones_own(any_world: Cast) -> None:
    session = any_world.session
    actor = acting(any_world, any_world.coach)
    own = appointment(session, any_world.coach)
    assert staff.choose(session, actor, own.id, any_world.organisation.id) is own
    foreign = appointment(session, any_world.twin_coach)
    for number, place in ((foreign.id, None), (own.id, any_world.twin.id), (0, None)):
        with pytest.raises(NotFound):
            staff.choose(session, actor, number, place)
