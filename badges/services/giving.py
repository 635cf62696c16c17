"""What a coach does on the screen of a session: note what was seen, and give what was reached."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    Actor,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Mail,
    Organisation,
    Participant,
    Role,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import alphabet, awarding, boards, observing, organisations, readiness, wording
from badges.services.boards import Board, Member
from badges.services.errors import Conflict, NotFound, Refused
from badges.services.observing import Seen
from badges.services.orders import AwardOrder
from badges.services.wording import Remark
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

MOST_BY_A_COACH, MOST_BY_A_COORDINATOR = 50, 2_000
SOON_AGAIN = timedelta(days=30)
MANY, WITHIN = 30, timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """What was ticked: acts of one badge, seen in this session of these people."""

    badge_class_id: int
    criteria: tuple[int, ...]
    people: tuple[int, ...]
    line: str | None = None

    def digest(self) -> str:
        """All of it, in 64 hex digits."""
        said = [self.badge_class_id, sorted(self.criteria), sorted(self.people), self.line]
        return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to who coordinates: what it says names nobody but the coach."""

    subject: str
    body: str


class Again(StrEnum):
    """What to do about those who got the same badge not long ago: ask, give it once more, or note
    what was seen and give it to the others.
    """

    ASK = ""
    ALL = "all"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Before:
    """Somebody got the same badge not long ago, in another activity."""

    person_id: int
    name: str
    day: date


class NobodyTicked(Refused):
    """Nobody was ticked."""


class NothingTicked(Refused):
    """No act was ticked."""


class TooMany(Refused):
    """More people than one may give to at once; `most` says how many."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most} people at once.")
        self.most = most


class NotTold(Refused):
    """Somebody has not been told yet what is noted."""

    def __init__(self, people: Sequence[Member]) -> None:
        super().__init__(f"{len(people)} people have not been told what is noted.")
        self.people = tuple(people)


class SoonAgain(Refused):
    """Somebody got the same badge not long ago: whoever gives it has to say that they mean it.

    `others` is how many have reached it and did not.
    """

    def __init__(self, before: Sequence[Before], others: int) -> None:
        super().__init__(f"{len(before)} people got this badge within {SOON_AGAIN.days} days.")
        self.before = tuple(before)
        self.others = others


class LineQuestioned(Refused):
    """The coach's own words name somebody, or tell of health or circumstances: a question."""

    def __init__(self, remarks: Sequence[Remark]) -> None:
        super().__init__(f"{len(remarks)} remarks on the line.")
        self.remarks = tuple(remarks)


def keep(session: Session, actor: Actor, meeting: Meeting, ticks: Ticks, *, now: datetime) -> int:
    """Note what was seen; gives how many observations are new. Raises Refused, NotFound."""
    activity = session.get_one(Activity, meeting.activity_id)
    observing.lock(session, activity)
    board = boards.board(session, meeting)
    version = _checked(board, ticks)
    if not _towards(version, ticks):
        raise NothingTicked("No act was ticked.")
    return _observe(session, actor, board, version, ticks, now=now)


