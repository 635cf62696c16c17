"""The village of the permission test: whose an object is, how far a reach goes, what changed."""

import hashlib
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import Column, ColumnElement, Table, select

from badges.extensions import db, reading
from badges.models import ActivityOpening, Appointment, Base, Organisation, Staff, StaffSession
from badges.security.permissions import Reach
from tests.cast import Cast
from tests.fixtures.desk import Desk

# Of nine digits, which is as many as any address or form takes.
ABSENT: Final = 900_000_000
# A slug or an identifier of an assertion that nobody drew.
ABSENT_WORD: Final = "00000000-0000-4000-8000-000000000000"
STRANGER: Final = "signed out"


class Variant(StrEnum):
    """Whose object an address names."""

    OWN = "own"
    OTHER_GROUP = "of another group"
    OTHER_ORGANISATION = "of another organisation"
    DELETED = "deleted"
    ABSENT = "that never was"


# Which objects a reach holds; all others are answered as one that never was.
WITHIN: Final[Mapping[Reach, frozenset[Variant]]] = {
    Reach.NOTHING: frozenset(),
    Reach.OWN: frozenset({Variant.OWN}),
    Reach.ASSIGNED: frozenset({Variant.OWN}),
    Reach.GROUPS: frozenset({Variant.OWN}),
    Reach.ORGANISATIONS: frozenset({Variant.OWN, Variant.OTHER_GROUP}),
    Reach.EVERYTHING: frozenset({Variant.OWN, Variant.OTHER_GROUP, Variant.OTHER_ORGANISATION}),
}


@dataclass(slots=True)
class Village:
    """Two organisations of equal names in one programme, with all kinds of staff.

    `coach` leads `cast.activity` and `people[0]` is in it; `second_coach` leads `second_activity`
    with `people[1]`; the twin has the same under the same names. The partner is assigned to
    `cast.activity`. Rows that were deleted are known by their former numbers.
    """

    app: Flask
    file: Path
    cast: Cast
    desks: dict[str, Desk] = field(default_factory=dict)
    numbers: dict[tuple[str, Variant], str | int] = field(default_factory=dict)

    def number(self, name: str, who: str, variant: Variant) -> str | int | None:
        """How that object is called; what is each one's own is kept as `name of who`."""
        own = self.numbers.get((f"{name} of {who}", variant))
        return own if own is not None else self.numbers.get((name, variant))

    def restore(self) -> None:
        """Put the database back as it was before anybody did anything."""
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self.file.with_suffix(".kept"), self.file)

    def keep(self) -> None:
        """This is how it is before anybody does anything."""
        db.session.commit()
        db.session.remove()
        with closing(db.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for engine in db.engines.values():
            engine.dispose()
        shutil.copyfile(self.file, self.file.with_suffix(".kept"))


def digest(*, only_of: int | None = None) -> str:
    """A hash of all rows, when each session was last seen aside; or of one organisation's rows and
    of everybody's roles.
    """
    found = hashlib.sha256()
    with reading() as connection:
        for name, table in sorted(Base.metadata.tables.items()):
            query = select(*_columns(table))
            if only_of is not None:
                condition = _of(table, only_of)
                if condition is None:
                    continue
                query = query.where(condition)
            found.update(name.encode())
            for row in sorted(repr(tuple(row)) for row in connection.execute(query)):
                found.update(row.encode())
    return found.hexdigest()


def _columns(table: Table) -> list[Column[Any]]:
    seen = (StaffSession.__tablename__, "seen_at")
    return [column for column in table.columns if (table.name, column.name) != seen]


def _of(table: Table, organisation: int) -> ColumnElement[bool] | None:
    if table.name in (Staff.__tablename__, Appointment.__tablename__):
        return table.c.id.is_not(None)
    if table.name == Organisation.__tablename__:
        return table.c.id == organisation
    if "organisation_id" in table.c and table.name != ActivityOpening.__tablename__:
        return table.c.organisation_id == organisation
    return None
