"""What is kept of a person: what was seen and by whom, their badges, their card."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    Assertion,
    AssertionKind,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Card,
    Criterion,
    Observation,
    Participant,
    Staff,
    VersionCriterion,
    Wallet,
)
from badges.models import Session as Meeting
from badges.services import binding, merging, promises, wallets


class BadgeState(StrEnum):
    """How a badge stands, for those who work with the person."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One act that one coach saw in one session, in the words of the newest version."""

    text: str
    day: date
    activity: str
    coach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenTowards:
    """What was seen towards one badge, the newest first."""

    badge: str
    badge_class_id: int
    acts: tuple[Seen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeLine:
    """A badge that the person was given and that was not undone."""

    uid: str
    name: str
    day: date
    activity: str | None
    state: BadgeState
    line: str | None
    given_by_id: int | None
    act_id: int | None
    awarded_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it."""

    person: Participant
    seen: tuple[SeenTowards, ...]
    badges: tuple[BadgeLine, ...]
    card: Card | None
    wallet: Wallet | None


def read(session: Session, person: Participant, *, zone: ZoneInfo, now: datetime) -> Dossier:
    """What is kept of a person, those of their rows that were merged into this one included."""
    rows = merging.rows_of(session, person)
    return Dossier(
        person=person,
        seen=_seen(session, rows),
        badges=_badges(session, rows, zone=zone, now=now),
        card=binding.of(session, person),
        wallet=wallets.of(session, person.id),
    )


def towards(session: Session, person: Participant) -> tuple[SeenTowards, ...]:
    """What was seen towards badges that the person does not hold yet."""
    rows = merging.rows_of(session, person)
    held = set(session.scalars(_HELD.where(Award.participant_id.in_(rows))))
    return tuple(one for one in _seen(session, rows) if one.badge_class_id not in held)


def _seen(session: Session, rows: Sequence[int]) -> tuple[SeenTowards, ...]:
    found = session.execute(_SEEN.where(Observation.participant_id.in_(rows)))
    return tuple(
        SeenTowards(
            badge=badge,
            badge_class_id=badge_class_id,
            acts=tuple(
                Seen(text=one.text, day=one.day, activity=one.activity, coach=one.coach)
                for one in some
            ),
        )
        for (badge, badge_class_id), some in groupby(
            found, key=lambda one: (one.badge, one.badge_class_id)
        )
    )


def _badges(
    session: Session, rows: Sequence[int], *, zone: ZoneInfo, now: datetime
) -> tuple[BadgeLine, ...]:
    found = session.execute(_BADGES.where(Award.participant_id.in_(rows)))
    return tuple(
        BadgeLine(
            uid=one.uid,
            name=one.name,
            day=one.day,
            activity=one.activity,
            state=_state(one.Award, one.valid_months, zone=zone, now=now),
            line=one.Award.line,
            given_by_id=one.Award.staff_id,
            act_id=one.Award.act_id,
            awarded_at=one.Award.awarded_at,
        )
        for one in found
    )


def _state(award: Award, months: int | None, *, zone: ZoneInfo, now: datetime) -> BadgeState:
    if award.hidden_at is not None:
        return BadgeState.HIDDEN
    if award.revoked_at is not None:
        return BadgeState.REVOKED
    expires = promises.expiry(award.day, months, zone)
    return BadgeState.EXPIRED if expires and expires <= now else BadgeState.VALID


_HELD = select(Award.badge_class_id).where(
    Award.undone_at.is_(None), Award.revoked_at.is_(None), Award.erased_at.is_(None)
)
_newest = (
    select(func.max(BadgeClassVersion.number))
    .join(VersionCriterion, VersionCriterion.version_id == BadgeClassVersion.id)
    .where(VersionCriterion.criterion_id == Observation.criterion_id)
    .correlate(Observation)
    .scalar_subquery()
)
_SEEN = (
    select(
        BadgeClassVersion.name.label("badge"),
        BadgeClassVersion.badge_class_id,
        VersionCriterion.text,
        Meeting.day,
        Activity.name.label("activity"),
        func.coalesce(Staff.name, Staff.email).label("coach"),
    )
    .select_from(Observation)
    .join(Criterion, Criterion.id == Observation.criterion_id)
    .join(BadgeClass, BadgeClass.id == Criterion.badge_class_id)
    .join(VersionCriterion, VersionCriterion.criterion_id == Criterion.id)
    .join(
        BadgeClassVersion,
        (BadgeClassVersion.id == VersionCriterion.version_id)
        & (BadgeClassVersion.number == _newest),
    )
    .join(Meeting, Meeting.id == Observation.session_id)
    .join(Activity, Activity.id == Meeting.activity_id)
    .join(Staff, Staff.id == Observation.staff_id)
    .order_by(
        BadgeClassVersion.name,
        BadgeClassVersion.badge_class_id,
        Meeting.day.desc(),
        VersionCriterion.number,
        Staff.id,
    )
)
_BADGES = (
    select(
        Award,
        Assertion.uid,
        BadgeClassVersion.name,
        BadgeClassVersion.valid_months,
        Award.day,
        Activity.name.label("activity"),
    )
    .join(Assertion, Assertion.award_id == Award.id)
    .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
    .outerjoin(Activity, Activity.id == Award.activity_id)
    .where(
        Award.undone_at.is_(None),
        Award.erased_at.is_(None),
        Assertion.kind == AssertionKind.CARD.value,
    )
    .order_by(Award.day.desc(), Award.audit_number.desc(), Assertion.uid)
)
