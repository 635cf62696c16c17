"""An activity opened to several organisations (S27).

The organisation that runs it opens it; the other's coordinator enrols own people; the badge is
given in the name of the one that runs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from badges.models import Activity, ActivityOpening, Enrolment, Organisation, Participant
from badges.services import alphabet, auditing, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another organisation of the programme; `opened_at` once the activity is opened to it."""

    id: int
    name: str
    town: str | None
    opened_at: datetime | None


def neighbours(session: Session, activity: Activity) -> list[Neighbour]:
    """The other organisations of the programme, those that are still in it or were invited."""
    runs = session.get_one(Organisation, activity.organisation_id)
    query = (
        select(Organisation, ActivityOpening.opened_at)
        .outerjoin(
            ActivityOpening,
            (ActivityOpening.organisation_id == Organisation.id)
            & (ActivityOpening.activity_id == activity.id),
        )
        .where(
            Organisation.programme_id == runs.programme_id,
            Organisation.id != runs.id,
            or_(Organisation.left_at.is_(None), ActivityOpening.opened_at.is_not(None)),
        )
        .order_by(alphabet.order(Organisation.name), Organisation.id)
    )
    return [
        Neighbour(id=one.id, name=one.name, town=one.town, opened_at=opened)
        for one, opened in session.execute(query)
    ]


def open_to(
    session: Session, activity: Activity, organisation_id: int, *, actor: str, now: datetime
) -> None:
    """Open an activity to another organisation of its programme; once is enough.

    Raises Refused for one that is not of the programme, Closed.
    """
    runs = session.get_one(Organisation, activity.organisation_id)
    organisations.check_open(runs)
    other = session.get(Organisation, organisation_id)
    if other is None or other.id == runs.id or other.programme_id != runs.programme_id:
        raise Refused("This is no other organisation of the programme.")
    organisations.check_open(other)
    if session.get(ActivityOpening, (activity.id, other.id)) is not None:
        return
    session.add(ActivityOpening(activity_id=activity.id, organisation_id=other.id, opened_at=now))
    session.flush()
    auditing.record(session, _entries(activity, other.id, actor, "opened"), now=now)


def close_to(
    session: Session, activity: Activity, organisation_id: int, *, actor: str, now: datetime
) -> None:
    """Close an activity again: the other's people leave its list. What was seen, and what was
    given, stays. Raises NotFound when it was not opened.
    """
    opened = session.get(ActivityOpening, (activity.id, organisation_id))
    if opened is None:
        raise NotFound(f"activity {activity.id} is not opened to {organisation_id}")
    theirs = select(Participant.id).where(Participant.organisation_id == organisation_id)
    session.execute(
        delete(Enrolment).where(
            Enrolment.activity_id == activity.id, Enrolment.participant_id.in_(theirs)
        )
    )
    session.delete(opened)
    session.flush()
    auditing.record(session, _entries(activity, organisation_id, actor, "closed"), now=now)


def enrol(
    session: Session,
    activity: Activity,
    organisation_id: int,
    people: Sequence[int],
    *,
    actor: str,
    now: datetime,
) -> int:
    """Enrol people of an organisation that the activity is opened to; gives how many are new.

    Raises NotFound when it is not opened to it or somebody is not its own, Closed.
    """
    if session.get(ActivityOpening, (activity.id, organisation_id)) is None:
        raise NotFound(f"activity {activity.id} is not opened to {organisation_id}")
    for one in (activity.organisation_id, organisation_id):
        organisations.check_open(session.get_one(Organisation, one))
    theirs = select(Participant.id, Participant.reference).where(
        Participant.id.in_(set(people)),
        Participant.organisation_id == organisation_id,
        Participant.merged_into_id.is_(None),
    )
    references = {row.id: row.reference for row in session.execute(theirs)}
    if references.keys() != set(people):
        raise NotFound(f"somebody is not of organisation {organisation_id}")
    listed = select(Enrolment.participant_id).where(Enrolment.activity_id == activity.id)
    new = sorted(references.keys() - set(session.scalars(listed)))
    if not new:
        return 0
    rows = [{"activity_id": activity.id, "participant_id": one, "enrolled_at": now} for one in new]
    session.execute(insert(Enrolment), rows)
    entries = [_enrolled(activity, organisation_id, actor, references[one]) for one in new]
    auditing.record(session, entries, now=now)
    return len(new)


def _entries(activity: Activity, other: int, actor: str, what: str) -> list[Entry]:
    """One line for each side."""
    return [
        Entry(one, actor, Action.OPENING, f"activity:{activity.id} {what} organisation:{other}")
        for one in (activity.organisation_id, other)
    ]


def _enrolled(activity: Activity, organisation_id: int, actor: str, reference: str) -> Entry:
    subject = f"activity:{activity.id} enrolled"
    return Entry(organisation_id, actor, Action.OPENING, subject, reference)
