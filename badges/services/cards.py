"""Packs of paper cards: made without a name, handed to a coach, called back."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, case, func, select, update
from sqlalchemy.orm import Session

from badges.models import Act, Base, Card, CardPack, Organisation, Role, Staff
from badges.services import auditing, bulk, codes, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import Conflict, Invalid, Refused

MOST: Final = 200
# The check symbol hangs on all ten: four symbols tell a million cards apart.
ENDING: Final = 4
HOLDING_ROLES: Final = (Role.COACH, Role.COORDINATOR)

BLANK: Final = and_(Card.participant_id.is_(None), Card.ended_at.is_(None), Card.code.is_not(None))

_CARDS = Base.metadata.tables[Card.__tablename__]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """A pack, who holds it, and how many of its cards are left, bound, and made in all."""

    id: int
    organisation_name: str
    holder: str | None
    made_at: datetime
    called_back_at: datetime | None
    left: int
    bound: int
    total: int


def make(
    session: Session,
    organisation: Organisation,
    *,
    count: int,
    staff_id: int,
    key: str,
    now: datetime,
) -> CardPack:
    """A new pack of `count` blank cards, which nobody holds yet; the same `key` gives it again.

    No two living cards of an organisation end alike. Raises Invalid, Conflict.
    """
    if not 1 <= count <= MOST:
        raise Invalid({"count": f"give a number from 1 to {MOST}"})
    session.execute(select(Organisation.id).where(_is(organisation)).with_for_update())
    digest = hashlib.sha256(json.dumps(["pack", staff_id, count]).encode("ascii")).hexdigest()
    before = _made_before(session, organisation, key, digest)
    if before is not None:
        return before
    pack = CardPack(organisation_id=organisation.id, made_by_id=staff_id, made_at=now)
    session.add(pack)
    session.flush()
    drawn = _draw(session, organisation, count)
    bulk.insert_rows(
        session,
        _CARDS,
        common={"pack_id": pack.id},
        own=("code", "code_hash"),
        rows=[(code, codes.hashed(code)) for code in drawn],
    )
    session.add(
        Act(
            organisation_id=organisation.id,
            idempotency_key=key,
            digest=digest,
            result={"packs": [str(pack.id)]},
            created_at=now,
        )
    )
    session.flush()
    _log(session, pack, f"staff:{staff_id}", f"made, {count} cards", now)
    return pack


def hand_out(
    session: Session, pack: CardPack, holder: Staff | None, *, actor: str, now: datetime
) -> None:
    """Say who holds a pack from now on, or that it lies in the office. Raises Refused."""
    if pack.called_back_at is not None:
        raise Refused("This pack was called back: none of its blank cards is alive.")
    if holder is not None:
        organisation = session.get_one(Organisation, pack.organisation_id)
        may = organisations.staff_in(session, organisation, HOLDING_ROLES)
        if holder.id not in {one.id for one in may}:
            raise Refused(f"{holder.email} does not hold cards for {organisation.name}.")
    pack.held_by_id = holder.id if holder else None
    session.flush()
    to = f"staff:{holder.id}" if holder else "nobody"
    _log(session, pack, actor, f"handed to {to}", now)


def call_back(session: Session, pack: CardPack, *, actor: str, now: datetime) -> int:
    """All its blank cards are dead from now on; those that are somebody's stay as they are.

    Gives how many died. A second time changes nothing.
    """
    if pack.called_back_at is not None:
        return 0
    dead = session.execute(
        update(Card).where(Card.pack_id == pack.id, BLANK).values(ended_at=now)
    ).rowcount  # type: ignore[attr-defined]  # an update has one
    pack.called_back_at = now
    session.flush()
    _log(session, pack, actor, f"called back, {dead} cards", now)
    return int(dead)


def lines(session: Session, which: ColumnElement[bool]) -> list[PackLine]:
    """Packs as a list shows them: those in use first, the newest of them first."""
    blank = func.coalesce(func.sum(case((BLANK, 1), else_=0)), 0)
    query = (
        select(
            CardPack.id,
            Organisation.name.label("organisation_name"),
            func.coalesce(Staff.name, Staff.email).label("holder"),
            CardPack.made_at,
            CardPack.called_back_at,
            blank.label("left"),
            func.count(Card.participant_id).label("bound"),
            func.count(Card.id).label("total"),
        )
        .join(Organisation, Organisation.id == CardPack.organisation_id)
        .outerjoin(Staff, Staff.id == CardPack.held_by_id)
        .outerjoin(Card, Card.pack_id == CardPack.id)
        .where(which)
        .group_by(CardPack.id, Organisation.name, Staff.name, Staff.email)
        .order_by(CardPack.called_back_at.is_not(None), CardPack.id.desc())
    )
    return [PackLine(**row._mapping) for row in session.execute(query)]


def blank_codes(session: Session, pack: CardPack, *, skip: int = 0, most: int = MOST) -> list[str]:
    """The codes of a pack's blank cards, in the order in which they were made."""
    query = select(Card.code).where(Card.pack_id == pack.id, BLANK).order_by(Card.id)
    return [code for code in session.scalars(query.offset(skip).limit(most)) if code]


def holders(session: Session, organisation_ids: Sequence[int]) -> list[Staff]:
    """Who can hold packs of these organisations."""
    found: dict[int, Staff] = {}
    for number in organisation_ids:
        organisation = session.get_one(Organisation, number)
        staff = organisations.staff_in(session, organisation, HOLDING_ROLES)
        found |= {one.id: one for one in staff}
    return list(found.values())


def _draw(session: Session, organisation: Organisation, count: int) -> list[str]:
    living = (
        select(Card.code)
        .join(CardPack, CardPack.id == Card.pack_id)
        .where(CardPack.organisation_id == organisation.id, Card.ended_at.is_(None))
    )
    endings = {code[-ENDING:] for code in session.scalars(living) if code}
    drawn: list[str] = []
    while len(drawn) < count:
        code = codes.draw()
        if code[-ENDING:] not in endings:
            endings.add(code[-ENDING:])
            drawn.append(code)
    return drawn


def _is(organisation: Organisation) -> ColumnElement[bool]:
    return Organisation.id == organisation.id


def _made_before(
    session: Session, organisation: Organisation, key: str, digest: str
) -> CardPack | None:
    act = session.scalar(
        select(Act).where(Act.organisation_id == organisation.id, Act.idempotency_key == key)
    )
    if act is None:
        return None
    if act.digest != digest:
        raise Conflict("This key was used for another act.")
    return session.get_one(CardPack, int(act.result["packs"][0]))


def _log(session: Session, pack: CardPack, actor: str, what: str, now: datetime) -> None:
    entry = Entry(
        organisation_id=pack.organisation_id,
        actor=actor,
        action=Action.CARD,
        subject=f"pack:{pack.id} {what}",
    )
    auditing.record(session, [entry], now=now)


def ending(code: str) -> str:
    """The last four signs of a code as they are printed: `X-WAA`."""
    return codes.shown(code)[-ENDING - 1 :]
