"""Which language a page is in, and how it writes a day."""

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import force_locale

from badges import language
from badges.openbadges.verification.report import Verdict
from tests.web.states import States
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
        ("", "ar-SY,ar;q=0.9,en;q=0.5", "ar"),
        ("", "uk", "uk"),
        ("", "ta-LK", "ta"),
        ("lang=tr", "fr", "tr"),
        ("lang=clair", "en", "fr"),
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
    assert bar[:3] == [
        ("fr", "Français", "?x=1&x=2&y=%26&lang=fr", "fr"),
        ("clair", "Langage clair", "?x=1&x=2&y=%26&lang=clair", "fr"),
        ("en", "English", "?x=1&x=2&y=%26&lang=en", "en"),
    ]
    assert [code for code, _, _, _ in bar] == ["fr", "clair", "en", "ar", "tr", "uk", "ta"]


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


LANG = {"fr": "fr", "clair": "fr", "en": "en", "ar": "ar", "tr": "tr", "uk": "uk", "ta": "ta"}


@pytest.mark.parametrize("code", LANG)
def test_every_page_of_participants_and_employers_is_in_each_language(
    client: FlaskClient, shown: States, code: str
) -> None:
    pages = ["/", "/about", "/verify", "/card", shown.organisation, shown.badge_class]
    pages += [shown.pages[verdict] for verdict in Verdict if verdict in shown.pages]
    for path in [*pages, "/no-such-page"]:
        answer = client.get(f"{path}?lang={code}")
        direction = "rtl" if code == "ar" else "ltr"
        assert f'<html lang="{LANG[code]}" dir="{direction}">' in answer.text, path
        assert f'lang="{LANG[code]}" hreflang="{LANG[code]}" aria-current="true"' in answer.text
        assert answer.headers.get("Content-Language", LANG[code]) == LANG[code], path
    assert client.get(f"/?lang={code}").status_code == 200
    assert client.get(f"{shown.valid.page}?lang={code}").headers["Content-Language"] == LANG[code]


def test_each_language_has_its_own_etag_and_words(client: FlaskClient, shown: States) -> None:
    accepted = ("fr", "en", "ar", "tr", "uk", "ta")
    path = shown.valid.page
    asked = [client.get(path, headers={"Accept-Language": one}) for one in accepted]
    asked.append(client.get(f"{path}?lang=clair"))
    assert len({answer.headers["ETag"] for answer in asked}) == len(LANG)
    assert len({"".join(re.findall("<h1.*</h1>", answer.text)) for answer in asked}) == len(LANG)
    french = asked[0].headers["ETag"]
    again = client.get(f"{path}?lang=clair", headers={"If-None-Match": french})
    assert again.status_code == 200


@pytest.mark.parametrize(("code", "said"), [("ar", "Recevoir un lien"), ("en", "Get a link")])
def test_staff_read_french_or_english(client: FlaskClient, code: str, said: str) -> None:
    answer = client.get(f"/sign-in?lang={code}", headers={"Accept-Language": "ar,tr"})
    expected = "fr" if code == "ar" else "en"
    assert f'<html lang="{expected}" dir="ltr">' in answer.text
    assert answer.headers["Content-Language"] == expected
    assert said in answer.text
    assert 'hreflang="ar"' not in answer.text


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("clair", "1er décembre 2026"),
        ("ar", "1 ديسمبر 2026"),
        ("tr", "1 Aralık 2026"),
        ("uk", "1 грудня 2026"),
        ("ta", "1 டிசம்பர் 2026"),
    ],
)
def test_days_are_written_out_in_each_language(app: Flask, code: str, written: str) -> None:
    with answering(app, f"/?lang={code}"):
        assert language.long_date(date(2026, 12, 1)) == written


def test_a_wallet_keeps_its_language(app: Flask) -> None:
    with answering(app, "/my-badges"):
        for code in LANG:
            g.holder = SimpleNamespace(language=code)
            assert language.code() == code
