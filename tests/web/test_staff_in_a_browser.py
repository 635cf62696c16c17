"""Signing in, on a small phone: without script, by keyboard, with a passkey."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from badges import clock, create_app
from badges.extensions import db
from badges.models import Role, Staff, StaffSession
from badges.services import organisations
from badges.urls import PublicUrls
from tests import cast
from tests.accessibility import assert_accessible
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.web.staff_visits import letters
from tests.web.test_in_a_browser import assert_fits

COACH = "coach@passerelles.example"
COORDINATOR = "coordination@passerelles.example"
LIGHT = 50 * 1024
# A choice is as large as the label round it.
TOO_SMALL = """
Array.from(document.querySelectorAll('a, button, summary, select, input:not([type=hidden])'))
  .filter(each => !each.matches('.skip') && each.checkVisibility())
  .map(each => [each, (each.closest('label') || each).getBoundingClientRect()])
  .filter(([, box]) => box.height < 44)
  .map(([each, box]) => each.outerHTML.slice(0, 80) + ' ' + box.height)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A service on http://localhost, where passkeys may be made."""

    url: str
    app: Flask
    staff: dict[str, Staff]

    def open(self, page: Page, staff: str) -> None:
        """Let the page's browser be signed in as somebody."""
        desk = Desk(self.app, self.staff[staff], device="Chrome, Android")
        page.context.add_cookies([{**desk.cookie, "url": self.url}])  # type: ignore[typeddict-item]

    def link(self) -> str:
        """The address of the newest mail."""
        return self.url + letters()[-1].link


