"""`/verify` and badges of other services, which lie on a server that stands for the internet."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from badges import FETCHING_AT_ONCE, create_app
from badges.cli import serving
from badges.extensions import READER, db
from badges.openbadges import baking
from badges.storage.fetching import fetcher as fetching
from badges.storage.fetching.fetcher import Fetcher
from badges.storage.fetching.kept import Kept
from tests.fixtures.database import settings_for
from tests.simulator import IssuerSimulator
from tests.storage import abroad, hostile
from tests.storage.hostile import Hostile, reply, sized
from tests.web.states import States
from tests.web.test_awards import text
from tests.web.test_verify import PATH, file, hand_in, picture_of, verdict
from tests.web.visits import Visitor


@pytest.fixture
def server() -> Iterator[Hostile]:
    """The internet."""
    with hostile.serving() as server:
        yield server


@pytest.fixture
def issuer(server: Hostile) -> IssuerSimulator:
    """Somebody else who gives badges."""
    return abroad.issuer_on(server)


@pytest.fixture
def open_app(sqlite_url: str, tmp_path: Path, server: Hostile, shown: States) -> Iterator[Flask]:
    """The application with VERIFY_OTHERS on, over the database of `shown`."""
    hosts = frozenset({server.host})
    settings = settings_for(sqlite_url, tmp_path)
    app = create_app(replace(settings, verify_others=True, fetch_test_hosts=hosts))
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def visitor(open_app: Flask) -> FlaskClient:
    """Somebody without a browser, who reads French."""
    return Visitor(open_app)


def test_it_works(visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile) -> None:
    answer = hand_in(visitor, input=issuer.token())
    assert verdict(answer) == "valid"
    said = text(answer.text)
    assert "Donné par Les Passerelles le 14 novembre 2026." in said
    assert "Fiez-vous à cette adresse, pas au nom. Ce service ne la connaît pas." in said
    assert f'<bdi class="host" dir="ltr">{server.host}</bdi>' in answer.text
    assert "Je travaille avec les autres." in said
    assert "1. Partager la balle" in said
    assert "La signature est juste : rien n'a été changé." in said


def test_whatever_a_stranger_gave_is_judged(
    visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile
) -> None:
    assert verdict(hand_in(visitor, input=issuer.address("assertion"))) == "valid"
    assert verdict(hand_in(visitor, input=json.dumps(issuer.mirror))) == "valid"
    for content in (issuer.token(), issuer.address("assertion"), json.dumps(issuer.mirror)):
        baked = baking.bake(picture_of(b""), content)
        assert verdict(hand_in(visitor, file=file(baked, "a.png", "image/png"))) == "valid"
    drawn = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
    baked = baking.bake(drawn, issuer.token())
    assert verdict(hand_in(visitor, file=file(baked, "a.svg", "image/svg+xml"))) == "valid"
    baked = baking.bake(picture_of(b""), issuer.token())
    server.replies["/badge.png"] = reply("Content-Type: image/png", body=baked)
    assert verdict(hand_in(visitor, input=f"{issuer.origin}/badge.png")) == "valid"


def test_while_it_is_off_no_request_leaves_and_the_page_says_so(
    client: FlaskClient, issuer: IssuerSimulator, server: Hostile, shown: States
) -> None:
    for held in (issuer.token(), issuer.address("assertion"), json.dumps(issuer.mirror)):
        answer = hand_in(client, input=held)
        assert verdict(answer) == "unverifiable"
        assert "Seuls les badges de ce service peuvent être vérifiés ici." in text(answer.text)
    assert server.connections == 0
    assert "Rien n'est demandé à d'autres services." in text(client.get(PATH).text)


def test_the_form_says_that_it_is_on(visitor: FlaskClient) -> None:
    assert "Tous les Open Badges 2.0 se vérifient ici" in text(visitor.get(PATH).text)


def test_our_own_badges_never_touch_the_network(
    visitor: FlaskClient, shown: States, server: Hostile
) -> None:
    uid = shown.valid.uid
    for held in (
        shown.valid.token,
        shown.valid.code,
        shown.forged,
        f"http://127.0.0.1:8000/x/{uid}",
    ):
        hand_in(visitor, input=held)
    assert verdict(hand_in(visitor, input=shown.valid.token)) == "valid"
    assert server.connections == 0


def test_a_strangers_badge_that_names_ours_is_answered_from_our_database(
    visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile, shown: States
) -> None:
    mirror = visitor.get(f"/assertions/{shown.valid.uid}.json").json
    assert mirror is not None
    issuer.mirror["badge"] = mirror["badge"]
    abroad.publish(issuer, server)
    answer = hand_in(visitor, input=issuer.address("assertion"))
    assert verdict(answer) == "invalid"
    assert "Esprit d'équipe" not in text(answer.text)
    assert len(server.requests) == 1
    issuer.mirror["badge"] = "http://127.0.0.1:8000/nothing.json"
    abroad.publish(issuer, server)
    fetcher(visitor.application).kept = Kept(time.monotonic)
    assert verdict(hand_in(visitor, input=issuer.address("assertion"))) == "unverifiable"


def test_a_forgery_is_told_and_nothing_of_it_shown(
    visitor: FlaskClient, issuer: IssuerSimulator
) -> None:
    head, payload, signature = issuer.token().split(".")
    forged = ".".join((head, payload, signature[:-8] + "AAAAAAAA"))
    answer = hand_in(visitor, input=forged)
    assert verdict(answer) == "invalid"
    assert "Les Passerelles" not in answer.text
    assert "Ce qui n'est pas valable" in text(answer.text)


@pytest.mark.parametrize("name", ["profile", "key", "badge_class", "revocation_list"])
def test_what_cannot_be_had_is_never_invalid(
    visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile, name: str
) -> None:
    server.replies[f"/{name}.json"] = b"oh"
    answer = hand_in(visitor, input=issuer.token())
    assert verdict(answer) == "unverifiable"
    said = text(answer.text)
    assert "Ce qui n'a pas pu être vérifié" in said
    assert "Le serveur ne répond pas pour l'instant" in said
    assert "Cela ne dit rien du badge. Revenez dans quelques minutes." in said
    assert "Les Passerelles" not in said


def test_what_is_published_where_we_do_not_read_says_so(visitor: FlaskClient) -> None:
    answer = hand_in(visitor, input="http://169.254.169.254/latest/meta-data")
    assert verdict(answer) == "unverifiable"
    assert "Nous ne pouvons pas lire où il est publié." in text(answer.text)


def test_nothing_of_a_strangers_is_a_link_a_picture_or_markup(
    visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile
) -> None:
    evil = '<img src=x onerror="a()"><script>b()</script>'
    issuer.badge_class |= {
        "name": evil,
        "description": evil * 100,
        "criteria": {"narrative": evil},
        "alignment": [
            {"type": "AlignmentObject", "targetName": evil, "targetUrl": f"{issuer.origin}/evil"}
        ],
    }
    issuer.profile |= {"name": evil, "url": f"{issuer.origin}/evil"}
    issuer.assertion["evidence"] = [{"id": f"{issuer.origin}/evil", "name": evil}]
    abroad.publish(issuer, server)
    answer = hand_in(visitor, input=issuer.token())
    assert verdict(answer) == "valid"
    page = answer.text.partition("<main")[2].partition("</main>")[0]
    assert "&lt;script&gt;b()" in page
    for written in ("<img", "<script", 'onerror="', f'href="{issuer.origin}', "/evil"):
        assert written not in page, written
    assert len(page) < 30_000


def test_an_older_badge_is_told_by_name(
    visitor: FlaskClient, issuer: IssuerSimulator, server: Hostile
) -> None:
    older = {
        "@context": "https://w3id.org/openbadges/v1",
        "type": "Assertion",
        "id": f"{issuer.origin}/older.json",
        "uid": "1",
        "badge": issuer.address("badge_class"),
        "verify": {"type": "hosted", "url": f"{issuer.origin}/older.json"},
    }
    server.replies["/older.json"] = sized(json.dumps(older).encode())
    for held in (f"{issuer.origin}/older.json", json.dumps(older)):
        answer = hand_in(visitor, input=held)
        assert verdict(answer) == "unverifiable"
        said = text(answer.text)
        assert "Il est d'une sorte plus ancienne : Open Badges 1." in said
        assert "Ne vous y fiez pas." not in said


# ---- many


def fetcher(app: Flask) -> Fetcher:
    found: Fetcher = app.extensions["fetcher"]
    return found


def test_half_of_the_threads_may_fetch() -> None:
    assert FETCHING_AT_ONCE * 2 == serving.THREADS


def test_eight_slow_strangers_leave_our_own_badges_alone(
    open_app: Flask, shown: States, server: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two wait, and hold no connection; six are answered at once, and so are ours."""
    monkeypatch.setattr(fetching, "SECONDS", 2 * hostile.NEVER)
    for number in range(8):
        server.replies[f"/{number}"] = server.drip(b"", b"", every=0.05)
    found: list[str] = []

    def ask(number: int) -> None:
        answer = hand_in(Visitor(open_app), input=f"http://{server.host}/{number}")
        assert (answer.headers.get("Retry-After") is None) == (number < FETCHING_AT_ONCE)
        found.append(verdict(answer))

    slow = [threading.Thread(target=ask, args=(n,)) for n in range(FETCHING_AT_ONCE)]
    for thread in slow:
        thread.start()
    while len(server.requests) < FETCHING_AT_ONCE:
        server.stopping.wait(0.01)
    for number in range(FETCHING_AT_ONCE, 8):
        ask(number)
    assert found == ["unverifiable"] * 6
    assert verdict(hand_in(Visitor(open_app), input=shown.valid.token)) == "valid"
    assert all(thread.is_alive() for thread in slow)
    assert [db.engines[name].pool.checkedout() for name in (None, READER)] == [0, 0]  # type: ignore[attr-defined]
    server.stopping.set()
    for thread in slow:
        thread.join(hostile.NEVER)
    assert found == ["unverifiable"] * 8
    assert len(server.requests) == FETCHING_AT_ONCE


