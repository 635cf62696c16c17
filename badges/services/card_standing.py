"""What a card's code stands for, as anybody may know it: nothing of the person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, select

from badges.models import Card
from badges.services import codes, verifying


class CardStanding(StrEnum):
    """How a card stands; `BADGE` is the code of a badge, typed in the wrong place."""

    BLANK = "blank"
    BOUND = "bound"
    DEAD = "dead"
    BADGE = "badge"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"


@dataclass(frozen=True, slots=True)
class Read:
    """What was read; `code` without hyphens, None when it is no code."""

    standing: CardStanding
    code: str | None


_BY_HASH = select(Card.participant_id, Card.ended_at, Card.code).where(
    Card.code_hash == bindparam("hash")
)


def read(connection: Connection, text: str, *, now: datetime) -> Read:
    """How the card stands whose code somebody typed or scanned."""
    try:
        code = codes.read(text)
    except codes.Mistyped:
        return Read(CardStanding.MISTYPED, None)
    row = connection.execute(_BY_HASH, {"hash": codes.hashed(code)}).one_or_none()
    if row is None:
        badge = verifying.shown_code(connection, code, now=now)
        return Read(CardStanding.BADGE if badge else CardStanding.UNKNOWN, code)
    if row.ended_at is not None or row.code is None:
        return Read(CardStanding.DEAD, code)
    return Read(CardStanding.BLANK if row.participant_id is None else CardStanding.BOUND, code)
