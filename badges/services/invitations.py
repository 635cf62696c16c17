"""Inviting somebody to work here: by a link that is given once, and kept as its hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from badges.models import Actor, Appointment, Invitation, Organisation, Programme, Role, Staff
from badges.services import auditing, organisations, scoping
from badges.services.auditing import Action, Entry
from badges.services.errors import Invalid, NotFound, Refused
from badges.services.texts import is_line

LASTS: Final = timedelta(days=7)
LONGEST_NAME: Final = 120


class Over(Refused):
    """The invitation was accepted, withdrawn, or is too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is invited to work: in one organisation, or in all of a programme."""

    organisation: Organisation | None = None
    programme: Programme | None = None

    def check(self, role: Role) -> None:
        """Raise Refused unless a role can be held there (contract: Who may do what)."""
        where = (self.organisation is not None, self.programme is not None)
        if role is Role.ADMIN and where != (False, False):
            raise Refused("An admin works for the whole service: name no place.")
        if role is Role.COORDINATOR and where not in ((True, False), (False, True)):
            raise Refused("A coordinator works in one organisation or in one programme: name it.")
        if role in (Role.COACH, Role.PARTNER) and where != (True, False):
            raise Refused(f"A {role} works in one organisation: name it.")

    @property
    def name(self) -> str:
        """What people call it; nothing for the whole service."""
        found = self.organisation or self.programme
        return found.name if found else ""


def place_for(session: Session, actor: Actor, said: str) -> Place:
    """The place that a form names, as in `organisation:3`, where the actor may invite.

    Raises NotFound.
    """
    kind, _, text = said.partition(":")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if kind == "organisation" and actor.role is not Role.ADMIN:
        return Place(organisation=scoping.organisation(session, actor, number))
    if kind == "organisation" and (found := session.get(Organisation, number)):
        return Place(organisation=found)
    if kind == "programme" and actor.role is Role.ADMIN:
        programme = session.get(Programme, number)
        if programme is not None:
            return Place(programme=programme)
    raise NotFound(f"no place {said!r} for {actor.name}")


def invite(
    session: Session,
    *,
    email: str,
    role: Role,
    place: Place,
    link: str,
    by: Actor | None,
    now: datetime,
) -> Invitation:
    """Invite somebody by that secret link; the same link again is the same invitation.

    Raises Invalid, and Refused for a role that the actor may not give. Without an actor it is the
    command line's.
    """
    found = known(session, link)
    if found is not None:
        return found
    address = organisations.mail_address(email)
    if by is not None and role not in scoping.BELOW.get(by.role, ()):
        raise Refused(f"{by.name} may not invite a {role}")
    if (by is not None and address == by.email) or not _may_become(session, address, role):
        raise Refused("nobody gives themselves a role, and who administers sees no people")
    place.check(role)
    invitation = Invitation(
        link_hash=_hash(link),
        email=address,
        role=str(role),
        organisation_id=place.organisation.id if place.organisation else None,
        programme_id=place.programme.id if place.programme else None,
        invited_by_id=by.staff_id if by else None,
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(invitation)
    session.flush()
    _note(session, invitation, by.name if by else "command line", "invited", now)
    return invitation


def read(session: Session, link: str, *, now: datetime) -> Invitation:
    """The invitation of a link. Raises NotFound, and Over when it can no longer be accepted."""
    invitation = known(session, link)
    if invitation is None:
        raise NotFound("no such invitation")
    if invitation.accepted_at or invitation.withdrawn_at or now >= invitation.expires_at:
        raise Over("the invitation is over")
    return invitation


def accept(session: Session, link: str, *, name: str, now: datetime) -> Staff:
    """Begin to work here. Raises NotFound, Over, Invalid.

    Who was disabled starts anew: without passkeys and second factor. Who has a name keeps it:
    whoever holds the link may be somebody else.
    """
    invitation = read(session, link, now=now)
    if not _may_become(session, invitation.email, Role(invitation.role)):
        raise Over("who administers sees no people")
    if name.strip() and not is_line(name, LONGEST_NAME):
        raise Invalid({"name": f"give 1 to {LONGEST_NAME} characters, or nothing"})
    invitation.accepted_at = now
    session.flush()
    place = place_of(session, invitation)
    staff = session.scalar(select(Staff).where(Staff.email == invitation.email))
    if staff is not None:
        staff.disabled_at = None
    if staff is None or not _holds(session, staff, invitation):
        staff = organisations.appoint(
            session,
            email=invitation.email,
            role=Role(invitation.role),
            organisation=place.organisation,
            programme=place.programme,
            now=now,
        )
    staff.name = staff.name or name.strip() or None
    _note(session, invitation, f"staff:{staff.id}", "accepted", now)
    return staff


def withdraw(session: Session, actor: Actor, invitation: Invitation, *, now: datetime) -> None:
    """Its link opens nothing any more."""
    if invitation.accepted_at is None and invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        _note(session, invitation, actor.name, "withdrawn", now)


def place_of(session: Session, invitation: Invitation) -> Place:
    """Where an invitation leads."""
    return Place(
        organisation=session.get(Organisation, invitation.organisation_id)
        if invitation.organisation_id
        else None,
        programme=session.get(Programme, invitation.programme_id)
        if invitation.programme_id
        else None,
    )


def withdraw_all_of(session: Session, staff_id: int, *, now: datetime) -> None:
    """What somebody invited to opens nothing any more, once they may not invite."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.invited_by_id == staff_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
    )


def _may_become(session: Session, address: str, role: Role) -> bool:
    """Whether somebody may hold that role too: who administers the service sees no people."""
    administers = (
        select(Appointment.id)
        .join(Staff, Staff.id == Appointment.staff_id)
        .where(
            Staff.email == address,
            Appointment.role == Role.ADMIN.value,
            Appointment.ended_at.is_(None),
        )
    )
    return role is Role.ADMIN or session.scalar(administers.limit(1)) is None


def _holds(session: Session, staff: Staff, invitation: Invitation) -> bool:
    query = select(Appointment.id).where(
        Appointment.staff_id == staff.id,
        Appointment.role == invitation.role,
        Appointment.organisation_id.is_not_distinct_from(invitation.organisation_id),
        Appointment.programme_id.is_not_distinct_from(invitation.programme_id),
        Appointment.ended_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def known(session: Session, link: str) -> Invitation | None:
    """The invitation of a link, whatever became of it."""
    return session.scalar(select(Invitation).where(Invitation.link_hash == _hash(link)))


def _note(session: Session, invitation: Invitation, actor: str, what: str, now: datetime) -> None:
    entry = Entry(
        organisation_id=invitation.organisation_id,
        actor=actor,
        action=Action.STAFF,
        subject=f"invitation:{invitation.id} {invitation.role} {what}",
    )
    auditing.record(session, [entry], now=now)


def _hash(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()
