"""A visitor's question to an organisation: sent to its mailbox, whose address it never shows."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Assertion, Award, BadgeClassVersion, Organisation
from badges.services import documents
from badges.services.documents import Standing
from badges.services.errors import NotFound
from badges.urls import Place, at

LONGEST: Final = 1_000
SEEN: Final = frozenset({Standing.KEPT, Standing.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The badge that a question is about."""

    uid: str
    name: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Whom a question reaches, and about which badge of theirs, if about one."""

    slug: str
    name: str
    email: str
    about: About | None


def mailbox(session: Session, slug: str, *, about: str) -> Mailbox:
    """The organisation of a slug, and the badge of the uid `about` if it gave that one and
    anybody may see it. Raises NotFound.
    """
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise NotFound(f"No organisation {slug!r}.")
    return Mailbox(
        slug=found.slug,
        name=found.name,
        email=found.email,
        about=_about(session, found.id, about) if about else None,
    )


def _about(session: Session, organisation_id: int, uid: str) -> About | None:
    if at(Place.AWARD.format(uid=uid)) is None:
        return None  # no uid: it is not even looked for
    row = session.execute(
        select(BadgeClassVersion.name, Award.day, documents.STANDING)
        .select_from(Assertion)
        .join(Award, Award.id == Assertion.award_id)
        .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
        .where(Assertion.uid == uid, Award.organisation_id == organisation_id)
    ).one_or_none()
    if row is None or row.standing not in SEEN:
        return None
    return About(uid=uid, name=row.name, day=row.day)
