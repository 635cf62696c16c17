"""People come to an activity: by names that were typed, from a list, from the last activity."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Actor,
    Attendance,
    AuditLine,
    Award,
    Card,
    Enrolment,
    Observation,
    Organisation,
    Participant,
)
from badges.models import Session as Meeting
from badges.services import activities, acts, attending, erasing, matching
from badges.services.acts import Submitted
from badges.services.attending import Change
from badges.services.auditing import Action
from badges.services.errors import Refused
from badges.services.matching import Known, Place

UNDO: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What an activity is called, of which kind, where, and when it begins."""

    name: str
    kind: str
    town: str
    day: date


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Who was added, who was known already, and whom this ticked."""

    new: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    ticked: tuple[int, ...] = ()


def welcome(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    names: Sequence[str],
    *,
    today: date,
    now: datetime,
) -> Welcomed:
    """Put the people of these names on the list, and tick them unless the session is to come.

    A name that occurs k times stands for k people, matched in order with those whom the actor
    knows, those on the list first; who is missing is added. The same again changes nothing.
    """
    acts.lock(session, activity.organisation_id)
    known = matching.known(session, actor, activity, now=now)
    places = matching.places(names)
    missing = {
        place: activities.folded_name(name)
        for place, name in zip(places, names, strict=True)
        if matching.person_at(known, place) is None
    }
    added = add(session, actor, activity, missing, now=now)
    people = [find(known, added, place) for place in places]
    ticked = _seat(session, actor, activity, meeting, people, today=today, now=now)
    new = tuple(added.values())
    return Welcomed(new, tuple(one for one in people if one not in new), ticked)


def welcome_others(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    names: Sequence[str],
    *,
    key: str,
    today: date,
    now: datetime,
) -> Welcomed:
    """The same for people who are all new, whoever else bears their names; once for a key."""
    asked = ["welcome", meeting.id, *names]
    submitted = Submitted(organisation_id=activity.organisation_id, key=key, asked=asked)
    before = acts.done_before(session, submitted)
    if before is not None:
        return Welcomed(new=tuple(map(int, before["new"])))
    places = {Place(str(nth), 0): name for nth, name in enumerate(names)}
    new = tuple(add(session, actor, activity, places, now=now).values())
    ticked = _seat(session, actor, activity, meeting, new, today=today, now=now)
    acts.note(session, submitted, {"new": [str(one) for one in new]}, now=now)
    return Welcomed(new, (), ticked)


def take_back(
    session: Session, actor: Actor, activity: Activity, people: Sequence[int], *, now: datetime
) -> int:
    """Take those off the list who were just added to it; gives how many are gone altogether.

    Gone is whom the actor added within 15 minutes and of whom there is nothing else yet.
    """
    listed = {one.id for one in attending.on_list(session, actor, activity)}
    mine = [one for one in people if one in listed]
    for one in mine:
        attending.take_off(session, activity, one, actor=actor.name, now=now)
    just_added = select(AuditLine.person).where(
        AuditLine.action == Action.PEOPLE,
        AuditLine.subject == activities.ADDED,
        AuditLine.actor == actor.name,
        AuditLine.at >= now - UNDO,
    )
    slips = session.scalars(
        select(Participant).where(
            Participant.id.in_(mine),
            Participant.reference.in_(just_added),
            *(
                ~exists().where(table.participant_id == Participant.id)
                for table in (Enrolment, Attendance, Observation, Award, Card)
            ),
        )
    ).all()
    for person in slips:
        erasing.erase(session, person, actor=actor.name, now=now)
    return len(slips)


def add(
    session: Session,
    actor: Actor,
    activity: Activity,
    missing: dict[Place, str],
    *,
    now: datetime,
) -> dict[Place, int]:
    """New people of the organisation that runs the activity, by the places that they take.

    Raises Refused once it has left its programme.
    """
    organisation = session.get_one(Organisation, activity.organisation_id)
    if organisation.left_at is not None and missing:
        raise Refused(f"{organisation.name} left its programme: it takes nobody in.")
    people = activities.add_people(
        session, organisation, list(missing.values()), actor=actor.name, now=now
    )
    return {place: one.id for place, one in zip(missing, people, strict=True)}


def find(known: Known, added: dict[Place, int], place: Place) -> int:
    """Who has a place, among those known before and those just added."""
    person = matching.person_at(known, place)
    return added[place] if person is None else person


def start(
    session: Session,
    actor: Actor,
    organisation: Organisation,
    wanted: Start,
    *,
    key: str,
    now: datetime,
) -> Activity:
    """A new activity, led by the actor if that is a coach; once for a key. Raises Invalid."""
    asked = ["start", *asdict(wanted).values()]
    submitted = Submitted(organisation_id=organisation.id, key=key, asked=asked)
    before = acts.done_before(session, submitted)
    if before is not None:
        return session.get_one(Activity, int(before["activity"][0]))
    made = activities.start_activity(
        session,
        organisation,
        **asdict(wanted),
        lead=activities.lead_by(session, actor),
        actor=actor.name,
        now=now,
    )
    acts.note(session, submitted, {"activity": [str(made.id)]}, now=now)
    return made


def copy_last(
    session: Session,
    actor: Actor,
    last: Activity,
    *,
    day: date,
    key: str,
    now: datetime,
) -> Activity:
    """A new activity like the last one, led by the actor, with its own people; once for a key."""
    submitted = Submitted(
        organisation_id=last.organisation_id, key=key, asked=["copy", last.id, actor.staff_id]
    )
    before = acts.done_before(session, submitted)
    if before is not None:
        return session.get_one(Activity, int(before["activity"][0]))
    activity = activities.start_activity(
        session,
        session.get_one(Organisation, last.organisation_id),
        kind=last.kind_key,
        name=last.name,
        town=last.town,
        lead=activities.lead_by(session, actor),
        day=day,
        actor=actor.name,
        now=now,
    )
    people = session.scalars(
        select(Participant.id)
        .join(Enrolment, Enrolment.participant_id == Participant.id)
        .where(
            Enrolment.activity_id == last.id,
            Participant.organisation_id == last.organisation_id,
            Participant.merged_into_id.is_(None),
        )
        .order_by(Participant.id)
    )
    attending.enrol(session, activity, people, actor=actor.name, now=now)
    acts.note(session, submitted, {"activity": [str(activity.id)]}, now=now)
    return activity


def _seat(
    session: Session,
    actor: Actor,
    activity: Activity,
    meeting: Meeting,
    people: Sequence[int],
    *,
    today: date,
    now: datetime,
) -> tuple[int, ...]:
    attending.enrol(session, activity, people, actor=actor.name, now=now)
    if meeting.day > today:
        return ()
    role = attending.default_role(activity)
    before = attending.at_session(session, actor, activity, meeting)
    there = {one.id for one in before if one.role is not None}
    change = Change({one: role for one in people if one not in there})
    done = attending.note(session, actor, activity, meeting, change, today=today, now=now)
    return done.ticked
