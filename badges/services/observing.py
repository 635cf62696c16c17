"""What was seen: who saw whom do what, in which session."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Award,
    BadgeClass,
    Criterion,
    Observation,
    Organisation,
    Participant,
    Role,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import auditing, organisations, scoping
from badges.services.auditing import Action, Entry
from badges.services.errors import Refused

OBSERVING_ROLES = (Role.COACH, Role.COORDINATOR, Role.PARTNER)
# Days are local: nowhere on Earth is it later. Awarding knows the zone, and asks again.
FARTHEST_EAST = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Seen:
    """One criterion, seen of one person, in one session."""

    participant_id: int
    session_id: int
    criterion_id: int


def record(
    session: Session,
    activity: Activity,
    staff: Staff,
    seen: Sequence[Seen],
    *,
    now: datetime,
) -> int:
    """Keep what `staff` saw in `activity`; what was kept before is left as it is.

    Gives how many observations are new. Raises Closed, and Refused when `staff` does not work
    there, a session is not of this activity or in the future, a criterion not of its organisation,
    or a person neither of it nor enrolled from another; then nothing is kept.
    """
    lock(session, activity)
    _check(session, activity, staff, seen, now)
    references = _references(session, activity, seen)
    known = session.execute(
        select(Observation.participant_id, Observation.session_id, Observation.criterion_id)
        .join(Meeting, Meeting.id == Observation.session_id)
        .where(Meeting.activity_id == activity.id, Observation.staff_id == staff.id)
    )
    before = {Seen(*row) for row in known}
    new = [one for one in dict.fromkeys(seen) if one not in before]
    if not new:
        return 0
    rows = [asdict(one) | {"staff_id": staff.id, "created_at": now} for one in new]
    session.execute(insert(Observation), rows)
    pairs = dict.fromkeys((references[one.participant_id], one.session_id) for one in new)
    entries = [_entry(activity, staff, *pair) for pair in pairs]
    auditing.record(session, entries, now=now)
    return len(new)


def take_back(
    session: Session, activity: Activity, staff: Staff, seen: Sequence[Seen], *, now: datetime
) -> int:
    """Forget what `staff` noted by mistake; what they never noted is passed over.

    Gives how many observations are gone. What has led to a badge stays, until that is undone.
    """
    lock(session, activity)
    mine = select(Observation).where(
        Observation.staff_id == staff.id,
        Observation.participant_id.in_({one.participant_id for one in seen}),
        Observation.session_id.in_(select(Meeting.id).where(Meeting.activity_id == activity.id)),
        ~_led_to_a_badge(activity),
    )
    asked = set(seen)
    gone = [one for one in session.scalars(mine) if _as_seen(one) in asked]
    if not gone:
        return 0
    references = _references(session, activity, [_as_seen(one) for one in gone])
    pairs = dict.fromkeys((references[one.participant_id], one.session_id) for one in gone)
    session.execute(delete(Observation).where(Observation.id.in_([one.id for one in gone])))
    entries = [_entry(activity, staff, *pair, " taken back") for pair in pairs]
    auditing.record(session, entries, now=now)
    return len(gone)


def lock(session: Session, activity: Activity) -> None:
    """Whoever notes or gives something in an activity, or changes its sessions, waits here for
    whoever began before.
    """
    this = select(Activity.id).where(Activity.id == activity.id)
    session.execute(this.with_for_update(key_share=True))


def _as_seen(row: Observation) -> Seen:
    return Seen(row.participant_id, row.session_id, row.criterion_id)


def _led_to_a_badge(activity: Activity) -> ColumnElement[bool]:
    return exists().where(
        Award.participant_id == Observation.participant_id,
        Award.activity_id == activity.id,
        Award.undone_at.is_(None),
        Award.revoked_at.is_(None),
        Award.badge_class_id == Criterion.badge_class_id,
        Criterion.id == Observation.criterion_id,
    )


def _check(
    session: Session, activity: Activity, staff: Staff, seen: Sequence[Seen], now: datetime
) -> None:
    organisation = session.get_one(Organisation, activity.organisation_id)
    organisations.check_open(organisation)
    present = organisations.staff_in(session, organisation, OBSERVING_ROLES)
    if staff.id not in {one.id for one in present}:
        raise Refused(f"{staff.email} does not work for {organisation.name}.")
    meetings = session.scalars(select(Meeting).where(Meeting.activity_id == activity.id))
    days = {meeting.id: meeting.day for meeting in meetings}
    if not {one.session_id for one in seen} <= days.keys():
        raise Refused("A session is not of this activity.")
    latest = max((days[one.session_id] for one in seen), default=None)
    if latest is not None and latest > (now + FARTHEST_EAST).date():
        raise Refused(f"{latest} is in the future: nothing can have been seen yet.")
    criteria = session.scalars(
        select(Criterion.id)
        .join(BadgeClass, BadgeClass.id == Criterion.badge_class_id)
        .where(BadgeClass.organisation_id == organisation.id)
    )
    if not {one.criterion_id for one in seen} <= set(criteria):
        raise Refused("A criterion is not of this organisation's badge classes.")


def _references(session: Session, activity: Activity, seen: Sequence[Seen]) -> dict[int, str]:
    wanted = {one.participant_id for one in seen}
    people = session.execute(
        select(Participant.id, Participant.reference).where(
            scoping.takes_part(activity.id, activity.organisation_id),
            Participant.id.in_(wanted),
        )
    )
    references = {person.id: person.reference for person in people}
    if references.keys() != wanted:
        raise Refused("A person is not of this organisation, nor a guest of this activity.")
    return references


def _entry(activity: Activity, staff: Staff, reference: str, meeting: int, what: str = "") -> Entry:
    return Entry(
        organisation_id=activity.organisation_id,
        actor=f"staff:{staff.id}",
        action=Action.OBSERVE,
        subject=f"session:{meeting}{what}",
        person=reference,
    )
