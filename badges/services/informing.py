"""Before anything is noted of a person: they are told, and may say no (trust.md: People's rights).

Who says no is taken off the list; that somebody did is counted by month, and who is not kept.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.orm import Session

from badges.models import (
    Actor,
    Assertion,
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
    Role,
    VersionCriterion,
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

    They leave the activity's list with what was noted there, but for what led to a badge of theirs
    that stands; a row that nothing else hangs on goes. A partner takes them off this session's list
    alone, with what they saw themselves: who coaches or coordinates does the rest.
    """
    board = boards.board(session, meeting)
    person = session.get_one(Participant, board.member(person_id).id)
    _forget(session, actor, meeting, person.id)
    said_no = _entry(board.activity.organisation_id, actor, "declined", "")
    auditing.record(session, [said_no], now=now)
    if actor.role is Role.PARTNER:
        return
    _count(session, person.organisation_id, now.astimezone(zone))
    if not _is_kept(session, person):
        erasing.erase(session, person, actor=actor.name, now=now)


def _forget(session: Session, actor: Actor, meeting: Meeting, person_id: int) -> None:
    meetings = select(Meeting.id).where(Meeting.activity_id == meeting.activity_id)
    there: tuple[ColumnElement[bool], ...] = (Attendance.session_id.in_(meetings),)
    seen: tuple[ColumnElement[bool], ...] = (Observation.session_id.in_(meetings),)
    if actor.role is Role.PARTNER:
        there = (Attendance.session_id == meeting.id,)
        seen = (Observation.session_id == meeting.id, Observation.staff_id == actor.staff_id)
    else:
        enrolled = Enrolment.activity_id == meeting.activity_id
        session.execute(delete(Enrolment).where(Enrolment.participant_id == person_id, enrolled))
    session.execute(delete(Attendance).where(Attendance.participant_id == person_id, *there))
    session.execute(
        delete(Observation).where(
            Observation.participant_id == person_id,
            Observation.criterion_id.not_in(_badged(meeting.activity_id, person_id)),
            *seen,
        )
    )


def _badged(activity_id: int, person_id: int) -> Select[int]:
    """The criteria of the badges that the person got in the activity and that stand."""
    return (
        select(VersionCriterion.criterion_id)
        .join(Assertion, Assertion.version_id == VersionCriterion.version_id)
        .join(Award, Award.id == Assertion.award_id)
        .where(
            Award.participant_id == person_id,
            Award.activity_id == activity_id,
            Award.undone_at.is_(None),
            Award.revoked_at.is_(None),
        )
    )


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
