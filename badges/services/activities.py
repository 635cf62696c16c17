"""Activities, their sessions, and the people in them."""

import secrets
import unicodedata
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy import insert as bulk_insert
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    ActivityKind,
    Actor,
    Observation,
    Organisation,
    Participant,
    Role,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import acts, auditing, namesakes, observing, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import Invalid, NotFound, Refused
from badges.services.texts import is_line

LONGEST_NAME = 120
ADDED = "added"  # what the log says of somebody new
FARTHEST = timedelta(days=366)  # a slip of the year is no session


class SomethingSeen(Refused):
    """Something was seen in the session: it stays."""


def create_activity(
    session: Session,
    organisation: Organisation,
    *,
    kind: str,
    name: str,
    town: str,
    lead: Staff | None,
    days: Sequence[date] = (),
) -> Activity:
    """A new activity with its planned sessions. Raises Invalid, Closed."""
    organisations.check_open(organisation)
    _check(session, kind, name, town)
    activity = Activity(
        organisation_id=organisation.id,
        kind_key=kind,
        name=name.strip(),
        town=town.strip(),
        lead_id=lead.id if lead else None,
    )
    session.add(activity)
    session.flush()
    session.add_all(Meeting(activity_id=activity.id, day=day) for day in days)
    session.flush()
    return activity


def start_activity(
    session: Session,
    organisation: Organisation,
    *,
    kind: str,
    name: str,
    town: str,
    lead: Staff | None,
    day: date,
    actor: str,
    now: datetime,
) -> Activity:
    """Somebody starts an activity with its first session. Raises Invalid."""
    if abs(day - now.date()) > FARTHEST:
        raise Invalid({"day": "give a day of this year or of the next"})
    activity = create_activity(
        session, organisation, kind=kind, name=name, town=town, lead=lead, days=[day]
    )
    activity.created_at = now
    session.flush()
    auditing.record(session, [_entry(activity, actor, "created")], now=now)
    return activity


def change_activity(
    session: Session,
    activity: Activity,
    *,
    kind: str,
    name: str,
    town: str,
    actor: str,
    now: datetime,
) -> None:
    """Change what an activity is called, where it is and of which kind. Raises Invalid."""
    _check(session, kind, name, town)
    activity.kind_key, activity.name, activity.town = kind, name.strip(), town.strip()
    session.flush()
    auditing.record(session, [_entry(activity, actor, "changed")], now=now)


def add_session(
    session: Session, activity: Activity, day: date, *, actor: str, now: datetime
) -> int:
    """The id of the session of that day, which is added where there is none. Raises Invalid."""
    if abs(day - now.date()) > FARTHEST:
        raise Invalid({"day": "give a day of this year or of the next"})
    observing.lock(session, activity)
    planned = select(Meeting.id).where(Meeting.activity_id == activity.id, Meeting.day == day)
    known = session.scalar(planned.order_by(Meeting.id))
    if known is not None:
        return known
    number = sessions_on(session, activity, [day])[day]
    entry = _entry(activity, actor, f"session:{number} added")
    auditing.record(session, [entry], now=now)
    return number


def was_seen(session: Session, meeting: Meeting) -> bool:
    """Whether anything was seen of anybody in that session."""
    noted = exists().where(Observation.session_id == meeting.id)
    return bool(session.scalar(select(noted)))


def remove_session(session: Session, meeting: Meeting, *, actor: str, now: datetime) -> None:
    """Take a session away in which nothing was seen, with who was there. Raises SomethingSeen."""
    activity = session.get_one(Activity, meeting.activity_id)
    observing.lock(session, activity)
    if was_seen(session, meeting):
        raise SomethingSeen(f"something was seen in session {meeting.id}")
    entry = _entry(activity, actor, f"session:{meeting.id} removed")
    session.execute(delete(Meeting).where(Meeting.id == meeting.id))
    session.expire_all()
    auditing.record(session, [entry], now=now)


def first_session(session: Session, activity: Activity) -> tuple[int, date]:
    """The id and the day of the first session of an activity that has one."""
    query = select(Meeting.id, Meeting.day).where(Meeting.activity_id == activity.id)
    number, day = session.execute(query.order_by(Meeting.day, Meeting.id).limit(1)).one()
    return number, day


def lead_by(session: Session, actor: Actor) -> Staff | None:
    """Who leads what the actor starts: a coach leads; who coordinates names a coach later."""
    return session.get_one(Staff, actor.staff_id) if actor.role is Role.COACH else None


def kinds(session: Session) -> list[ActivityKind]:
    """Every kind of activity, by name."""
    return list(session.scalars(select(ActivityKind).order_by(ActivityKind.name)))


