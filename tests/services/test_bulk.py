"""Many rows in one statement, as each database and its driver want them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from badges.extensions import db
from badges.models import AuditLine, Award, Base
from badges.services import bulk
from tests.cast import Cast

LINES = Base.metadata.tables[AuditLine.__tablename__]
AWARDS = Base.metadata.tables[Award.__tablename__]
WHEN = datetime(2026, 11, 14, 23, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
COMMON = {"at": WHEN, "organisation_id": None, "actor": "it's 100 %", "action": "%(x)s :y ?"}
OWN = ("number", "subject", "person", "hash")


def lines(*numbers: int) -> list[tuple[object, ...]]:
    return [(1_000_000 + one, f"ligne {one} « é »", "", f"{one:064x}") for one in numbers]


def test_it_works(any_world: Cast) -> None:
    bulk.insert_rows(any_world.session, LINES, common=COMMON, own=OWN, rows=lines(1, 2, 3))
    kept = any_world.session.scalars(
        select(AuditLine).where(AuditLine.number > 1_000_000).order_by(AuditLine.number)
    ).all()
    assert [one.subject for one in kept] == [f"ligne {one} « é »" for one in (1, 2, 3)]
    assert {one.at for one in kept} == {WHEN.astimezone(UTC)}
    assert {(one.actor, one.action) for one in kept} == {("it's 100 %", "%(x)s :y ?")}


def test_values_are_those_that_the_mapper_would_write(any_world: Cast) -> None:
    given = any_world.award().gifts[0]
    award = any_world.session.get_one(Award, given.uid)
    assert award.day == date(2026, 11, 14)
    assert award.awarded_at is not None
    assert award.awarded_at.tzinfo is UTC
    assert award.revoked_at is None


def test_many_rows_are_one_statement(any_world: Cast) -> None:
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    bulk.insert_rows(any_world.session, LINES, common=COMMON, own=OWN, rows=lines(*range(300)))
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([one for one in statements if one.startswith("INSERT")]) == 1


def test_no_rows_are_no_statement(any_world: Cast) -> None:
    bulk.insert_rows(any_world.session, LINES, common=COMMON, own=OWN, rows=[])


def test_what_the_database_refuses_is_refused(any_world: Cast) -> None:
    with pytest.raises(IntegrityError):
        bulk.insert_rows(any_world.session, LINES, common=COMMON, own=OWN, rows=lines(1, 1))


def test_a_column_that_needs_a_value_is_named(any_world: Cast) -> None:
    with pytest.raises(IntegrityError):
        bulk.insert_rows(any_world.session, AWARDS, common={}, own=("id",), rows=[("x",)])


def test_rows_of_unequal_length_are_a_mistake_of_ours(any_world: Cast) -> None:
    with pytest.raises(ValueError, match="zip"):
        bulk.insert_rows(
            any_world.session, LINES, common=COMMON, own=OWN, rows=[(1, "a", "b"), (2, "a")]
        )


def test_a_naive_moment_is_refused(any_world: Cast) -> None:
    naive = COMMON | {"at": datetime(2026, 11, 14)}  # noqa: DTZ001 -- that is what is refused
    with pytest.raises(ValueError, match="naive"):
        bulk.insert_rows(any_world.session, LINES, common=naive, own=OWN, rows=lines(1))