def test_a_busy_moment_says_when_to_come_back(open_app: Flask, issuer: IssuerSimulator) -> None:
    for _ in range(FETCHING_AT_ONCE):
        fetcher(open_app).slots.acquire()
    answer = hand_in(Visitor(open_app), input=issuer.token())
    assert verdict(answer) == "unverifiable"
    assert int(answer.headers["Retry-After"]) > 0
    assert "Réessayez dans une minute." in text(answer.text)


@pytest.fixture
def limited(open_app: Flask, sqlite_url: str, tmp_path: Path, server: Hostile) -> Iterator[Flask]:
    """The same with its limits on."""
    settings = replace(
        settings_for(sqlite_url, tmp_path),
        limits=True,
        verify_others=True,
        fetch_test_hosts=frozenset({server.host}),
    )
    app = create_app(settings)
    with app.app_context():
        yield app
        for engine in db.engines.values():
            engine.dispose()


def test_ten_strangers_a_minute_and_ours_go_on(
    limited: Flask, issuer: IssuerSimulator, shown: States
) -> None:
    client = Visitor(limited)
    with time_machine.travel(1_800_000_000, tick=False):  # within one minute
        answers = [hand_in(client, input=issuer.token()) for _ in range(11)]
        assert {verdict(answer) for answer in answers[:10]} == {"valid"}
        assert answers[10].status_code == 429
        assert int(answers[10].headers["Retry-After"]) > 0
        assert verdict(hand_in(client, input=shown.valid.token)) == "valid"


def test_a_hundred_and_twenty_fetches_a_minute_whoever_asks(limited: Flask) -> None:
    with time_machine.travel(1_800_000_000, tick=False):
        allowed = fetcher(limited)._allowed
        assert [allowed() for _ in range(121)] == [True] * 120 + [False]
