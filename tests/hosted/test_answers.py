"""Whatever is asked, however it is asked: documents are answered, and errors may be read too."""

from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from badges.extensions import READER, db
from badges.hosted import answers
from badges.services import documents
from badges.urls import Place
from tests.fixtures.settled import Settled

# What a header can carry over the wire; a line's end would be refused before it comes here.
header = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)
accepts = header | st.lists(
    st.sampled_from(
        ["text/html", "application/json", "application/ld+json", "*/*", "text/*", "image/png"]
    ).flatmap(lambda kind: st.sampled_from([kind, f"{kind};q=0", f"{kind};q=0.5", f"{kind};q=x"])),
    max_size=5,
).map(", ".join)
PATTERNS = [
    place
    for place in Place
    if place.endswith((".json", ".jws", ".png", ".svg")) and "qr" not in place
]
fast = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fast
@given(accept=accepts, held=header)
@example(accept="text/html;q=1e999, application/json", held='W/"x", "')
@example(accept="*", held="*")
def test_any_header_is_taken(settled: Settled, accept: str, held: str) -> None:
    headers = {"Accept": accept, "If-None-Match": held}
    slug, uid = settled.world.badge_class.slug, settled.standings.kept.uid
    for path in (f"/badges/{slug}/1.json", f"/assertions/{uid}.json", f"/assertions/{uid}.png"):
        answer = settled.client.get(path, headers=headers)
        assert answer.status_code in {200, 303, 304}
        assert (answer.status_code == 200) == bool(answer.data)


@fast
@given(place=st.sampled_from(PATTERNS), data=st.data())
def test_any_address_is_answered(settled: Settled, place: Place, data: st.DataObject) -> None:
    part = st.text(max_size=20) | st.integers().map(str) | st.just(settled.standings.kept.uid)
    parts = {name: data.draw(part) for name in ("slug", "number", "uid", "hash")}
    answer = settled.client.get(quote(place.format(**parts)), headers={"Accept": "*/*"})
    assert answer.status_code in {200, 303, 404, 410}


def test_only_an_award_that_is_kept_differs_in_its_answer(settled: Settled) -> None:
    """Nobody learns from a browser's redirect which uids there are."""
    states = settled.standings
    for one in (states.kept.uid, states.erased.uid, "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"):
        answer = settled.client.get(f"/assertions/{one}.json", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.data) == (303, b"")
        assert answer.headers["Location"] == f"/awards/{one}"


def test_what_is_held_is_compared_weakly(settled: Settled) -> None:
    path = f"/assertions/{settled.standings.kept.uid}.json"
    tag = settled.client.get(path).headers["ETag"]
    for held in (f"W/{tag}", f'"a", {tag}, "b"', "*", tag.strip('"')):
        answer = settled.client.get(path, headers={"If-None-Match": held})
        assert answer.status_code == 304, held


def test_a_part_of_a_picture_is_not_offered(settled: Settled) -> None:
    path = f"/assertions/{settled.standings.kept.uid}.png"
    whole = settled.client.get(path)
    part = settled.client.get(path, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (200, whole.data)


def test_the_etag_of_a_baked_picture_is_its_tokens_and_its_own(settled: Settled) -> None:
    kept, expired = settled.standings.kept, settled.standings.expired
    tags = {
        settled.client.get(f"/assertions/{one.uid}.{kind}").headers["ETag"]
        for one in (kept, expired)
        for kind in ("png", "svg")
    }
    assert len(tags) == 4


@pytest.mark.parametrize("fault", [OperationalError("", {}, Exception("away")), KeyError("x")])
def test_a_verifier_in_a_browser_may_read_that_it_failed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_arguments: object) -> None:
        raise fault

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(documents, "profile", fail)
    answer = app.test_client().get("/issuers/x/1.json")
    assert answer.status_code == (503 if isinstance(fault, OperationalError) else 500)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == "application/problem+json"


def test_a_method_that_is_not_offered_may_be_read_too(app: Flask) -> None:
    answer = app.test_client().post("/issuers/x/1.json", headers={"Accept": "*/*"})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_no_connection_is_opened_to_send_a_browser_on(
    settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(db.engines[READER], "pool")
    answer = settled.client.get("/issuers/x/1.json", headers={"Accept": "text/html"})
    assert answer.status_code == 303


def test_an_absent_answer_has_no_type(app: Flask) -> None:
    with app.test_request_context():
        for status in (303, 404, 410):
            answer = answers.absent(status)
            assert answer.status_code == status
            assert answer.data == b""
            assert "Content-Type" not in answer.headers
