"""Signing in: by link, by code, once, in the browser that asked. Looking changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import select, update

from badges import clock, create_app
from badges.extensions import db, reading
from badges.models import Appointment, SignInLink, Staff, StaffSession
from badges.security import sessions
from badges.web import entering
from tests.cast import Cast
from tests.fixtures.database import settings_for
from tests.web.staff_visits import Guest, letters, signed_in
from tests.web.visits import answering

COACH = "coach@passerelles.example"
COORDINATOR = "coordination@passerelles.example"
UNKNOWN = "nobody@elsewhere.example"


@pytest.fixture
def guest(app: Flask, world: Cast) -> Guest:
    return Guest(app)


@pytest.fixture
def travel(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`travel(minutes=16)`: so much later."""

    def go(**passed: float) -> None:
        later = clock.now() + timedelta(**passed)
        monkeypatch.setattr(clock, "now", lambda: later)

    return go


def stored(column: object) -> list[object]:
    with reading() as connection:
        return list(connection.execute(select(column)).scalars())  # type: ignore[call-overload]


def test_it_works(guest: Guest, world: Cast) -> None:
    answer = guest.ask(COACH.upper(), next="/account")
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/sign-in/sent?next=%2Faccount",
    )
    [letter] = letters()
    assert letter.recipient == COACH
    shown = guest.get(letter.link)
    assert shown.status_code == 200
    assert shown.text.count("<button") == 1
    entered = guest.press(letter.link, next="/account")
    assert entered.headers["Location"] == "/account"
    account = guest.get("/account")
    assert account.status_code == 200
    assert COACH in account.text


