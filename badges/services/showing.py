"""What a person shows of their badges, and to whom: hidden, by link, or on their own page."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from badges.models import (
    Assertion,
    AssertionKind,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Organisation,
    Participant,
)
from badges.openbadges import strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import auditing, merging, wordings
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused
from badges.services.wordings import Act, Wording, Words


class Showing(StrEnum):
    """Who finds a badge: nobody, whoever has its code, whoever opens the person's page."""

    HIDDEN = "hidden"
    LINK = "link"
    PAGE = "page"


class ByLinkOnly(Refused):
    """Below 18 a badge is shown by link only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBadge:
    """A badge as the person who holds it sees it; `ends` is the last moment of its validity.

    Its name, sentence and acts are those that were signed; `words` says them to the reader.
    """

    uid: str
    code: str
    language: str
    name: str
    sentence: str
    picture: str
    organisation: str
    day: date
    ends: datetime | None
    revoked_at: datetime | None
    showing: Showing
    seen: tuple[str, ...]
    line: str | None
    signed: Words
    words: Words

    def stands(self, now: datetime) -> bool:
        """Whether it is neither taken back nor past its date."""
        return self.revoked_at is None and (self.ends is None or now < self.ends)

    def is_found(self, now: datetime) -> bool:
        """Whether it stands, and somebody finds it."""
        return self.stands(now) and self.showing is not Showing.HIDDEN


_MINE = (
    select(
        Award.id,
        Award.code,
        Award.day,
        Award.line,
        Award.revoked_at,
        Award.hidden_at,
        Award.on_page_at,
        Assertion.uid,
        Assertion.mirror,
        BadgeClass.slug,
        BadgeClassVersion.number,
        BadgeClassVersion.language,
        BadgeClassVersion.name,
        BadgeClassVersion.sentence,
        Organisation.name.label("organisation"),
    )
    .join(Assertion, Assertion.award_id == Award.id)
    .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .join(Organisation, Organisation.id == Award.organisation_id)
    .where(
        Award.participant_id.in_(bindparam("rows", expanding=True)),
        Award.undone_at.is_(None),
        Assertion.kind == AssertionKind.CARD,
    )
    .order_by(Award.day.desc(), Award.audit_number.desc())
)


def badges_of(session: Session, person: Participant, *, language: str = "") -> list[OwnBadge]:
    """All badges of a person, the newest first, in that language where they are worded in it."""
    found = session.execute(_MINE, {"rows": merging.rows_of(session, person)}).all()
    asked = {(row.slug, row.number) for row in found if row.language != language}
    worded = wordings.of_versions(session.connection(), asked, language)
    return [_own(row, worded.get((row.slug, row.number))) for row in found]


def page_of(
    session: Session, profile: str, *, now: datetime, language: str = ""
) -> list[OwnBadge] | None:
    """What stands on a person's own page, by the random end of its address; None for nobody's.

    What was taken back or has expired stands there no more.
    """
    person = session.scalar(_BY_PROFILE, {"profile": profile})
    if person is None:
        return None
    shown = badges_of(session, person, language=language)
    if is_minor(person, today=now.date()):
        return []
    return [one for one in shown if one.showing is Showing.PAGE and one.stands(now)]


_BY_PROFILE = select(Participant).where(
    Participant.profile == bindparam("profile"), Participant.merged_into_id.is_(None)
)


def decide(
    session: Session,
    person: Participant,
    uid: str,
    showing: Showing,
    *,
    actor: str,
    today: date,
    now: datetime,
) -> None:
    """Who finds this badge from the next request on. Raises NotFound, ByLinkOnly."""
    if showing is Showing.PAGE and is_minor(person, today=today):
        raise ByLinkOnly("below 18 a badge is shown by link only")
    award = award_of(session, person, uid)
    award.hidden_at = (award.hidden_at or now) if showing is Showing.HIDDEN else None
    award.on_page_at = (award.on_page_at or now) if showing is Showing.PAGE else None
    session.flush()
    _log(session, person, f"{showing} assertion:{uid}", actor=actor, now=now)


def award_of(session: Session, person: Participant, uid: str) -> Award:
    """A person's award, locked until the transaction ends. Raises NotFound."""
    query = (
        select(Award)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(
            Assertion.uid == uid,
            Award.participant_id.in_(merging.rows_of(session, person)),
            Award.undone_at.is_(None),
        )
    )
    award = session.scalar(query.with_for_update(of=Award))
    if award is None:
        raise NotFound(f"No badge {uid} of this person.")
    return award


def hide_all(session: Session, person: Participant, *, actor: str, now: datetime) -> int:
    """Hide every badge from the next request on; how many were not hidden before."""
    query = select(Award).where(
        Award.participant_id.in_(merging.rows_of(session, person)), Award.hidden_at.is_(None)
    )
    awards = session.scalars(query.with_for_update()).all()
    for award in awards:
        award.hidden_at, award.on_page_at = now, None
    session.flush()
    _log(session, person, "everything hidden", actor=actor, now=now)
    return len(awards)


def is_minor(person: Participant, *, today: date) -> bool:
    """Whether a person is below 18 on that day."""
    return person.minor_until is not None and today <= person.minor_until


def _own(row: Row[*tuple[Any, ...]], wording: Wording | None) -> OwnBadge:
    promised = schemas.load_assertion(strict_json.loads(row.mirror))
    on_page = Showing.PAGE if row.on_page_at else Showing.LINK
    acts: list[Act] = [
        (one.extra.get("criterion"), one.name)
        for one in promised.evidence
        if one.genre == "observation" and one.name
    ]
    return OwnBadge(
        uid=row.uid,
        code=row.code,
        language=row.language,
        name=row.name,
        sentence=row.sentence,
        picture=f"/badges/{row.slug}/{row.number}/image.svg",
        organisation=row.organisation,
        day=row.day,
        ends=promised.expires,
        revoked_at=row.revoked_at,
        showing=Showing.HIDDEN if row.hidden_at else on_page,
        seen=tuple(text for _, text in acts),
        line=row.line,
        signed=wordings.words(row.language, row.name, row.sentence, acts),
        words=wordings.words(row.language, row.name, row.sentence, acts, wording),
    )


def _log(session: Session, person: Participant, what: str, *, actor: str, now: datetime) -> None:
    entry = Entry(
        organisation_id=person.organisation_id,
        actor=actor,
        action=Action.SHOW,
        subject=what,
        person=person.reference,
    )
    auditing.record(session, [entry], now=now)
