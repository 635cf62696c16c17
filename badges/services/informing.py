"""Before anything is noted of a person: they are told, and may say no (trust.md: People's rights).

Who says no is taken off the list; that somebody did is counted by month, and who is not kept.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from badges.models import (
    Actor,
    Attendance,
    Award,
    Card,
    Declined,
    Enrolment,
    HandOver,
    Merge,
    Observation,
    Participant,
    Request,
)
from badges.models import Session as Meeting
from badges.services import auditing, boards, erasing
from badges.services.auditing import Action, Entry

# What a person may have beside the activity in which they said no.
_KEPT_FOR = (
    Enrolment.participant_id,
    Attendance.participant_id,
    Observation.participant_id,
    Award.participant_id,
    Card.participant_id,
    HandOver.participant_id,
    Request.participant_id,
    Merge.kept_id,
    Merge.gone_id,
    Participant.merged_into_id,
)


def tell(
    session: Session, actor: Actor, meeting: Meeting, people: Sequence[int], *, now: datetime
) -> int:
    """These people of a session were told; gives how many it was new to. Raises NotFound."""
    board = boards.board(session, meeting)
    numbers = [board.member(one).id for one in people]
    rows = session.scalars(
        select(Participant).where(Participant.id.in_(numbers), Participant.informed_at.is_(None))
    ).all()
    for row in rows:
        row.informed_at = now
    session.flush()
    entries = [_entry(board.activity.organisation_id, actor, "told", one.reference) for one in rows]
    auditing.record(session, entries, now=now)
    return len(rows)


def decline(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    person_id: int,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    """Somebody of a session does not want to be noted. Raises NotFound.

    They leave the activity's list with what was noted there; a row that nothing else hangs on goes.
    """
    board = boards.board(session, meeting)
    person = session.get_one(Participant, board.member(person_id).id)
    meetings = select(Meeting.id).where(Meeting.activity_id == board.activity.id)
    for table, here in (
        (Enrolment, Enrolment.activity_id == board.activity.id),
        (Attendance, Attendance.session_id.in_(meetings)),
        (Observation, Observation.session_id.in_(meetings)),
    ):
        session.execute(delete(table).where(table.participant_id == person.id, here))
    _count(session, person.organisation_id, now.astimezone(zone))
    auditing.record(
        session, [_entry(board.activity.organisation_id, actor, "declined", "")], now=now
    )
    if not _is_kept(session, person):
        erasing.erase(session, person, actor=actor.name, now=now)


def _count(session: Session, organisation_id: int, moment: datetime) -> None:
    """Under the lock of the audit log's head, that is one writer at a time."""
    auditing.record(session, [], now=moment)
    month = moment.date().replace(day=1)
    row = session.scalar(
        select(Declined).where(Declined.organisation_id == organisation_id, Declined.month == month)
    )
    if row is None:
        row = Declined(organisation_id=organisation_id, month=month, count=0)
        session.add(row)
    row.count += 1
    session.flush()


def _is_kept(session: Session, person: Participant) -> bool:
    return any(session.scalar(select(exists().where(column == person.id))) for column in _KEPT_FOR)


def _entry(organisation_id: int, actor: Actor, what: str, reference: str) -> Entry:
    return Entry(
        organisation_id=organisation_id,
        actor=actor.name,
        action=Action.PEOPLE,
        subject=what,
        person=reference,
    )
