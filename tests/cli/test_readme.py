"""The README: every command in it does what it says."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select

from badges.extensions import reading
from badges.models import Assertion
from badges.openbadges import baking
from badges.services import documents
from tests.cli.office import ROSTERS, Office
from tests.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line]
OURS = [line for line in COMMANDS if line.startswith("badges ")]
MADE = [line for line in COMMANDS if line.startswith("make ")]
# Sourcing the demonstration's settings is tried where a demonstration is built; the server where
# it can be stopped.
ELSEWHERE = {". instance/demo-8000/env", "badges serve --port 8000 --workers 2"}


def test_every_command_is_of_a_known_kind() -> None:
    assert len(COMMANDS) > 8
    assert set(COMMANDS) - set(OURS) - set(MADE) - ELSEWHERE == set()


@pytest.mark.parametrize("line", MADE)
def test_make_knows_what_to_do(line: str) -> None:
    dry = [*shlex.split(line), "--dry-run"]
    done = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("line", [line for line in OURS if line not in ELSEWHERE])
def test_our_command_does_it(line: str, office: Office) -> None:
    award = ("award", office.badge, "--activity", str(office.activity))
    roster = office.folder / "tests" / "vectors" / "rosters"
    shutil.copytree(ROSTERS, roster)
    list_path = str(roster.relative_to(office.folder) / "futsal_excel_cp1252.csv")
    first = office.run(*award, "--roster", list_path, "--criteria", "3")
    assert first.exit_code == 0, first.output
    code = first.output.split("/v/")[1].split()[0]
    _bake(office, office.folder / "badge.png")
    values = {
        "BADGE": office.badge,
        "ACTIVITY": str(office.activity),
        "ORGANISATION": office.organisation,
        "CODE": code,
    }
    words = [values.get(word, word) for word in shlex.split(line)[1:]]
    done = office.run(*words)
    assert done.exit_code == 0, done.output
    assert done.output


def _bake(office: Office, path: Path) -> None:
    uid = office.rows(select(Assertion.uid))[0][0]
    with reading() as connection:
        _, parts = documents.baked(connection, uid, "image/png")
    assert parts is not None
    path.write_bytes(baking.bake(parts.picture, parts.token))


def test_the_picture_and_the_files_it_names_are_there() -> None:
    assert (ROOT / "README.png").is_file()
    folders = re.findall(r"^\| `([a-z/]+)/?`", README, re.MULTILINE)
    assert folders
    assert [one for one in folders if not (ROOT / one).exists()] == []
