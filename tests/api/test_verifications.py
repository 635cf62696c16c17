"""`POST /api/v1/verifications`: the same report as the page's, for programs."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.specs.openapi.checks import positive_data_acceptance
from werkzeug.test import TestResponse

from badges import create_app
from badges.api import description, schemas
from badges.extensions import db
from badges.reporting import handed_in
from badges.services import codes
from tests.fixtures.database import BASE, settings_for
from tests.fixtures.live_server import LiveServer
from tests.fixtures.settled import Settled
from tests.simulator import IssuerSimulator
from tests.standings import AFTER_EXPIRY, Promised

PATH = "/api/v1/verifications"


@pytest.fixture(scope="module")
def served(settled: Settled) -> Iterator[str]:
    """The same service on a port of this machine."""
    server = LiveServer()
    yield server.serve(settled.app)
    server.stop()


@pytest.fixture
def client(settled: Settled) -> FlaskClient:
    return settled.client


def ask(client: FlaskClient, given: object, **members: object) -> TestResponse:
    return client.post(PATH, json={"input": given, **members}, buffered=True)


def said(answer: TestResponse) -> dict[str, Any]:
    """The report, which has the shape that is promised."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/json"
    report: dict[str, Any] = answer.get_json()
    assert schemas.Report().validate(report) == {}
    return report


def test_it_works(settled: Settled, client: FlaskClient) -> None:
    kept = settled.standings.kept
    answer = ask(client, kept.token)
    report = said(answer)
    assert (report["verdict"], report["valid"]) == ("valid", True)
    assert report["recipient_matches"] is None
    assert report["issuer"]["domain"] == "127.0.0.1:8000"
    assert report["badge"]["type"] == "BadgeClass"
    assert report["issued_on"].startswith("2026-11-")
    assert {one["outcome"] for one in report["checks"]} == {"passed", "skipped"}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_every_way_to_name_a_badge_gives_the_same_verdict(
    settled: Settled, client: FlaskClient
) -> None:
    kept = settled.standings.kept
    mirror = json.loads(kept.mirror)
    for named in (
        kept.code,
        codes.shown(kept.code).lower(),
        f"{BASE}/assertions/{kept.uid}.json",
        f"{BASE}/v/{kept.code}",
        f"{BASE}/awards/{kept.uid}",
        kept.mirror.decode(),
        mirror,
    ):
        assert said(ask(client, named))["verdict"] == "valid", named


@pytest.mark.parametrize(
    ("state", "by_code", "by_token"),
    [
        ("kept", "valid", "valid"),
        ("revoked", "revoked", "revoked"),
        ("undone", "unknown", "revoked"),
        ("hidden", "withdrawn", "valid"),
        ("erased", "withdrawn", "valid"),
        ("revoked_then_erased", "withdrawn", "revoked"),
    ],
)
def test_every_state_answers_as_it_is(
    settled: Settled, client: FlaskClient, state: str, by_code: str, by_token: str
) -> None:
    """A code by the award's own state; what somebody hands in by signature, chain and list."""
    one: Promised = getattr(settled.standings, state)
    report = said(ask(client, one.code))
    assert (report["verdict"], report["valid"]) == (by_code, by_code == "valid")
    assert said(ask(client, one.token))["verdict"] == by_token
    assert not {"name", "recipient"} & set(report)


