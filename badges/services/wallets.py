"""A person's own way in with a card: claimed with a PIN, opened, locked, reset by a coach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from badges.models import Card, Participant, Wallet, WalletSession
from badges.services import auditing
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused

MOST_TRIES: Final = 5
# After so many wrong PINs the next try is looked at only so much later.
PAUSES: Final[Mapping[int, timedelta]] = MappingProxyType(
    {2: timedelta(seconds=5), 3: timedelta(seconds=20), 4: timedelta(seconds=60)}
)


class Claimed(Refused):
    """The card has a PIN already."""


class Try(StrEnum):
    """What a try with a PIN came to."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_SOON = "too_soon"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A living card that is somebody's, and how their wallet stands."""

    card_id: int
    participant_id: int
    pin_hash: str | None
    language: str | None
    locked: bool


_DOOR = (
    select(
        Card.id.label("card_id"),
        Card.participant_id,
        Wallet.pin_hash,
        Wallet.language,
        Wallet.locked_at,
    )
    .join(Participant, Participant.id == Card.participant_id)
    .outerjoin(Wallet, Wallet.participant_id == Card.participant_id)
    .where(Card.ended_at.is_(None))
)
_DOOR_OF = _DOOR.where(Card.participant_id == bindparam("participant"))
_DOOR = _DOOR.where(Card.code == bindparam("code"))


def door(session: Session, code: str) -> Door | None:
    """How the wallet stands that a card leads to; None if the card is nobody's, dead or unknown."""
    row = session.execute(_DOOR, {"code": code}).one_or_none()
    return None if row is None else _door(row)


def door_of(session: Session, participant_id: int) -> Door:
    """The same for somebody who is in already, by their number. Raises NotFound."""
    row = session.execute(_DOOR_OF, {"participant": participant_id}).one_or_none()
    if row is None:
        raise NotFound(f"person {participant_id} has no living card any more")
    return _door(row)


def claim(session: Session, door: Door, pin_hash: str, *, language: str, now: datetime) -> None:
    """The card's owner chose a PIN and a language. Raises Claimed."""
    person = _locked(session, door)
    wallet = session.get(Wallet, person.id, with_for_update=True)
    if wallet is None:
        wallet = Wallet(participant_id=person.id, language=language, claimed_at=now, tries=0)
        session.add(wallet)
    if wallet.pin_hash is not None:
        raise Claimed("this card has a PIN already")
    wallet.pin_hash, wallet.language, wallet.claimed_at = pin_hash, language, now
    session.flush()
    _log(session, person, actor=f"person:{person.reference}", what="claimed", now=now)


def try_pin(session: Session, door: Door, *, right: bool, now: datetime) -> Try:
    """Count a try with a PIN; `right` is what it came to when compared with the door's hash.

    One try at a time for one wallet; a try in a pause or at a locked wallet says nothing of the
    PIN. The fifth wrong one locks.
    """
    wallet = session.get(Wallet, door.participant_id, with_for_update=True, populate_existing=True)
    if wallet is None or wallet.pin_hash != door.pin_hash:
        return Try.WRONG  # it was changed between the look and the lock
    if wallet.locked_at is not None:
        return Try.LOCKED
    if now < may_try_at(wallet, now=now):
        return Try.TOO_SOON
    wallet.tried_at = now
    wallet.tries = 0 if right else wallet.tries + 1
    if wallet.tries >= MOST_TRIES:
        wallet.locked_at = now
    session.flush()
    if wallet.locked_at is not None:
        return Try.LOCKED
    return Try.RIGHT if right else Try.WRONG


def may_try_at(wallet: Wallet, *, now: datetime) -> datetime:
    """When the next try will be looked at."""
    pause = PAUSES.get(wallet.tries)
    return wallet.tried_at + pause if pause and wallet.tried_at else now


def of(session: Session, participant_id: int) -> Wallet | None:
    """The wallet of a person who has chosen a PIN once."""
    return session.get(Wallet, participant_id)


def reset(session: Session, person: Participant, *, actor: str, now: datetime) -> None:
    """The former PIN ends, and with it whoever reads; the next scan of the card chooses a new one.

    Raises Refused when there is none.
    """
    wallet = session.get(Wallet, person.id, with_for_update=True)
    if wallet is None or wallet.pin_hash is None:
        raise Refused(f"person {person.id} has no PIN")
    wallet.pin_hash = wallet.locked_at = wallet.tried_at = None
    wallet.tries, wallet.reset_at = 0, now
    end_sessions(session, person.id, now=now)
    session.flush()
    _log(session, person, actor=actor, what="PIN reset", now=now)


def move(session: Session, before: int, after: int, *, now: datetime) -> bool:
    """Both rows are one person: the PIN goes along, unless the other row has one. Nobody reads on.

    Whether it went.
    """
    for number in (before, after):
        end_sessions(session, number, now=now)
    if session.get(Wallet, before) is None or session.get(Wallet, after) is not None:
        return False
    this = Wallet.participant_id == before
    session.execute(update(Wallet).where(this).values(participant_id=after))
    return True


def end_sessions(session: Session, participant_id: int, *, now: datetime) -> None:
    """Whoever reads these pages anywhere reads no further."""
    open_ones = (WalletSession.participant_id == participant_id) & WalletSession.ended_at.is_(None)
    session.execute(update(WalletSession).where(open_ones).values(ended_at=now))


def _door(row: Row[*tuple[Any, ...]]) -> Door:
    return Door(
        card_id=row.card_id,
        participant_id=row.participant_id,
        pin_hash=row.pin_hash,
        language=row.language,
        locked=row.locked_at is not None,
    )


def _locked(session: Session, door: Door) -> Participant:
    """The person, locked, if the card is still theirs. Raises Refused."""
    query = select(Card).where(Card.id == door.card_id, Card.ended_at.is_(None))
    card = session.scalar(query.with_for_update())
    if card is None or card.participant_id != door.participant_id:
        raise Refused("this card is not theirs any more")
    return session.get_one(Participant, door.participant_id, with_for_update=True)


def _log(session: Session, person: Participant, *, actor: str, what: str, now: datetime) -> None:
    entry = Entry(
        organisation_id=person.organisation_id,
        actor=actor,
        action=Action.WALLET,
        subject=what,
        person=person.reference,
    )
    auditing.record(session, [entry], now=now)
