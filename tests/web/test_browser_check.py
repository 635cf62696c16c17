"""*Vérifier dans votre navigateur*: the page without its script, in each state of an award."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from badges import paths
from badges.openbadges.verification.report import Verdict
from badges.web import browser_check
from tests.cast import NAMES
from tests.web.states import NO_UID, States
from tests.web.test_awards import OF_THE_BADGE, text

SERVED = ("valid", "expired", "damaged")
NOT_SERVED = ("revoked", "hidden", "erased", "undone")


def test_it_works(client: FlaskClient, shown: States) -> None:
    answer = client.get(f"{shown.valid.page}/check")
    said = text(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.text.count("<script") == 1
    assert '<script type="module" src="/static/verifier.js"></script>' in answer.text
    assert "Badge authentique et valable" in said
    assert "Le programme de cette page vient de nous, et la clé aussi." in said
    assert "Set-Cookie" not in answer.headers
    assert not [word for name in NAMES for word in name.split() if word in answer.text]


def test_without_script_it_says_what_it_needs_and_how_else(
    client: FlaskClient, shown: States
) -> None:
    page = client.get(f"{shown.valid.page}/check").text
    address = f"http://127.0.0.1:8000/assertions/{shown.valid.uid}.jws"
    assert "<p data-part>Pour cela, JavaScript doit être permis sur cette page.</p>" in page
    assert f"badges verify {address}" in text(page)
    assert f'<a href="/assertions/{shown.valid.uid}.jws">' in page


def test_the_verification_page_leads_there_and_stays_without_script(
    client: FlaskClient, shown: States
) -> None:
    for one in (shown.valid, shown.expired):
        page = client.get(one.page).text
        assert f'href="{one.page}/check"' in page
        assert f'href="{one.page}/keep.zip"' in page
        assert "<script" not in page
    for gone in (shown.revoked, shown.hidden, shown.damaged):
        assert "/check" not in client.get(gone.page).text


@pytest.mark.parametrize("name", SERVED)
def test_what_is_served_can_be_checked(client: FlaskClient, shown: States, name: str) -> None:
    answer = client.get(f"{getattr(shown, name).page}/check")
    assert answer.status_code == 200
    assert "data-uid" in answer.text


@pytest.mark.parametrize("name", NOT_SERVED)
def test_what_is_served_no_more_answers_as_its_page(
    client: FlaskClient, shown: States, name: str
) -> None:
    page = getattr(shown, name).page
    there, here = client.get(page), client.get(f"{page}/check")
    assert (here.status_code, here.data) == (there.status_code, there.data)


def test_what_never_was_answers_as_its_page(client: FlaskClient, shown: States) -> None:
    for uid in (NO_UID, "nothing", "%27"):
        there, here = client.get(f"/awards/{uid}"), client.get(f"/awards/{uid}/check")
        assert (here.status_code, here.data) == (404, there.data)


def test_of_a_damaged_badge_nothing_is_shown(client: FlaskClient, shown: States) -> None:
    said = text(client.get(f"{shown.damaged.page}/check").text)
    assert "Badge non valide" in said
    assert not [word for word in OF_THE_BADGE if word in said]


def test_what_cannot_be_checked_now_is_503(
    client: FlaskClient, shown: States, unverifiable: None
) -> None:
    answer = client.get(f"{shown.valid.page}/check")
    assert answer.status_code == 503
    assert 'data-verdict="unverifiable"' in answer.text


def test_every_end_has_a_whole_sentence(app: Flask) -> None:
    for language in ("fr", "en"):
        with app.app_context(), app.test_request_context(f"/?lang={language}"):
            for name, sentence in browser_check.says().items():
                assert sentence.strip().endswith("."), name
                assert "%(" not in sentence, name


def test_the_page_has_words_for_each_verdict(client: FlaskClient, shown: States) -> None:
    page = client.get(f"{shown.valid.page}/check").text
    words = set(re.findall(r'<template data-says="(\w+)"', page))
    assert {*Verdict} - {"withdrawn", "unknown", "mistyped"} <= words
    assert {"no_token", "no_crypto"} <= words


def test_the_script_is_small_carries_no_language_and_evaluates_nothing() -> None:
    script = (paths.STATIC / "verifier.js").read_bytes()
    assert len(script) <= 15_000
    assert script.isascii()
    assert not re.search(rb"eval|Function|innerHTML|import |document\.write", script)