def test_a_badge_past_its_end(
    settled: Settled, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("badges.clock.now", lambda: AFTER_EXPIRY)
    assert said(ask(client, settled.standings.expired.token))["verdict"] == "expired"


def test_one_changed_sign_is_invalid(settled: Settled, client: FlaskClient) -> None:
    head, payload, signature = settled.standings.kept.token.split(".")
    other = "A" if payload[40] != "A" else "B"
    forged = f"{head}.{payload[:40]}{other}{payload[41:]}.{signature}"
    report = said(ask(client, forged))
    assert (report["verdict"], report["valid"]) == ("invalid", False)


def test_a_file_is_judged(settled: Settled, client: FlaskClient) -> None:
    kept = settled.standings.kept
    for kind in ("png", "svg", "jws", "json"):
        body = client.get(f"/assertions/{kept.uid}.{kind}", buffered=True).data
        answer = client.post(PATH, data={"file": (io.BytesIO(body), f"badge.{kind}")})
        assert said(answer)["verdict"] == "valid", kind


def test_the_recipient_is_compared(settled: Settled, client: FlaskClient) -> None:
    kept = settled.standings.kept
    person = next(one for one in settled.world.people if one.id == kept.participant_id)
    right = f"url:{settled.world.urls.public_page(person.profile)}"
    report = said(ask(client, kept.token, recipient=right))
    assert (report["verdict"], report["recipient_matches"]) == ("valid", True)
    for wrong in ("url:https://nobody.example/", "email:a@b.example"):
        report = said(ask(client, kept.token, recipient=wrong))
        assert (report["verdict"], report["recipient_matches"]) == ("invalid", False)
    body = client.get(f"/assertions/{kept.uid}.png", buffered=True).data
    form = {"file": (io.BytesIO(body), "badge.png"), "recipient": right}
    assert said(client.post(PATH, data=form))["recipient_matches"] is True


def test_a_code_says_nothing_of_whom_it_is(settled: Settled, client: FlaskClient) -> None:
    """Not even to who guesses right, where nobody let them ask."""
    kept = settled.standings.kept
    person = next(one for one in settled.world.people if one.id == kept.participant_id)
    for recipient in (f"url:{settled.world.urls.public_page(person.profile)}", "email:a@b.example"):
        report = said(ask(client, kept.code, recipient=recipient))
        assert (report["verdict"], report["recipient_matches"]) == ("valid", None)


@pytest.mark.parametrize("given", ["7K3M-Q9TX-WAB", "7k3mq9txwab"])
def test_a_slip_is_a_slip(client: FlaskClient, given: str) -> None:
    assert said(ask(client, given))["verdict"] == "mistyped"


@pytest.mark.parametrize("given", ["x.y.z", "{}", {}, "https://", "\0", "é" * 3000, "a" * 70_000])
def test_what_is_no_badge_is_invalid_with_a_reason(client: FlaskClient, given: object) -> None:
    report = said(ask(client, given))
    assert report["verdict"] in {"invalid", "mistyped", "unverifiable"}
    assert report["valid"] is False


def test_a_member_that_is_wrong_is_named(settled: Settled, client: FlaskClient) -> None:
    issuer = IssuerSimulator()
    issuer.assertion["issuedOn"] = "2026-11-14"
    (check,) = (one for one in said(ask(client, issuer.token()))["checks"] if "member" in one)
    assert (check["check"], check["member"]) == ("assertion", "issuedOn")
    assert check["message"].endswith(" (issuedOn).")
    twice = {**json.loads(settled.standings.kept.mirror), "@id": "https://a.example"}
    (check,) = said(ask(client, twice))["checks"]
    assert (check["check"], check["member"]) == ("submission", "id")
    report = said(ask(client, settled.standings.kept.token))
    assert not any("member" in one for one in report["checks"])


def test_a_stranger_is_not_asked_while_that_is_off(client: FlaskClient) -> None:
    report = said(ask(client, "https://elsewhere.example/assertion.json"))
    assert (report["verdict"], report["valid"]) == ("unverifiable", False)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"null", 400),
        (b"\xff", 400),
        (b"{}", 400),
        (b'{"input": ""}', 400),
        (b'{"input": 7}', 400),
        (b'{"input": null}', 400),
        (b'{"input": "x", "other": 1}', 400),
        (b'{"input": "x", "recipient": 1}', 400),
        (b'{"input": "x", "recipient": "nobody"}', 400),
        (b"[" * 100_000, 400),
        (b'{"input": "' + b"x" * (5 * 1024 * 1024) + b'"}', 413),
    ],
)
def test_what_is_no_request_is_a_problem(client: FlaskClient, body: bytes, status: int) -> None:
    answer = client.post(PATH, data=body, content_type="application/json")
    problem(answer, status)


