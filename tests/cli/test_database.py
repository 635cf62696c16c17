"""`badges db upgrade`: once, twice, and with a database that is away."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from badges.extensions import database_answers
from badges.models import ActivityKind, Fact
from tests.cli.office import Office
from tests.fixtures.database import BASE


@pytest.fixture
def bare(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with nothing but settings, on SQLite and on PostgreSQL."""
    monkeypatch.chdir(tmp_path)
    return Office.bare(tmp_path, database_url)


def test_an_empty_database_gets_its_tables_and_what_the_product_ships(bare: Office) -> None:
    result = bare.run("db", "upgrade")
    assert result.exit_code == 0
    assert result.stdout == "The database is up to date.\n"
    [(kinds,)] = bare.rows(select(func.count()).select_from(ActivityKind))
    assert kinds >= 8
    assert bare.rows(select(Fact.key, Fact.value)) == [("public_url", BASE)]
    assert bare.run("audit", "verify").output == "All 0 lines of the audit log fit.\n"


def test_again_changes_nothing(bare: Office) -> None:
    bare.run("db", "upgrade")
    before = bare.everything()
    again = bare.run("db", "upgrade")
    assert (again.exit_code, again.stdout) == (0, "The database is up to date.\n")
    assert bare.everything() == before


def test_it_is_then_in_the_form_that_is_needed(bare: Office) -> None:
    bare.run("db", "upgrade")
    with bare.opened():
        assert database_answers()


def test_a_database_that_is_in_use_keeps_its_rows(any_office: Office) -> None:
    before = any_office.everything()
    assert any_office.run("db", "upgrade").exit_code == 0
    after = any_office.everything()
    assert {name for name in before if before[name] != after[name]} <= {"activity_kinds"}


def test_another_public_address_is_refused(any_office: Office) -> None:
    moved = any_office.set(PUBLIC_URL="http://127.0.0.1:9000")
    for command in (("db", "upgrade"), ("audit", "verify"), ("key", "list", "x"), ("serve",)):
        result = moved.run(*command)
        assert result.exit_code == 1
        assert f"were signed for {BASE}: set it to {BASE}." in result.stderr


def test_the_folder_of_the_database_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet"
    office = Office.bare(tmp_path, f"sqlite:///{folder}/badges.sqlite3")
    assert office.run("db", "upgrade").exit_code == 0
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "badges.sqlite3").stat().st_mode) & 0o077 == 0


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    office = Office.bare(tmp_path, f"sqlite:///{tmp_path}/file/badges.sqlite3")
    result = office.run("db", "upgrade")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr


def test_what_is_no_database_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "badges.sqlite3").write_bytes(b"no database at all" * 99)
    office = Office.bare(tmp_path, f"sqlite:///{tmp_path}/badges.sqlite3")
    result = office.run("db", "upgrade")
    assert result.exit_code == 1
    assert "file is not a database" in result.stderr


def test_a_database_of_a_newer_version_is_left_alone(any_office: Office) -> None:
    any_office.change(text("UPDATE alembic_version SET version_num = '9999'"))
    before = any_office.everything()
    result = any_office.run("db", "upgrade")
    assert result.exit_code == 1
    assert any_office.everything() == before


def test_a_program_of_its_own(tmp_path: Path) -> None:
    office = Office.bare(tmp_path, "")
    done = office.call("db", "upgrade")
    assert (done.returncode, done.stdout) == (0, "The database is up to date.\n"), done.stderr
    assert (tmp_path / "instance" / "badges.sqlite3").is_file()
    assert "Traceback" not in done.stderr
