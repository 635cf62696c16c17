"""Requests: a correction, a badge to be taken back, a person to be erased; asked and settled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session, aliased

from badges.models import (
    Assertion,
    AssertionKind,
    Award,
    BadgeClassVersion,
    CorrectionReason,
    Participant,
    Request,
    RequestKind,
    RequestOutcome,
    RevocationReason,
    Staff,
)
from badges.services import auditing
from badges.services.auditing import Action, Entry
from badges.services.errors import Invalid, Refused
from badges.services.texts import is_line

A_PAGE: Final = 50
LONGEST_LINE: Final = 300
ON_REQUEST: Final = "on_request"
REASONS: Final[Mapping[RequestKind, frozenset[str]]] = MappingProxyType(
    {
        RequestKind.CORRECTION: frozenset(map(str, CorrectionReason)),
        RequestKind.REVOCATION: frozenset(map(str, RevocationReason)),
        RequestKind.ERASURE: frozenset({ON_REQUEST}),
    }
)


class NotDoneYet(Refused):
    """It cannot be called done: the badge stands, or the person is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """A request as a list shows it; `badge` and `uid` where it is about a badge.

    Of somebody who was handed on neither name nor line is there: `moved` says so.
    """

    id: int
    kind: RequestKind
    reason: str
    line: str | None
    person_id: int | None
    person: str | None
    moved: bool
    badge: str | None
    uid: str | None
    taken_back: bool
    asked_by: str | None
    made_at: datetime
    settled_by: str | None
    settled_at: datetime | None
    outcome: RequestOutcome | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One page of requests; `more` when there is another page."""

    lines: tuple[RequestLine, ...]
    number: int
    more: bool


def ask(
    session: Session,
    person: Participant,
    kind: RequestKind,
    *,
    reason: str,
    line: str | None = None,
    award: Award | None = None,
    staff_id: int | None,
    now: datetime,
) -> Request:
    """Ask somebody who may for something; the same question again is the one that is open.

    Raises Invalid.
    """
    problems = {}
    if reason not in REASONS[kind]:
        problems["reason"] = "name a reason of the list"
    if line and not is_line(line, LONGEST_LINE):
        problems["line"] = f"give 1 to {LONGEST_LINE} characters on one line"
    if problems:
        raise Invalid(problems)
    about = Request.award_id == award.id if award else Request.award_id.is_(None)
    same = select(Request).where(
        Request.participant_id == person.id,
        Request.kind == str(kind),
        Request.reason == reason,
        Request.settled_at.is_(None),
        about,
    )
    before = session.scalars(same).first()
    if before is not None:
        before.line = line or before.line
        return before
    made = Request(
        organisation_id=person.organisation_id,
        kind=str(kind),
        participant_id=person.id,
        award_id=award.id if award else None,
        reason=reason,
        line=line or None,
        made_by_id=staff_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    _log(session, made, f"staff:{staff_id}", "asked", now)
    return made


def settle(
    session: Session, request: Request, outcome: RequestOutcome, *, staff_id: int, now: datetime
) -> None:
    """Close a request: done, or why not; a second time changes nothing.

    Taking a badge back and erasing are done where they are done, and not by saying so. Raises
    NotDoneYet.
    """
    if request.settled_at is not None:
        return
    if outcome is RequestOutcome.DONE:
        _check_done(session, request)
    request.settled_at, request.settled_by_id, request.outcome = now, staff_id, str(outcome)
    session.flush()
    _log(session, request, f"staff:{staff_id}", f"settled {outcome}", now)


def lines(
    session: Session,
    which: ColumnElement[bool],
    organisations: Collection[int],
    *,
    is_open: bool,
    skip: int = 0,
    most: int = A_PAGE,
) -> list[RequestLine]:
    """Open requests, the oldest first; or settled ones, the newest first; people of these
    organisations by name.
    """
    settled = Request.settled_at
    query = _LINES.where(which, settled.is_(None) if is_open else settled.is_not(None))
    query = query.order_by(Request.made_at if is_open else settled.desc(), Request.id)
    return [_line(row, organisations) for row in session.execute(query.offset(skip).limit(most))]


def waiting(session: Session, which: ColumnElement[bool]) -> int:
    """How many requests are open."""
    query = select(func.count()).select_from(Request).where(which, Request.settled_at.is_(None))
    return session.execute(query).scalar_one()


def page(
    session: Session,
    which: ColumnElement[bool],
    organisations: Collection[int],
    *,
    is_open: bool,
    number: int = 1,
) -> RequestPage:
    """The same in pages, of which this is the one of that number, from 1; one statement."""
    skip = (number - 1) * A_PAGE
    found = lines(session, which, organisations, is_open=is_open, skip=skip, most=A_PAGE + 1)
    return RequestPage(tuple(found[:A_PAGE]), number, len(found) > A_PAGE)


def _check_done(session: Session, request: Request) -> None:
    if request.kind == RequestKind.ERASURE:
        raise NotDoneYet("erase the person: the request goes with them")
    if request.kind == RequestKind.REVOCATION:
        award = session.get(Award, request.award_id) if request.award_id else None
        if award is not None and award.revoked_at is None and award.undone_at is None:
            raise NotDoneYet("take the badge back first")


_asker, _settler = aliased(Staff), aliased(Staff)
_LINES = (
    select(
        Request,
        Participant.id.label("person_id"),
        Participant.name.label("person"),
        Participant.organisation_id.label("home"),
        BadgeClassVersion.name.label("badge"),
        Assertion.uid,
        func.coalesce(Award.revoked_at, Award.undone_at).label("taken_back_at"),
        func.coalesce(_asker.name, _asker.email).label("asked_by"),
        func.coalesce(_settler.name, _settler.email).label("settled_by"),
    )
    .outerjoin(Participant, Participant.id == Request.participant_id)
    .outerjoin(Award, Award.id == Request.award_id)
    .outerjoin(
        Assertion,
        (Assertion.award_id == Award.id) & (Assertion.kind == AssertionKind.CARD.value),
    )
    .outerjoin(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
    .outerjoin(_asker, _asker.id == Request.made_by_id)
    .outerjoin(_settler, _settler.id == Request.settled_by_id)
)


def _line(row: Row[*tuple[Any, ...]], organisations: Collection[int]) -> RequestLine:
    one: Request = row.Request
    moved = row.home is not None and row.home not in organisations
    return RequestLine(
        id=one.id,
        kind=RequestKind(one.kind),
        reason=one.reason,
        line=None if moved else one.line,
        person_id=None if moved else row.person_id,
        person=None if moved else row.person,
        moved=moved,
        badge=row.badge,
        uid=row.uid,
        taken_back=row.taken_back_at is not None,
        asked_by=row.asked_by,
        made_at=one.made_at,
        settled_by=row.settled_by,
        settled_at=one.settled_at,
        outcome=RequestOutcome(one.outcome) if one.outcome else None,
    )


def _log(session: Session, request: Request, actor: str, what: str, now: datetime) -> None:
    person = session.get(Participant, request.participant_id) if request.participant_id else None
    entry = Entry(
        organisation_id=request.organisation_id,
        actor=actor,
        action=Action.REQUEST,
        subject=f"request:{request.id} {request.kind} {what}",
        person=person.reference if person else "",
    )
    auditing.record(session, [entry], now=now)