def problem(answer: TestResponse, status: int) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body: Mapping[str, Any] = answer.get_json()
    assert schemas.Problem().validate(body) == {}
    assert body["status"] == status
    assert body["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_other_media_types_are_refused(client: FlaskClient) -> None:
    problem(client.post(PATH, data=b"x", content_type="text/plain"), 415)
    problem(client.post(PATH, data={"input": "x"}), 415)
    odd = {"file": (io.BytesIO(b"x"), "badge.pdf", "application/pdf")}
    problem(client.post(PATH, data=odd), 415)


def test_a_form_is_held_to_the_same(client: FlaskClient) -> None:
    def sent(**form: object) -> TestResponse:
        answer = client.post(PATH, data=form, content_type="multipart/form-data")
        answer.request.environ["wsgi.input"].close()  # a large body lies in a temporary file
        return answer

    problem(sent(), 400)
    problem(sent(input="x", other="y"), 400)
    problem(sent(file=(io.BytesIO(b""), "badge.png")), 400)
    problem(sent(file=(io.BytesIO(b"x" * (handed_in.MAX_BYTES + 1)), "badge.png")), 413)


def test_the_sentences_are_in_the_language_that_was_asked_for(
    settled: Settled, client: FlaskClient
) -> None:
    for language, word in (("en", "signature is right"), ("fr", "La signature")):
        with settled.app.app_context():  # nothing is left of the request before
            answer = client.post(
                PATH,
                json={"input": settled.standings.kept.token},
                headers={"Accept-Language": language},
            )
        assert any(word in one["message"] for one in said(answer)["checks"])


def test_any_site_may_ask(client: FlaskClient) -> None:
    answer = client.options(PATH, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]


def test_thirty_a_minute_on_page_and_api_together(sqlite_url: str, tmp_path: Path) -> None:
    app = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with app.app_context():
        client = app.test_client()
        for _ in range(15):
            assert ask(client, "7K3MQ9TXWAA").status_code == 200
            client.post("/verify", data={"input": "x"}, content_type="multipart/form-data")
        answer = ask(client, "7K3MQ9TXWAA")
        problem(answer, 429)
        assert int(answer.headers["Retry-After"]) > 0
        for engine in db.engines.values():
            engine.dispose()


# ---- its description, and whatever is sent by it


def test_the_description_is_open_and_names_our_address(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.get_json() == description.of(BASE)
    assert answer.get_json()["servers"] == [{"url": BASE}]
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert PATH in page.text
    assert "<script" not in page.text


OPERATION = schemathesis.openapi.from_dict(description.of(BASE))[PATH]["POST"]


@given(case=OPERATION.as_strategy())
@settings(max_examples=60, suppress_health_check=[*HealthCheck])
def test_whatever_fits_the_description_is_answered_by_it(served: str, case: Case[Any]) -> None:
    # What a pattern cannot say, such as that a recipient is printable, is refused all the same.
    case.call_and_validate(base_url=served, timeout=20, excluded_checks=[positive_data_acceptance])


@given(body=st.binary(max_size=400), kind=st.sampled_from(["application/json", "text/plain"]))
@settings(max_examples=150, suppress_health_check=[*HealthCheck])
def test_whatever_is_sent_never_breaks_it(settled: Settled, body: bytes, kind: str) -> None:
    answer = settled.client.post(PATH, data=body, content_type=kind)
    assert answer.status_code in {200, 400, 415}


@given(file=st.binary(max_size=400), baked=st.booleans())
@settings(max_examples=150, suppress_health_check=[*HealthCheck])
def test_whatever_file_is_sent_never_breaks_it(settled: Settled, file: bytes, baked: bool) -> None:
    content = b"\x89PNG\r\n\x1a\n" + file if baked else file
    form = {"file": (io.BytesIO(content), "badge.png", "image/png")}
    answer = settled.client.post(PATH, data=form)
    assert answer.status_code in {200, 400}
