"""Programmes, organisations and their staff."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from badges.models import Appointment, Organisation, Programme, Role, Staff
from badges.openbadges import addresses
from badges.services import auditing, epochs, pictures, slugs
from badges.services.auditing import Action, Entry
from badges.services.errors import Closed, Invalid, NotFound, Refused
from badges.services.texts import is_line
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

_EMAIL = re.compile(r"[^@\s\"<>,;\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,189}")
LONGEST_NAME, LONGEST_URL, LONGEST_TELEPHONE = 120, 500, 40
AWARDING_ROLES = (Role.COACH, Role.COORDINATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCard:
    """What an organisation says of itself; `email` is a functional mailbox (trust.md)."""

    name: str
    url: str
    email: str
    telephone: str | None = None
    town: str | None = None

    def check(self) -> None:
        """Raise Invalid where the documents could not carry a value."""
        problems = {}
        if not is_line(self.name, LONGEST_NAME):
            problems["name"] = f"give a name of 1 to {LONGEST_NAME} characters"
        is_address = addresses.is_web(self.url) and len(self.url) <= LONGEST_URL
        if not is_address or not self.url.isascii():
            problems["url"] = "give a whole address in ASCII, such as https://example.org"
        if not _EMAIL.fullmatch(self.email):
            problems["email"] = "give the address of a shared mailbox"
        if self.telephone is not None and not is_line(self.telephone, LONGEST_TELEPHONE):
            problems["telephone"] = f"give 1 to {LONGEST_TELEPHONE} characters, or nothing"
        if self.town is not None and not is_line(self.town, LONGEST_NAME):
            problems["town"] = f"give 1 to {LONGEST_NAME} characters, or nothing"
        if problems:
            raise Invalid(problems)


def create_programme(session: Session, *, name: str) -> Programme:
    """A new programme under a slug drawn once. Raises Invalid."""
    if not is_line(name, LONGEST_NAME):
        raise Invalid({"name": f"give a name of 1 to {LONGEST_NAME} characters"})
    programme = Programme(slug=slugs.draw(name), name=name.strip())
    session.add(programme)
    session.flush()
    return programme


def create_organisation(
    session: Session, programme: Programme, card: OrganisationCard, *, actor: str, now: datetime
) -> Organisation:
    """A new organisation of a programme, without a key yet. Raises Invalid."""
    card.check()
    organisation = Organisation(programme_id=programme.id, slug=slugs.draw(card.name))
    _write(organisation, card)
    session.add(organisation)
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "created")], now=now)
    return organisation


def change_organisation(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    organisation: Organisation,
    card: OrganisationCard,
    *,
    standby: bool = False,
    actor: str,
    now: datetime,
) -> None:
    """Change what an organisation says of itself. Raises Invalid.

    Where its Profile says something else from now on a key epoch starts: no Profile ever changes.
    `standby`, as on pages, starts the key that waits: raises NoKeyWaiting if there is none.
    """
    card.check()
    before = epochs.said(organisation)
    _write(organisation, card)
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "changed")], now=now)
    if epochs.said(organisation) == before or epochs.active(session, organisation) is None:
        return
    if standby:
        epochs.start_waiting(session, keyring, urls, organisation, actor=actor, now=now)
    else:
        epochs.rotate(session, keyring, urls, organisation, actor=actor, now=now)


def change_logo(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    organisation: Organisation,
    png: bytes,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Give an organisation the logo `png`, a picture that we made. Raises NoKeyWaiting."""
    kept = pictures.keep(session, "image/png", png)
    if kept == organisation.logo_hash:
        return
    organisation.logo_hash = kept
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "logo")], now=now)
    if epochs.active(session, organisation) is not None:
        epochs.start_waiting(session, keyring, urls, organisation, actor=actor, now=now)


def leave(session: Session, organisation: Organisation, *, actor: str, now: datetime) -> None:
    """The organisation leaves its programme: its badges stay valid, no new award is possible."""
    if organisation.left_at is not None:
        return
    organisation.left_at = now
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "left")], now=now)


def suspend(session: Session, organisation: Organisation, *, actor: str, now: datetime) -> None:
    """Nothing new is made in the organisation until it is brought back; badges stay valid."""
    if organisation.suspended_at is not None:
        return
    organisation.suspended_at = now
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "suspended")], now=now)


