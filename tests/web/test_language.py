"""Which language a page is in, and how it writes a day."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from badges.web import language
from tests.web.visits import answering


@pytest.mark.parametrize(
    ("query", "accepted", "expected"),
    [
        ("", "fr", "fr"),
        ("", "en-GB,en;q=0.9,fr;q=0.5", "en"),
        ("", "fr-CA,en;q=0.9", "fr"),
        ("", "de,ja;q=0.5", "fr"),
        ("", "", "fr"),
        ("", "*", "fr"),
        ("lang=en", "fr", "en"),
        ("lang=fr", "en", "fr"),
        ("lang=xx", "en", "en"),
        ("lang=", "en", "en"),
    ],
)
def test_the_language_bar_wins_then_the_browser(
    app: Flask, query: str, accepted: str, expected: str
) -> None:
    with answering(app, f"/?{query}", headers={"Accept-Language": accepted}):
        assert language.current().language == expected


def test_a_page_says_its_language_and_keeps_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/about?lang=en")
    assert '<html lang="en" dir="ltr">' in answer.text
    assert answer.headers["Content-Language"] == "en"
    assert "Set-Cookie" not in answer.headers
    assert "Skip to content" in answer.text


def test_the_language_bar_keeps_path_and_query(app: Flask) -> None:
    with answering(app, "/about?x=1&lang=en&y=%26&x=2"):
        bar = language.describe()["languages"]
    assert bar == [
        ("fr", "Français", "?x=1&x=2&y=%26&lang=fr"),
        ("en", "English", "?x=1&x=2&y=%26&lang=en"),
    ]


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 14), "14 novembre 2026", "14 November 2026"),
        (date(2026, 12, 1), "1er décembre 2026", "1 December 2026"),
        (date(2026, 8, 11), "11 août 2026", "11 August 2026"),
        (date(2026, 1, 31), "31 janvier 2026", "31 January 2026"),
    ],
)
def test_days_are_written_out(app: Flask, day: date, french: str, english: str) -> None:
    with answering(app, "/?lang=fr"):
        assert language.long_date(day) == french
    with answering(app, "/?lang=en"):
        assert language.long_date(day) == english


def test_a_command_chooses_its_language(app: Flask) -> None:
    with app.app_context():
        for code, expected in (("en", "Badge expired"), ("fr", "Badge expiré")):
            with force_locale(code):
                assert language.translated("Badge expiré") == expected


def test_values_are_escaped_and_the_text_is_not(app: Flask) -> None:
    with answering(app, "/"):
        said = language.translated("Demandez à <bdi>%(name)s</bdi>.", name="<b>&")
    assert said == "Demandez à <bdi>&lt;b&gt;&amp;</bdi>."


def test_a_moment_belongs_to_the_local_day(app: Flask) -> None:
    with answering(app, "/"):
        assert language.local_day(datetime(2026, 11, 14, 23, 30, tzinfo=UTC)) == date(2026, 11, 15)
