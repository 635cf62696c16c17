"""`badges demo` at a terminal: built once, found again, killed in the middle, two at a time."""

import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from badges.cli import main
from badges.cli.demo_folder import DemoFolder
from tests.source import ROOT

SECONDS = 180
SECOND_START_SECONDS = 5
STOP_SECONDS = 8
OPENED = ("valid", "revoked", "expired", "unknown", "forged")
STATUS = {"valid": 200, "revoked": 410, "expired": 200, "unknown": 404, "forged": 200}


@dataclass(frozen=True, slots=True)
class Terminal:
    """A folder in which the command is started, as a program of its own."""

    folder: Path
    port: int

    @property
    def demo(self) -> DemoFolder:
        return DemoFolder(self.folder / "instance" / f"demo-{self.port}", self.port)

    def start(self, *options: str) -> subprocess.Popen[str]:
        """`badges demo`, in a group of processes of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "badges", "demo", "--port", str(self.port), *options],
            cwd=self.folder, env=variables(), text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *options: str) -> "Ended":
        """The same, until it ends."""
        with self.start(*options) as process:
            said, complained = process.communicate(timeout=SECONDS)
            return Ended(process.returncode, said, complained)

    def shell(self, script: str) -> "Ended":
        """Lines for a shell that has read the demonstration's settings."""
        sourced = f". instance/demo-{self.port}/env\n{script}"
        ended = subprocess.run(
            ["sh", "-euc", sourced],
            cwd=self.folder, env=variables(), text=True, capture_output=True, check=False,
            timeout=SECONDS,
        )  # fmt: skip
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[str]]:
        """`badges demo` while it serves."""
        process = self.start()
        try:
            self._wait(process)
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=SECONDS)

    def _wait(self, process: subprocess.Popen[str]) -> None:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            assert process.poll() is None, process.communicate()
            if status(f"http://127.0.0.1:{self.port}/health") == 200:
                return
            time.sleep(0.05)
        pytest.fail("the demonstration did not start")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended and what it said."""

    code: int
    said: str
    complained: str


def variables() -> dict[str, str]:
    """Nothing of the settings that somebody has in their own shell."""
    outside = {name: value for name, value in os.environ.items() if "BADGES_" not in name}
    return outside | {"PYTHONPATH": str(ROOT), "PYTHON": sys.executable}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def status(address: str) -> int:
    """The status of an answer; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def killed_in_the_middle(terminal: Terminal) -> None:
    """Start to build, and end the process without warning once keys are being made."""
    process = terminal.start("--no-serve")
    keys = terminal.folder / "instance" / f"demo-{terminal.port}.new" / "keys"
    deadline = time.monotonic() + SECONDS
    while not list(keys.glob("*.pem")) and time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=SECONDS)
    assert list(keys.glob("*.pem"))


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A demonstration, built at the second attempt: the first one was killed."""
    terminal = Terminal(tmp_path_factory.mktemp("terminal"), free_port())
    killed_in_the_middle(terminal)
    assert not terminal.demo.path.exists()
    ended = terminal.run("--no-serve")
    assert ended.code == 0, ended.complained
    (terminal.folder / "said").write_text(ended.said, encoding="utf-8")
    return terminal


def listing(terminal: Terminal) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(terminal.demo.listing.read_text(encoding="utf-8"))
    return read


def rows(terminal: Terminal, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(terminal.demo.path / "badges.sqlite3")) as connection:
        return connection.execute(query).fetchall()


def test_the_five_addresses_are_said_first_then_where_to_start(terminal: Terminal) -> None:
    said = (terminal.folder / "said").read_text(encoding="utf-8").splitlines()
    shown = listing(terminal)["showcase"]
    assert [line.split() for line in said[:5]] == [[name, shown[name]] for name in OPENED]
    coach = next(one for one in listing(terminal)["staff"] if one["role"] == "coach")
    assert said[5].split() == ["coach", coach["sign_in"]]
    assert f"Start here: http://127.0.0.1:{terminal.port}/" in said[5:]


def test_everything_is_in_one_folder_and_whole_after_a_kill(terminal: Terminal) -> None:
    folder = terminal.demo.path
    assert {one.name for one in folder.iterdir()} == {
        "audit-head.json", "badges.sqlite3", "demo.json", "env", "keys", "outbox", "passphrase",
    }  # fmt: skip
    assert {one.name for one in folder.parent.iterdir()} == {folder.name, f"{folder.name}.lock"}
    assert len(list((folder / "keys").glob("*.pub.pem"))) == 8 + 5  # five lie in standby
    assert rows(terminal, "SELECT count(*) FROM awards") == [(541,)]
    assert rows(terminal, "PRAGMA integrity_check") == [("ok",)]


def test_the_keys_and_the_passphrase_are_closed_to_others(terminal: Terminal) -> None:
    folder = terminal.demo.path
    assert (folder / "keys").stat().st_mode & 0o777 == 0o700
    closed = [folder / "passphrase", *(folder / "keys").iterdir()]
    assert {one.stat().st_mode & 0o777 for one in closed} == {0o600}


def test_the_second_start_is_quick(terminal: Terminal) -> None:
    before = terminal.demo.listing.read_bytes()
    worked = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert terminal.run("--no-serve").code == 0
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    # The time that it worked, not the time that passed: other programs run beside the tests.
    seconds = now.ru_utime + now.ru_stime - worked.ru_utime - worked.ru_stime
    assert seconds < SECOND_START_SECONDS
    assert terminal.demo.listing.read_bytes() == before


def test_it_serves_all_that_is_listed_until_it_is_interrupted(terminal: Terminal) -> None:
    with terminal.served() as process:
        shown = listing(terminal)
        assert {name: status(shown["showcase"][name]) for name in OPENED} == STATUS
        for group, expected in (("valid", 200), ("revoked", 410), ("erased", 404)):
            assert status(shown["awards"][group][0]["document"]) == expected
        assert status(f"http://127.0.0.1:{terminal.port}/ready") == 200
        refused = terminal.run()
        assert refused.code == 1
        assert refused.said == ""
        assert refused.complained.startswith(f"Error: Port {terminal.port} is taken: ")
        os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to every process of the group
        said, complained = process.communicate(timeout=STOP_SECONDS)
    assert (process.returncode, complained) == (0, "")
    assert said.splitlines()[-1] == "Stop it with Ctrl-C."


def test_both_workers_answer(terminal: Terminal) -> None:
    with terminal.served() as process:
        started = _ticks_of_workers(process.pid)
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            assert status(f"http://127.0.0.1:{terminal.port}/") == 200
            now = _ticks_of_workers(process.pid)
            if len(now) == 2 and all(now[one] > started.get(one, now[one]) for one in now):
                return
            started = now | started
        pytest.fail(f"only one of {started} answers")


def _ticks_of_workers(parent: int) -> dict[str, int]:
    """Process to the time that it has worked, as Linux counts it; not the one that sends mail."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    ticks = {}
    for one in children:
        if b"mail" in Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0"):
            continue
        said = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks[one] = int(said[11]) + int(said[12])
    return ticks


