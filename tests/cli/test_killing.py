"""kill -9 in the middle of `badges award` for 200 people: all or none, and each exactly once."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from badges.models import Assertion, Award, KeyEpoch, Participant
from badges.openbadges import jws, keys, strict_json
from tests.cli import killed
from tests.cli.office import Office

NAMES = [f"Personne {number}" for number in range(200)]


@pytest.fixture
def order(any_office: Office) -> list[str]:
    """What is typed after `badges`."""
    roster = any_office.roster(*NAMES)
    named = ("award", any_office.badge, "--activity", str(any_office.activity))
    return [*named, "--roster", roster, "--criteria", "1,2"]


def killed_at(moment: str, office: Office, order: list[str]) -> None:
    done = office.call(moment, *order, program="tests.cli.killed")
    assert done.returncode == -signal.SIGKILL, f"{moment}: {done.stderr}"
    assert "Awarded" not in done.stdout


def check_all(office: Office) -> None:
    """Everybody holds exactly one badge, which is signed, and the log is whole."""
    query = (
        select(Participant.name, Assertion.token, KeyEpoch.key_document)
        .join(Award, Award.participant_id == Participant.id)
        .join(Assertion, Assertion.award_id == Award.id)
        .join(KeyEpoch, KeyEpoch.id == Assertion.epoch_id)
    )
    rows = office.rows(query)
    assert sorted(name for name, _, _ in rows) == sorted(NAMES)
    public = keys.load_public(str(strict_json.loads(rows[0][2])["publicKeyPem"]))
    for _, token, _ in rows:
        jws.verify(jws.read(token), public)
    assert office.run("audit", "verify").exit_code == 0


def test_whenever_it_is_killed_it_is_all_or_none(any_office: Office, order: list[str]) -> None:
    nothing = any_office.everything()
    for moment in killed.BEFORE:
        killed_at(moment, any_office, order)
        assert any_office.everything() == nothing, moment
    killed_at(killed.COMMITTED, any_office, order)
    check_all(any_office)
    again = any_office.run(*order)
    assert again.exit_code == 0, again.stderr
    assert "200 people already have it for this activity: not given twice." in again.stdout
    check_all(any_office)


def test_killed_ever_later_until_it_is_done(any_office: Office, order: list[str]) -> None:
    nothing = any_office.everything()
    ends = list(_killed_after_growing_delays(any_office, order))
    assert ends[0] == -signal.SIGKILL
    assert ends[-1] == 0
    assert any_office.everything() != nothing
    check_all(any_office)


def _killed_after_growing_delays(office: Office, order: list[str]) -> Iterator[int]:
    """How each run ended; between them there is all or nothing."""
    nothing, delay, ended = office.everything(), 0.4, -signal.SIGKILL
    while ended != 0:
        ended = _run_for(delay, office, order)
        yield ended
        if office.everything() != nothing:
            check_all(office)
        delay *= 1.6


def _run_for(seconds: float, office: Office, order: list[str]) -> int:
    process = office.begin(*order)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def test_killed_while_sqlite_writes_it_down(office: Office) -> None:
    log = Path(f"{office.database_url.removeprefix('sqlite:///')}-wal")
    roster = office.roster(*NAMES)
    named = ("award", office.badge, "--activity", str(office.activity), "--criteria", "1,2")
    order = [*named, "--roster", roster]
    nothing = office.everything()
    for enough in (1, 200_000):
        process = office.begin(*order)
        while process.poll() is None and (not log.exists() or log.stat().st_size < enough):
            time.sleep(0)
        process.kill()
        process.wait()
        if office.everything() != nothing:
            check_all(office)
    assert office.run(*order).exit_code == 0
    check_all(office)
