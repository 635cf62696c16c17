"""Links that a person makes for one to five of their badges: with a name or not, for a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session, aliased

from badges.models import (
    Assertion,
    AssertionKind,
    Award,
    Naming,
    Participant,
    ShareLink,
    ShareLinkAward,
)
from badges.openbadges import recipients, strict_json
from badges.openbadges.recipients import Identity
from badges.openbadges.schemas import v2 as schemas
from badges.services import auditing, codes, merging, showing
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused

MOST_BADGES: Final = 5
MOST_LINKS: Final = 20


class NoBadge(Refused):
    """A link shows one to five badges that are found by it."""


class Nameless(Refused):
    """Below 18 a link says no name."""


class TooMany(Refused):
    """There are as many links as anybody needs: one is withdrawn first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a code of a link leads to: the uids in their order, and the name if it is said.

    `open` is False once it was withdrawn, its time is over, or its person is gone; `embeddable`
    only from 18 on, since what stands in somebody's site is an open page; `answers_email` where its
    owner lets others ask whose it is.
    """

    code: str
    open: bool
    name: str | None
    uids: tuple[str, ...]
    embeddable: bool = False
    answers_email: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLink:
    """A link as the person who made it sees it."""

    id: int
    code: str
    naming: Naming
    made_at: datetime
    ends_at: datetime | None
    uids: tuple[str, ...]


def make(
    session: Session,
    person: Participant,
    uids: Sequence[str],
    *,
    naming: Naming,
    days: int | None,
    answers_email: bool = False,
    actor: str,
    today: date,
    now: datetime,
) -> ShareLink:
    """A new link for these badges, for so many days or until it is withdrawn.

    Raises NoBadge, Nameless, TooMany.
    """
    if naming is not Naming.NONE and showing.is_minor(person, today=today):
        raise Nameless("below 18 a link says no name")
    awards = _chosen(session, person, uids)
    if len(mine(session, person, now=now)) >= MOST_LINKS:
        raise TooMany(f"{MOST_LINKS} links are enough")
    code = codes.draw()
    link = ShareLink(
        participant_id=person.id,
        code=code,
        code_hash=codes.hashed(code),
        naming=naming.value,
        made_at=now,
        ends_at=now + timedelta(days=days) if days else None,
        answers_email=answers_email and not showing.is_minor(person, today=today),
    )
    session.add(link)
    session.flush()
    for place, award in enumerate(awards):
        session.add(ShareLinkAward(link_id=link.id, award_id=award, place=place))
    session.flush()
    _log(session, person, f"link {link.id} made", actor=actor, now=now)
    return link


def withdraw(
    session: Session, person: Participant, number: int, *, actor: str, now: datetime
) -> None:
    """The link leads nowhere from the next request on. Raises NotFound."""
    link = session.get(ShareLink, number, with_for_update=True)
    if link is None or link.participant_id not in merging.rows_of(session, person):
        raise NotFound(f"No link {number} of this person.")
    if link.withdrawn_at is None:
        link.withdrawn_at = now
        session.flush()
        _log(session, person, f"link {link.id} withdrawn", actor=actor, now=now)


def mine(session: Session, person: Participant, *, now: datetime) -> list[OwnLink]:
    """A person's open links, the newest first; two statements."""
    rows = merging.rows_of(session, person)
    links = session.scalars(
        select(ShareLink)
        .where(ShareLink.participant_id.in_(rows), ShareLink.withdrawn_at.is_(None))
        .order_by(ShareLink.made_at.desc(), ShareLink.id.desc())
    ).all()
    living = [one for one in links if one.ends_at is None or now < one.ends_at]
    shown: dict[int, list[str]] = {one.id: [] for one in living}
    for number, uid in session.execute(_SHOWN, {"links": list(shown)}):
        shown[number].append(uid)
    return [
        OwnLink(
            id=one.id,
            code=one.code or "",
            naming=Naming(one.naming),
            made_at=one.made_at,
            ends_at=one.ends_at,
            uids=tuple(shown[one.id]),
        )
        for one in living
    ]


def find(connection: Connection, code: str, *, now: datetime) -> Shared | None:
    """What a code leads to that is no award's own; None if no link has it; two statements."""
    row = connection.execute(_LINK, {"hash": codes.hashed(code)}).one_or_none()
    if row is None:
        return None
    over = row.withdrawn_at is not None or (row.ends_at is not None and row.ends_at <= now)
    if over or row.name is None:
        return Shared(code=code, open=False, name=None, uids=())
    minor = row.minor_until is not None and now.date() <= row.minor_until
    uids = tuple(connection.scalars(_UIDS, {"link": row.id}))
    name = None if minor else named(row.name, Naming(row.naming))
    return Shared(
        code=code,
        open=bool(uids),
        name=name,
        uids=uids,
        embeddable=not minor,
        answers_email=row.answers_email and not minor,
    )


