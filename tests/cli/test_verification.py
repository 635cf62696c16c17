"""`badges verify`: the verdict as a sentence, as JSON and as an exit code."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, update

from badges.models import Assertion, Award, Participant
from badges.services import codes
from tests.cast import NOW
from tests.cli.office import Office
from tests.fixtures.database import BASE
from tests.simulator import RECIPIENT
from tests.storage import abroad, hostile

MISTYPED = "7K3M-Q9TX-WAB"
NOBODYS = "7K3M-Q9TX-WAA"
MEMBERS = [
    "verdict", "valid", "recipient_matches", "checked_at", "checks", "badge", "issuer",
    "issued_on", "expires",
]  # fmt: skip


class Held:
    """A badge that somebody holds."""

    def __init__(self, office: Office) -> None:
        named = ("award", office.badge, "--activity", str(office.activity), "--criteria", "1")
        assert office.run(*named, "--roster", office.roster("Amina")).exit_code == 0
        columns = (Assertion.uid, Assertion.token, Award.code, Participant.profile)
        query = select(*columns).join(Award, Award.id == Assertion.award_id).join(Participant)
        [(self.uid, self.token, code, profile)] = office.rows(query)
        self.code = codes.shown(code)
        self.recipient = f"url:{BASE}/p/{profile}"
        self.office = office

    def file(self, kind: str) -> Path:
        """The baked picture, or the token, as somebody keeps it."""
        path = self.office.folder / f"badge.{kind}"
        with self.office.opened() as client:
            path.write_bytes(client.get(f"/assertions/{self.uid}.{kind}").data)
        return path

    def set(self, **values: object) -> None:
        """Something happens to the award."""
        self.office.change(update(Award).values(values))


@pytest.fixture
def held(office: Office) -> Held:
    return Held(office)


def test_a_strangers_badge_is_fetched_only_where_that_was_said(office: Office) -> None:
    with hostile.serving() as server:
        issuer = abroad.issuer_on(server)
        refused = office.run("verify", issuer.token())
        assert refused.exit_code == 2
        assert server.connections == 0
        others = {
            "BADGES_VERIFY_OTHERS": "on",
            "BADGES_FETCH_TEST_HOSTS": server.host,
        }
        allowed = replace(office, environ={**office.environ, **others})
        result = allowed.run("verify", issuer.token(), "--recipient", "url:" + RECIPIENT.value)
        assert result.exit_code == 0, result.output
        assert allowed.run("verify", issuer.address("assertion")).exit_code == 0
        assert allowed.run("verify", issuer.token(), "--recipient", "id:7").exit_code == 1
        server.replies["/key.json"] = b"oh"
        assert allowed.run("verify", issuer.token()).exit_code == 2
        assert report(allowed, issuer.token())["verdict"] == "unverifiable"


def report(office: Office, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(office.run("verify", *arguments, "--json").stdout)
    return found


@pytest.mark.parametrize("kind", ["png", "svg", "jws", "json"])
def test_a_file_is_verified(held: Held, kind: str) -> None:
    result = held.office.run("verify", str(held.file(kind)))
    assert result.exit_code == 0
    assert result.output.startswith("valid: Genuine and valid badge\n")
    assert "  passed      " in result.output
    assert "failed" not in result.output


def test_a_token_an_address_and_a_code_are_verified(any_office: Office) -> None:
    held = Held(any_office)
    documents = (f"{BASE}/assertions/{held.uid}.{kind}" for kind in ("json", "jws", "png"))
    for target in (
        held.token, *documents, f"{BASE}/awards/{held.uid}", f"{BASE}/v/{held.code}",
        held.code, held.code.lower(), held.code.replace("-", ""),
    ):  # fmt: skip
        result = any_office.run("verify", target)
        assert (result.exit_code, result.output.split(":")[0]) == (0, "valid"), target


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"revoked_at": NOW, "revocation_reason": "wrong_person"}, "revoked"),
        ({"hidden_at": NOW}, "withdrawn"),
        ({"undone_at": NOW}, "unknown"),
    ],
)
def test_what_became_of_a_badge_is_the_verdict(
    held: Held, values: dict[str, object], verdict: str
) -> None:
    held.set(**values)
    for target in (held.code, f"{BASE}/assertions/{held.uid}.json"):
        result = held.office.run("verify", target)
        assert (result.exit_code, result.output.split(":")[0]) == (1, verdict)


def test_a_token_that_was_handed_in_is_judged_by_the_list(held: Held) -> None:
    held.set(hidden_at=NOW)
    assert held.office.run("verify", held.token).exit_code == 0
    held.set(undone_at=NOW)
    result = held.office.run("verify", held.token)
    assert (result.exit_code, result.output.split(":")[0]) == (1, "revoked")


@pytest.mark.parametrize(("target", "verdict"), [(MISTYPED, "mistyped"), (NOBODYS, "unknown")])
def test_a_code_that_is_nobodys(office: Office, target: str, verdict: str) -> None:
    result = office.run("verify", target)
    assert (result.exit_code, result.output.split(":")[0]) == (1, verdict)
    assert report(office, target)["checks"] == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_changed_sign_is_not_valid_and_why(held: Held, place: int) -> None:
    parts = held.token.split(".")
    part = parts[place]
    middle = len(part) // 2
    changed = "A" if part[middle] != "A" else "B"
    parts[place] = part[:middle] + changed + part[middle + 1 :]
    result = held.office.run("verify", ".".join(parts))
    assert result.exit_code == 1
    assert result.output.startswith("invalid: ")
    assert "  failed      " in result.output


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_one_changed_byte_in_a_picture_is_not_valid(held: Held, kind: str) -> None:
    path = held.file(kind)
    whole = path.read_bytes()
    place = whole.index(held.token.encode()) + 900
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    result = held.office.run("verify", str(path))
    assert (result.exit_code, result.output.split(":")[0]) == (1, "invalid")


@pytest.mark.parametrize(
    "target",
    [
        "",
        " ",
        "nonsense and more",
        "a.b.c",
        "{}",
        "{",
        "[]",
        "[" * 9_000,
        "x" * 70_000,
        "é" * 300,
        f"{'x/y' * 3000}.json",
    ],
)
def test_nonsense_is_a_verdict_and_no_fault(office: Office, target: str) -> None:
    result = office.run("verify", "--", target)
    assert result.exit_code == 1
    assert result.output.split(":")[0] in {"invalid", "mistyped"}


def test_a_file_that_is_no_badge_is_not_valid(office: Office) -> None:
    for content in (b"", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"\xff\xd8\xff\xe0", b"\0" * 99):
        path = office.folder / "file"
        path.write_bytes(content)
        result = office.run("verify", str(path))
        assert (result.exit_code, result.output.split(":")[0]) == (1, "invalid"), content


def test_a_strangers_badge_could_not_be_checked(office: Office) -> None:
    result = office.run("verify", "https://elsewhere.example/assertions/1.json")
    assert result.exit_code == 2
    assert result.output.startswith("unverifiable: ")
    assert "Only badges of this service" in result.output


def test_the_report_has_the_members_of_the_contract(held: Held) -> None:
    found = report(held.office, held.token)
    assert list(found) == MEMBERS
    assert (found["verdict"], found["valid"], found["recipient_matches"]) == ("valid", True, None)
    assert re.fullmatch(r"2026-11-22T10:\d\d:\d\dZ", found["checked_at"])
    assert found["issued_on"] == "2026-11-22T00:00:00+01:00"
    assert found["expires"] is None
    assert found["badge"]["type"] == "BadgeClass"
    assert found["issuer"] == {
        "name": "Les Passerelles du Canal",
        "url": "https://passerelles.example",
        "domain": "127.0.0.1:8000",
    }
    for check in found["checks"]:
        assert list(check) == ["check", "outcome", "message"]
        assert check["outcome"] in {"passed", "failed", "unreachable", "skipped"}
        assert check["message"].endswith(".")
    assert "signature" in {check["check"] for check in found["checks"]}


def test_the_report_of_what_is_not_shown_says_nothing_of_it(held: Held) -> None:
    held.set(hidden_at=NOW)
    found = report(held.office, held.code)
    assert list(found) == MEMBERS
    assert (found["verdict"], found["valid"]) == ("withdrawn", False)
    assert re.fullmatch(r"2026-11-22T10:\d\d:\d\dZ", found["checked_at"])
    empty = ("recipient_matches", "badge", "issuer", "issued_on", "expires")
    assert [found[name] for name in empty] == [None] * 5
    assert found["checks"] == []


def test_the_recipient_is_compared(held: Held) -> None:
    office = held.office
    assert office.run("verify", held.token, "--recipient", held.recipient).exit_code == 0
    assert report(office, held.token, "--recipient", held.recipient)["recipient_matches"] is True
    other = f"{held.recipient}x"
    assert office.run("verify", held.token, "--recipient", other).exit_code == 1
    found = report(office, held.token, "--recipient", other)
    assert (found["verdict"], found["recipient_matches"]) == ("invalid", False)


def test_a_code_does_not_help_to_guess_whose_it_is(held: Held) -> None:
    for recipient in (held.recipient, f"{held.recipient}x"):
        found = report(held.office, held.code, "--recipient", recipient)
        assert (found["verdict"], found["recipient_matches"]) == ("valid", None)


@pytest.mark.parametrize("recipient", ["amina@example.org", "", "name:Amina", "email:", ":"])
def test_a_recipient_that_names_nobody_is_refused(held: Held, recipient: str) -> None:
    result = held.office.run("verify", held.token, "--recipient", recipient)
    assert result.exit_code == 2
    assert "names nobody: write email:, url:, telephone: or id: and the value." in result.stderr


def test_a_database_that_is_away_is_no_verdict(office: Office) -> None:
    away = office.set(DATABASE_URL=f"sqlite:///{office.folder}/nowhere/badges.sqlite3")
    result = away.run("verify", NOBODYS)
    assert result.exit_code == 2
    assert "The database did not do it: unable to open database file" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("name", ["typo.png", "./typo.JWS", "../typo.json", "/typo.svg"])
def test_a_file_that_is_not_there_is_no_forgery(office: Office, name: str) -> None:
    result = office.run("verify", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"There is no file {name}." in result.stderr


@pytest.mark.parametrize(
    ("name", "said"), [("/nope", "There is no file /nope."), ("/", "/ is a folder: name the file")]
)
def test_a_place_without_a_badge_is_no_forgery(office: Office, name: str, said: str) -> None:
    result = office.run("verify", name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_an_address_may_be_written_without_its_scheme(held: Held) -> None:
    address = f"{BASE}/assertions/{held.uid}.json".partition("://")[2]
    assert held.office.run("verify", address).exit_code == 0


def test_a_file_that_is_too_large_is_not_read(office: Office) -> None:
    path = office.folder / "large.png"
    with path.open("wb") as file:
        file.truncate(5 * 1024 * 1024 + 1)
    result = office.run("verify", str(path))
    assert result.exit_code == 2
    assert "is larger than 5 MB: no badge is." in result.stderr


def test_an_expired_badge_says_until_when_it_held(office: Office) -> None:
    roster = office.roster("prenom;date", "Amina;7/11/2026", "Amina;14/11/2026")
    named = ("award", office.demanding_badge, "--activity", str(office.activity))
    assert office.run(*named, "--roster", roster, "--criteria", "1").exit_code == 0
    [(token,)] = office.rows(select(Assertion.token))
    assert office.run("verify", token).exit_code == 0
    with time_machine.travel(datetime(2027, 3, 1, tzinfo=UTC)):
        result = office.run("verify", token)
        found = report(office, token)
    assert result.exit_code == 1
    assert result.output.startswith("expired: ")
    assert (found["verdict"], found["valid"]) == ("expired", False)
    assert found["expires"].startswith("2026-12-1")


def test_a_program_of_its_own(held: Held) -> None:
    done = held.office.call("verify", held.code)
    assert (done.returncode, done.stdout.split(":")[0], done.stderr) == (0, "valid", "")
    assert held.office.call("verify", MISTYPED).returncode == 1
    away = held.office.set(DATABASE_URL="sqlite:////nowhere/at/all").call("verify", held.code)
    assert (away.returncode, away.stdout) == (2, "")
    assert "Traceback" not in away.stderr