def test_the_code_does_the_same(guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    entered = guest.type_code(letters()[0].code)
    assert (entered.status_code, entered.headers["Location"]) == (303, "/activities")
    assert guest.get("/account").status_code == 200


def test_looking_uses_nothing_up(app: Flask, guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    link = letters()[0].link
    before = stored(SignInLink.used_at)
    for visitor in (guest, Guest(app), guest):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = visitor.open(link, method=method)
            assert "Set-Cookie" not in answer.headers
    assert stored(SignInLink.used_at) == before == [None]
    assert stored(StaffSession.id) == []
    assert guest.press(link).status_code == 303


def test_a_link_works_once(guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    letter = letters()[0]
    guest.press(letter.link)
    for answer in (guest.get(letter.link), guest.press(letter.link)):
        assert answer.status_code == 410
        assert "a déjà servi. Demandez-en un nouveau." in answer.text
    assert guest.type_code(letter.code).status_code == 410
    assert len(stored(StaffSession.id)) == 1


def test_a_link_lasts_a_quarter_of_an_hour(
    guest: Guest, world: Cast, travel: Callable[..., None]
) -> None:
    guest.ask(COACH)
    letter = letters()[0]
    travel(minutes=14, seconds=59)
    assert guest.get(letter.link).status_code == 200
    travel(seconds=1)
    for answer in (guest.get(letter.link), guest.press(letter.link)):
        assert answer.status_code == 410
        assert "trop ancien. Demandez-en un nouveau." in answer.text
    assert guest.type_code(letter.code).status_code == 410
    assert stored(StaffSession.id) == []


def test_another_browser_is_told_what_to_do(app: Flask, guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    letter = letters()[0]
    other = Guest(app)
    other.ask(UNKNOWN)  # it has a nonce, but another one
    for answer in (Guest(app).get(letter.link), other.get(letter.link), other.press(letter.link)):
        assert answer.status_code == 409
        assert "demandé dans un autre navigateur" in answer.text
    assert other.type_code(letter.code).status_code == 400
    assert Guest(app).type_code(letter.code).status_code == 410
    assert stored(StaffSession.id) == []
    assert guest.press(letter.link).status_code == 303


def test_five_wrong_codes_end_the_link(guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    letter = letters()[0]
    wrong = f"{(int(letter.code.replace(' ', '')) + 1) % 1_000_000:06}"
    for _ in range(4):
        answer = guest.type_code(wrong)
        assert answer.status_code == 400
        assert "Ce n'est pas ce code." in answer.text
    assert guest.type_code(wrong).status_code == 410
    assert guest.type_code(letter.code).status_code == 410
    assert guest.get(letter.link).status_code == 410


@pytest.mark.parametrize("email", [COACH, UNKNOWN])
def test_after_twenty_wrong_codes_the_link_alone_opens(
    app: Flask, world: Cast, email: str, travel: Callable[..., None]
) -> None:
    """Whoever guesses in many browsers gets no further; known and unknown are answered alike."""
    for _ in range(4):
        stranger = Guest(app)
        stranger.ask(email)
        assert [stranger.type_code("1").status_code for _ in range(5)] == [400] * 4 + [410]
        travel(minutes=15)
    guest = Guest(app)
    guest.ask(email)
    typed = letters()[-1].code if email == COACH else "123 456"
    for code in (typed, "1"):
        answer = guest.type_code(code)
        assert answer.status_code == 429
        assert "Trop de codes faux en un jour. Ouvrez plutôt le lien du mail." in answer.text
        assert 'name="code"' in answer.text
    assert stored(StaffSession.id) == []
    if email == COACH:
        assert guest.press(letters()[-1].link).status_code == 303


@pytest.mark.parametrize("code", ["", "abc", "1" * 41, "٣٣٣٣٣٣"])
def test_what_is_no_code(guest: Guest, world: Cast, code: str) -> None:
    guest.ask(COACH)
    assert guest.type_code(code).status_code == 400
    assert stored(StaffSession.id) == []


def test_an_unknown_address_gets_the_same_answer(app: Flask, world: Cast) -> None:
    known, unknown = Guest(app), Guest(app)
    answers = known.ask(COACH), unknown.ask(UNKNOWN)
    assert [one.headers["Location"] for one in answers] == ["/sign-in/sent"] * 2
    assert [one.data for one in answers] == [b"", b""]
    pages = [one.get("/sign-in/sent") for one in (known, unknown)]
    assert pages[0].data.count(b"csrf_token") == pages[1].data.count(b"csrf_token")
    assert len(letters()) == 1
    wrong = [one.type_code("000 00x") for one in (known, unknown)]
    assert [one.status_code for one in wrong] == [400, 400]
    for _ in range(3):
        known.type_code("1")
        unknown.type_code("1")
    assert [one.type_code("1").status_code for one in (known, unknown)] == [410, 410]


def test_an_unknown_address_takes_as_long(app: Flask, world: Cast) -> None:
    world.session.rollback()
    taken: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(40):
        for known in (True, False):
            with db.engine.begin() as connection:
                connection.execute(update(SignInLink).values(address_hash="-"))
            guest, address = Guest(app), world_address(known, turn)
            start = perf_counter()
            guest.ask(address)
            taken[known].append(perf_counter() - start)
    ratio = median(taken[True]) / median(taken[False])
    assert 0.75 < ratio < 1.33, ratio


def world_address(known: bool, turn: int) -> str:
    return COACH if known else f"nobody-{turn:03}@elsewhere.example"


@pytest.mark.parametrize("email", [COACH, UNKNOWN])
def test_three_links_an_address(
    app: Flask, world: Cast, email: str, travel: Callable[..., None]
) -> None:
    assert [Guest(app).ask(email).status_code for _ in range(4)] == [303, 303, 303, 429]
    refused = Guest(app).ask(email)
    assert "Attendez un quart d'heure." in refused.text
    assert email in refused.text
    travel(minutes=15)
    assert Guest(app).ask(email).status_code == 303


def test_ten_links_a_network(sqlite_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("limited")
    app = create_app(replace(settings_for(sqlite_url, folder), limits=True))
    asked = [Guest(app).ask(f"somebody-{one}@elsewhere.example") for one in range(11)]
    assert [one.status_code for one in asked] == [303] * 10 + [429]
    assert "Attendez un quart d'heure." in asked[-1].text
    assert int(asked[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize("email", ["", "coach", "coach@", "a@b@c", "x" * 300 + "@a.example"])
def test_what_is_no_address(guest: Guest, email: str) -> None:
    answer = guest.ask(email)
    assert answer.status_code == 400
    assert "Écrivez une adresse mail" in answer.text
    assert letters() == []


@pytest.mark.parametrize("gone", ["disabled", "ended"])
def test_who_works_here_no_more_is_unknown(guest: Guest, world: Cast, gone: str) -> None:
    guest.ask(COACH)
    with db.engine.begin() as connection:
        if gone == "disabled":
            connection.execute(update(Staff).values(disabled_at=clock.now()))
        else:
            connection.execute(update(Appointment).values(ended_at=clock.now()))
    assert guest.press(letters()[0].link).status_code == 410
    assert guest.ask(COACH).status_code == 303
    assert len(letters()) == 1
    assert stored(StaffSession.id) == []


def test_a_form_from_elsewhere_does_nothing(guest: Guest, world: Cast) -> None:
    cross = {"Sec-Fetch-Site": "cross-site"}
    asked = guest.post("/sign-in", data={"email": COACH}, headers=cross)
    assert asked.status_code == 400
    assert letters() == []
    guest.ask(COACH)
    letter = letters()[0]
    token = sessions.csrf_of(guest.get_cookie("asked").value)  # type: ignore[union-attr]
    for data, headers in (
        ({"csrf_token": token}, cross),
        ({"csrf_token": ""}, {}),
        ({}, {}),
        ({"csrf_token": "0" * 64}, {}),
    ):
        guest.post(letter.link, data=data, headers=headers)
        guest.post("/sign-in/code", data={**data, "code": letter.code}, headers=headers)
    assert stored(StaffSession.id) == []
    assert stored(SignInLink.used_at) == [None]
    assert guest.post(letter.link, data={"csrf_token": token}).status_code == 303


def test_the_cookies_are_closed_to_scripts(guest: Guest, world: Cast) -> None:
    asked = guest.ask(COACH).headers["Set-Cookie"]
    assert asked.startswith("asked=")
    for attribute in ("HttpOnly", "SameSite=Lax", "Max-Age=900"):
        assert attribute in asked
    entered = guest.press(letters()[0].link).headers.getlist("Set-Cookie")
    assert entered[0].startswith("session=")
    assert "HttpOnly" in entered[0]
    assert "SameSite=Lax" in entered[0]
    assert "Max-Age" not in entered[0]
    assert entered[1].startswith("asked=;")


def test_a_coachs_phone_is_remembered(app: Flask, world: Cast) -> None:
    guest = Guest(app)
    guest.ask(COACH)
    entered = guest.press(letters()[0].link, device="remembered")
    assert f"Max-Age={30 * 24 * 3600}" in entered.headers["Set-Cookie"]
    assert stored(StaffSession.remembered) == [True]


def test_nobody_elses_phone_is(app: Flask, world: Cast) -> None:
    signed_in(app, COORDINATOR, device="remembered")
    assert stored(StaffSession.remembered) == [False]


def test_a_shared_device_is_noted(app: Flask, world: Cast, travel: Callable[..., None]) -> None:
    guest = signed_in(app, COACH, device="shared")
    travel(minutes=29)
    assert guest.get("/account").status_code == 200
    travel(minutes=30)
    assert guest.get("/account").status_code == 303


def test_signing_in_again_ends_what_was_open_in_this_browser(app: Flask, world: Cast) -> None:
    guest = signed_in(app, COACH)
    guest.ask(COACH)
    guest.press(letters()[-1].link)
    assert [one is None for one in stored(StaffSession.ended_at)] == [False, True]


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/account",
        "//evil.example/account",
        "/\\evil.example",
        "\\\\evil.example",
        "/account\r\nSet-Cookie: x=y",
        "javascript:alert(1)",
        "account",
        "/nowhere",
        "/sign-out",
        "/account?" + "x" * 500,
        "http:///account",
        "//[",
    ],
)
def test_afterwards_nobody_is_led_elsewhere(app: Flask, path: str) -> None:
    with answering(app, "/"):
        assert entering.own_path(path) == ""


@pytest.mark.parametrize("path", ["/account", "/account?lang=en", "/programme/staff"])
def test_afterwards_one_is_led_back(app: Flask, path: str) -> None:
    with answering(app, "/"):
        assert entering.own_path(path) == path


def test_the_mail_is_in_the_language_of_the_page(guest: Guest, world: Cast) -> None:
    guest.post("/sign-in?lang=en", data={"email": COACH})
    assert letters()[0].body.startswith("Hello,\n")


def test_each_page_says_what_it_is_in_both_languages(guest: Guest, world: Cast) -> None:
    guest.ask(COACH)
    for path in ("/sign-in", "/sign-in/sent", letters()[0].link, "/sign-in/x"):
        for language in ("fr", "en"):
            answer = guest.get(f"{path}?lang={language}")
            assert answer.text.count("<h1") == 1
            assert answer.headers["Cache-Control"] == "no-store"


def test_under_tls_the_cookies_are_the_hosts_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("tls")
    app = create_app(
        settings_for("sqlite:///" + str(folder / "x"), folder, base="https://badges.example.org")
    )
    with answering(app, "/"):
        response = app.make_response("")
        sessions.set_nonce(response, "x")
        sessions.set_cookie(response, "x", remembered=True)
    for cookie in response.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
