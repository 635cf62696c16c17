"""Who is in which group, who holds which pack: the cast at work, for the pages of staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from badges import clock
from badges.models import (
    Actor,
    Appointment,
    Attendance,
    Card,
    CardPack,
    Enrolment,
    Participant,
    Role,
    Staff,
)
from badges.services import activities, cards, organisations
from tests.cast import DAYS, NOW, Cast


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The cast, another coordinator, and one pack of blank cards that the coach holds."""

    world: Cast
    second_coordinator: Staff
    pack: CardPack

    @property
    def codes(self) -> list[str]:
        """The codes of the pack's blank cards."""
        return cards.blank_codes(self.world.session, self.pack)


def gather(world: Cast, *, count: int = 12, now: datetime = NOW) -> Team:
    """Everybody is enrolled and was there on the last day; committed."""
    second = organisations.appoint(
        world.session,
        email="deuxieme@passerelles.example",
        role=Role.COORDINATOR,
        organisation=world.organisation,
        now=now,
    )
    enrol(world, *world.people)
    pack = pack_for(world, world.coach, count=count, now=now)
    world.session.commit()
    return Team(world=world, second_coordinator=second, pack=pack)


def enrol(world: Cast, *people: Participant, now: datetime | None = None) -> None:
    """They are on the list of the coach's activity, and were there on its last day."""
    moment = now or clock.now()
    meeting = activities.sessions_on(world.session, world.activity, DAYS[-1:])[DAYS[-1]]
    listed = [
        {"activity_id": world.activity.id, "participant_id": one.id, "enrolled_at": moment}
        for one in people
    ]
    there = [
        {"session_id": meeting, "participant_id": one.id, "role": "participant", "noted_at": moment}
        for one in people
    ]
    world.session.execute(insert(Enrolment), listed)
    world.session.execute(insert(Attendance), there)


def pack_for(world: Cast, holder: Staff, *, count: int = 12, now: datetime = NOW) -> CardPack:
    """A new pack in somebody's hands."""
    pack = cards.make(
        world.session,
        world.organisation,
        count=count,
        staff_id=world.coordinator.id,
        key=f"pack for {holder.email} {count}",
        now=now,
    )
    cards.hand_out(world.session, pack, holder, actor="test", now=now)
    return pack


def actor_of(world: Cast, staff: Staff) -> Actor:
    """Somebody as the services know who acts."""
    appointment = world.session.scalars(
        select(Appointment).where(Appointment.staff_id == staff.id)
    ).first()
    assert appointment is not None
    assert appointment.organisation_id is not None
    return Actor(
        staff_id=staff.id,
        email=staff.email,
        role=Role(appointment.role),
        appointment_id=appointment.id,
        session_id=0,
        organisations=(appointment.organisation_id,),
        organisation_id=appointment.organisation_id,
        programme_id=world.organisation.programme_id,
    )


def card_with(world: Cast, code: str) -> Card:
    """The card of a code."""
    return world.session.scalars(select(Card).where(Card.code == code)).one()