def sessions_on(session: Session, activity: Activity, days: Sequence[date]) -> dict[date, int]:
    """The id of one session for each of `days`; those that nobody planned are added."""
    observing.lock(session, activity)
    planned = select(Meeting).where(Meeting.activity_id == activity.id).order_by(Meeting.id.desc())
    known = {meeting.day: meeting.id for meeting in session.scalars(planned)}
    for day in dict.fromkeys(days):
        if day not in known:
            meeting = Meeting(activity_id=activity.id, day=day)
            session.add(meeting)
            session.flush()
            known[day] = meeting.id
    return {day: known[day] for day in days}


def delete_activity(session: Session, activity: Activity, *, actor: str, now: datetime) -> None:
    """Take an activity away with its sessions and what was seen there; badges stay as they are."""
    entry = _entry(activity, actor, "deleted")
    session.execute(delete(Activity).where(Activity.id == activity.id))
    session.expire_all()
    auditing.record(session, [entry], now=now)


def by_id(session: Session, organisation: Organisation, activity_id: int) -> Activity:
    """That activity of an organisation. Raises NotFound with those that exist."""
    query = select(Activity).where(Activity.organisation_id == organisation.id)
    found = session.scalar(query.where(Activity.id == activity_id))
    if found is None:
        known = session.scalars(query.order_by(Activity.id))
        listed = "; ".join(f"{one.id} {one.name} ({one.kind_key}, {one.town})" for one in known)
        raise NotFound(
            f"{organisation.name} has no activity {activity_id}. It has: {listed or 'none yet'}."
        )
    return found


def folded_name(text: str) -> str:
    """A name as given, with white space and Unicode forms made one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def add_people(
    session: Session,
    organisation: Organisation,
    names: Sequence[str],
    *,
    actor: str,
    now: datetime,
    minor_until: date | None = None,
) -> list[Participant]:
    """One new participant for each name, in order. Raises Invalid, Closed."""
    folded = [folded_name(name) for name in names]
    if not all(is_line(name, LONGEST_NAME) for name in folded):
        raise Invalid({"name": f"give names of 1 to {LONGEST_NAME} characters"})
    rows = [
        {
            "organisation_id": organisation.id,
            "name": name,
            "reference": str(uuid.uuid4()),
            "profile": secrets.token_urlsafe(24),
            "minor_until": minor_until,
            "created_at": now,
        }
        for name in folded
    ]
    if not rows:
        return []
    organisations.check_open(organisation)
    people = session.scalars(
        bulk_insert(Participant).returning(Participant, sort_by_parameter_order=True), rows
    ).all()
    auditing.record(session, [_added(organisation, actor, one) for one in people], now=now)
    namesakes.tell_apart(session, organisation.id, folded)
    return list(people)


def people_named(
    session: Session,
    organisation: Organisation,
    names: Sequence[str],
    *,
    actor: str,
    now: datetime,
) -> list[Participant]:
    """Who each name stands for. A name that occurs k times stands for k people, matched in order
    with those already there; who is missing is added. Under the organisation's lock: two lists
    that bring one name at once mean one person.
    """
    acts.lock(session, organisation.id)
    known: dict[str, list[Participant]] = {}
    query = select(Participant).where(
        Participant.organisation_id == organisation.id, Participant.merged_into_id.is_(None)
    )
    for person in session.scalars(query.order_by(Participant.id)):
        known.setdefault(person.name.casefold(), []).append(person)
    folded = [folded_name(name) for name in names]
    wanted = Counter(name.casefold() for name in folded)
    spelled = {name.casefold(): name for name in reversed(folded)}
    missing = [
        spelled[name]
        for name, count in wanted.items()
        for _ in range(count - len(known.get(name, [])))
    ]
    for person in add_people(session, organisation, missing, actor=actor, now=now):
        known.setdefault(person.name.casefold(), []).append(person)
    taken: Counter[str] = Counter()
    people = []
    for name in (name.casefold() for name in folded):
        people.append(known[name][taken[name]])
        taken[name] += 1
    return people


def _check(session: Session, kind: str, name: str, town: str) -> None:
    """Raise Invalid where an activity could not be kept as it is described."""
    problems = {
        member: f"give 1 to {LONGEST_NAME} characters on one line"
        for member, text in (("name", name), ("town", town))
        if not is_line(text, LONGEST_NAME)
    }
    if session.get(ActivityKind, kind) is None:
        problems["kind"] = f"{kind!r} is no kind of activity"
    if problems:
        raise Invalid(problems)


def _entry(activity: Activity, actor: str, what: str) -> Entry:
    return Entry(
        organisation_id=activity.organisation_id,
        actor=actor,
        action=Action.ACTIVITY,
        subject=f"activity:{activity.id} {what}",
    )


def _added(organisation: Organisation, actor: str, person: Participant) -> Entry:
    return Entry(
        organisation_id=organisation.id,
        actor=actor,
        action=Action.PEOPLE,
        subject=ADDED,
        person=person.reference,
    )