def bring_back(session: Session, organisation: Organisation, *, actor: str, now: datetime) -> None:
    """The organisation is suspended no longer."""
    if organisation.suspended_at is None:
        return
    organisation.suspended_at = None
    session.flush()
    auditing.record(session, [_entry(organisation, actor, "brought back")], now=now)


def check_open(organisation: Organisation) -> None:
    """Raise Closed when the organisation has left or is suspended: nothing new is made in it."""
    if organisation.left_at is not None or organisation.suspended_at is not None:
        raise Closed(organisation.name, left=organisation.left_at is not None)


def programme(session: Session, number: int) -> Programme:
    """The programme of that id. Raises NotFound."""
    found = session.get(Programme, number)
    if found is None:
        raise NotFound(f"no programme {number}")
    return found


def by_slug(session: Session, slug: str) -> Organisation:
    """The organisation of that slug. Raises NotFound with those that exist."""
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        known = session.scalars(select(Organisation.slug).order_by(Organisation.slug))
        raise NotFound(f"No organisation {slug!r}. There are: {', '.join(known) or 'none yet'}.")
    return found


def programme_by_slug(session: Session, slug: str) -> Programme:
    """The programme of that slug. Raises NotFound with those that exist."""
    found = session.scalar(select(Programme).where(Programme.slug == slug))
    if found is None:
        known = session.scalars(select(Programme.slug).order_by(Programme.slug))
        raise NotFound(f"No programme {slug!r}. There are: {', '.join(known) or 'none yet'}.")
    return found


def appoint(
    session: Session,
    *,
    email: str,
    role: Role,
    organisation: Organisation | None = None,
    programme: Programme | None = None,
    actor: str = "system",
    now: datetime,
) -> Staff:
    """Give a member of staff, new or known, a role in one organisation or in all of a programme;
    an admin's is in neither. Raises Invalid.
    """
    address = mail_address(email)
    staff = session.scalar(select(Staff).where(Staff.email == address))
    if staff is None:
        staff = Staff(email=address, created_at=now)
        session.add(staff)
        session.flush()
    place = {
        "organisation_id": organisation.id if organisation else None,
        "programme_id": programme.id if programme else None,
    }
    session.add(Appointment(staff_id=staff.id, role=str(role), **place))
    session.flush()
    entry = Entry(
        organisation_id=place["organisation_id"],
        actor=actor,
        action=Action.STAFF,
        subject=f"staff:{staff.id} {role}",
    )
    auditing.record(session, [entry], now=now)
    return staff


def mail_address(text: str) -> str:
    """An e-mail address in the one spelling that is kept. Raises Invalid."""
    address = text.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise Invalid({"email": "give an e-mail address"})
    return address


def awarding_staff(session: Session, organisation: Organisation) -> list[Staff]:
    """Who may award in the name of an organisation, oldest first."""
    return staff_in(session, organisation, AWARDING_ROLES)


def staff_in(session: Session, organisation: Organisation, roles: Sequence[Role]) -> list[Staff]:
    """Who has one of these roles in an organisation or in its programme, oldest first."""
    mine = or_(
        Appointment.organisation_id == organisation.id,
        Appointment.programme_id == organisation.programme_id,
    )
    query = (
        select(Staff)
        .join(Appointment)
        .where(
            mine,
            Appointment.role.in_(roles),
            Appointment.ended_at.is_(None),
            Staff.disabled_at.is_(None),
        )
        .order_by(Staff.id)
        .distinct()
    )
    return list(session.scalars(query))


def check_may_award(session: Session, organisation: Organisation, staff: Staff) -> None:
    """Raise Refused unless `staff` may award in the name of `organisation`, which has not left and
    is not suspended.
    """
    check_open(organisation)
    allowed = awarding_staff(session, organisation)
    if staff.id not in {one.id for one in allowed}:
        known = ", ".join(one.email for one in allowed) or "nobody yet"
        raise Refused(f"{staff.email} may not award for {organisation.name}. These may: {known}.")


def _write(organisation: Organisation, card: OrganisationCard) -> None:
    organisation.name = card.name.strip()
    organisation.url = card.url
    organisation.email = card.email
    organisation.telephone = card.telephone
    organisation.town = card.town


def _entry(organisation: Organisation, actor: str, what: str) -> Entry:
    return Entry(
        organisation_id=organisation.id,
        actor=actor,
        action=Action.ORGANISATION,
        subject=f"organisation:{organisation.slug} {what}",
    )