def give(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    actor: Actor,
    meeting: Meeting,
    *,
    ticks: Ticks,
    key: str,
    again: Again = Again.ASK,
    meant: str = "",
    notice: Notice,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Note what was seen and give the badge to those of the people who have reached it by then.

    Gives the number of the act, which says for whom it was asked; the same key again gives the
    first one. `again` says what the same badge within 30 days is to be, `meant` the line that was
    questioned before and stays; a `notice` goes to who coordinates when a coach gives very many.
    Raises Refused, NotFound, Conflict, KeyringError.
    """
    activity = session.get_one(Activity, meeting.activity_id)
    observing.lock(session, activity)
    order = _order(session, actor, meeting, ticks, activity=activity, key=key)
    done = _done(session, order)
    if done is not None:
        return done
    board = boards.board(session, meeting)
    version = _checked(board, ticks)
    _check_number(actor, ticks)
    _check_line(board, ticks, meant)
    _observe(session, actor, board, version, ticks, now=now)
    reached = _reached(session, version, activity, ticks.people)
    new = [one for one in reached if not board.standing(board.member(one), version).given]
    before = _soon_before(session, activity, version, new, now=now)
    soon = {one.person_id for one in before}
    if before and again is Again.ASK:
        raise SoonAgain(before, len(new) - len(soon))
    if again is Again.OTHERS:
        reached = tuple(one for one in reached if one not in soon)
    order = _order(session, actor, meeting, ticks, activity=activity, key=key, reached=reached)
    given = awarding.award(session, keyring, urls, order, zone=zone, now=now)
    if actor.role is Role.COACH and given.gifts:
        _warn(session, order, len(given.gifts), notice, now=now)
    return _act_of(session, order).id


def _checked(board: Board, ticks: Ticks) -> BadgeClassVersion:
    """The badge as it is now, if all that was ticked is on the board."""
    if not ticks.people:
        raise NobodyTicked("Nobody was ticked.")
    members = [board.member(one) for one in ticks.people]
    untold = [one for one in members if not one.told]
    if untold:
        raise NotTold(untold)
    known = {one.criterion_id for badge in board.badges for one in badge.criteria}
    if not set(ticks.criteria) <= known:
        raise NotFound("an act is not of this activity's badges")
    for version in board.badges:
        if version.badge_class_id == ticks.badge_class_id:
            return version
    raise NotFound(f"no badge class {ticks.badge_class_id} for this activity")


def _towards(version: BadgeClassVersion, ticks: Ticks) -> list[int]:
    """Of the acts that were ticked, those of the badge: others were hidden when it was chosen."""
    return [one.criterion_id for one in version.criteria if one.criterion_id in ticks.criteria]


def _check_number(actor: Actor, ticks: Ticks) -> None:
    most = MOST_BY_A_COORDINATOR if actor.role is Role.COORDINATOR else MOST_BY_A_COACH
    if len(ticks.people) > most:
        raise TooMany(most)


def _check_line(board: Board, ticks: Ticks, meant: str) -> None:
    if not ticks.line or ticks.line == meant:
        return
    places = (board.activity.name, board.activity.town)
    names = [one.name for one in board.people]
    remarks = wording.free_line(ticks.line, names=names, places=places)
    if remarks:
        raise LineQuestioned(remarks)


def _observe(
    session: Session,
    actor: Actor,
    board: Board,
    version: BadgeClassVersion,
    ticks: Ticks,
    *,
    now: datetime,
) -> int:
    """Who has the badge already needs nothing more to be noted towards it."""
    has = {one.id for one in board.people if board.standing(one, version).given}
    seen = [
        Seen(person, board.meeting.id, criterion)
        for person in ticks.people
        if person not in has
        for criterion in _towards(version, ticks)
    ]
    staff = session.get_one(Staff, actor.staff_id)
    return observing.record(session, board.activity, staff, seen, now=now)


def _order(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    ticks: Ticks,
    *,
    activity: Activity,
    key: str,
    reached: tuple[int, ...] = (),
) -> AwardOrder:
    badge_class = session.get(BadgeClass, ticks.badge_class_id)
    if badge_class is None:
        raise NotFound(f"no badge class {ticks.badge_class_id}")
    return AwardOrder(
        badge_class=badge_class,
        activity=activity,
        staff=session.get_one(Staff, actor.staff_id),
        participants=reached,
        key=key,
        session_id=meeting.id,
        line=ticks.line,
        asked=ticks.people,
        submitted=ticks.digest(),
    )


def _done(session: Session, order: AwardOrder) -> int | None:
    act = session.scalar(_with_key(order))
    if act is None:
        return None
    if act.digest != order.digest():
        raise Conflict("This key was used for another order.")
    return act.id


def _act_of(session: Session, order: AwardOrder) -> Act:
    return session.scalars(_with_key(order)).one()


def _with_key(order: AwardOrder) -> Select[Act]:
    return select(Act).where(
        Act.organisation_id == order.activity.organisation_id, Act.idempotency_key == order.key
    )


def _reached(
    session: Session, version: BadgeClassVersion, activity: Activity, people: tuple[int, ...]
) -> tuple[int, ...]:
    seen = readiness.progress(session, version, activity, people)
    return tuple(one for one in people if seen[one].reaches(version))


def _soon_before(
    session: Session,
    activity: Activity,
    version: BadgeClassVersion,
    people: Sequence[int],
    *,
    now: datetime,
) -> list[Before]:
    rows = session.execute(
        select(Participant.id, Participant.name, func.max(Award.day))
        .join(Participant, Participant.id == Award.participant_id)
        .where(
            Award.participant_id.in_(people),
            Award.badge_class_id == version.badge_class_id,
            Award.activity_id.is_distinct_from(activity.id),
            Award.awarded_at > now - SOON_AGAIN,
            Award.undone_at.is_(None),
            Award.revoked_at.is_(None),
        )
        .group_by(Participant.id, Participant.name)
        .order_by(alphabet.order(Participant.name))
    )
    return [Before(*row) for row in rows]


def _warn(
    session: Session, order: AwardOrder, count: int, notice: Notice, *, now: datetime
) -> None:
    """One mail to each coordinator, when the coach passes the number with this act."""
    given = session.scalar(
        select(func.count())
        .select_from(Award)
        .where(Award.staff_id == order.staff.id, Award.awarded_at > now - WITHIN)
    )
    if not given or not given - count <= MANY < given:
        return
    owner = session.get_one(Organisation, order.activity.organisation_id)
    session.add_all(
        Mail(
            recipient=one.email,
            subject=notice.subject,
            body=notice.body,
            created_at=now,
            due_at=now,
        )
        for one in organisations.staff_in(session, owner, (Role.COORDINATOR,))
    )


def mark(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    person_id: int,
    *,
    criteria: Sequence[int],
    now: datetime,
) -> None:
    """Make these acts what one saw oneself of a person in a session: others are taken back.

    What led to a badge stays as it is. Raises Refused, NotFound.
    """
    activity = session.get_one(Activity, meeting.activity_id)
    observing.lock(session, activity)
    board = boards.board(session, meeting)
    member = board.member(person_id)
    if not member.told:
        raise NotTold([member])
    free = {
        one.criterion_id
        for badge in board.badges
        if not board.standing(member, badge).given
        for one in badge.criteria
    }
    known = {one.criterion_id for badge in board.badges for one in badge.criteria}
    if not set(criteria) <= known:
        raise NotFound("an act is not of this activity's badges")
    staff = session.get_one(Staff, actor.staff_id)
    wanted = [Seen(member.id, meeting.id, one) for one in sorted(free & set(criteria))]
    unwanted = [Seen(member.id, meeting.id, one) for one in sorted(free - set(criteria))]
    observing.take_back(session, activity, staff, unwanted, now=now)
    observing.record(session, activity, staff, wanted, now=now)
