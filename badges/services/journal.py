"""The audit log as people read it: some lines at a time, the newest first."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from badges.models import Actor, Appointment, AuditLine, Participant, Role, Staff
from badges.services import scoping
from badges.services.auditing import Action

LINES = 50
_BADGE = re.compile(r"\b(?:assertion|award):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One line. `who` is a colleague's name or address, else the word in the log; `person_id` and
    `person`, the name, are there while the person is, and may be seen; `reference` is empty for
    who sees no person. `award` is the uid of the badge that it is about.
    """

    number: int
    at: datetime
    who: str
    is_mine: bool
    action: str
    subject: str
    reference: str
    person_id: int | None
    person: str
    award: str


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
    actor: Actor, line: AuditLine, names: dict[str, str], people: dict[str, tuple[int, str]]
) -> JournalLine:
    number, name = people.get(line.person, (None, ""))
    badge = _BADGE.search(line.subject)
    return JournalLine(
        number=line.number,
        at=line.at,
        who=names.get(line.actor, line.actor),
        is_mine=line.actor == actor.name,
        action=line.action,
        subject=line.subject,
        reference="" if actor.role is Role.ADMIN else line.person,
        person_id=number,
        person=name,
        award=badge[1] if badge else "",
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
) -> dict[str, tuple[int, str]]:
    """Who of those named is still there and may be seen, by reference: number and name."""
    named = {one.person for one in lines if one.person}
    query = select(Participant.reference, Participant.id, Participant.name).where(
        Participant.reference.in_(named), scoping.people(actor, now=now)
    )
    return {row.reference: (row.id, row.name) for row in session.execute(query)}
