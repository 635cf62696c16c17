"""People as staff find and name them: groups, search, a name, a month."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Actor,
    Attendance,
    Card,
    Enrolment,
    Observation,
    Participant,
)
from badges.models import Session as Meeting
from badges.services import alphabet, auditing, scoping
from badges.services.activities import LONGEST_NAME, folded_name
from badges.services.auditing import Action, Entry
from badges.services.errors import Invalid
from badges.services.texts import is_line

A_PAGE: Final = 50
GROUPS: Final = 10

_Lines = Select[int, str, str | None, str | None, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody in a list."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    has_card: bool


@dataclass(frozen=True, slots=True)
class Group:
    """An activity and who is in it: how many, and by name as many as a page holds."""

    activity_id: int
    name: str
    town: str
    count: int
    people: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """One page of groups; `more` when there is another page."""

    groups: tuple[Group, ...]
    number: int
    more: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page of people; `more` when there is another page."""

    people: tuple[PersonLine, ...]
    more: bool


def find(session: Session, actor: Actor, *, words: str, skip: int = 0, now: datetime) -> Found:
    """People whom the actor may see, by a part of their name, in the order of their names."""
    query = _named_so(_LINES.where(scoping.people(actor, now=now)), words)
    query = query.order_by(alphabet.order(Participant.name), Participant.id)
    rows = session.execute(query.offset(skip).limit(A_PAGE + 1)).all()
    return Found(tuple(PersonLine(**row._mapping) for row in rows[:A_PAGE]), len(rows) > A_PAGE)


def groups(session: Session, actor: Actor, *, now: datetime, number: int = 1) -> Groups:
    """The people of the actor's own activities, by activity, the newest first: page `number` from
    1, with as many statements for each page.
    """
    seen = scoping.people(actor, now=now)
    query = _LINES.where(seen).order_by(alphabet.order(Participant.name), Participant.id)
    everybody = {row.id: PersonLine(**row._mapping) for row in session.execute(query)}
    mine = (
        select(Activity.id, Activity.name, Activity.town, func.max(Meeting.day).label("last"))
        .outerjoin(Meeting, Meeting.activity_id == Activity.id)
        .where(scoping.activities(actor))
        .group_by(Activity.id, Activity.name, Activity.town)
    )
    newest = sorted(session.execute(mine), key=lambda one: (one.last or date.min, one.id))
    members = _members(session, [one.id for one in newest])
    shown = [one for one in reversed(newest) if members.get(one.id, set()) & everybody.keys()]
    at = (number - 1) * GROUPS
    found = (_group(one, _named(everybody, members[one.id])) for one in shown[at : at + GROUPS])
    return Groups(tuple(found), number, len(shown) > at + GROUPS)


def latest_first(
    session: Session,
    actor: Actor,
    organisation_id: int,
    *,
    words: str,
    now: datetime,
    today: date,
) -> Found:
    """People of an organisation who have no card yet, those of the actor's latest session first."""
    query = _LINES.where(
        scoping.people(actor, now=now),
        Participant.organisation_id == organisation_id,
        ~_HAS_CARD,
    )
    query = _named_so(query, words)
    latest = _latest(session, actor, today)
    rows = session.execute(query.order_by(alphabet.order(Participant.name), Participant.id)).all()
    people = [PersonLine(**row._mapping) for row in rows]
    people.sort(key=lambda one: one.id not in latest)
    return Found(tuple(people[:A_PAGE]), len(people) > A_PAGE)


def rename(
    session: Session,
    person: Participant,
    *,
    name: str,
    minor_until: date | None,
    actor: str,
    now: datetime,
) -> None:
    """Write a person's name otherwise, and until which month they are minor. Raises Invalid."""
    folded = folded_name(name)
    if not is_line(folded, LONGEST_NAME):
        raise Invalid({"name": f"give a name of 1 to {LONGEST_NAME} characters"})
    last = _last_day(minor_until)
    if (folded, last) == (person.name, person.minor_until):
        return
    person.name, person.minor_until = folded, last
    session.flush()
    entry = Entry(
        organisation_id=person.organisation_id,
        actor=actor,
        action=Action.PEOPLE,
        subject="changed",
        person=person.reference,
    )
    auditing.record(session, [entry], now=now)


def _last_day(month: date | None) -> date | None:
    """A month is kept as its last day: nobody's day of birth is."""
    return month and month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _named_so(query: _Lines, words: str) -> _Lines:
    for word in folded_name(words)[:LONGEST_NAME].split():
        query = query.where(_says(word))
    return query


def _says(word: str) -> ColumnElement[bool]:
    """Whether a name has this part; SQLite folds the case of ASCII letters alone."""
    spelled = {word, word.lower(), word.upper(), word.capitalize()}
    return or_(*(Participant.name.icontains(one, autoescape=True) for one in sorted(spelled)))


def _members(session: Session, activities: Sequence[int]) -> Mapping[int, set[int]]:
    members: dict[int, set[int]] = {}
    for query in (_ENROLLED, _THERE):
        for activity, person in session.execute(query.where(Activity.id.in_(activities))):
            members.setdefault(activity, set()).add(person)
    return members


def _group(activity: Row[*tuple[Any, ...]], people: Sequence[PersonLine]) -> Group:
    shown = tuple(people[:A_PAGE])
    return Group(activity.id, activity.name, activity.town, len(people), shown)


def _named(everybody: Mapping[int, PersonLine], members: set[int]) -> tuple[PersonLine, ...]:
    return tuple(person for number, person in everybody.items() if number in members)


def _latest(session: Session, actor: Actor, today: date) -> set[int]:
    """Who was there, or was seen, in the latest session of the actor's activities."""
    latest = session.scalar(
        select(Meeting.id)
        .join(Activity, Activity.id == Meeting.activity_id)
        .where(scoping.activities(actor), Meeting.day <= today)
        .order_by(Meeting.day.desc(), Meeting.id.desc())
        .limit(1)
    )
    there = select(Attendance.participant_id).where(Attendance.session_id == latest)
    seen = select(Observation.participant_id).where(Observation.session_id == latest)
    return {*session.scalars(there), *session.scalars(seen)}


_HAS_CARD = (
    select(Card.id).where(Card.participant_id == Participant.id, Card.ended_at.is_(None)).exists()
)
_LINES: _Lines = select(
    Participant.id,
    Participant.name,
    Participant.pictogram,
    Participant.colour,
    _HAS_CARD.label("has_card"),
)
_ENROLLED = select(Enrolment.activity_id, Enrolment.participant_id).join(
    Activity, Activity.id == Enrolment.activity_id
)
_THERE = (
    select(Meeting.activity_id, Attendance.participant_id)
    .join(Meeting, Meeting.id == Attendance.session_id)
    .join(Activity, Activity.id == Meeting.activity_id)
    .distinct()
)
