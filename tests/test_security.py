"""The gate, closed by default, and the headers on every answer."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from badges import create_app, security
from badges.security import holders
from tests.fixtures.database import settings_for
from tests.fixtures.settled import Settled

EXAMPLES = {
    "slug": "x",
    "number": "1",
    "draft": 1,
    "picture": "0" * 64,
    "version": 1,
    "activity_id": 1,
    "hand_over_id": 1,
    "organisation_id": 1,
    "person_id": 1,
    "uid": "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e",
    "code": "7K3M-Q9TX-WAA",
    "kind": "png",
    "framework": "rome",
    "key": "x",
    "session_id": 1,
    "token": "x",
    "secret": "x",
    "filename": "badges.css",
    "act_id": 1,
    "place": 1,
    "pack": 1,
    "person": 1,
    "merge": 1,
    "link": 1,
    "language": "ar",
}
REFUSALS = {301, 302, 303, 307, 308, 401, 403}


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Each route with an address that leads to it."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        return [
            (rule, adapter.build(rule.endpoint, {name: EXAMPLES[name] for name in rule.arguments}))
            for rule in app.url_map.iter_rules()
        ]


def test_a_stranger_gets_into_every_open_route(settled: Settled) -> None:
    seen = set()
    for rule, address in routes(settled.app):
        if rule.endpoint not in security.OPEN:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = settled.client.open(address, method=method, buffered=True)
            assert answer.status_code not in REFUSALS, f"{method} {address}"
            assert answer.status_code < 500 or address == "/ready"
            seen.add(rule.endpoint)
    assert seen == security.OPEN


def test_every_address_is_open_or_named(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    closed = {one for one in endpoints if security.needed(app.view_functions[one])}
    own = {one for one in endpoints if holders.is_own_page(app.view_functions[one])}
    assert endpoints - closed - own == security.OPEN
    assert not (closed | own) & security.OPEN
    assert not closed & own


def test_own_pages_open_to_nobody_without_a_card(settled: Settled) -> None:
    count = 0
    for rule, address in routes(settled.app):
        if not holders.is_own_page(settled.app.view_functions[rule.endpoint]):
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = settled.client.open(address, method=method, buffered=True)
            assert (answer.status_code, answer.headers["Location"]) == (303, security.gate.CARD)
            assert answer.headers["Cache-Control"] == "no-store"
            count += 1
    assert count > 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_a_route_that_nobody_opened_is_closed(app: Flask, method: str) -> None:
    reached: list[str] = []

    def inner() -> str:
        reached.append("inside")
        return "secret"

    app.add_url_rule("/closed", "closed", inner, methods=[method], provide_automatic_options=False)
    answer = app.test_client().open("/closed", method=method)
    assert answer.status_code == 403
    assert "secret" not in answer.text
    assert reached == []


def test_what_is_not_there_is_not_there(app: Flask) -> None:
    assert app.test_client().get("/nowhere").status_code == 404


def test_no_address_has_two_spellings(settled: Settled) -> None:
    slug = settled.world.organisation.slug
    for address in (f"/issuers//{slug}", "/v//x", "/verify/", f"/issuers/{slug}/"):
        answer = settled.client.get(address, headers={"Host": "evil.example"})
        assert answer.status_code == 404
        assert "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99999", "evil..example/x", "é"])
def test_what_a_visitor_calls_us_is_never_repeated(settled: Settled, host: str) -> None:
    uid = settled.standings.kept.uid
    addresses = [address for _, address in routes(settled.app)]
    addresses += [f"/awards/{uid}", f"/assertions/{uid}.json", "/nowhere", "//evil.example/x"]
    said = {"Host": host, "X-Forwarded-Host": host, "X-Original-URL": f"http://{host}/"}
    for address in addresses:
        for accept in ("text/html", "application/json"):
            answer = settled.client.get(
                address, headers=said | {"Accept": accept}, base_url=None, buffered=True
            )
            assert answer.status_code < 500 or address == "/ready"
            assert b"evil" not in answer.data, address
            assert "evil" not in str(answer.headers), address


def test_the_headers_are_on_every_answer(settled: Settled) -> None:
    addresses = [address for _, address in routes(settled.app)]
    uid = settled.standings.kept.uid
    addresses += [f"/awards/{uid}", f"/assertions/{uid}.png", "/nowhere", "/issuers/x/1.json"]
    for address in addresses:
        answer = settled.client.get(address, buffered=True)
        for name in security.HEADERS:
            assert len(answer.headers.getlist(name)) == 1, f"{name} of {address}"
        embedded = address.endswith("/embed")
        policy = security.EMBEDDED_POLICY if embedded else security.CONTENT_SECURITY_POLICY
        if answer.mimetype != "image/svg+xml":
            assert answer.headers["Content-Security-Policy"] == policy
        assert "Strict-Transport-Security" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_the_policy_allows_nothing_that_is_not_ours() -> None:
    directives = dict(one.split(" ", 1) for one in security.CONTENT_SECURITY_POLICY.split("; "))
    assert directives == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }


def test_behind_tls_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'badges.sqlite3'}"
    app = create_app(settings_for(url, tmp_path, base="https://badges.example.org"))
    for address in ("/health", "/nowhere"):
        answer = app.test_client().get(address)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
