"""The audit log as people read it: some lines at a time, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from badges.models import Actor, Appointment, AuditLine, Participant, Role, Staff
from badges.services import scoping
from badges.services.auditing import Action

LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line. `who` is a colleague's name or address, else the word in the log; `person_id` is
    there while the person is, and may be seen; `reference` is empty for who sees no person.
    """

    number: int
    at: datetime
    who: str
    is_mine: bool
    action: str
    subject: str
    reference: str
    person_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """Lines, and the number before which the next ones lie."""

    lines: tuple[JournalLine, ...]
    older: int | None


def read(
    session: Session,
    actor: Actor,
    *,
    before: int | None,
    action: Action | None,
    now: datetime,
) -> Journal:
    """The newest lines that the actor may read, below the number `before`, of one kind of act."""
    query = select(AuditLine).where(scoping.audit_lines(actor))
    if before is not None:
        query = query.where(AuditLine.number < before)
    if action is not None:
        query = query.where(AuditLine.action == action)
    found = session.scalars(query.order_by(AuditLine.number.desc()).limit(LINES + 1)).all()
    shown = found[:LINES]
    names = _names(session, actor)
    people = _people(session, actor, shown, now)
    return Journal(
        lines=tuple(_line(actor, one, names, people) for one in shown),
        older=shown[-1].number if len(found) > LINES else None,
    )


def _line(
    actor: Actor, line: AuditLine, names: dict[str, str], people: dict[str, int]
) -> JournalLine:
    return JournalLine(
        number=line.number,
        at=line.at,
        who=names.get(line.actor, line.actor),
        is_mine=line.actor == actor.name,
        action=line.action,
        subject=line.subject,
        reference="" if actor.role is Role.ADMIN else line.person,
        person_id=people.get(line.person),
    )


def _names(session: Session, actor: Actor) -> dict[str, str]:
    """The colleagues of the actor's organisations, by the word that the log has for them."""
    if actor.role is Role.ADMIN:
        return {}
    query = (
        select(Staff.id, Staff.name, Staff.email)
        .join(Appointment, Appointment.staff_id == Staff.id)
        .where(
            or_(
                Appointment.organisation_id.in_(actor.organisations),
                Appointment.programme_id == actor.programme_id,
            )
        )
    )
    return {f"staff:{row.id}": row.name or row.email for row in session.execute(query)}


def _people(
    session: Session, actor: Actor, lines: Sequence[AuditLine], now: datetime
) -> dict[str, int]:
    """Who of those named is still there and may be seen, by reference."""
    named = {one.person for one in lines if one.person}
    query = select(Participant.reference, Participant.id).where(
        Participant.reference.in_(named), scoping.people(actor, now=now)
    )
    return {row.reference: row.id for row in session.execute(query)}
