"""From an error to what is answered."""

import json

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from badges import errors, security

PAGES = "text/html,application/xhtml+xml,*/*;q=0.8"
STATUSES = (400, 403, 404, 405, 413, 415, 429, 500, 503)


class Unwelcome(Exception):
    """An error of a layer below."""


@pytest.fixture
def client(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An application with a route that fails as it is told."""
    failures: dict[str, Exception] = {
        "away": OperationalError("SELECT name FROM participants", {}, Exception("no route")),
        "interrupted": InterfaceError("SELECT 1", {}, Exception("closed")),
        "busy": NoConnectionFree("pool limit reached"),
        "unwelcome": Unwelcome(),
        "broken": KeyError("a secret"),
        "often": TooManyRequests(retry_after=60),
        "later": ServiceUnavailable(retry_after=7),
    }

    def fail(what: str) -> str:
        if what.isdigit():
            abort(int(what))
        raise failures[what]

    errors.install(app, {Unwelcome: 409})
    app.add_url_rule("/fail/<what>", "fail", fail, methods=["GET"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(security.gate, "OPEN", security.OPEN | {"fail"})
    return app.test_client()


@pytest.mark.parametrize("status", [one for one in STATUSES if one != 405])
def test_a_person_gets_a_page(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/fail/{status}", headers={"Accept": PAGES})
    assert answer.status_code == status
    assert answer.content_type == "text/html; charset=utf-8"
    assert "<h1" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["application/problem+json", "application/json"])
def test_a_program_gets_a_problem(client: FlaskClient, accept: str) -> None:
    answer = client.get("/fail/404", headers={"Accept": accept})
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.text) == {"type": "about:blank", "title": "Not Found", "status": 404}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["", "*/*", "text/html, application/problem+json"])
def test_who_does_not_mind_gets_the_page(client: FlaskClient, accept: str) -> None:
    answer = client.get("/nowhere", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_wrong_method_says_which_are_right(client: FlaskClient) -> None:
    answer = client.post("/health")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("what", ["away", "interrupted", "busy"])
def test_a_database_that_is_away_is_said_to_come_back(
    client: FlaskClient, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get(f"/fail/{what}", headers={"Accept": PAGES})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "the database did not answer" in caplog.text
    assert "participants" not in caplog.text + answer.text


def test_an_error_of_the_table_has_its_status(client: FlaskClient) -> None:
    answer = client.get("/fail/unwelcome", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (
        409,
        {"type": "about:blank", "title": "Conflict", "status": 409},
    )


def test_a_status_without_a_page_of_its_own_gets_the_nearest(client: FlaskClient) -> None:
    for status in (409, 501):
        answer = client.get(f"/fail/{status}", headers={"Accept": PAGES})
        assert (answer.status_code, answer.mimetype) == (status, "text/html")


def test_what_breaks_says_nothing_of_why(client: FlaskClient) -> None:
    answer = client.get("/fail/broken", headers={"Accept": PAGES})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "KeyError" not in answer.text


@pytest.mark.parametrize(("what", "seconds"), [("often", "60"), ("later", "7")])
def test_when_to_come_back_is_kept(client: FlaskClient, what: str, seconds: str) -> None:
    assert client.get(f"/fail/{what}").headers["Retry-After"] == seconds


@pytest.mark.parametrize("what", ["404", "405", "broken", "away", "unwelcome"])
def test_every_error_carries_the_security_headers(client: FlaskClient, what: str) -> None:
    answer = client.get(f"/fail/{what}")
    for name, value in security.HEADERS.items():
        assert answer.headers[name] == value