def test_the_settings_are_read_by_a_shell_and_the_example_awards_four(terminal: Terminal) -> None:
    example = listing(terminal)["example"]
    award = (
        f'"$PYTHON" -m badges award {example["badge"]} --activity {example["activity"]}'
        f' --roster "{ROOT}/tests/vectors/rosters/futsal_excel_cp1252.csv" --criteria 1,2'
    )
    ended = terminal.shell(f'{award}\n{award}\n"$PYTHON" -m badges audit verify')
    assert ended.code == 0, ended.complained
    assert "to 4 people." in ended.said
    assert "to 0 people." in ended.said
    assert "of the audit log fit." in ended.said


def test_a_start_brings_an_older_database_up_to_date(terminal: Terminal) -> None:
    with closing(sqlite3.connect(terminal.demo.path / "badges.sqlite3")) as connection:
        connection.execute("UPDATE activity_kinds SET name = 'Formerly' WHERE key = 'sport'")
        connection.commit()
    assert terminal.run("--no-serve").code == 0
    assert rows(terminal, "SELECT name FROM activity_kinds WHERE key = 'sport'") == [("Sport",)]


def test_another_port_is_another_demonstration_and_fresh_builds_it_anew(terminal: Terminal) -> None:
    other = Terminal(terminal.folder, free_port())
    shutil.copytree(terminal.demo.path, other.demo.path)
    before = terminal.demo.listing.read_bytes()
    ended = other.run("--no-serve", "--fresh")
    assert ended.code == 0, ended.complained
    first, second = listing(terminal), listing(other)
    assert second["public_url"] == f"http://127.0.0.1:{other.port}"
    uids = [{one["uid"] for one in each["awards"]["valid"]} for each in (first, second)]
    assert uids[0].isdisjoint(uids[1])
    assert terminal.demo.listing.read_bytes() == before
    assert not list(other.demo.path.parent.glob("*.old"))


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_cannot_be_used_is_named(port: str) -> None:
    result = CliRunner().invoke(main, ["demo", "--port", port])
    assert result.exit_code == 2
    assert "Invalid value for '--port'" in result.stderr


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "instance").touch()
    result = CliRunner().invoke(main, ["demo", "--port", "8123", "--no-serve"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(
        f"Error: The demonstration cannot be kept in {tmp_path}/instance/demo-8123: "
    )
