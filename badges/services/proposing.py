"""A badge that should not stay: a coach proposes to take it back, who coordinates decides."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import (
    Actor,
    Award,
    Participant,
    Request,
    RequestKind,
    RevocationReason,
    Staff,
)
from badges.services import auditing, revoking
from badges.services.auditing import Action, Entry
from badges.services.errors import Refused

TAKEN_BACK = "taken_back"


def proposed(session: Session, award: Award) -> Request | None:
    """The proposal to take a badge back that nobody has settled yet."""
    return session.scalar(
        select(Request)
        .where(
            Request.award_id == award.id,
            Request.kind == RequestKind.REVOCATION,
            Request.settled_at.is_(None),
        )
        .order_by(Request.id)
        .limit(1)
    )


def propose(
    session: Session, actor: Actor, award: Award, reason: RevocationReason, *, now: datetime
) -> Request:
    """Ask who coordinates to take a badge back; a badge is proposed once. Raises Refused."""
    locked = session.get_one(Award, award.id, with_for_update=True)
    if locked.undone_at is not None or locked.revoked_at is not None:
        raise Refused("This badge was taken back already.")
    known = proposed(session, award)
    if known is not None:
        return known
    request = Request(
        organisation_id=award.organisation_id,
        kind=RequestKind.REVOCATION.value,
        participant_id=award.participant_id,
        award_id=award.id,
        reason=reason.value,
        made_by_id=actor.staff_id,
        made_at=now,
    )
    session.add(request)
    session.flush()
    person = session.get(Participant, award.participant_id) if award.participant_id else None
    entry = Entry(
        organisation_id=award.organisation_id,
        actor=actor.name,
        action=Action.REQUEST,
        subject=f"award:{award.id} {reason}",
        person=person.reference if person else "",
    )
    auditing.record(session, [entry], now=now)
    return request


def take_back(
    session: Session, actor: Actor, award: Award, reason: RevocationReason, *, now: datetime
) -> None:
    """Take a badge back for good, and with it settle what was proposed. Raises Refused."""
    staff = session.get_one(Staff, actor.staff_id)
    revoking.revoke(session, award, reason, staff=staff, now=now)
    request = proposed(session, award)
    if request is not None:
        request.settled_at = now
        request.settled_by_id = actor.staff_id
        request.outcome = TAKEN_BACK
        session.flush()
