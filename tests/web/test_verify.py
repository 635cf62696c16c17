"""`/verify`: whatever somebody holds, and what goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from badges import create_app
from badges.artwork import picture
from badges.extensions import db
from badges.openbadges import baking
from badges.reporting import handed_in
from tests import cast
from tests.fixtures.database import settings_for
from tests.web import states
from tests.web.states import States
from tests.web.test_awards import OF_THE_BADGE, text
from tests.web.visits import Visitor

PATH = "/verify"

URLENCODED = "application/x-www-form-urlencoded"


def hand_in(client: FlaskClient, **fields: object) -> TestResponse:
    answer = client.post(PATH, data=fields, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()  # a large body lies in a temporary file
    return answer


def file(data: bytes, name: str, media_type: str | None = None) -> tuple[BytesIO, str, str | None]:
    return BytesIO(data), name, media_type


def verdict(answer: TestResponse) -> str:
    assert answer.status_code == 200
    return answer.text.partition('data-verdict="')[2].partition('"')[0]


def test_it_works(client: FlaskClient, shown: States) -> None:
    page = client.get(PATH)
    assert page.status_code == 200
    assert page.text.count("<form") == 1
    assert 'name="input"' in page.text
    assert 'name="file"' in page.text

    answer = hand_in(client, input=shown.valid.token)
    assert verdict(answer) == "valid"
    assert "Donné par Les Passerelles du Canal le 14 novembre 2026." in text(answer.text)
    assert "Vérifier un autre badge" in text(answer.text)
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_whatever_somebody_holds_leads_to_the_same_badge(
    client: FlaskClient, shown: States
) -> None:
    valid = shown.valid
    mirror = client.get(f"/assertions/{valid.uid}.json").text
    for held in (
        valid.token,
        valid.code.lower(),
        f" {valid.by_code.removeprefix('/v/')} ",
        f"http://127.0.0.1:8000{valid.page}",
        f"http://127.0.0.1:8000{valid.by_code}",
        f"HTTP://127.0.0.1:8000/V/{valid.code}",
        f"http://127.0.0.1:8000/assertions/{valid.uid}.json",
        mirror,
    ):
        answer = hand_in(client, input=held)
        assert verdict(answer) == "valid", held
        assert "Esprit d'équipe" in text(answer.text)


def test_a_file_is_judged_like_its_token(client: FlaskClient, shown: States) -> None:
    uid = shown.valid.uid
    for ending, media_type in (("png", "image/png"), ("svg", "image/svg+xml"), ("jws", None)):
        baked = client.get(f"/assertions/{uid}.{ending}").data
        answer = hand_in(client, file=file(baked, f"badge.{ending}", media_type))
        assert verdict(answer) == "valid", ending


def test_one_changed_letter_is_refused_and_nothing_of_the_badge_shown(
    client: FlaskClient, shown: States
) -> None:
    png = client.get(f"/assertions/{shown.valid.uid}.png").data
    forged_png = baking.bake(picture_of(png), shown.forged)
    for answer in (
        hand_in(client, input=shown.forged),
        hand_in(client, file=file(forged_png, "badge.png", "image/png")),
    ):
        assert verdict(answer) == "invalid"
        said = text(answer.text)
        assert "La signature ne correspond pas à ce que dit le badge." in said
        assert not [word for word in OF_THE_BADGE if word in said]


def test_a_copy_that_was_changed_is_told_beside_the_verdict(
    client: FlaskClient, shown: States
) -> None:
    mirror = client.get(f"/assertions/{shown.valid.uid}.json").text
    told = "La copie donnée dit autre chose. Cette page montre le badge publié."
    same = hand_in(client, input=mirror)
    assert verdict(same) == "valid"
    assert told not in text(same.text)
    changed = hand_in(client, input=mirror.replace("Tournoi", "Marathon"))
    assert verdict(changed) == "valid"
    assert told in text(changed.text)
    assert "Marathon" not in text(changed.text.partition("<form")[0])


@pytest.mark.parametrize("at", [5, 40, 700, -1])
def test_a_token_that_was_badly_copied_is_not_told_in_the_words_of_programs(
    client: FlaskClient, shown: States, at: int
) -> None:
    token = shown.valid.token
    wrong = token[:at] + ("-" if token[at] != "-" else "_") + token[at:][1:]
    answer = hand_in(client, input=wrong if at > 0 else token[:-1])
    assert verdict(answer) == "invalid"
    band = text(answer.text.partition("<h2")[0])
    assert "JSON" not in band
    assert "Badge non valide" in band


def test_a_sentence_is_no_badge_and_accuses_nobody(client: FlaskClient) -> None:
    answer = hand_in(client, input="Bonjour, voici mon badge !")
    band = text(answer.text.partition("<h2")[0])
    assert "Ce n'est pas un badge" in band
    assert "non valide" not in text(answer.text)


def picture_of(baked: bytes) -> bytes:
    """A picture without a badge, of the same size."""
    return picture.png(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>', size=64)


@pytest.mark.parametrize("name", ["valid", "expired", "revoked", "hidden", "damaged"])
def test_the_verdict_is_that_of_the_page(client: FlaskClient, shown: States, name: str) -> None:
    page = getattr(shown, name).page
    expected = client.get(page).text.partition('data-verdict="')[2].partition('"')[0]
    assert verdict(hand_in(client, input=f"http://127.0.0.1:8000{page}")) == expected


def test_a_slip_is_no_unknown_code_and_is_kept_in_the_field(
    client: FlaskClient, shown: States
) -> None:
    slip = hand_in(client, input=states.MISTYPED)
    assert verdict(slip) == "mistyped"
    assert f'value="{states.MISTYPED}"' in slip.text
    assert "Code mal recopié" in text(slip.text)
    assert verdict(hand_in(client, input=states.NOBODYS)) == "unknown"


def test_strangers_badges_cannot_be_checked_here(client: FlaskClient, shown: States) -> None:
    answer = hand_in(client, input="https://badges.elsewhere.example/assertions/1.json")
    assert verdict(answer) == "unverifiable"
    assert "Seuls les badges de ce service peuvent être vérifiés ici." in text(answer.text)


@pytest.mark.parametrize(
    "junk", ["bonjour tout le monde", "a.b.c", '{"id": 1}', "[1, 2]", "é" * 5000, "\x00\x01"]
)
def test_what_is_no_badge_is_invalid_with_a_reason(
    client: FlaskClient, shown: States, junk: str
) -> None:
    assert verdict(hand_in(client, input=junk)) in {"invalid", "mistyped"}


def test_a_picture_without_a_badge_says_so(client: FlaskClient) -> None:
    answer = hand_in(client, file=file(picture_of(b""), "photo.png", "image/png"))
    assert verdict(answer) == "invalid"
    assert "Il n'y a pas de badge dans cette image." in text(answer.text)


def test_a_file_wins_over_a_text(client: FlaskClient, shown: States) -> None:
    token = file(shown.valid.token.encode(), "badge.jws")
    assert verdict(hand_in(client, input=states.NOBODYS, file=token)) == "valid"


def refused(answer: TestResponse, status: int, sentence: str) -> None:
    assert answer.status_code == status
    assert sentence in text(answer.text)
    assert '<form method="post" action="/verify"' in answer.text
    assert 'role="alert"' in answer.text


def test_nothing_given_is_said(client: FlaskClient) -> None:
    sentence = "Tapez un code, ou choisissez un fichier."
    refused(hand_in(client), 400, sentence)
    refused(hand_in(client, input="   "), 400, sentence)
    refused(hand_in(client, input="", file=file(b"", "")), 400, sentence)
    refused(client.post(PATH, data={"input": ""}), 400, sentence)
    refused(hand_in(client, file=file(b"", "badge.png", "image/png")), 400, "Ce fichier est vide.")


@pytest.mark.parametrize("size", [handed_in.MAX_BYTES + 1, handed_in.MAX_BYTES * 2])
def test_too_large_is_said(client: FlaskClient, size: int) -> None:
    answer = hand_in(client, file=file(b"x" * size, "badge.png", "image/png"))
    refused(answer, 413, "C'est trop gros\u202f: 5\u202fMo au plus.".replace("\u202f", " "))


@pytest.mark.parametrize("media_type", ["image/jpeg", "application/pdf", "video/mp4", "text/html"])
def test_what_cannot_be_a_badge_is_said(client: FlaskClient, media_type: str) -> None:
    answer = hand_in(client, file=file(b"\xff\xd8\xff", "cv", media_type))
    refused(answer, 415, "Ce type de fichier ne peut pas être un badge.")


def test_other_bodies_are_no_form(client: FlaskClient) -> None:
    answer = client.post(PATH, json={"input": "7K3M-Q9TX-WAA"})
    refused(answer, 415, "Envoyez un badge avec ce formulaire.")


def test_other_methods_are_refused(client: FlaskClient) -> None:
    assert client.put(PATH).status_code == 405


@pytest.fixture
def limited(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application with its limits on."""
    app = create_app(replace(settings_for(sqlite_url, tmp_path), limits=True))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def test_too_often_is_said_and_reading_goes_on(limited: Flask) -> None:
    client = Visitor(limited)
    with time_machine.travel(1_800_000_000, tick=False):  # within one minute
        answers = [hand_in(client, input=states.NOBODYS) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    refused(answers[30], 429, "Trop d'essais. Attendez une minute, puis réessayez.")
    assert int(answers[30].headers["Retry-After"]) > 0
    assert client.get(PATH).status_code == 200


def test_the_language_that_was_asked_for_is_kept(client: FlaskClient) -> None:
    asked = client.get(f"{PATH}?lang=en").text
    assert f'action="{PATH}?lang=en"' in asked
    assert 'href="/about?lang=en#data"' in asked
    assert f'action="{PATH}"' in client.get(PATH).text


def test_a_picture_without_a_badge_is_no_forgery(client: FlaskClient) -> None:
    plain = cast.draft().png
    said = text(hand_in(client, file=file(plain, "photo.png", "image/png")).text)
    assert "Scannez plutôt le QR, ou tapez le code du badge." in said
    assert "Ne vous y fiez pas." not in said


def test_a_form_without_files_is_small(client: FlaskClient) -> None:
    answer = client.post(PATH, data=b"a&" * 200_000, content_type=URLENCODED)
    refused(answer, 413, "C'est trop gros : 5 Mo au plus.")
    small = client.post(PATH, data={"input": states.MISTYPED}, content_type=URLENCODED)
    assert verdict(small) == "mistyped"


def test_any_other_page_takes_no_more_than_two_megabytes(client: FlaskClient) -> None:
    """Only a verification is as large as a picture can be."""
    answer = client.post(
        "/sign-in", data={"email": "x" * (2 * 1024 * 1024)}, content_type="multipart/form-data"
    )
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
