"""How bytes are answered: what is asked for, and what is said with it."""

import pytest
from flask import Flask

from badges.hosted import answers
from badges.services.documents import Standing

HTML = "text/html"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, False),
        ("", False),
        ("*/*", False),
        ("text/*", False),
        (HTML, True),
        ("text/html, */*", False),
        ("text/html, */*;q=0.9", True),
        ("text/html;q=0.9, application/ld+json;q=0.8", True),
        ("text/html;q=0.8, application/ld+json;q=0.8", False),
        ("text/html;q=0.8, application/json;q=0.9", False),
        ("text/html;q=0", False),
        ("application/xhtml+xml", False),
        ("image/png", False),
    ],
)
def test_only_who_prefers_html_gets_a_page(app: Flask, accept: str | None, *, wanted: bool) -> None:
    headers = {} if accept is None else {"Accept": accept}
    with app.test_request_context(headers=headers):
        assert answers.wants_page() is wanted


def test_a_document_that_is_none_is_absent(app: Flask) -> None:
    with app.test_request_context():
        answer = answers.document(None)
    assert (answer.status_code, answer.data) == (404, b"")


@pytest.mark.parametrize(
    ("standing", "status"),
    [(Standing.REVOKED, 410), (Standing.WITHDRAWN, 404), (Standing.UNKNOWN, 404)],
)
def test_what_is_not_kept_has_no_body(app: Flask, standing: Standing, status: int) -> None:
    with app.test_request_context():
        answer = answers.of_standing(standing)
    assert (answer.status_code, answer.data) == (status, b"")
    assert "Content-Type" not in answer.headers
    assert (answer.headers["Vary"], answer.headers["Cache-Control"]) == ("Accept", "no-cache")


def test_equal_bytes_have_equal_tags(app: Flask) -> None:
    with app.test_request_context():
        one, same, other = (answers.token(body) for body in (b"a.b.c", b"a.b.c", b"a.b.d"))
    assert one.headers["ETag"] == same.headers["ETag"] != other.headers["ETag"]


def test_a_given_tag_is_taken(app: Flask) -> None:
    with app.test_request_context(headers={"If-None-Match": '"abc"'}):
        answer = answers.picture(b"PNG", "image/png", settled=False, etag="abc")
    assert (answer.status_code, answer.headers["ETag"]) == (304, '"abc"')


def test_what_is_not_negotiated_does_not_vary(app: Flask) -> None:
    with app.test_request_context():
        for answer in (answers.token(b""), answers.picture(b"", "image/png", settled=True)):
            assert "Vary" not in answer.headers
