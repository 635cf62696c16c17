"""`badges audit verify`: names the first line that does not fit."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, update

from badges.models import AuditHead, AuditLine, Award
from badges.storage.audit_head import FILE
from tests.cli.office import Office


@pytest.fixture
def written(office: Office) -> Office:
    """An office with a log, and its head in a file."""
    return write(office)


def write(office: Office) -> Office:
    roster = office.roster("Amina", "Bilal")
    named = ("award", office.badge, "--activity", str(office.activity))
    assert office.run(*named, "--roster", roster, "--criteria", "1").exit_code == 0
    return office


def kept(office: Office) -> Path:
    """The file with the head: beside the database, or in the instance's folder."""
    return next(iter(office.folder.rglob(FILE)))


def length(office: Office) -> int:
    [(count,)] = office.rows(select(func.count()).select_from(AuditLine))
    return int(count)


def test_a_head_that_nobody_kept_is_said(written: Office) -> None:
    kept(written).unlink()
    result = written.run("audit", "verify")
    assert result.exit_code == 1
    assert "The kept head of the audit log is missing" in result.stderr


def broken(office: Office, line: int) -> None:
    result = office.run("audit", "verify")
    assert result.exit_code == 1
    assert result.stderr == f"Error: Line {line} of the audit log does not fit.\n"


def test_a_whole_log_fits(any_office: Office) -> None:
    written = write(any_office)
    result = written.run("audit", "verify")
    assert result.exit_code == 0
    assert result.output == f"All {length(written)} lines of the audit log fit.\n"
    written.change(update(AuditLine).where(AuditLine.number == 5).values(actor="somebody else"))
    broken(written, 5)


def test_the_head_is_kept_in_a_file_after_each_act(written: Office) -> None:
    [(number, digest)] = written.rows(select(AuditHead.number, AuditHead.hash))
    assert json.loads(kept(written).read_text()) == {"number": number, "hash": digest}
    written.run("key", "create", written.organisation)
    assert json.loads(kept(written).read_text())["number"] == number + 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "somebody else"),
        ("subject", "another badge"),
        ("person", "nobody"),
        ("action", "revoke"),
        ("organisation_id", 999),
        ("hash", "0" * 64),
    ],
)
def test_a_field_that_was_changed_is_found(written: Office, field: str, value: object) -> None:
    line = length(written) - 2
    written.change(update(AuditLine).where(AuditLine.number == line).values({field: value}))
    broken(written, line)


def test_a_line_that_was_taken_out_is_found(written: Office) -> None:
    written.change(delete(AuditLine).where(AuditLine.number == 3))
    broken(written, 3)


def test_a_tail_that_was_cut_off_is_found(written: Office) -> None:
    last = length(written)
    written.change(delete(AuditLine).where(AuditLine.number == last))
    broken(written, last)


def test_a_tail_that_was_cut_off_with_its_head_is_found_by_the_file(written: Office) -> None:
    last = length(written)
    before = select(AuditLine.hash).where(AuditLine.number == last - 1).scalar_subquery()
    written.change(
        update(AuditHead).values(number=last - 1, hash=before),
        delete(AuditLine).where(AuditLine.number == last),
    )
    broken(written, last)


def test_a_file_that_is_gone_is_missed(written: Office) -> None:
    kept(written).unlink()
    result = written.run("audit", "verify")
    assert result.exit_code == 1
    assert "The kept head of the audit log is missing from " in result.stderr
    written.run("key", "create", written.organisation)
    assert written.run("audit", "verify").exit_code == 0


def test_a_damaged_file_is_said_to_be_damaged(written: Office) -> None:
    kept(written).write_text("{")
    result = written.run("audit", "verify")
    assert result.exit_code == 1
    assert "does not hold a number and a hash" in result.stderr


def test_what_was_done_is_kept_although_the_file_cannot_be_written(written: Office) -> None:
    head = kept(written)
    head.unlink()
    head.mkdir()
    before = length(written)
    result = written.run("key", "create", written.organisation)
    assert result.exit_code == 1
    assert f"Error: It was done and is kept, but {head} cannot be written: " in result.stderr
    assert length(written) == before + 1
    head.rmdir()
    assert written.run("key", "create", written.organisation).exit_code == 0
    assert written.run("audit", "verify").exit_code == 0


def test_an_empty_log_fits(office: Office) -> None:
    kept(office).unlink()
    office.change(
        delete(AuditLine), delete(Award), update(AuditHead).values(number=0, hash="0" * 64)
    )
    assert office.run("audit", "verify").output == "All 0 lines of the audit log fit.\n"
