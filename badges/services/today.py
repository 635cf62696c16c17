"""Somebody's day: the sessions round today with what is left to do, then the other activities."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from badges.models import Activity, ActivityKind, Actor, Attendance, Enrolment, Observation
from badges.models import Session as Meeting
from badges.services import alphabet, scoping

NEAR = timedelta(days=1)
PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """One session near today, in numbers: people on the list, there, and of whom was noted."""

    activity_id: int
    name: str
    kind: str
    town: str
    runs: bool
    session_id: int
    day: date
    listed: int
    present: int
    observed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """An activity without a session near today, and the day of its newest one if it has any."""

    activity_id: int
    name: str
    kind: str
    town: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Others:
    """One page of the other activities, the newest session first."""

    rows: tuple[Other, ...]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One session of an activity, in numbers."""

    id: int
    day: date
    present: int
    observed: int


def near(session: Session, actor: Actor, *, today: date) -> list[Upcoming]:
    """Sessions of today, then of yesterday, then of tomorrow; one statement."""
    listed = (
        select(func.count())
        .where(Enrolment.activity_id == Activity.id)
        .correlate(Activity)
        .scalar_subquery()
    )
    query = (
        _with_counts(
            select(
                Activity.id.label("activity_id"),
                Activity.name,
                ActivityKind.name.label("kind"),
                Activity.town,
                Activity.organisation_id.in_(actor.organisations).label("runs"),
                listed.label("listed"),
            )
        )
        .join(Activity, Activity.id == Meeting.activity_id)
        .join(ActivityKind, ActivityKind.key == Activity.kind_key)
        .where(scoping.activities(actor), Meeting.day.between(today - NEAR, today + NEAR))
        .order_by(alphabet.order(Activity.name), Meeting.id)
    )
    found = [
        Upcoming(
            activity_id=row.activity_id,
            name=row.name,
            kind=row.kind,
            town=row.town,
            runs=bool(row.runs),
            session_id=row.session_id,
            day=row.day,
            listed=row.listed,
            present=row.present,
            observed=row.observed,
        )
        for row in session.execute(query)
    ]
    return sorted(found, key=lambda one: (abs(one.day - today), one.day))


def others(session: Session, actor: Actor, *, today: date, number: int = 1) -> Others:
    """The actor's other activities, page `number` from 1; one statement."""
    last = _last_days()
    is_near = select(Meeting.activity_id).where(Meeting.day.between(today - NEAR, today + NEAR))
    query = (
        select(Activity.id, Activity.name, ActivityKind.name, Activity.town, last.c.day)
        .join(ActivityKind, ActivityKind.key == Activity.kind_key)
        .outerjoin(last, last.c.activity_id == Activity.id)
        .where(scoping.activities(actor), Activity.id.not_in(is_near))
        .order_by(func.coalesce(last.c.day, date.max).desc(), Activity.id.desc())
        .limit(PAGE + 1)
        .offset((number - 1) * PAGE)
    )
    rows = tuple(
        Other(activity_id=one, name=name, kind=kind, town=town, day=day)
        for one, name, kind, town, day in session.execute(query)
    )
    return Others(rows[:PAGE], number, len(rows) > PAGE)


def sessions(session: Session, activity: Activity) -> list[Counted]:
    """Every session of an activity, the newest first, in numbers; one statement."""
    query = _with_counts(select()).where(Meeting.activity_id == activity.id)
    found = session.execute(query.order_by(Meeting.day.desc(), Meeting.id.desc()))
    return [Counted(row.session_id, row.day, row.present, row.observed) for row in found]


def last_activity(session: Session, actor: Actor) -> Activity | None:
    """The activity that the actor's own organisations run whose session or making is the last."""
    last = _last_days()
    return session.scalar(
        select(Activity)
        .outerjoin(last, last.c.activity_id == Activity.id)
        .where(scoping.run_activities(actor))
        .order_by(func.coalesce(last.c.day, date.min).desc(), Activity.id.desc())
        .limit(1)
    )


def _last_days() -> Subquery:
    return (
        select(Meeting.activity_id, func.max(Meeting.day).label("day"))
        .group_by(Meeting.activity_id)
        .subquery()
    )


def _with_counts(query: Select[Any]) -> Select[Any]:
    present = select(func.count()).where(Attendance.session_id == Meeting.id)
    observed = select(func.count(Observation.participant_id.distinct())).where(
        Observation.session_id == Meeting.id
    )
    return query.add_columns(
        Meeting.id.label("session_id"),
        Meeting.day,
        present.correlate(Meeting).scalar_subquery().label("present"),
        observed.correlate(Meeting).scalar_subquery().label("observed"),
    )
