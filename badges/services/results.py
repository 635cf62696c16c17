"""What an act of giving came to, seen again as often as one likes; and taking it back at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    Actor,
    Assertion,
    AssertionKind,
    Award,
    BadgeClassVersion,
    Card,
    Participant,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import alphabet, cards, readiness, revoking, scoping
from badges.services.errors import NotFound
from badges.services.readiness import Progress

RECENT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One badge of the act. `number` counts from 1 and stays; `there` while it was not taken
    back. `name` is None of somebody whom the reader may not know by name any more; `card` is how
    the code of their card ends.
    """

    number: int
    uid: str
    code: str
    person_id: int
    name: str | None
    card: str | None
    there: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was not given the badge, and what was seen of them so far."""

    person_id: int
    name: str | None
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """An act of today, in short: which badge, how many of them stand, until when it is undone."""

    act_id: int
    badge: str
    language: str
    count: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An act: who got the badge by it, who had it, who is on the way; `until` it can be undone."""

    act: Act
    version: BadgeClassVersion
    meeting: Meeting | None
    handed: tuple[Handed, ...]
    had: tuple[str | None, ...]
    waiting: tuple[Waiting, ...]
    until: datetime

    @property
    def there(self) -> tuple[Handed, ...]:
        """The badges that were not taken back."""
        return tuple(one for one in self.handed if one.there)

    @property
    def gone(self) -> tuple[Handed, ...]:
        """Those that were."""
        return tuple(one for one in self.handed if not one.there)

    @property
    def passed_over(self) -> tuple[Waiting, ...]:
        """Who has reached the badge by now and was not given it by the act."""
        return tuple(one for one in self.waiting if one.progress.reaches(self.version))

    @property
    def on_the_way(self) -> tuple[Waiting, ...]:
        """Who has not reached it yet."""
        return tuple(one for one in self.waiting if not one.progress.reaches(self.version))

    def one(self, number: int) -> Handed:
        """A badge that was not taken back. Raises NotFound."""
        for one in self.there:
            if one.number == number:
                return one
        raise NotFound(f"no badge {number} of act {self.act.id}")

    def beside(self, number: int) -> tuple[int | None, int | None]:
        """The numbers of the badges before and after that one."""
        numbers = [one.number for one in self.there]
        at = numbers.index(number)
        before = numbers[at - 1] if at else None
        after = numbers[at + 1] if at + 1 < len(numbers) else None
        return before, after


def result(session: Session, actor: Actor, act: Act) -> Result:
    """What an act came to, as the actor may read it.

    Raises NotFound for one that nobody made on a screen.
    """
    if act.badge_class_id is None:
        raise NotFound(f"act {act.id} is no act of giving")
    handed = _handed(session, actor, act)
    version = _version(session, act)
    meeting = session.get(Meeting, act.session_id) if act.session_id else None
    got = {one.person_id for one in handed}
    others = [int(one) for one in act.result.get("asked", []) if int(one) not in got]
    had, waiting = _others(session, actor, version, meeting, others)
    return Result(
        act=act,
        version=version,
        meeting=meeting,
        handed=handed,
        had=had,
        waiting=waiting,
        until=act.created_at + revoking.UNDO_WITHIN,
    )


def recent(session: Session, actor: Actor, meeting: Meeting, *, now: datetime) -> list[Recent]:
    """What somebody gave in a session within a day, the newest first; one statement."""
    count = func.count(Award.id)
    query = (
        select(Act.id, Act.created_at, BadgeClassVersion.name, BadgeClassVersion.language, count)
        .join(Award, Award.act_id == Act.id)
        .join(Assertion, Assertion.award_id == Award.id)
        .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
        .where(
            Act.session_id == meeting.id,
            Act.staff_id == actor.staff_id,
            Act.created_at > now - RECENT,
            Assertion.kind == AssertionKind.CARD.value,
            Award.undone_at.is_(None),
            Award.revoked_at.is_(None),
        )
        .group_by(Act.id, Act.created_at, BadgeClassVersion.name, BadgeClassVersion.language)
        .order_by(Act.id.desc())
    )
    return [
        Recent(
            act_id=number,
            badge=name,
            language=language,
            count=people,
            until=created + revoking.UNDO_WITHIN,
        )
        for number, created, name, language, people in session.execute(query)
    ]


