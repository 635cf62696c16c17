"""Proposals that two rows are one person, as staff see them side by side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
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

A_PAGE = 20


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


@dataclass(frozen=True, slots=True)
class Doubles:
    """One page of proposals; `more` when there is another page."""

    rows: tuple[Double, ...]
    number: int
    more: bool


def row(session: Session, person: Participant) -> Row:
    """What is known of a row."""
    return _rows(session, {person.id})[person.id]


def waiting(
    session: Session, which: ColumnElement[bool], *, now: datetime, number: int = 1
) -> Doubles:
    """What waits for a second pair of eyes, the oldest first; page `number` from 1."""
    query = select(Merge).where(which, merging.IS_OPEN)
    return _page(session, query.order_by(Merge.id), number, now)


def done(
    session: Session, which: ColumnElement[bool], *, now: datetime, number: int = 1
) -> Doubles:
    """What was merged and can still be taken apart, the newest first; page `number` from 1."""
    query = select(Merge).where(
        which,
        Merge.undone_at.is_(None),
        Merge.confirmed_at >= now - merging.REVERSIBLE_FOR,
    )
    return _page(session, query.order_by(Merge.confirmed_at.desc(), Merge.id), number, now)


def _page(session: Session, query: Select[Merge], number: int, now: datetime) -> Doubles:
    """As many statements for a full page as for one row."""
    paged = query.offset((number - 1) * A_PAGE).limit(A_PAGE + 1)
    found = session.scalars(paged).all()
    shown = found[:A_PAGE]
    rows = _rows(session, {who for one in shown for who in (one.kept_id, one.gone_id)})
    asked = select(Staff).where(Staff.id.in_({one.proposed_by_id for one in shown}))
    staff = {one.id: one for one in session.scalars(asked)}
    doubles = (
        Double(
            id=one.id,
            kept=rows[one.kept_id],
            gone=rows[one.gone_id],
            proposed_by_id=one.proposed_by_id,
            proposed_by=staff[one.proposed_by_id].name or staff[one.proposed_by_id].email,
            proposed_at=one.proposed_at,
            confirmed_at=one.confirmed_at,
            can_undo=merging.can_undo(one, now=now),
        )
        for one in shown
    )
    return Doubles(tuple(doubles), number, len(found) > A_PAGE)


def _rows(session: Session, numbers: Collection[int]) -> dict[int, Row]:
    """What is known of each of these, with six statements."""
    names: dict[int, set[str]] = {}
    for query, column in (
        (_ENROLLED, Enrolment.participant_id),
        (_THERE, Attendance.participant_id),
    ):
        for number, name in session.execute(query.where(column.in_(numbers))):
            names.setdefault(number, set()).add(name)
    seen = _counted(session, _SEEN.where(Observation.participant_id.in_(numbers)))
    badges = _counted(session, _BADGES.where(Award.participant_id.in_(numbers)))
    bare = binding.without_card(session, numbers)
    people = session.scalars(select(Participant).where(Participant.id.in_(numbers)))
    return {
        one.id: Row(
            id=one.id,
            name=one.name,
            pictogram=one.pictogram,
            colour=one.colour,
            created_at=one.created_at,
            activities=tuple(sorted(names.get(one.id, ()))),
            seen=seen.get(one.id, 0),
            badges=badges.get(one.id, 0),
            has_card=one.id not in bare,
        )
        for one in people
    }


def _counted(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(query)}


_SEEN = select(Observation.participant_id, func.count()).group_by(Observation.participant_id)
_BADGES = (
    select(Award.participant_id, func.count())
    .where(Award.undone_at.is_(None))
    .group_by(Award.participant_id)
)
_ENROLLED = select(Enrolment.participant_id, Activity.name).join(
    Activity, Activity.id == Enrolment.activity_id
)
_THERE = (
    select(Attendance.participant_id, Activity.name)
    .join(Meeting, Meeting.id == Attendance.session_id)
    .join(Activity, Activity.id == Meeting.activity_id)
)
