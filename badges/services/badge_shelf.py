"""Badge classes as their organisation and its programme see them: listed, retired, shared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from badges.models import (
    ActivityKind,
    Actor,
    Assertion,
    AssertionKind,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Organisation,
)
from badges.services import alphabet, auditing
from badges.services.auditing import Action, Entry
from badges.services.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """The newest version of a badge class; `given` counts badges, 0 where nobody asked."""

    id: int
    slug: str
    version: int
    name: str
    sentence: str
    language: str
    organisation_id: int
    organisation_name: str
    retired_at: datetime | None
    shared_at: datetime | None
    given: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """How many badges were given, and to how many people who are still known."""

    badges: int = 0
    people: int = 0


_STANDS = (Award.undone_at.is_(None), Award.revoked_at.is_(None))


def own(session: Session, mine: ColumnElement[bool]) -> list[OnShelf]:
    """The badge classes of that condition with how many were given; the retired ones last."""
    query = (
        select(Award.badge_class_id, func.count())
        .join(BadgeClass, BadgeClass.id == Award.badge_class_id)
        .where(mine, *_STANDS)
        .group_by(Award.badge_class_id)
    )
    counts = dict(session.execute(query).all())
    return _listed(session, mine, counts)


def library(session: Session, shared: ColumnElement[bool]) -> list[OnShelf]:
    """What the organisations of a programme share: content alone, no figure and no person."""
    return _listed(session, shared, {})


def given(session: Session, badge_class: BadgeClass) -> dict[int, Given]:
    """By the number of the version: how often it was given, and to how many people."""
    query = (
        select(
            BadgeClassVersion.number,
            func.count(Award.id),
            func.count(Award.participant_id.distinct()),
        )
        .join(Assertion, Assertion.version_id == BadgeClassVersion.id)
        .join(Award, Award.id == Assertion.award_id)
        .where(
            BadgeClassVersion.badge_class_id == badge_class.id,
            Assertion.kind == AssertionKind.CARD,
            *_STANDS,
        )
        .group_by(BadgeClassVersion.number)
    )
    return {number: Given(badges, people) for number, badges, people in session.execute(query)}


def origin(session: Session, badge_class: BadgeClass) -> str | None:
    """The name of the organisation that a badge class was adopted from."""
    query = (
        select(Organisation.name)
        .join(BadgeClass, BadgeClass.organisation_id == Organisation.id)
        .where(BadgeClass.id == badge_class.adopted_from_id)
    )
    return session.scalar(query)


def kinds(session: Session) -> dict[str, str]:
    """The name of each kind of activity, by its key."""
    rows = session.execute(select(ActivityKind.key, ActivityKind.name))
    return dict(rows.all())


def retire(session: Session, badge_class: BadgeClass, *, actor: Actor, now: datetime) -> None:
    """Give it no more; what was given stays. Once more changes nothing."""
    if badge_class.retired_at is None:
        badge_class.retired_at = now
        _log(session, badge_class, actor, Action.RETIRE, now=now)


def bring_back(session: Session, badge_class: BadgeClass, *, actor: Actor, now: datetime) -> None:
    """Let a retired badge class be given again. Once more changes nothing."""
    if badge_class.retired_at is not None:
        badge_class.retired_at = None
        _log(session, badge_class, actor, Action.RETIRE, now=now, what=" brought back")


def share(session: Session, badge_class: BadgeClass, *, actor: Actor, now: datetime) -> None:
    """Put it in the library of the programme. Once more changes nothing. Raises Refused."""
    if badge_class.retired_at is not None:
        raise Refused("This badge class was retired: bring it back first.")
    if badge_class.shared_at is None:
        badge_class.shared_at = now
        _log(session, badge_class, actor, Action.SHARE, now=now)


def keep_to_oneself(
    session: Session, badge_class: BadgeClass, *, actor: Actor, now: datetime
) -> None:
    """Take it out of the library; what others have adopted is theirs. Once more changes nothing."""
    if badge_class.shared_at is not None:
        badge_class.shared_at = None
        _log(session, badge_class, actor, Action.SHARE, now=now, what=" no more")


def _listed(
    session: Session, condition: ColumnElement[bool], counts: Mapping[int, int]
) -> list[OnShelf]:
    newest = (
        select(BadgeClassVersion.badge_class_id, func.max(BadgeClassVersion.number).label("number"))
        .group_by(BadgeClassVersion.badge_class_id)
        .subquery()
    )
    query = (
        select(BadgeClass, BadgeClassVersion, Organisation.name)
        .join(newest, newest.c.badge_class_id == BadgeClass.id)
        .join(
            BadgeClassVersion,
            (BadgeClassVersion.badge_class_id == BadgeClass.id)
            & (BadgeClassVersion.number == newest.c.number),
        )
        .join(Organisation, Organisation.id == BadgeClass.organisation_id)
        .where(condition)
        .order_by(alphabet.order(BadgeClassVersion.name), BadgeClass.id)
    )
    rows: Sequence[tuple[BadgeClass, BadgeClassVersion, str]] = session.execute(query).all()
    listed = [_line(*row, given=counts.get(row[0].id, 0)) for row in rows]
    return sorted(listed, key=lambda one: one.retired_at is not None)


def _line(
    badge_class: BadgeClass, version: BadgeClassVersion, organisation: str, *, given: int
) -> OnShelf:
    return OnShelf(
        id=badge_class.id,
        slug=badge_class.slug,
        version=version.number,
        name=version.name,
        sentence=version.sentence,
        language=version.language,
        organisation_id=badge_class.organisation_id,
        organisation_name=organisation,
        retired_at=badge_class.retired_at,
        shared_at=badge_class.shared_at,
        given=given,
    )


def _log(
    session: Session,
    badge_class: BadgeClass,
    actor: Actor,
    action: Action,
    *,
    now: datetime,
    what: str = "",
) -> None:
    session.flush()
    entry = Entry(
        organisation_id=badge_class.organisation_id,
        actor=actor.name,
        action=action,
        subject=f"badge:{badge_class.slug}{what}",
    )
    auditing.record(session, [entry], now=now)
