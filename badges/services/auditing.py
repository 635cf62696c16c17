"""The audit log: append-only, one line an act, each chained by hash to the one before."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from badges.models import AuditHead, AuditLine, Award, Base
from badges.services import bulk

START = "0" * 64

_TABLE = Base.metadata.tables[AuditLine.__tablename__]


class Action(StrEnum):
    """What can stand in the log."""

    OBSERVE = "observe"
    AWARD = "award"
    UNDO = "undo"
    REVOKE = "revoke"
    ERASE = "erase"
    KEY_CREATED = "key_created"
    KEY_STARTED = "key_started"
    KEY_EXPORTED = "key_exported"
    PUBLISH = "publish"
    ORGANISATION = "organisation"
    STAFF = "staff"
    PEOPLE = "people"
    ACTIVITY = "activity"
    PROPOSE = "propose"
    RETIRE = "retire"
    SHARE = "share"
    ADOPT = "adopt"
    CARD = "card"
    MERGE = "merge"
    REQUEST = "request"
    EXPORT = "export"
    OPENING = "opening"
    HAND_OVER = "hand_over"
    WALLET = "wallet"
    SHOW = "show"
    WORDING = "wording"


class Entry(NamedTuple):
    """One line to write: who did what, on what, to whom (a random reference, never a name)."""

    organisation_id: int | None
    actor: str
    action: Action
    subject: str
    person: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the hash of the last line."""

    number: int
    hash: str


def record(session: Session, entries: Sequence[Entry], *, now: datetime) -> range:
    """Append lines under the lock of the head row; their numbers, in the order given."""
    before = Head(*session.execute(_HEAD.with_for_update()).one())
    number, last, moment = before.number, before.hash, _written(now)
    rows = []
    for entry in entries:
        number += 1
        row = (
            number,
            entry.organisation_id,
            entry.actor,
            str(entry.action),
            entry.subject,
            entry.person,
        )
        last = _hash(last, moment, row)
        rows.append((*row, last))
    if rows:
        bulk.insert_rows(session, _TABLE, common={"at": now}, own=(*_HASHED, "hash"), rows=rows)
        session.execute(update(AuditHead).where(AuditHead.id == 1).values(number=number, hash=last))
    return range(before.number + 1, number + 1)


def head(session: Session) -> Head:
    """The last line, to be kept outside the database after the commit."""
    return Head(*session.execute(_HEAD).one())


def first_broken(session: Session, *, kept: Head | None = None) -> int | None:
    """The first line that does not fit, None if all do; nobody else writes until it is known.

    What was `kept` outside the database, the head row, and the numbers that awards hold each show
    a tail that was cut off.
    """
    stored = Head(*session.execute(_HEAD.with_for_update()).one())
    ends = (stored, kept or stored)
    number, last = 0, START
    for line in session.execute(_LINES):
        number += 1
        last = _hash(last, _written(line.at), line[: len(_HASHED)])
        if line.number != number or line.hash != last or number > stored.number:
            return number
        if any(end.number == number and end.hash != last for end in ends):
            return number
    named = max(*(end.number for end in ends), _last_awarded(session))
    return number + 1 if named > number else None


_HASHED = ("number", "organisation_id", "actor", "action", "subject", "person")
_HEAD = select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1)
_LINES = select(*(getattr(AuditLine, name) for name in (*_HASHED, "at", "hash"))).order_by(
    AuditLine.number
)


def _last_awarded(session: Session) -> int:
    return session.scalar(select(func.max(Award.audit_number))) or 0


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _hash(previous: str, moment: str, row: Sequence[Any]) -> str:
    """The hash of one line: the hash before it, its moment, and its columns `_HASHED`."""
    fields = [previous, moment, *row]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode("ascii")).hexdigest()