def answering(connection: Connection, text: str, *, now: datetime) -> Shared | None:
    """The open link of a typed code whose owner lets others ask whose it is; else None."""
    try:
        code = codes.read(text)
    except codes.Mistyped:
        return None
    found = find(connection, code, now=now)
    return found if found and found.open and found.answers_email else None


def is_of(connection: Connection, shared: Shared, email: str) -> bool:
    """Whether a badge of the link was made out to that address too; False where its owner did not
    let anybody ask. As long for a yes as for a no.
    """
    if not shared.answers_email:
        return False
    identity = Identity("email", email)
    mirrors = connection.scalars(_FOR_ADDRESSES, {"uids": shared.uids}).all()
    said = [schemas.load_assertion(strict_json.loads(one)) for one in mirrors if one]
    return any([recipients.matches(one.recipient, identity) for one in said])  # noqa: C419 -- all of them are compared, whatever the first came to


def named(name: str, naming: Naming) -> str | None:
    """A name as a link says it: whole, the first with the initial of the last, or not at all."""
    words = name.split()
    if naming is Naming.NONE or not words:
        return None
    if naming is Naming.FULL or len(words) == 1:
        return " ".join(words)
    return f"{words[0]} {words[-1][0]}."


def close_all(session: Session, rows: Sequence[int], *, now: datetime) -> None:
    """Of the links of somebody who is erased stay hashes, which lead to *withdrawn*."""
    theirs = ShareLink.participant_id.in_(rows)
    numbers = select(ShareLink.id).where(theirs).scalar_subquery()
    session.execute(delete(ShareLinkAward).where(ShareLinkAward.link_id.in_(numbers)))
    gone = {"participant_id": None, "code": None, "withdrawn_at": now, "naming": Naming.NONE.value}
    session.execute(update(ShareLink).where(theirs).values(gone))


def _chosen(session: Session, person: Participant, uids: Sequence[str]) -> list[str]:
    """The awards that were chosen, in the order given. Raises NoBadge."""
    rows = session.execute(
        select(Assertion.uid, Award.id)
        .join(Award, Award.id == Assertion.award_id)
        .where(
            Assertion.uid.in_(uids),
            Award.participant_id.in_(merging.rows_of(session, person)),
            Award.undone_at.is_(None),
            Award.revoked_at.is_(None),
            Award.hidden_at.is_(None),
        )
    )
    found = {row.uid: row.id for row in rows}
    chosen = list(dict.fromkeys(uids))
    if not 1 <= len(chosen) <= MOST_BADGES or set(chosen) != set(found):
        raise NoBadge("one to five badges of one's own that are not hidden")
    return [found[uid] for uid in chosen]


_LINK = (
    select(
        ShareLink.id,
        ShareLink.naming,
        ShareLink.ends_at,
        ShareLink.withdrawn_at,
        ShareLink.answers_email,
        Participant.name,
        Participant.minor_until,
    )
    .outerjoin(Participant, Participant.id == ShareLink.participant_id)
    .where(ShareLink.code_hash == bindparam("hash"))
)
_OF_LINK = (
    select(ShareLinkAward.link_id)
    .join(Award, Award.id == ShareLinkAward.award_id)
    .join(Assertion, Assertion.award_id == Award.id)
    .where(Assertion.kind == AssertionKind.CARD.value, Award.undone_at.is_(None))
    .order_by(ShareLinkAward.link_id, ShareLinkAward.place)
)
_UIDS = _OF_LINK.with_only_columns(Assertion.uid).where(
    ShareLinkAward.link_id == bindparam("link"),
    Award.hidden_at.is_(None),
    Award.erased_at.is_(None),
)
_CARD = aliased(Assertion)
_FOR_ADDRESSES = (
    select(Assertion.mirror)
    .join(Award, Award.id == Assertion.award_id)
    .where(
        Assertion.award_id.in_(
            select(_CARD.award_id).where(_CARD.uid.in_(bindparam("uids", expanding=True)))
        ),
        Assertion.kind == AssertionKind.EMAIL.value,
        Award.undone_at.is_(None),
        Award.revoked_at.is_(None),
    )
)
_SHOWN = _OF_LINK.add_columns(Assertion.uid).where(
    ShareLinkAward.link_id.in_(bindparam("links", expanding=True))
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
