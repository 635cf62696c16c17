"""The verification page in each of its states."""

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from badges import clock, paths
from badges.artwork import picture
from badges.extensions import READER, db
from badges.openbadges.verification.report import Verdict
from badges.services import codes, verifying
from tests.cast import CRITERIA, NAMES, Cast
from tests.web import states
from tests.web.states import States

STATUS = {
    Verdict.VALID: 200,
    Verdict.EXPIRED: 200,
    Verdict.REVOKED: 410,
    Verdict.WITHDRAWN: 410,
    Verdict.INVALID: 200,
    Verdict.UNKNOWN: 404,
    Verdict.MISTYPED: 404,
}
OF_THE_BADGE = ("Esprit d'équipe", "Parole tenue", "futsal", "Les Passerelles", CRITERIA[0])


def text(body: str) -> str:
    """What a person reads of a page; `<bdi>` and `<b>` stand inside a sentence."""
    apart = re.sub(r"<(?!/?(?:bdi|b)\b)[^>]+>", " ", body)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", apart)).split())


def test_it_works(client: FlaskClient, shown: States) -> None:
    answer = client.get(shown.valid.page)

    assert answer.status_code == 200
    assert '<section class="verdict" data-verdict="valid">' in answer.text
    assert "<h1>Badge authentique et valable</h1>" in answer.text
    said = text(answer.text)
    assert "Donné par Les Passerelles du Canal le 14 novembre 2026." in said
    assert "Cette page ne dit pas à qui il est." in said
    assert "Demandez à la personne un lien avec son nom." in said
    assert "Vérifié Cette organisation l'a donné. Rien n'a changé depuis." in said
    assert "Pas vérifié L'identité de la personne. Son niveau dans un métier." in said
    assert "Je travaille avec les autres. J'aide le groupe à réussir." in said
    assert "Tournoi de futsal solidaire" in said
    assert f"Ce que le coach a vu {CRITERIA[0]}" in said
    assert "Ce badge n'est pas un diplôme." in said
    assert "Demandez à Les Passerelles du Canal." in said
    assert codes.shown(shown.valid.code) in said


@pytest.mark.parametrize("verdict", STATUS, ids=str)
def test_each_state_has_its_verdict_and_status(
    client: FlaskClient, shown: States, verdict: Verdict
) -> None:
    answer = client.get(shown.pages[verdict])

    assert answer.status_code == STATUS[verdict]
    assert re.findall(r'data-verdict="(\w+)"', answer.text) == [verdict]
    assert answer.text.count("<h1>") == 1
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Content-Language"] == "fr"
    assert "Accept-Language" in answer.headers["Vary"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("verdict", STATUS, ids=str)
def test_no_page_names_anybody(client: FlaskClient, shown: States, verdict: Verdict) -> None:
    page = client.get(shown.pages[verdict]).text
    assert not [word for name in NAMES for word in name.split() if word in page]
    assert "/p/" not in page


def test_a_code_leads_to_the_same_page_however_it_is_written(
    client: FlaskClient, shown: States
) -> None:
    page = client.get(shown.valid.page).text
    code = shown.valid.code
    for path in (f"/v/{code}", f"/v/{code.lower()}", f"/V/{code}", shown.valid.by_code):
        answer = client.get(path)
        assert (answer.status_code, answer.text) == (200, page)


def test_an_undone_badge_was_never_there(client: FlaskClient, shown: States) -> None:
    undone, never = client.get(shown.undone.page), client.get(f"/awards/{states.NO_UID}")
    assert undone.status_code == never.status_code == 404
    assert undone.text == never.text


@pytest.mark.parametrize("uid", ["nonsense", "é", "x" * 3000, states.NO_UID + ".json"])
def test_an_address_that_is_no_uid_is_an_unknown_badge(
    client: FlaskClient, shown: States, uid: str
) -> None:
    answer = client.get(f"/awards/{uid}")
    assert answer.status_code == 404
    assert 'data-verdict="unknown"' in answer.text


def test_every_withdrawn_page_is_the_same_bytes(client: FlaskClient, shown: States) -> None:
    answers = [
        client.get(path)
        for path in (
            shown.hidden.page,
            shown.hidden.by_code,
            shown.erased.page,
            shown.erased.by_code,
        )
    ]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.data for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in answers}) == 1
    assert "Cette page n'est plus en ligne. Cela ne dit rien de la personne." in answers[0].text


