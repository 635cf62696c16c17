"""Badge classes that are being written: kept as they were typed, proposed, published.

Whoever saves says which state of the draft they began from, so that the later of two who write at
once is told instead of overwriting the other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Actor,
    BadgeClass,
    BadgeClassDraft,
    BadgeClassVersion,
    Organisation,
    Staff,
    VersionCriterion,
)
from badges.services import auditing, organisations, publishing, scoping
from badges.services.auditing import Action, Entry
from badges.services.drafts import BadgeDraft, Target
from badges.services.errors import Conflict, NotFound, Refused
from badges.urls import PublicUrls

MOST_CRITERIA = 6
FIRST_ACTS = 3


@dataclass(frozen=True, slots=True)
class WrittenAct:
    """A criterion as it is being written; `continues` is the id of the one that it carries on."""

    text: str = ""
    continues: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the form of a draft says, right or wrong. `skills` holds the addresses of skills."""

    name: str = ""
    sentence: str = ""
    criteria: tuple[WrittenAct, ...] = (WrittenAct(),) * FIRST_ACTS
    kinds: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    shape: str = "hexagon"
    colour: str = "teal"
    pictogram: str = "star"
    needed_criteria: str = "2"
    needed_sessions: str = "2"
    valid_months: str = ""
    language: str = "fr"

    def as_row(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def read(draft: BadgeClassDraft) -> Written:
    """What a draft says."""
    said: Mapping[str, Any] = draft.says
    acts = tuple(WrittenAct(one["text"], one["continues"]) for one in said["criteria"])
    several = {name: tuple(said[name]) for name in ("kinds", "skills")}
    return Written(**{**said, **several, "criteria": acts})


def of_version(version: BadgeClassVersion) -> Written:
    """What a version says, to be written on: each of its criteria goes on."""
    return Written(
        name=version.name,
        sentence=version.sentence,
        criteria=tuple(WrittenAct(one.text, one.criterion_id) for one in version.criteria),
        kinds=tuple(version.kinds),
        skills=tuple(one["url"] for one in version.alignments),
        shape=version.design.get("shape", ""),
        colour=version.design.get("colour", ""),
        pictogram=version.design.get("pictogram", ""),
        needed_criteria=str(version.needed_criteria),
        needed_sessions=str(version.needed_sessions),
        valid_months=str(version.valid_months or ""),
        language=version.language,
    )


class OnDesk(NamedTuple):
    """A draft, what it says, and who began it: their name, else their e-mail address."""

    draft: BadgeClassDraft
    said: Written
    author: str


def listed(session: Session, actor: Actor) -> list[OnDesk]:
    """The drafts that the actor may work on, the latest change first."""
    query = (
        select(BadgeClassDraft, Staff)
        .join(Staff, Staff.id == BadgeClassDraft.author_id)
        .where(scoping.drafts(actor))
        .order_by(BadgeClassDraft.changed_at.desc(), BadgeClassDraft.id.desc())
    )
    rows = session.execute(query)
    return [OnDesk(draft, read(draft), staff.name or staff.email) for draft, staff in rows]


def begin(
    session: Session, organisation: Organisation, written: Written, *, actor: Actor, now: datetime
) -> BadgeClassDraft:
    """A new draft of a new badge class."""
    draft = BadgeClassDraft(
        organisation_id=organisation.id,
        author_id=actor.staff_id,
        says=written.as_row(),
        created_at=now,
        changed_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def begin_next(
    session: Session, badge_class: BadgeClass, *, actor: Actor, now: datetime
) -> BadgeClassDraft:
    """The draft of a badge class's next version: the one that the actor has begun, else a new one.

    Raises Refused for a badge class that is retired.
    """
    if badge_class.retired_at is not None:
        raise Refused("This badge class was retired: bring it back first.")
    query = select(BadgeClassDraft).where(
        BadgeClassDraft.badge_class_id == badge_class.id,
        BadgeClassDraft.author_id == actor.staff_id,
    )
    found = session.scalars(query.order_by(BadgeClassDraft.id)).first()
    if found is not None:
        return found
    organisation = session.get_one(Organisation, badge_class.organisation_id)
    latest = publishing.latest(session, badge_class)
    draft = begin(session, organisation, of_version(latest), actor=actor, now=now)
    draft.badge_class_id = badge_class.id
    session.flush()
    return draft


def adopt(
    session: Session,
    organisation: Organisation,
    badge_class: BadgeClass,
    *,
    actor: Actor,
    now: datetime,
) -> BadgeClassDraft:
    """A draft of `organisation`'s own that begins with what another one shared: the one that the
    actor has begun, else a new one. Raises Refused.
    """
    if badge_class.organisation_id == organisation.id:
        raise Refused(f"{badge_class.slug} is {organisation.name}'s own.")
    query = select(BadgeClassDraft).where(
        BadgeClassDraft.organisation_id == organisation.id,
        BadgeClassDraft.adopted_from_id == badge_class.id,
        BadgeClassDraft.author_id == actor.staff_id,
    )
    found = session.scalars(query.order_by(BadgeClassDraft.id)).first()
    if found is not None:
        return found
    written = of_version(publishing.latest(session, badge_class)).as_row()
    acts = tuple(WrittenAct(one["text"]) for one in written["criteria"])
    draft = begin(session, organisation, Written(**{**written, "criteria": acts}),
                  actor=actor, now=now)  # fmt: skip
    draft.adopted_from_id = badge_class.id
    session.flush()
    _log(
        session,
        draft,
        actor,
        Action.ADOPT,
        subject=f"badge:{badge_class.slug} as draft:{draft.id}",
        now=now,
    )
    return draft


def stamp(draft: BadgeClassDraft) -> str:
    """Which state of a draft this is."""
    return draft.changed_at.isoformat()


def save(
    session: Session, draft: BadgeClassDraft, written: Written, *, began_from: str, now: datetime
) -> None:
    """Keep what was typed, whatever it is. Raises Conflict if somebody saved since `began_from`."""
    lock(session, draft, began_from=began_from)
    known = set(_numbers(session, draft))
    acts = _each_once(written.criteria, known)
    draft.says = {**written.as_row(), "criteria": [asdict(one) for one in acts]}
    draft.changed_at = max(now, draft.changed_at + timedelta(microseconds=1))
    session.flush()


def lock(session: Session, draft: BadgeClassDraft, *, began_from: str) -> None:
    """Hold a draft until the transaction ends.

    Raises Conflict if it is in another state, NotFound if somebody published it meanwhile.
    """
    query = select(BadgeClassDraft).where(BadgeClassDraft.id == draft.id).with_for_update()
    if session.scalar(query.execution_options(populate_existing=True)) is None:
        raise NotFound(f"draft {draft.id} is no more")
    if stamp(draft) != began_from:
        raise Conflict(f"draft {draft.id} was changed since {began_from}")


def propose(session: Session, draft: BadgeClassDraft, *, actor: Actor, now: datetime) -> None:
    """Lay a draft before the coordinators of its organisation; once more changes nothing."""
    if draft.proposed_at is None:
        draft.proposed_at = now
        session.flush()
        _log(session, draft, actor, Action.PROPOSE, subject=f"draft:{draft.id}", now=now)


def give_back(session: Session, draft: BadgeClassDraft, *, actor: Actor, now: datetime) -> None:
    """Let its author write on at a draft that was proposed."""
    if draft.proposed_at is not None:
        draft.proposed_at = None
        session.flush()
        _log(session, draft, actor, Action.PROPOSE, subject=f"draft:{draft.id} given back", now=now)


def discard(session: Session, draft: BadgeClassDraft) -> None:
    """Throw a draft away; what was published stays as it is."""
    session.delete(draft)
    session.flush()


def continued(session: Session, draft: BadgeClassDraft, written: Written) -> tuple[int | None, ...]:
    """For each act the number that it has in the latest version, None for a new act."""
    numbers = _numbers(session, draft)
    return tuple(numbers.get(one.continues or 0) for one in written.criteria)


def named_before(session: Session, draft: BadgeClassDraft) -> tuple[Target, ...]:
    """The skills of what a draft began with: such as have left the frameworks since."""
    lineage = draft.badge_class_id or draft.adopted_from_id
    if lineage is None:
        return ()
    latest = publishing.latest(session, session.get_one(BadgeClass, lineage))
    return tuple(Target(**one) for one in latest.alignments)


def published_before(session: Session, actor: Actor, number: int, key: str) -> str | None:
    """The slug of what was published from a draft under this key before, if that was so."""
    query = select(Act.result).where(
        Act.organisation_id.in_(actor.organisations),
        Act.idempotency_key == _digest(number, key),
    )
    found = session.scalars(query).first()
    return found["slug"][0] if found else None


def publish(
    session: Session,
    urls: PublicUrls,
    draft: BadgeClassDraft,
    says: BadgeDraft,
    *,
    key: str,
    actor: Actor,
    now: datetime,
) -> BadgeClassVersion:
    """Publish a draft, which is then no more: a new badge class, or the next version of its own.

    Raises Invalid, Refused; Closed for an organisation that left or is suspended.
    """
    organisation = session.get_one(Organisation, draft.organisation_id)
    organisations.check_open(organisation)
    if draft.badge_class_id is None:
        version = publishing.publish(session, urls, organisation, says, actor=actor.name, now=now)
        version.badge_class.adopted_from_id = draft.adopted_from_id
    else:
        badge_class = session.get_one(BadgeClass, draft.badge_class_id)
        version = publishing.edit(session, urls, badge_class, says, actor=actor.name, now=now)
    act = Act(
        organisation_id=organisation.id,
        idempotency_key=_digest(draft.id, key),
        digest=_digest(draft.id, key),
        result={"slug": [version.badge_class.slug]},
        created_at=now,
    )
    session.add(act)
    session.delete(draft)
    session.flush()
    return version


def _digest(number: int, key: str) -> str:
    """What one submission of one draft is known by: no other act can have the same key."""
    return hashlib.sha256(f"publish draft {number} {key}".encode()).hexdigest()


def _numbers(session: Session, draft: BadgeClassDraft) -> dict[int, int]:
    """The criteria of the latest version by id, and their numbers; none for a new badge class."""
    if draft.badge_class_id is None:
        return {}
    badge_class = session.get_one(BadgeClass, draft.badge_class_id)
    latest = publishing.latest(session, badge_class)
    query = select(VersionCriterion).where(VersionCriterion.version_id == latest.id)
    return {one.criterion_id: one.number for one in session.scalars(query)}


def _each_once(acts: tuple[WrittenAct, ...], known: set[int]) -> list[WrittenAct]:
    """An act goes on once, and only an act of this badge class."""
    left, kept = set(known), []
    for one in acts:
        kept.append(one if one.continues in left else WrittenAct(one.text))
        left.discard(one.continues or 0)
    return kept


def _log(
    session: Session,
    draft: BadgeClassDraft,
    actor: Actor,
    action: Action,
    *,
    subject: str,
    now: datetime,
) -> None:
    entry = Entry(
        organisation_id=draft.organisation_id, actor=actor.name, action=action, subject=subject
    )
    auditing.record(session, [entry], now=now)
