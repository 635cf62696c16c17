"""Who works here: their appointments, ending them at once, and what proves who they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from badges.models import (
    Actor,
    Appointment,
    Invitation,
    Organisation,
    Passkey,
    Programme,
    Role,
    SignInLink,
    Staff,
    StaffSession,
)
from badges.services import alphabet, auditing, invitations, organisations, scoping
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One appointment as a list shows it. `below` says that the reader may change or end it."""

    appointment_id: int
    staff_id: int
    name: str
    email: str
    role: Role
    place: str
    below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An invitation that nobody has accepted yet."""

    invitation_id: int
    email: str
    role: Role
    place: str
    expires_at: datetime


def listed(session: Session, actor: Actor) -> list[Post]:
    """Who works where the actor reaches, by place and address."""
    rows = session.execute(_POSTS.where(scoping.appointments(actor), Staff.disabled_at.is_(None)))
    below = scoping.BELOW.get(actor.role, ())
    return [
        Post(
            appointment_id=row.id,
            staff_id=row.staff_id,
            name=row.name or "",
            email=row.email,
            role=Role(row.role),
            place=row.place or "",
            below=row.role in below and row.staff_id != actor.staff_id,
        )
        for row in rows
    ]


def invited(session: Session, actor: Actor, *, now: datetime) -> list[Open]:
    """Who was invited by the actor's side and has not answered, the newest first."""
    query = _INVITED.where(
        scoping.invitations(actor),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    return [
        Open(
            invitation_id=row.id,
            email=row.email,
            role=Role(row.role),
            place=row.place or "",
            expires_at=row.expires_at,
        )
        for row in session.execute(query)
    ]


def own(session: Session, staff_id: int) -> list[Post]:
    """A person's own appointments, the oldest first."""
    query = _POSTS.where(Appointment.staff_id == staff_id, Appointment.ended_at.is_(None))
    return [
        Post(
            appointment_id=row.id,
            staff_id=row.staff_id,
            name=row.name or "",
            email=row.email,
            role=Role(row.role),
            place=row.place or "",
            below=False,
        )
        for row in session.execute(query.order_by(None).order_by(Appointment.id))
    ]


def first_appointment(session: Session, staff: Staff) -> Appointment | None:
    """The appointment under which somebody acts until they choose: their oldest."""
    query = select(Appointment).where(
        Appointment.staff_id == staff.id, Appointment.ended_at.is_(None)
    )
    return session.scalars(query.order_by(Appointment.id)).first()


def choose(
    session: Session, actor: Actor, appointment_id: int, organisation_id: int | None
) -> Appointment:
    """Act under another appointment of one's own from now on, for that organisation.

    Raises NotFound, and Refused on a remembered phone, which is for coaches alone.
    """
    query = select(Appointment).where(
        Appointment.id == appointment_id,
        Appointment.staff_id == actor.staff_id,
        Appointment.ended_at.is_(None),
    )
    appointment = session.scalar(query)
    reached = _reached(session, appointment) if appointment else ()
    if appointment is None or (organisation_id and organisation_id not in reached):
        raise NotFound(f"no such appointment for {actor.name}")
    row = session.get_one(StaffSession, actor.session_id)
    if row.remembered and appointment.role != Role.COACH:
        raise Refused("a remembered phone is for coaches")
    row.appointment_id, row.organisation_id = appointment.id, organisation_id
    session.flush()
    return appointment


def change_role(
    session: Session, actor: Actor, appointment: Appointment, role: Role, *, now: datetime
) -> None:
    """Give somebody below oneself another role below oneself. Raises Refused.

    `appointment` comes from `scoping.appointment`. What is open under it ends: they sign in again.
    """
    if role not in scoping.BELOW.get(actor.role, ()):
        raise Refused(f"{actor.name} may not make anybody a {role}")
    appointment.role = str(role)
    _end_sessions(session, appointment, now)
    invitations.withdraw_all_of(session, appointment.staff_id, now=now)
    _note(session, appointment, actor, f"role {role}", now)


def disable(session: Session, actor: Actor, appointment: Appointment, *, now: datetime) -> None:
    """End somebody's appointment, and at once what is open under it.

    Without another one they are disabled as a person: passkeys and second factor go too.
    """
    appointment.ended_at = now
    _end_sessions(session, appointment, now)
    invitations.withdraw_all_of(session, appointment.staff_id, now=now)
    staff = session.get_one(Staff, appointment.staff_id)
    session.flush()
    if first_appointment(session, staff) is None:
        staff.disabled_at, staff.otp_secret, staff.otp_step = now, None, None
        session.execute(delete(Passkey).where(Passkey.staff_id == staff.id))
    _note(session, appointment, actor, "disabled", now)


def keep_second_factor(
    session: Session, actor: Actor, *, secret: str, step: int, now: datetime
) -> None:
    """Somebody's second factor from now on; the code of `step` was used, and proves the session."""
    staff = session.get_one(Staff, actor.staff_id)
    staff.otp_secret, staff.otp_step = secret, step
    prove(session, actor, now=now)
    note_own(session, actor, "second factor set", now=now)


def take_second_factor_away(session: Session, email: str, *, actor: str, now: datetime) -> int:
    """Somebody's phone is gone: no app and no passkey is theirs any more, and they set one up anew
    after the next link. They are signed out everywhere, and links that were asked for before open
    nothing; gives how many sessions ended. Raises Invalid, NotFound, Refused where there is none.
    """
    address = organisations.mail_address(email)
    staff = session.scalar(select(Staff).where(Staff.email == address).with_for_update())
    if staff is None:
        raise NotFound(f"Nobody works here under {address}.")
    theirs = Passkey.staff_id == staff.id
    passkeys = session.execute(delete(Passkey).where(theirs).returning(Passkey.id)).all()
    if staff.otp_secret is None and not passkeys:
        raise Refused(f"{address} has no second factor: the next link lets them set one up.")
    staff.otp_secret = staff.otp_step = None
    links = (SignInLink.staff_id == staff.id) & SignInLink.used_at.is_(None)
    session.execute(update(SignInLink).where(links).values(used_at=now))
    is_open = (StaffSession.staff_id == staff.id) & StaffSession.ended_at.is_(None)
    ended = update(StaffSession).where(is_open).values(ended_at=now).returning(StaffSession.id)
    signed_out = len(session.execute(ended).all())
    appointment = first_appointment(session, staff)
    entry = Entry(
        organisation_id=appointment.organisation_id if appointment else None,
        actor=actor,
        action=Action.STAFF,
        subject=f"staff:{staff.id} second factor taken away",
    )
    auditing.record(session, [entry], now=now)
    return signed_out


def use_step(session: Session, actor: Actor, step: int, *, now: datetime) -> bool:
    """Count the code of a time step, once: whether the session is proved by it."""
    this = (Staff.id == actor.staff_id) & (func.coalesce(Staff.otp_step, 0) < step)
    counted = session.execute(update(Staff).where(this).values(otp_step=step).returning(Staff.id))
    if counted.first() is None:
        return False
    prove(session, actor, now=now)
    return True


def prove(session: Session, actor: Actor, *, now: datetime) -> None:
    """The second factor was shown in this session."""
    row = session.get_one(StaffSession, actor.session_id)
    row.proved_at, row.seen_at, row.tries = now, now, 0
    session.flush()


def note_own(session: Session, actor: Actor, what: str, *, now: datetime) -> None:
    """Write down what somebody changed about how they sign in."""
    entry = Entry(
        organisation_id=actor.organisation_id,
        actor=actor.name,
        action=Action.STAFF,
        subject=f"{actor.name} {what}",
    )
    auditing.record(session, [entry], now=now)


def organisations_of(session: Session, numbers: Sequence[int]) -> list[Organisation]:
    """These organisations by name."""
    return list(session.scalars(_BY_NAME.where(Organisation.id.in_(numbers))))


def places(session: Session, actor: Actor) -> tuple[list[Programme], list[Organisation]]:
    """Where the actor may invite: for an admin everywhere, else their organisations."""
    if actor.role is not Role.ADMIN:
        return [], organisations_of(session, actor.organisations)
    programmes = session.scalars(select(Programme).order_by(alphabet.order(Programme.name)))
    return list(programmes), list(session.scalars(_BY_NAME))


_BY_NAME = select(Organisation).order_by(alphabet.order(Organisation.name), Organisation.id)


def _reached(session: Session, appointment: Appointment) -> Sequence[int]:
    query = select(Organisation.id).where(
        (Organisation.id == appointment.organisation_id)
        | (Organisation.programme_id == appointment.programme_id)
    )
    return session.scalars(query).all()


def _end_sessions(session: Session, appointment: Appointment, now: datetime) -> None:
    mine = (StaffSession.appointment_id == appointment.id) & StaffSession.ended_at.is_(None)
    session.execute(update(StaffSession).where(mine).values(ended_at=now))


def _note(
    session: Session, appointment: Appointment, actor: Actor, what: str, now: datetime
) -> None:
    entry = Entry(
        organisation_id=appointment.organisation_id,
        actor=actor.name,
        action=Action.STAFF,
        subject=f"staff:{appointment.staff_id} {what}",
    )
    auditing.record(session, [entry], now=now)


_PLACE = func.coalesce(Organisation.name, Programme.name)
_POSTS = (
    select(
        Appointment.id,
        Appointment.staff_id,
        Appointment.role,
        Staff.name,
        Staff.email,
        _PLACE.label("place"),
    )
    .join(Staff, Staff.id == Appointment.staff_id)
    .outerjoin(Organisation, Organisation.id == Appointment.organisation_id)
    .outerjoin(Programme, Programme.id == Appointment.programme_id)
    .order_by(_PLACE, Staff.email, Appointment.id)
)
_INVITED = (
    select(
        Invitation.id,
        Invitation.email,
        Invitation.role,
        Invitation.expires_at,
        _PLACE.label("place"),
    )
    .outerjoin(Organisation, Organisation.id == Invitation.organisation_id)
    .outerjoin(Programme, Programme.id == Invitation.programme_id)
    .order_by(Invitation.id.desc())
)
