"""The audit log and what shows that it was changed."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from badges.extensions import db
from badges.models import AuditHead, AuditLine, Award
from badges.services import auditing
from badges.services.auditing import START, Action, Entry, Head
from tests import standings
from tests.cast import NOW, Cast


def entry(number: int = 0, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "organisation_id": 1,
        "actor": "staff:1",
        "action": Action.AWARD,
        "subject": f"assertion:{number}",
        "person": f"reference-{number}",
    }
    return Entry(**values | changes)


def record(session: Session, count: int = 1) -> range:
    return auditing.record(session, [entry(number) for number in range(count)], now=NOW)


@pytest.fixture
def session(any_app: Flask) -> Session:
    """An empty log of ten lines, on both databases."""
    made = db.session()
    assert record(made, 10) == range(1, 11)
    made.commit()
    return made


def change(session: Session, number: int, /, **values: Any) -> None:
    session.execute(update(AuditLine).where(AuditLine.number == number).values(**values))


def cut(session: Session, first: int) -> None:
    session.execute(delete(AuditLine).where(AuditLine.number >= first))


def head_becomes(session: Session, head: Head) -> None:
    session.execute(update(AuditHead).values(number=head.number, hash=head.hash))


def hash_of(session: Session, number: int) -> str:
    return session.get_one(AuditLine, number).hash


def test_what_was_recorded_fits(session: Session) -> None:
    assert auditing.first_broken(session) is None
    assert auditing.first_broken(session, kept=auditing.head(session)) is None
    assert auditing.head(session) == Head(10, hash_of(session, 10))


def test_lines_are_numbered_on_and_chained(session: Session) -> None:
    before = hash_of(session, 10)
    assert record(session, 3) == range(11, 14)
    assert record(session, 0) == range(14, 14)
    assert len({hash_of(session, number) for number in range(1, 14)}) == 13
    assert before != START
    assert auditing.first_broken(session) is None


def test_an_empty_log_fits(any_app: Flask) -> None:
    session = db.session()
    assert auditing.head(session) == Head(0, START)
    assert auditing.first_broken(session) is None
    assert auditing.first_broken(session, kept=Head(0, START)) is None


def test_equal_acts_have_two_hashes(session: Session) -> None:
    auditing.record(session, [entry(99), entry(99)], now=NOW)
    assert hash_of(session, 11) != hash_of(session, 12)


@pytest.mark.parametrize("number", [1, 5, 10])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", NOW + timedelta(microseconds=1)),
        ("organisation_id", 2),
        ("organisation_id", None),
        ("actor", "staff:2"),
        ("action", "undo"),
        ("subject", "assertion:other"),
        ("person", ""),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_field_shows(session: Session, number: int, column: str, value: object) -> None:
    change(session, number, **{column: value})
    assert auditing.first_broken(session) == number


def test_fields_that_are_moved_into_each_other_show(session: Session) -> None:
    change(session, 4, actor="staff:1award", action="")
    assert auditing.first_broken(session) == 4


@pytest.mark.parametrize("number", [1, 5])
def test_a_deleted_line_shows(session: Session, number: int) -> None:
    session.execute(delete(AuditLine).where(AuditLine.number == number))
    assert auditing.first_broken(session) == number


def test_a_deleted_last_line_shows_by_the_head_row(session: Session) -> None:
    cut(session, 10)
    assert auditing.first_broken(session) == 10


def test_two_lines_that_changed_places_show(session: Session) -> None:
    change(session, 3, number=99)
    change(session, 4, number=3)
    change(session, 99, number=4)
    assert auditing.first_broken(session) == 3


def test_an_added_line_shows(session: Session) -> None:
    values = {"number": 11, "at": NOW, "organisation_id": 1, "actor": "x", "action": "award"}
    session.add(AuditLine(**values, subject="", person="", hash="0" * 64))
    session.flush()
    assert auditing.first_broken(session) == 11


def test_a_right_line_behind_the_head_row_shows(session: Session) -> None:
    head = auditing.head(session)
    record(session, 2)
    head_becomes(session, head)
    assert auditing.first_broken(session) == 11


def test_a_tail_that_was_cut_with_its_head_row_shows_by_what_was_kept(session: Session) -> None:
    kept = auditing.head(session)
    cut(session, 8)
    head_becomes(session, Head(7, hash_of(session, 7)))
    assert auditing.first_broken(session) is None
    assert auditing.first_broken(session, kept=kept) == 8


def test_a_tail_that_was_written_anew_shows_by_what_was_kept(session: Session) -> None:
    kept = auditing.head(session)
    cut(session, 8)
    head_becomes(session, Head(7, hash_of(session, 7)))
    auditing.record(session, [entry(number, actor="forger") for number in range(5)], now=NOW)
    assert auditing.first_broken(session) is None
    assert auditing.first_broken(session, kept=kept) == 10


def test_a_log_that_was_emptied_shows_by_what_was_kept(session: Session) -> None:
    kept = auditing.head(session)
    cut(session, 1)
    head_becomes(session, Head(0, START))
    assert auditing.first_broken(session, kept=kept) == 1


def test_what_was_kept_earlier_still_fits(session: Session) -> None:
    kept = Head(4, hash_of(session, 4))
    assert auditing.first_broken(session, kept=kept) is None
    assert auditing.first_broken(session, kept=Head(4, hash_of(session, 5))) == 4


def test_a_cut_tail_shows_by_the_numbers_that_awards_hold(any_world: Cast) -> None:
    session = any_world.session
    one = standings.promised(any_world)[-1]
    number = session.get_one(Award, one.uid).audit_number
    assert number is not None
    cut(session, number)
    head_becomes(session, Head(number - 1, hash_of(session, number - 1)))
    assert auditing.first_broken(session) == number


def test_the_zone_in_which_a_moment_is_told_does_not_matter(session: Session) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    auditing.record(session, [entry()], now=there)
    session.commit()
    assert auditing.first_broken(session) is None
    assert session.get_one(AuditLine, 11).at == NOW


def test_accents_and_moments_to_the_microsecond_survive_the_database(session: Session) -> None:
    now = datetime(2026, 3, 29, 1, 30, 0, 123457, tzinfo=UTC)
    auditing.record(session, [entry(subject="organisation:é-ٱ-👍")], now=now)
    session.commit()
    session.expire_all()
    assert auditing.first_broken(session) is None


def test_nothing_is_recorded_when_the_act_is_not_done(session: Session) -> None:
    record(session, 3)
    session.rollback()
    assert auditing.head(session).number == 10
    assert auditing.first_broken(session) is None


WRITERS, EACH = 6, 8


def test_writers_at_one_time_keep_one_chain(any_app: Flask) -> None:
    numbers: list[int] = []
    failures: list[Exception] = []

    def write() -> None:
        with any_app.app_context():
            session = db.session()
            for _ in range(EACH):
                found = record(session, 2)
                session.commit()
                numbers.extend(found)
            db.session.remove()

    run_at_once(write, failures)
    assert failures == []
    assert sorted(numbers) == [*range(1, WRITERS * EACH * 2 + 1)]
    session = db.session()
    assert auditing.first_broken(session) is None
    assert len(session.scalars(select(AuditLine.number)).all()) == WRITERS * EACH * 2


def run_at_once(act: Callable[[], None], failures: list[Exception]) -> None:
    ready = threading.Barrier(WRITERS)

    def run() -> None:
        ready.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 -- told by the test
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_who_checks_while_others_write_sees_no_fault(any_app: Flask) -> None:
    found: list[int | None] = []
    failures: list[Exception] = []

    def act() -> None:
        with any_app.app_context():
            session = db.session()
            record(session, 5)
            session.commit()
            found.append(auditing.first_broken(session))
            session.rollback()
            db.session.remove()

    run_at_once(act, failures)
    assert failures == []
    assert found == [None] * WRITERS
