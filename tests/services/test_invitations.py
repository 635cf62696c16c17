"""Invitations, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.models import Actor, Appointment, Invitation, Role, Staff
from badges.services import invitations, organisations
from badges.services import staff as staff_services
from badges.services.errors import Invalid, NotFound, Refused
from badges.services.invitations import Over, Place
from tests.cast import NOW, Cast, later

NEW = "nour@passerelles.example"


def invite(world: Cast, *, role: Role = Role.COACH, email: str = NEW, link: str = "x") -> int:
    place = Place(organisation=world.organisation)
    made = invitations.invite(
        world.session, email=email, role=role, place=place, link=link, by=None, now=NOW
    )
    return made.id


def test_it_works(any_world: Cast) -> None:
    session = any_world.session
    invite(any_world)
    staff = invitations.accept(session, "x", name="Nour B.", now=later(1))
    assert (staff.email, staff.name) == (NEW, "Nour B.")
    appointment = session.scalars(select(Appointment).where(Appointment.staff_id == staff.id)).one()
    assert appointment.organisation_id == any_world.organisation.id
    with pytest.raises(Over):
        invitations.accept(session, "x", name="", now=later(2))


def test_who_has_that_appointment_gets_no_second_one(any_world: Cast) -> None:
    invite(any_world, email="coach@passerelles.example")
    staff = invitations.accept(any_world.session, "x", name="", now=later(1))
    assert staff.id == any_world.coach.id
    query = select(Appointment.id).where(Appointment.staff_id == staff.id)
    assert len(any_world.session.scalars(query).all()) == 1


def test_who_works_elsewhere_gets_one_more(any_world: Cast) -> None:
    invite(any_world, email="coach@jumelle.example", role=Role.PARTNER)
    staff = invitations.accept(any_world.session, "x", name="", now=later(1))
    assert staff.id == any_world.twin_coach.id
    query = select(Appointment.role).where(Appointment.staff_id == staff.id)
    assert set(any_world.session.scalars(query)) == {"coach", "partner"}


def test_the_same_link_is_the_same_invitation(any_world: Cast) -> None:
    assert invite(any_world) == invite(any_world)
    assert invite(any_world) != invite(any_world, link="y")


@pytest.mark.parametrize("email", ["", "nour", "a b@c.example"])
def test_what_is_no_address(any_world: Cast, email: str) -> None:
    with pytest.raises(Invalid):
        invite(any_world, email=email)


@pytest.mark.parametrize("name", ["x" * 121, "two\nlines"])
def test_a_name_that_cannot_be_kept(any_world: Cast, name: str) -> None:
    invite(any_world)
    with pytest.raises(Invalid):
        invitations.accept(any_world.session, "x", name=name, now=later(1))
    assert invitations.accept(any_world.session, "x", name="", now=later(1)).name is None


def test_a_link_that_is_none_and_one_that_is_old(any_world: Cast) -> None:
    invite(any_world)
    with pytest.raises(NotFound):
        invitations.read(any_world.session, "z", now=NOW)
    invitations.read(any_world.session, "x", now=NOW + timedelta(days=6, hours=23))
    with pytest.raises(Over):
        invitations.read(any_world.session, "x", now=NOW + timedelta(days=7))


@pytest.mark.parametrize(
    ("role", "organisation", "programme"),
    [
        (Role.ADMIN, True, False),
        (Role.ADMIN, False, True),
        (Role.COORDINATOR, False, False),
        (Role.COORDINATOR, True, True),
        (Role.COACH, False, True),
        (Role.COACH, False, False),
        (Role.PARTNER, False, True),
    ],
)
def test_a_role_that_cannot_be_held_there(
    any_world: Cast, role: Role, organisation: bool, programme: bool
) -> None:
    ours = any_world.organisation
    place = Place(
        organisation=ours if organisation else None, programme=ours.programme if programme else None
    )
    with pytest.raises(Refused):
        place.check(role)


def test_who_was_disabled_begins_anew(any_world: Cast) -> None:
    session = any_world.session
    any_world.coach.disabled_at = NOW
    session.flush()
    invite(any_world, email="coach@passerelles.example")
    assert invitations.accept(session, "x", name="", now=later(1)).disabled_at is None
    listed = organisations.awarding_staff(session, any_world.organisation)
    assert any_world.coach in listed


def test_who_left_awards_no_more(any_world: Cast) -> None:
    session = any_world.session
    mine = select(Appointment).where(Appointment.staff_id == any_world.coach.id)
    session.scalars(mine).one().ended_at = NOW
    session.flush()
    assert any_world.coach not in organisations.awarding_staff(session, any_world.organisation)
    assert session.get(Staff, any_world.coach.id) is not None


def _by(staff: Staff, role: Role) -> Actor:
    return Actor(
        staff_id=staff.id,
        email=staff.email,
        role=role,
        appointment_id=0,
        session_id=0,
        organisations=(),
        organisation_id=None,
        programme_id=None,
    )


def test_nobody_invites_themselves(any_world: Cast) -> None:
    with pytest.raises(Refused):
        invitations.invite(
            any_world.session,
            email=any_world.coordinator.email.upper(),
            role=Role.COACH,
            place=Place(organisation=any_world.organisation),
            link="own",
            by=_by(any_world.coordinator, Role.COORDINATOR),
            now=NOW,
        )


def test_who_administers_takes_no_role_that_sees_people(any_world: Cast) -> None:
    session = any_world.session
    invite(any_world, email="claire@b.example", role=Role.COORDINATOR, link="before")
    invitations.invite(
        session,
        email="claire@b.example",
        role=Role.ADMIN,
        place=Place(),
        link="a",
        by=None,
        now=NOW,
    )
    invitations.accept(session, "a", name="", now=later(1))
    with pytest.raises(Over):
        invitations.accept(session, "before", name="", now=later(2))
    with pytest.raises(Refused):
        invite(any_world, email="claire@b.example", role=Role.COACH, link="after")


def test_who_has_a_name_keeps_it(any_world: Cast) -> None:
    any_world.coach.name = "Samir"
    invite(any_world, email=any_world.coach.email, role=Role.PARTNER)
    assert invitations.accept(any_world.session, "x", name="Mallory", now=later(1)).name == "Samir"


def test_what_somebody_invited_to_ends_with_their_role(any_world: Cast) -> None:
    session = any_world.session
    made = session.get_one(Invitation, invite(any_world))
    made.invited_by_id = any_world.coordinator.id
    held = select(Appointment).where(Appointment.staff_id == any_world.coordinator.id)
    appointment = session.scalars(held).one()
    admin = _by(any_world.coach, Role.ADMIN)
    staff_services.disable(session, admin, appointment, now=later(1))
    with pytest.raises(Over):
        invitations.accept(session, "x", name="", now=later(2))
