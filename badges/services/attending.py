"""Who is on the list of an activity, and who was there in which session."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Actor,
    Attendance,
    AttendanceRole,
    Enrolment,
    Participant,
)
from badges.models import Session as Meeting
from badges.services import auditing, namesakes, scoping
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused
from badges.services.rosters.words import plain


class Attendee(NamedTuple):
    """Somebody on a list; `role` as what they were there, None if nobody has ticked them."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    role: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """Who was there after all, as what; and who was not."""

    there: Mapping[int, AttendanceRole]
    away: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What a change came to: who was ticked, and who was unticked, as what they were there."""

    ticked: tuple[int, ...]
    unticked: Mapping[int, str]


def default_role(activity: Activity) -> AttendanceRole:
    """As what participants are there by the kind of activity."""
    return AttendanceRole(activity.kind.participant_role)


def on_list(session: Session, actor: Actor, activity: Activity) -> list[Attendee]:
    """People on an activity's list whom the actor may see, by name; one statement."""
    listed = select(Enrolment.participant_id).where(Enrolment.activity_id == activity.id)
    query = select(
        Participant.id, Participant.name, Participant.pictogram, Participant.colour
    ).where(Participant.id.in_(listed), scoping.on_lists(actor, activity))
    return _by_name(Attendee(*row, None) for row in session.execute(query))


def at_session(
    session: Session, actor: Actor, activity: Activity, meeting: Meeting
) -> list[Attendee]:
    """The same people and whoever was there besides, with who was there; one statement."""
    listed = exists().where(
        Enrolment.activity_id == activity.id, Enrolment.participant_id == Participant.id
    )
    was_there = and_(
        Attendance.participant_id == Participant.id, Attendance.session_id == meeting.id
    )
    query = (
        select(
            Participant.id,
            Participant.name,
            Participant.pictogram,
            Participant.colour,
            Attendance.role,
        )
        .outerjoin(Attendance, was_there)
        .where(or_(listed, Attendance.role.is_not(None)), scoping.on_lists(actor, activity))
    )
    return _by_name(Attendee(*row) for row in session.execute(query))


def enrol(
    session: Session, activity: Activity, people: Iterable[int], *, actor: str, now: datetime
) -> int:
    """Put people on an activity's list; gives how many were not on it."""
    listed = select(Enrolment.participant_id).where(Enrolment.activity_id == activity.id)
    before = set(session.scalars(listed))
    new = [one for one in dict.fromkeys(people) if one not in before]
    if not new:
        return 0
    session.execute(
        insert(Enrolment),
        [{"activity_id": activity.id, "participant_id": one, "enrolled_at": now} for one in new],
    )
    rows = _named(session, new)
    namesakes.tell_apart_in(session, activity.id, [name for _, name in rows.values()])
    _log(session, activity, actor, dict.fromkeys(new, f"activity:{activity.id} enrolled"), now)
    return len(new)


def take_off(
    session: Session, activity: Activity, person: int, *, actor: str, now: datetime
) -> None:
    """Take somebody off the list; where they were there they stay, as what was seen."""
    gone = session.execute(
        delete(Enrolment)
        .where(Enrolment.activity_id == activity.id, Enrolment.participant_id == person)
        .returning(Enrolment.participant_id)
    ).all()
    if gone:
        _log(session, activity, actor, {person: f"activity:{activity.id} off the list"}, now)


def note(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    change: Change,
    *,
    today: date,
    now: datetime,
) -> Done:
    """Tick and untick people of a session; whoever the change does not name stays as they are.

    Who is no longer on the list is left out. Raises Refused for a session that is still to come.
    """
    if meeting.day > today:
        raise Refused(f"{meeting.day} is in the future: nobody can have been there yet.")
    this = select(Meeting.id).where(Meeting.id == meeting.id)
    if session.scalar(this.with_for_update(key_share=True)) is None:
        raise NotFound(f"session {meeting.id} was removed meanwhile")
    before = {one.id: one.role for one in at_session(session, actor, activity, meeting)}
    there = {
        one: role for one, role in change.there.items() if one in before and before[one] != role
    }
    new = [one for one in there if before[one] is None]
    gone = {one: role for one in change.away if (role := before.get(one)) is not None}
    noted = {"noted_by_id": actor.staff_id, "noted_at": now}
    if new:
        rows = [
            {"session_id": meeting.id, "participant_id": one, "role": str(there[one]), **noted}
            for one in new
        ]
        session.execute(insert(Attendance), rows)
    for one in there.keys() - set(new):
        session.execute(
            update(Attendance)
            .where(Attendance.session_id == meeting.id, Attendance.participant_id == one)
            .values(role=str(there[one]), **noted)
        )
    session.execute(
        delete(Attendance).where(
            Attendance.session_id == meeting.id, Attendance.participant_id.in_(gone)
        )
    )
    said = {one: f"session:{meeting.id} {role}" for one, role in there.items()}
    said |= dict.fromkeys(gone, f"session:{meeting.id} not there")
    _log(session, activity, actor.name, said, now)
    return Done(tuple(new), gone)


def _by_name(people: Iterable[Attendee]) -> list[Attendee]:
    return sorted(people, key=lambda one: (plain(one.name), one.name, one.id))


def _named(session: Session, people: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Reference and name of each."""
    rows = session.execute(
        select(Participant.id, Participant.reference, Participant.name).where(
            Participant.id.in_(people)
        )
    )
    return {row.id: (row.reference, row.name) for row in rows}


def _log(
    session: Session, activity: Activity, actor: str, said: Mapping[int, str], now: datetime
) -> None:
    people = _named(session, list(said))
    entries = [
        Entry(
            organisation_id=activity.organisation_id,
            actor=actor,
            action=Action.ACTIVITY,
            subject=subject,
            person=people[one][0],
        )
        for one, subject in said.items()
    ]
    auditing.record(session, entries, now=now)
