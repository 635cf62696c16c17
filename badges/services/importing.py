"""An attendance list becomes people and sessions: first what would happen, then what was agreed."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Activity, Actor, Attendance, Role
from badges.models import Session as Meeting
from badges.services import activities, acts, attending, matching, rosters, welcoming
from badges.services.activities import FARTHEST
from badges.services.attending import Change
from badges.services.matching import Place
from badges.services.rosters import Problem, Roster, RosterError, Row

MOST: Final[Mapping[Role, int]] = MappingProxyType({Role.COACH: 50, Role.COORDINATOR: 2_000})
HEADINGS: Final = ("nom complet", "présent", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one row will do. `person` is who is known already, None for somebody new.

    `again` is whether that somebody new stands in a row before, on another day.
    """

    line: int
    name: str
    day: date
    present: bool
    person: int | None
    again: bool
    ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a list will do, row by row; the days for which a session is made; what is left out."""

    rows: tuple[Planned, ...]
    new_days: tuple[date, ...]
    problems: tuple[Problem, ...]
    ignored_columns: tuple[str, ...]
    text: str

    @property
    def new_people(self) -> int:
        """How many people are added."""
        return sum(one.person is None and not one.again for one in self.rows)

    @property
    def present(self) -> int:
        """How many rows tick somebody who is not ticked yet."""
        return sum(one.present and not one.ticked for one in self.rows)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a list did: people added, people known, ticks made."""

    new: int
    known: int
    ticked: int


def names(actor: Actor, text: str) -> Roster:
    """Names that were typed or pasted, one a line. Raises RosterError, also for too many."""
    return _bounded(actor, rosters.read(text.encode()))


def plan(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    data: bytes,
    *,
    today: date,
    now: datetime,
) -> Plan:
    """What a list would do; a row without a day is of this session. Nothing is written.

    Raises RosterError where nothing of it can be taken.
    """
    roster = _read(actor, data, today)
    rows = _dated(roster.rows, meeting)
    places = _places(rows)
    known = matching.known(session, actor, activity, now=now)
    held = _held(session, activity)
    ticked = _ticked(session, activity)
    seen: Counter[Place] = Counter()
    planned = []
    for row, day, place in zip(roster.rows, (day for _, day in rows), places, strict=True):
        person = matching.person_at(known, place)
        planned.append(
            Planned(
                line=row.line,
                name=row.name,
                day=day,
                present=row.present,
                person=person,
                again=seen[place] > 0,
                ticked=(person, day) in ticked,
            )
        )
        seen[place] += 1
    days = sorted({day for _, day in rows})
    return Plan(
        rows=tuple(planned),
        new_days=tuple(day for day in days if day not in held),
        problems=roster.problems,
        ignored_columns=roster.ignored_columns,
        text=_written(rows, roster.rows),
    )


def carry_out(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    data: bytes,
    *,
    today: date,
    now: datetime,
) -> Imported:
    """Do what `plan` said of its `text`; the same again changes nothing. Raises RosterError.

    Whoever the list calls absent is on the list, and keeps a tick that somebody else made.
    """
    acts.lock(session, activity.organisation_id)
    roster = _read(actor, data, today)
    rows = _dated(roster.rows, meeting)
    places = _places(rows)
    known = matching.known(session, actor, activity, now=now)
    missing = {
        place: name
        for place, (name, _) in zip(places, rows, strict=True)
        if matching.person_at(known, place) is None
    }
    added = welcoming.add(session, actor, activity, missing, now=now)
    people = [welcoming.find(known, added, place) for place in places]
    attending.enrol(session, activity, people, actor=actor.name, now=now)
    ticked = 0
    there: dict[date, list[int]] = {day: [] for _, day in rows}
    for person, row, (_, day) in zip(people, roster.rows, rows, strict=True):
        there[day] += [person] if row.present else []
    for day, some in there.items():
        ticked += _tick(session, actor, activity, day, some, today=today, now=now)
    return Imported(len(added), len(set(people)) - len(added), ticked)


def _tick(
    session: Session,
    actor: Actor,
    activity: Activity,
    day: date,
    people: Sequence[int],
    *,
    today: date,
    now: datetime,
) -> int:
    number = activities.add_session(session, activity, day, actor=actor.name, now=now)
    meeting = session.get_one(Meeting, number)
    before = attending.at_session(session, actor, activity, meeting)
    known = {one.id for one in before if one.role is not None}
    role = attending.default_role(activity)
    change = Change({one: role for one in people if one not in known})
    if not change.there:
        return 0
    done = attending.note(session, actor, activity, meeting, change, today=today, now=now)
    return len(done.ticked)


def _read(actor: Actor, data: bytes, today: date) -> Roster:
    """The list, without rows of days that are to come or too long ago."""
    roster = _bounded(actor, rosters.read(data))
    wrong = {row.line: _wrong_day(row, today) for row in roster.rows}
    found = [
        Problem(row.line, code, {"value": f"{row.day:%d/%m/%Y}"})
        for row in roster.rows
        if (code := wrong[row.line])
    ]
    return Roster(
        rows=tuple(row for row in roster.rows if not wrong[row.line]),
        problems=tuple(sorted((*roster.problems, *found), key=lambda one: one.line)),
        ignored_columns=roster.ignored_columns,
    )


def _bounded(actor: Actor, roster: Roster) -> Roster:
    most = MOST.get(actor.role, 0)
    if len(roster.rows) > most:
        raise RosterError("too_many_rows", {"limit": str(most)})
    return roster


def _wrong_day(row: Row, today: date) -> str:
    if row.day is None:
        return ""
    if row.day > today:
        return "day_to_come"
    return "day_long_ago" if today - row.day > FARTHEST else ""


def _dated(rows: Sequence[Row], meeting: Meeting) -> list[tuple[str, date]]:
    return [(row.name, row.day or meeting.day) for row in rows]


def _places(rows: Sequence[tuple[str, date]]) -> list[Place]:
    """Namesakes are counted within a day: who comes on two days is one person."""
    by_day: dict[date, list[str]] = {}
    for name, day in rows:
        by_day.setdefault(day, []).append(name)
    found = {day: iter(matching.places(names)) for day, names in by_day.items()}
    return [next(found[day]) for _, day in rows]


def _held(session: Session, activity: Activity) -> set[date]:
    return set(session.scalars(select(Meeting.day).where(Meeting.activity_id == activity.id)))


def _ticked(session: Session, activity: Activity) -> set[tuple[int, date]]:
    query = (
        select(Attendance.participant_id, Meeting.day)
        .join(Meeting, Meeting.id == Attendance.session_id)
        .where(Meeting.activity_id == activity.id)
    )
    return {(person, day) for person, day in session.execute(query)}


def _written(dated: Sequence[tuple[str, date]], rows: Sequence[Row]) -> str:
    """What was understood and nothing else, as a list that is read the same way again."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS)
    for (name, day), row in zip(dated, rows, strict=True):
        writer.writerow((name, "oui" if row.present else "non", day.isoformat()))
    return made.getvalue()
