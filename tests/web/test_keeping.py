"""The two files to keep: what is in them, and in which states there is one."""

import html
import json
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from badges.openbadges import strict_json
from tests.cast import NAMES, Cast
from tests.web import states
from tests.web.states import NO_UID, Later, States

VERDICTS = ("valable", "authentique", "valid", "authentic", "juste", "genuine")


def archive(client: FlaskClient, uid: str, query: str = "") -> ZipFile:
    answer = client.get(f"/awards/{uid}/keep.zip{query}")
    assert answer.status_code == 200
    return ZipFile(BytesIO(answer.data))


def test_an_award_is_kept_whole(client: FlaskClient, shown: States) -> None:
    uid = shown.valid.uid
    kept = archive(client, uid)
    names = [name for name in kept.namelist() if name != "LISEZMOI.txt"]
    assert kept.testzip() is None
    assert len(names) == 6
    for name in names:
        assert kept.read(name) == client.get(f"/{name}").data, name
    assert kept.read(f"assertions/{uid}.jws").decode() == shown.valid.token


def test_it_says_what_each_file_is_and_how_to_check_but_no_verdict(
    client: FlaskClient, shown: States
) -> None:
    uid = shown.valid.uid
    kept = archive(client, uid)
    told = kept.read("LISEZMOI.txt").decode()
    assert all(name in told for name in kept.namelist() if name != "LISEZMOI.txt")
    assert f"http://127.0.0.1:8000/awards/{uid}\r\n" in told
    assert f"badges verify assertions/{uid}.jws\r\n" in told
    assert "Il ne dit pas si le badge est valable.\r\n" in told
    without = told.replace("Il ne dit pas si le badge est valable.", "")
    assert not [word for word in VERDICTS if word in without.lower()]
    assert "&" not in told


def test_it_speaks_the_language_of_the_page(client: FlaskClient, shown: States) -> None:
    told = archive(client, shown.valid.uid, "?lang=en").read("README.txt").decode()
    assert "It does not say whether the badge is valid." in told


def test_nobody_is_named_in_it(client: FlaskClient, shown: States) -> None:
    kept = archive(client, shown.valid.uid)
    everything = b"".join(kept.read(name) for name in kept.namelist())
    assert not [word for name in NAMES for word in name.split() if word.encode() in everything]


def test_the_same_state_gives_the_same_bytes(
    client: FlaskClient, shown: States, world: Cast, later: Later
) -> None:
    address = f"/awards/{shown.valid.uid}/keep.zip"
    first = client.get(address)
    later(hours=1)
    assert client.get(address).data == first.data
    same = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert same.status_code == 304
    states.revoke(world, shown.expired)
    assert client.get(address).data != first.data


def test_its_headers(client: FlaskClient, shown: States) -> None:
    answer = client.get(f"/awards/{shown.valid.uid}/keep.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    name = f'attachment; filename="badge-{shown.valid.uid}.zip"'
    assert answer.headers["Content-Disposition"] == name
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["revoked", "hidden", "erased", "undone"])
def test_what_is_served_no_more_answers_as_its_token(
    client: FlaskClient, shown: States, name: str
) -> None:
    uid = getattr(shown, name).uid
    token, kept = client.get(f"/assertions/{uid}.jws"), client.get(f"/awards/{uid}/keep.zip")
    assert (kept.status_code, kept.data) == (token.status_code, b"")
    assert kept.status_code == (410 if name == "revoked" else 404)


def test_what_never_was_is_not_there(client: FlaskClient, shown: States) -> None:
    for uid in (NO_UID, "nothing", shown.valid.uid.upper(), "%27"):
        assert client.get(f"/awards/{uid}/keep.zip").status_code == 404


def test_an_expired_and_a_damaged_badge_are_kept_as_they_are(
    client: FlaskClient, shown: States
) -> None:
    for one in (shown.expired, shown.damaged):
        token = archive(client, one.uid).read(f"assertions/{one.uid}.jws")
        assert token == client.get(f"/assertions/{one.uid}.jws").data


def embedded(page: str) -> list[dict[str, str]]:
    (text,) = re.findall(r'<script type="application/json" id="keys">(.*?)</script>', page, re.S)
    found: list[dict[str, str]] = json.loads(text)
    return found


def test_the_verifier_to_keep_holds_every_published_key(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    answer = client.get("/verify/keep.html")
    keys = embedded(answer.text)
    assert answer.status_code == 200
    assert {key["state"] for key in keys} == {"active"}
    for key in keys:
        served = strict_json.loads(client.get(key["id"].removeprefix(world.urls.base)).data)
        assert (served["publicKeyPem"], served["owner"]) == (key["pem"], key["profile"])
    assert world.organisation.name in {key["name"] for key in keys}
    assert f'filename="badges-{states.NOW:%Y-%m-%d}.html"' in answer.headers["Content-Disposition"]
    assert f"publiées le <b>{states.NOW.day} janvier 2027</b>" in answer.text


def test_the_verifier_is_saved_and_never_opened_here(client: FlaskClient, shown: States) -> None:
    answer = client.get("/verify/keep.html")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_verifier_is_one_file_that_may_reach_nothing(
    client: FlaskClient, shown: States
) -> None:
    page = client.get("/verify/keep.html").text
    assert "default-src 'none'" in html.unescape(page)
    assert not re.findall(r'(?:src|srcset)="', page)
    assert not re.findall(r"<link |url\(|@import", page)
    assert len(page) <= 60_000
    assert page.count("export {") == 2, "the script stands in it as it is"


def test_the_form_leads_to_the_verifier(client: FlaskClient, shown: States) -> None:
    assert 'href="/verify/keep.html"' in client.get("/verify").text
    assert 'href="/verify/keep.html?lang=en"' in client.get("/verify?lang=en").text
    assert "without a network" in client.get("/verify/keep.html?lang=en").text
