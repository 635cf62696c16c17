"""Who works here, on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Actor, Appointment, AuditLine, Role, Staff, StaffSession
from badges.services import links, organisations, passkeys, scoping, staff
from badges.services.errors import Invalid, NotFound, Refused
from badges.services.links import Standing
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


def equip(world: Cast, who: Staff) -> str:
    """An app, a passkey and an open session; gives a link that was asked for."""
    who.otp_secret, who.otp_step = "S" * 32, 1
    passkeys.add(
        world.session, acting(world, who), credential=f"{who.id}".encode(), public_key=b"k",
        sign_count=0, name="", now=NOW,
    )  # fmt: skip
    return links.ask(world.session, email=who.email, browser="b", now=NOW).link


def is_open(session: Session, who: Staff) -> bool:
    query = select(StaffSession).where(StaffSession.staff_id == who.id)
    return session.scalars(query).one().ended_at is None


def test_a_lost_second_factor_is_taken_away(any_world: Cast) -> None:
    session, who, other = any_world.session, any_world.coordinator, any_world.coach
    link, kept = equip(any_world, who), equip(any_world, other)
    address = f" {who.email.upper()} "
    assert staff.take_second_factor_away(session, address, actor="test", now=later(1)) == 1
    assert (who.otp_secret, who.otp_step) == (None, None)
    assert not is_open(session, who)
    assert passkeys.of(session, who.id) == []
    assert links.standing(session, link, browser="b", now=later(1)) is Standing.USED
    line = session.scalars(select(AuditLine).order_by(AuditLine.number.desc()).limit(1)).one()
    assert (line.actor, line.action) == ("test", "staff")
    assert line.subject == f"staff:{who.id} second factor taken away"
    assert line.organisation_id == any_world.organisation.id
    assert other.otp_secret == "S" * 32
    assert is_open(session, other)
    assert len(passkeys.of(session, other.id)) == 1
    assert links.standing(session, kept, browser="b", now=later(1)) is Standing.OPEN


def test_a_passkey_alone_is_one_too(any_world: Cast) -> None:
    equip(any_world, any_world.coordinator)
    any_world.coordinator.otp_secret = None
    address = any_world.coordinator.email
    assert staff.take_second_factor_away(any_world.session, address, actor="t", now=NOW) == 1


@pytest.mark.parametrize(
    ("email", "error"),
    [
        ("nobody@passerelles.example", NotFound),
        ("nobody", Invalid),
        ("coordination@passerelles.example", Refused),
    ],
)
def test_where_there_is_none_nothing_changes(
    any_world: Cast, email: str, error: type[Exception]
) -> None:
    acting(any_world, any_world.coordinator)
    with pytest.raises(error):
        staff.take_second_factor_away(any_world.session, email, actor="test", now=NOW)
    assert is_open(any_world.session, any_world.coordinator)