def test_a_revoked_page_says_when_and_why_without_art(client: FlaskClient, shown: States) -> None:
    page = client.get(shown.revoked.page).text
    assert "Les Passerelles du Canal l'a retiré le 23 novembre 2026." in text(page)
    assert "Il avait été donné par erreur." in text(page)
    assert "<img" not in page
    assert ".png" not in page


def test_an_expired_page_says_until_when_without_art(client: FlaskClient, shown: States) -> None:
    page = client.get(shown.expired.page).text
    said = text(page)
    assert "Parole tenue Donné par Les Passerelles du Canal le 14 novembre 2026." in said
    assert "Il n'est plus valable depuis le 14 décembre 2026." in said
    assert "Pas vérifié" in said
    assert "image.svg" not in page


def test_an_invalid_page_says_why_and_nothing_of_the_badge(
    client: FlaskClient, shown: States
) -> None:
    page = client.get(shown.damaged.page).text
    assert "La signature ne correspond pas à ce que dit le badge." in text(page)
    assert not [word for word in OF_THE_BADGE if word in html.unescape(page)]
    assert shown.damaged.uid not in page
    assert shown.damaged.code not in page


def test_what_could_not_be_checked_is_neither_green_nor_a_forgery(
    client: FlaskClient, shown: States, unverifiable: None
) -> None:
    answer = client.get(shown.valid.page)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert 'data-verdict="unverifiable"' in answer.text
    assert "Cela ne dit rien du badge. Revenez dans quelques minutes." in text(answer.text)
    assert not [word for word in OF_THE_BADGE if word in html.unescape(answer.text)]


def test_a_database_that_is_away_is_neither_green_nor_a_forgery(
    client: FlaskClient, shown: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_values: object) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr(verifying, "judge_uid", away)
    monkeypatch.setattr(verifying, "judge", away)
    for answer in (
        client.get(shown.valid.page),
        client.post("/verify", data={"input": shown.valid.code}),
    ):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert 'data-verdict="unverifiable"' in answer.text


def test_an_unknown_code_says_what_to_do_and_keeps_what_was_typed(
    client: FlaskClient, shown: States
) -> None:
    for code in (states.NOBODYS, states.MISTYPED):
        page = client.get(f"/v/{code}").text
        assert "Que faire" in page
        assert f'value="{code}"' in page
        assert '<form method="post" action="/verify"' in page


def test_what_was_typed_is_escaped(client: FlaskClient) -> None:
    page = client.get('/v/"><script>alert(1)</script>').text
    assert "<script>" not in page


def test_the_page_is_known_again_until_the_day_or_the_language_changes(
    client: FlaskClient, shown: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get(shown.valid.page).headers["ETag"]
    held = {"If-None-Match": tag}

    again = client.get(shown.valid.page, headers=held)
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in again.headers["Vary"]

    assert client.get(f"{shown.valid.page}?lang=en", headers=held).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: states.NOW + timedelta(hours=6))
    assert client.get(shown.valid.page, headers=held).status_code == 304
    monkeypatch.setattr(clock, "now", lambda: states.NOW + timedelta(days=1))
    assert client.get(shown.valid.page, headers=held).status_code == 200


