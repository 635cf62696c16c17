"""Proposals that two rows are one person, as staff see them side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Attendance,
    Award,
    Enrolment,
    Merge,
    Observation,
    Participant,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import binding, merging

NEWEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One of the two: what tells whether it is the same person."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    created_at: datetime
    activities: tuple[str, ...]
    seen: int
    badges: int
    has_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Double:
    """One proposal, who made it, and how it stands."""

    id: int
    kept: Row
    gone: Row
    proposed_by_id: int
    proposed_by: str
    proposed_at: datetime
    confirmed_at: datetime | None
    can_undo: bool


def row(session: Session, person: Participant) -> Row:
    """What is known of a row."""
    number = Participant.id == person.id
    seen = select(func.count(Observation.id)).where(Observation.participant_id == person.id)
    badges = select(func.count(Award.id)).where(
        Award.participant_id == person.id, Award.undone_at.is_(None)
    )
    enrolled = (
        select(Activity.name)
        .join(Enrolment, Enrolment.activity_id == Activity.id)
        .join(Participant, Participant.id == Enrolment.participant_id)
        .where(number)
    )
    there = (
        select(Activity.name)
        .join(Meeting, Meeting.activity_id == Activity.id)
        .join(Attendance, Attendance.session_id == Meeting.id)
        .join(Participant, Participant.id == Attendance.participant_id)
        .where(number)
    )
    names = {*session.scalars(enrolled), *session.scalars(there)}
    return Row(
        id=person.id,
        name=person.name,
        pictogram=person.pictogram,
        colour=person.colour,
        created_at=person.created_at,
        activities=tuple(sorted(names)),
        seen=session.scalar(seen) or 0,
        badges=session.scalar(badges) or 0,
        has_card=binding.of(session, person) is not None,
    )


def waiting(session: Session, which: ColumnElement[bool], *, now: datetime) -> list[Double]:
    """What waits for a second pair of eyes, the oldest first."""
    query = select(Merge).where(which, Merge.confirmed_at.is_(None), Merge.dropped_at.is_(None))
    return _doubles(session, session.scalars(query.order_by(Merge.id)).all(), now)


def done(session: Session, which: ColumnElement[bool], *, now: datetime) -> list[Double]:
    """What was merged and can still be taken apart, the newest first."""
    query = select(Merge).where(
        which,
        Merge.undone_at.is_(None),
        Merge.confirmed_at >= now - merging.REVERSIBLE_FOR,
    )
    found = session.scalars(query.order_by(Merge.confirmed_at.desc()).limit(NEWEST)).all()
    return _doubles(session, found, now)


def _doubles(session: Session, merges: Sequence[Merge], now: datetime) -> list[Double]:
    found = []
    for one in merges:
        kept, gone = (session.get_one(Participant, who) for who in (one.kept_id, one.gone_id))
        staff = session.get_one(Staff, one.proposed_by_id)
        found.append(
            Double(
                id=one.id,
                kept=row(session, kept),
                gone=row(session, gone),
                proposed_by_id=staff.id,
                proposed_by=staff.name or staff.email,
                proposed_at=one.proposed_at,
                confirmed_at=one.confirmed_at,
                can_undo=merging.can_undo(one, now=now),
            )
        )
    return found
