"""How a command runs: settings, faults in one sentence, help with examples."""

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from badges.cli import main, running
from badges.models import KeyEpoch
from tests.cli.office import ROSTERS, Office

ROSTER = str(ROSTERS / "futsal_excel_cp1252.csv")
# What to type for each command, but for `demo`, which has its own settings.
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "award": ("x", "--activity", "1", "--roster", ROSTER),
    "verify": ("7K3M-Q9TX-WAA",),
    "erase": ("1", "--yes"),
    "serve": (),
    "db upgrade": (),
    "key list": ("x",),
    "key create": ("x",),
    "key rotate": ("x",),
    "key export": ("x", "copies", "--passphrase", "sixteen signs are enough"),
    "export": ("x", "site"),
    "audit verify": (),
    "mail": (),
    "staff invite": ("claire@example.org",),
    "staff reset-second-factor": ("claire@example.org", "--yes"),
}


WITHOUT_SETTINGS = ("demo", "translations")


def leaves(group: click.Group, *before: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *before, name)
        else:
            yield " ".join((*before, name)), command


def test_every_command_is_tried_here() -> None:
    assert {name for name, _ in leaves(main)} == {*COMMANDS, *WITHOUT_SETTINGS}


@pytest.mark.parametrize("name", [*COMMANDS, *WITHOUT_SETTINGS])
def test_every_command_has_help_with_an_example(name: str) -> None:
    for option in ("--help", "-h"):
        result = CliRunner().invoke(main, [*name.split(), option])
        assert result.exit_code == 0
        assert "Example" in result.output
        assert f"badges {name}" in result.output.partition("Example")[2]


def plainly(office: Office, name: str, sentence: str) -> None:
    """The command said so in one line, and did not succeed."""
    result = office.run(*name.split(), *COMMANDS[name])
    assert result.exit_code == (2 if name == "verify" else 1)
    assert result.stdout == ""
    said = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(said) == 1
    assert sentence in said[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_without_settings_it_says_what_to_set(name: str, tmp_path: Path) -> None:
    office = Office.bare(tmp_path, "").set(PUBLIC_URL="")
    plainly(office, name, "BADGES_PUBLIC_URL is not set: set it to the address")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("PUBLIC_URL", "https://badges.example.org/path"),
        ("PUBLIC_URL", "https://badges.example.org"),
        ("DATABASE_URL", "mysql://x"),
        ("DATABASE_URL", "postgresql://me@host:port/badges"),
        ("REDIS_URL", "nonsense"),
        ("PROXY_HOPS", "many"),
        ("TIMEZONE", "Nowhere/Else"),
        ("DEFAULT_LANGUAGE", "xx"),
        ("DEMO", "perhaps"),
        ("LIMITS", "perhaps"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, setting: str, value: str) -> None:
    office = Office.bare(tmp_path, "").set(**{setting: value})
    plainly(office, "audit verify", "BADGES_SECRET_KEY" if "org" in value[-3:] else setting)


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "db upgrade"])
def test_without_tables_it_says_which_command_makes_them(
    database_url: str, tmp_path: Path, name: str
) -> None:
    office = Office.bare(tmp_path, database_url)
    plainly(office, name, "was `badges db upgrade` run?")


@pytest.mark.parametrize(
    ("cause", "advice"),
    [
        ("database is locked", "run the command again in a minute"),
        ("database or disk is full", "Make room on the disk"),
        ("attempt to write a readonly database", "cannot be written to"),
    ],
)
def test_what_ails_the_database_says_what_to_do(cause: str, advice: str) -> None:
    with pytest.raises(click.ClickException, match=advice), running.plainly():
        raise OperationalError("UPDATE", {}, sqlite3.OperationalError(cause))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_server_that_is_away_is_said_plainly(tmp_path: Path, name: str) -> None:
    office = Office.bare(tmp_path, f"postgresql://badges@/badges?host={tmp_path}")
    plainly(office, name, "The database did not do it: ")


@pytest.mark.parametrize(
    "words",
    [
        ("key", "list", "\udcff"),
        ("erase", "\udcff", "--yes"),
        ("award", "\udcff", "--activity", "1", "--roster", ROSTER),
    ],
)
def test_bytes_that_are_no_text_are_said_plainly(
    any_office: Office, words: tuple[str, ...]
) -> None:
    result = any_office.run(*words)
    assert result.exit_code == 1
    assert "What was typed is no text in UTF-8." in result.stderr


def failing_at(call: int, monkeypatch: pytest.MonkeyPatch, cause: str) -> None:
    """The commit of that number fails; the first keeps the public address."""
    commits, commit = iter(range(1, 99)), Session.commit

    def fail(session: Session) -> None:
        if next(commits) == call:
            raise OperationalError("COMMIT", {}, Exception(cause))
        commit(session)

    monkeypatch.setattr(Session, "commit", fail)


@pytest.mark.parametrize("cause", ["server closed the connection\nmore", ""])
def test_a_commit_that_was_not_confirmed_is_no_promise(
    office: Office, monkeypatch: pytest.MonkeyPatch, cause: str
) -> None:
    failing_at(2, monkeypatch, cause)
    result = office.run("key", "create", office.organisation)
    assert result.exit_code == 1
    assert f"The database did not confirm it: {cause.partition(chr(10))[0]}. " in result.stderr
    assert "Look whether it was kept" in result.stderr
    assert "Nothing was changed" not in result.stderr
    monkeypatch.undo()
    assert office.rows(select(func.count()).select_from(KeyEpoch)) == [(2,)]


def test_a_command_that_was_refused_leaves_nobody_waiting(office: Office) -> None:
    office.run("key", "list", "nobody")
    office.run("award", *COMMANDS["award"])
    assert office.run("key", "create", office.organisation).exit_code == 0


def test_a_program_of_its_own_says_one_sentence(tmp_path: Path) -> None:
    office = Office.bare(tmp_path, "").set(PUBLIC_URL="")
    for name, arguments in (("audit verify", ()), ("db upgrade", ())):
        done = office.call(*name.split(), *arguments)
        assert done.returncode == 1
        assert done.stdout == ""
        assert done.stderr.startswith("Error: BADGES_PUBLIC_URL is not set")
        assert len(done.stderr.splitlines()) == 1
