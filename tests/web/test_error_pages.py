"""The pages of errors: a sentence, and a way on, without a look into the database."""

import pytest
from flask import Flask

from badges import errors
from badges.extensions import db
from tests.web.test_awards import text
from tests.web.visits import Visitor, answering

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", sorted(errors.PAGES))
def test_each_says_what_to_do(
    app: Flask, status: int, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(db.engine), "connect", None)  # the database may be what is away
    with answering(app, f"/?lang={language}", headers=HTML):
        answer = errors.answer(status)
    assert answer.status_code == status
    page = answer.get_data(as_text=True)
    assert page.count("<h1>") == 1
    assert f'<html lang="{language}"' in page
    assert 'href="/verify"' in page
    said = text(page)
    assert not [word for word in ("Traceback", "Error", "None", str(status)) if word in said]


def test_programs_get_a_problem(app: Flask) -> None:
    answer = Visitor(app).get("/nothing", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