def test_a_revocation_shows_at_the_next_request(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    tag = client.get(shown.valid.page).headers["ETag"]
    states.revoke(world, shown.valid)
    assert client.get(shown.valid.page, headers={"If-None-Match": tag}).status_code == 410


def test_only_what_is_there_is_conditional(client: FlaskClient, shown: States) -> None:
    for path in (shown.revoked.page, shown.hidden.page, f"/v/{states.NOBODYS}"):
        answer = client.get(path)
        held = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(path, headers=held).status_code == answer.status_code


@pytest.mark.parametrize("verdict", STATUS, ids=str)
def test_a_page_takes_at_most_two_statements(
    client: FlaskClient, shown: States, verdict: Verdict
) -> None:
    statements: list[str] = []

    def count(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(db.engines[READER], "before_cursor_execute", count)
    client.get(shown.pages[verdict])
    assert len(statements) <= 2, statements


def test_the_page_and_its_style_weigh_little(client: FlaskClient, shown: States) -> None:
    page = client.get(shown.valid.page)
    sheets = re.findall(r'href="/static/(\w+\.css)"', page.text)
    style = sum((paths.STATIC / sheet).stat().st_size for sheet in sheets)
    assert len(page.data) + style <= 15_000
    (address,) = re.findall(r'src="(/badges/[^"]+)"', page.text)
    assert len(client.get(address).data) <= 20_000


def test_the_page_needs_no_script_and_no_other_host(client: FlaskClient, shown: States) -> None:
    page = client.get(shown.valid.page).text
    assert "<script" not in page
    assert " style=" not in page
    assert not re.findall(r"<[^>]+\son\w+=", page)
    assert all(source.startswith("/") for source in re.findall(r'src="([^"]+)"', page))
    assert '<meta name="robots" content="noindex">' in page


def test_no_link_of_a_page_is_dead(client: FlaskClient, shown: States) -> None:
    meant = {shown.revoked.page: 410, f"/v/{codes.read(states.NOBODYS)}": 404}
    pages = ("/", "/about", "/verify", "/demo/forged", shown.organisation, shown.badge_class)
    for path in (*shown.pages.values(), *pages):
        ours = set(re.findall(r'(?:href|src)="(/[^"#]*)"', client.get(path).text))
        assert len(ours) > 3
        found = {link: client.get(link).status_code for link in ours}
        assert found == {link: meant.get(link, 200) for link in ours}, path


def test_the_whole_style_is_small_and_logical() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in paths.STATIC.rglob("*.css")}
    printed = [sheets.pop(name) for name in ("cards.css", "ticket.css")]
    for theirs in ("staff.css", "wallet.css"):  # no page has both
        page = (sheets["badges.css"], sheets["forms.css"], sheets[theirs])
        assert sum(len(sheet.encode()) for sheet in page) <= 8_000
    assert len(sheets) == 4
    assert sum(len(sheet.encode()) for sheet in printed) <= 2_000  # what is printed and cut out
    scripts = {path.name: path.read_bytes() for path in paths.STATIC.rglob("*.js")}
    assert len(scripts.pop("verifier.js")) <= 15_000  # a page of its own, with no other
    assert len(scripts.pop("kept.js")) <= 10_000  # only within the file to keep
    coachs = [len(scripts.pop(f"{one}.js")) for one in ("waiting", "sending", "basement")]
    assert max(coachs) <= 3_500
    assert sum(coachs) + len(scripts["seen.js"]) + len(scripts["passkeys.js"]) <= 15_000
    assert sum(len(script) for script in scripts.values()) <= 15_000
    physical = r"(?:margin|padding|border)-(?:left|right|top|bottom)|text-align:\s*(?:left|right)"
    style = "".join([*sheets.values(), *printed])
    assert not re.findall(physical, style)
    assert not re.findall(r"[{;\s](?:left|right|top|bottom|width|height):", style)


def test_the_qr_of_a_code_leads_back_in_capitals(
    app: Flask, client: FlaskClient, shown: States
) -> None:
    path = f"/v/{shown.valid.code}/qr"
    expected = f"HTTP://127.0.0.1:8000/V/{shown.valid.code}"
    svg, png = client.get(f"{path}.svg"), client.get(f"{path}.png")
    assert (svg.mimetype, png.mimetype) == ("image/svg+xml", "image/png")
    for data in (png.data, picture.png(svg.data)):
        assert read_qr(data) == [expected]
    assert svg.headers["Cache-Control"] == "no-cache"
    assert "sandbox" in svg.headers["Content-Security-Policy"]
    held = {"If-None-Match": svg.headers["ETag"]}
    assert client.get(f"{path}.svg", headers=held).status_code == 304


def read_qr(png: bytes) -> list[str]:
    """What a phone reads in a picture."""
    seen = Image.open(BytesIO(png)).convert("RGBA").convert("L")
    return [found.text for found in zxingcpp.read_barcodes(seen)]


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_there_is_no_qr_for_a_code_that_shows_nothing(
    client: FlaskClient, shown: States, kind: str
) -> None:
    for code in (states.NOBODYS, states.MISTYPED, shown.hidden.code, shown.erased.code):
        assert client.get(f"/v/{code}/qr.{kind}").status_code == 404
    for code in (shown.revoked.code, shown.expired.code):
        assert client.get(f"/v/{code}/qr.{kind}").status_code == 200
