"""Taking a badge back: undone within minutes as if it had never been, later revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import (
    Assertion,
    Award,
    Organisation,
    Participant,
    RevocationReason,
    Role,
    Staff,
)
from badges.services import auditing, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused

UNDO_WITHIN = timedelta(minutes=15)


def by_uid(session: Session, uid: str) -> Award:
    """The award of an assertion's uid, locked until the transaction ends. Raises NotFound."""
    award = session.scalar(
        select(Award)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(Assertion.uid == uid)
        .with_for_update(of=Award)
    )
    if award is None:
        raise NotFound(f"No badge {uid}.")
    return award


def undo(session: Session, award: Award, *, staff: Staff, now: datetime) -> None:
    """Take an award back as if it had never been, within 15 minutes. Raises Refused.

    Who gave it may, and who coordinates. Its uid goes on the revocation list all the same: the
    token may have left the house.
    """
    gave_it = award.staff_id == staff.id
    roles = (Role.COORDINATOR, Role.COACH) if gave_it else (Role.COORDINATOR,)
    _check(session, award, staff, roles)
    if award.awarded_at is None or abs(now - award.awarded_at) > UNDO_WITHIN:
        raise Refused("More than 15 minutes have passed: revoke the badge instead, with a reason.")
    award.undone_at = now
    session.flush()
    auditing.record(session, [_entry(session, award, staff, Action.UNDO)], now=now)


def revoke(
    session: Session, award: Award, reason: RevocationReason, *, staff: Staff, now: datetime
) -> None:
    """Withdraw a badge for good, with a reason that says nothing about the person. Raises Refused.

    Who coordinates may; a coach can but propose it.
    """
    _check(session, award, staff, (Role.COORDINATOR,))
    award.revoked_at = now
    award.revocation_reason = reason
    session.flush()
    auditing.record(session, [_entry(session, award, staff, Action.REVOKE, reason)], now=now)


def _check(session: Session, award: Award, staff: Staff, roles: Sequence[Role]) -> None:
    organisation = session.get_one(Organisation, award.organisation_id)
    allowed = organisations.staff_in(session, organisation, roles)
    if staff.id not in {one.id for one in allowed}:
        known = ", ".join(one.email for one in allowed) or "nobody yet"
        raise Refused(
            f"{staff.email} may not take back this badge of {organisation.name}. "
            f"These may: {known}."
        )
    session.refresh(award, with_for_update=True)  # somebody else may be taking it back right now
    if award.erased_at is not None:
        raise Refused("The person was erased: nothing is left to take back.")
    if award.undone_at is not None or award.revoked_at is not None:
        raise Refused("This badge was taken back already.")


def _entry(session: Session, award: Award, staff: Staff, action: Action, reason: str = "") -> Entry:
    person = session.get(Participant, award.participant_id) if award.participant_id else None
    return Entry(
        organisation_id=award.organisation_id,
        actor=f"staff:{staff.id}",
        action=action,
        subject=f"award:{award.id} {reason}".strip(),
        person=person.reference if person else "",
    )