def undo(session: Session, actor: Actor, act: Act, *, uid: str | None, now: datetime) -> int:
    """Take back all badges of an act, or that of one uid, as if they had never been.

    Gives how many; what was taken back before is passed over. Raises Refused, NotFound.
    """
    handed = _handed(session, actor, act)
    if uid is not None and uid not in {one.uid for one in handed}:
        raise NotFound(f"no badge {uid} of act {act.id}")
    staff = session.get_one(Staff, actor.staff_id)
    wanted = [one for one in handed if one.there and uid in (None, one.uid)]
    for one in wanted:
        revoking.undo(session, revoking.by_uid(session, one.uid), staff=staff, now=now)
    return len(wanted)


def _handed(session: Session, actor: Actor, act: Act) -> tuple[Handed, ...]:
    rows = session.execute(
        select(
            Assertion.uid,
            Award.code,
            Award.participant_id,
            case((scoping.named(actor, Award.activity_id), Participant.name)).label("name"),
            Card.code.label("card"),
            Award.undone_at,
            Award.revoked_at,
        )
        .join(Award, Award.id == Assertion.award_id)
        .join(Participant, Participant.id == Award.participant_id)
        .outerjoin(Card, (Card.participant_id == Participant.id) & Card.ended_at.is_(None))
        .where(
            Award.act_id == act.id,
            Award.code.is_not(None),
            Assertion.kind == AssertionKind.CARD.value,
        )
        .order_by(Award.audit_number)
    )
    return tuple(
        Handed(
            number=number,
            uid=row.uid,
            code=row.code or "",
            person_id=row.participant_id or 0,
            name=row.name,
            card=cards.ending(row.card) if row.card and row.name else None,
            there=row.undone_at is None and row.revoked_at is None,
        )
        for number, row in enumerate(rows, start=1)
    )


def version_of(session: Session, award: Award) -> BadgeClassVersion:
    """The version in which an award was signed."""
    return session.scalars(_signed().where(Award.id == award.id)).one()


def person_of(session: Session, actor: Actor, award: Award) -> str | None:
    """The name on an award; None where the actor may not read it, or nobody is there any more."""
    query = (
        select(Participant.name)
        .join(Award, Award.participant_id == Participant.id)
        .where(Award.id == award.id, scoping.named(actor, Award.activity_id))
    )
    return session.scalar(query)


def _signed() -> Select[BadgeClassVersion]:
    return (
        select(BadgeClassVersion)
        .join(Assertion, Assertion.version_id == BadgeClassVersion.id)
        .join(Award, Award.id == Assertion.award_id)
        .where(Assertion.kind == AssertionKind.CARD.value)
        .limit(1)
    )


def _version(session: Session, act: Act) -> BadgeClassVersion:
    """The version that was signed, or where nothing was the newest one."""
    newest = (
        select(BadgeClassVersion)
        .where(BadgeClassVersion.badge_class_id == act.badge_class_id)
        .order_by(BadgeClassVersion.number.desc())
        .limit(1)
    )
    signed = session.scalar(_signed().where(Award.act_id == act.id))
    return signed or session.scalars(newest).one()


def _others(
    session: Session,
    actor: Actor,
    version: BadgeClassVersion,
    meeting: Meeting | None,
    people: Sequence[int],
) -> tuple[tuple[str | None, ...], tuple[Waiting, ...]]:
    """Of those who were ticked and got nothing by the act: who had the badge, who is on the way."""
    if meeting is None or not people:
        return (), ()
    activity = session.get_one(Activity, meeting.activity_id)
    rows = session.execute(
        select(
            Participant.id,
            case((scoping.named(actor, activity.id), Participant.name)).label("name"),
        )
        .where(Participant.id.in_(people))
        .order_by(alphabet.order(Participant.name), Participant.id)
    )
    names = {row.id: row.name for row in rows}
    has = set(
        session.scalars(
            select(Award.participant_id).where(
                Award.participant_id.in_(names),
                Award.badge_class_id == version.badge_class_id,
                Award.activity_id == activity.id,
                Award.undone_at.is_(None),
                Award.revoked_at.is_(None),
            )
        )
    )
    waiting = [one for one in names if one not in has]
    seen = readiness.progress(session, version, activity, waiting)
    return (
        tuple(names[one] for one in names if one in has),
        tuple(Waiting(one, names[one], seen[one]) for one in waiting),
    )