@pytest.fixture
def place(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Place]:
    url = live_server.url.replace("127.0.0.1", "localhost")
    app = create_app(settings_for(sqlite_url, tmp_path, base=url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(url))
        admin = organisations.appoint(
            world.session, email="admin@service.example", role=Role.ADMIN, now=clock.now()
        )
        world.session.commit()
        staff = {"coach": world.coach, "coordinator": world.coordinator, "admin": admin}
        for one in staff.values():
            world.session.refresh(one)
            world.session.expunge(one)
        db.session.remove()
        live_server.serve(app)
        yield Place(url, app, staff)
        live_server.stop()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def authenticator(page: Page) -> Any:
    """A phone's own passkeys: it knows its person by a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def looks_right(page: Page) -> None:
    for language in ("fr", "en"):
        bare = page.url.partition("?")[0]
        page.goto(f"{bare}?lang={language}")
        assert_accessible(page)
        assert_fits(page)
        assert page.evaluate(TOO_SMALL) == [], page.url
        assert page.locator("h1").count() == 1


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_it_works_without_script(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/account")
    page.get_by_label("Votre adresse mail").fill(COACH)
    page.get_by_role("button", name="Recevoir un lien").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez vos mails")
    page.goto(place.link())
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    assert page.locator("form[data-passkey]:visible").count() == 0
    page.get_by_role("button", name="Sortir", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entrer")
    page.go_back()
    expect(page.get_by_text(COACH)).to_have_count(0)


def test_by_keyboard_alone(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/sign-in?next=/account")
    page.get_by_label("Votre adresse mail").focus()
    page.keyboard.type(COACH)
    page.keyboard.press("Enter")
    page.get_by_label("Code à six chiffres").focus()
    page.keyboard.type(letters()[-1].code)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.get_by_text("partagé")).to_be_visible()


def test_every_page_of_signing_in_is_accessible_and_fits(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/sign-in")
    looks_right(page)
    page.get_by_label("Your e-mail address").fill("not an address")
    page.locator("form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Get a link").click()
    assert_accessible(page)
    page.get_by_label("Your e-mail address").fill(COACH)
    page.get_by_role("button", name="Get a link").click()
    looks_right(page)
    page.goto(place.link())
    looks_right(page)
    page.goto(f"{place.url}/sign-in/x")
    looks_right(page)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("coach", "/account"),
        ("coach", "/account/appointment"),
        ("coach", "/account/unlock"),
        ("coordinator", "/account"),
        ("coordinator", "/account/second-factor/new"),
        ("coordinator", "/programme/staff"),
        ("admin", "/programme/staff"),
    ],
)
def test_every_page_of_staff_is_accessible_light_and_fits(
    page: Page, place: Place, who: str, path: str
) -> None:
    place.open(page, who)
    received: list[int] = []
    page.on("requestfinished", lambda one: received.append(one.sizes()["responseBodySize"]))
    page.goto(place.url + path)
    page.wait_for_load_state("networkidle")
    assert sum(received) <= LIGHT
    looks_right(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    assert_accessible(page)


def test_an_invitation_on_paper_and_in_the_hand(page: Page, place: Place) -> None:
    place.open(page, "coordinator")
    page.goto(f"{place.url}/programme/staff")
    page.get_by_label("Son adresse mail").fill("nour@passerelles.example")
    page.get_by_role("button", name="Inviter").click()
    assert_accessible(page)
    assert_fits(page)
    address = page.get_by_label("Ou donnez-lui cette adresse").input_value()
    page.reload()  # the form is sent again: the same invitation
    assert page.get_by_label("Ou donnez-lui cette adresse").input_value() == address
    page.context.clear_cookies()
    page.goto(address)
    looks_right(page)
    page.get_by_role("button", name="Accept").click()
    page.get_by_label("Six-digit code").fill(letters()[-1].code)
    assert len(letters()) == 2


def test_a_coordinator_sets_an_app_up(page: Page, place: Place) -> None:
    page.goto(f"{place.url}/sign-in?next=/account")
    page.get_by_label("Votre adresse mail").fill(COORDINATOR)
    page.get_by_role("button", name="Recevoir un lien").click()
    page.goto(place.link())
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre second facteur")
    assert_accessible(page)
    assert_fits(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(secret).at(clock.now()))
    page.get_by_role("button", name="C'est prêt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    page.goto(f"{place.url}/account")
    looks_right(page)


def test_a_passkey_is_made_and_signs_in(page: Page, place: Place, authenticator: Any) -> None:
    place.open(page, "coordinator")
    page.goto(f"{place.url}/account")
    page.get_by_label("Nom de cette clé").fill("Mon téléphone")
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.locator("p[role=status]")).to_have_text("La clé d'accès est gardée.")
    expect(page.get_by_text("Mon téléphone")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sortir", exact=True).click()
    page.goto(f"{place.url}/sign-in?next=/account")
    page.get_by_role("button", name="Entrer avec une clé d'accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_a_passkey_is_a_first_second_factor(page: Page, place: Place, authenticator: Any) -> None:
    place.open(page, "coordinator")
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    page.goto(f"{place.url}/account")
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(proved_at=None))
    page.goto(f"{place.url}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Encore un pas")
    page.get_by_role("button", name="Montrer ma clé d'accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_a_phone_that_slept_is_opened_by_its_passkey(
    page: Page, place: Place, authenticator: Any
) -> None:
    place.open(page, "coach")
    page.goto(f"{place.url}/account")
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.locator("p[role=status]")).to_be_visible()
    slept = {"remembered": True, "seen_at": clock.now() - timedelta(hours=13)}
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).values(slept))
    page.goto(f"{place.url}/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("C'est bien vous\u202f?")
    page.get_by_role("button", name="Ouvrir avec ma clé d'accès").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_a_finger_that_is_nobodys(page: Page, place: Place, authenticator: Any) -> None:
    session, number = authenticator
    page.goto(f"{place.url}/sign-in")
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": number})
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    button = page.get_by_role("button", name="Entrer avec une clé d'accès")
    expect(button).to_be_visible()
    page.evaluate("void (navigator.credentials.get = () => Promise.reject(new Error('no')))")
    button.click()
    expect(page.get_by_text("La clé d'accès n'a pas répondu.")).to_be_visible()
    expect(button).to_be_enabled()
    assert [one for one in asked if one.endswith("/options")]


def test_an_answer_counts_once(page: Page, place: Place, authenticator: Any) -> None:
    place.open(page, "coach")
    page.goto(f"{place.url}/account")
    page.get_by_role("button", name="Créer une clé d'accès").click()
    expect(page.locator("p[role=status]")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{place.url}/sign-in")
    sent: list[str] = []

    def keep(request: Any) -> None:
        if request.method == "POST" and request.url.endswith("/sign-in/passkey"):
            sent.append(request.post_data)

    page.on("request", keep)
    page.get_by_role("button", name="Entrer avec une clé d'accès").click()
    page.wait_for_url("**/activities")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    assert cookies
    replayed = page.request.post(
        f"{place.url}/sign-in/passkey",
        data=sent[0],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert replayed.status == 400
