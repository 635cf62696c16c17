"""In a basement: what is given without a network waits on the phone, and is sent once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from badges import clock, create_app, paths
from badges.extensions import db
from badges.models import (
    Act,
    Actor,
    Assertion,
    Award,
    BadgeClass,
    Observation,
    Participant,
    Staff,
    StaffSession,
)
from badges.models import Session as Meeting
from badges.security import sessions
from badges.services import badge_shelf, informing
from badges.urls import PublicUrls
from tests import cast
from tests.accessibility import assert_accessible
from tests.cast import CRITERIA, DAYS, NAMES
from tests.fixtures.browser import NewContext
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.gym import Gym
from tests.web.test_in_a_browser import assert_fits
from tests.web.test_seen_in_a_browser import SMALL_TARGETS

LINE = "Un beau passage au bon moment"
STORED = "JSON.stringify(localStorage)"
WAITING = "En attente d'envoi"


@dataclass(slots=True)
class Basement:
    """Four people in a session, served to the telephone of their coach."""

    url: str
    app: Flask
    coach: Desk
    second: Desk
    place: str
    people: list[int]
    actor: Actor

    def count(self, table: type = Award) -> int:
        """How many rows there are by now."""
        with self.app.app_context():
            found: int = db.session().scalar(select(func.count()).select_from(table)) or 0
            db.session.remove()
        return found

    def given(self) -> list[tuple[int | None, str]]:
        """To whom there is a signed assertion, and on which day it says that it was issued."""
        with self.app.app_context():
            query = select(Award.participant_id, Assertion.token).join_from(Award, Assertion)
            rows = db.session().execute(query.order_by(Award.participant_id)).all()
            db.session.remove()
        return [(who, _payload(token or "")["issuedOn"][:10]) for who, token in rows]

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Something else happens at the service."""
        with self.app.app_context():
            act()
            db.session.commit()
            db.session.remove()

    def end_session(self) -> None:
        """The coach is signed out on this telephone."""
        row = db.session().get_one(StaffSession, self.coach.session_id)
        sessions.end_session(row, now=clock.now())

    def retire(self) -> None:
        """Nobody gives the badge any more."""
        badge_class = db.session().scalars(select(BadgeClass).order_by(BadgeClass.id)).first()
        assert badge_class is not None
        badge_shelf.retire(db.session(), badge_class, actor=self.actor, now=clock.now())

    def leave(self) -> None:
        """The second person said no, upstairs."""
        meeting = db.session().get_one(Meeting, int(self.place.rsplit("/", 1)[1]))
        informing.decline(
            db.session(), self.actor, meeting, self.people[1],
            zone=cast.ZONE, now=clock.now(),
        )  # fmt: skip

    def untell(self) -> None:
        """The second person was not told yet what is noted."""
        db.session().get_one(Participant, self.people[1]).informed_at = None


def _payload(token: str) -> dict[str, Any]:
    payload: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return payload


@pytest.fixture
def basement(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Basement]:
    """Everybody is there and was told."""
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        app.extensions["keyring"] = world.keyring
        listed = sorted(world.people, key=lambda one: one.name)
        gym, people = Gym(world), [one.id for one in listed]
        place, actor = gym.place, gym.actor()
        staff: list[Staff] = [world.coach, world.second_coach]
        coach, second = (Desk(app, one) for one in staff)
        db.session.remove()
    live_server.serve(app)
    yield Basement(live_server.url, app, coach, second, place, people, actor)
    live_server.stop()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def phone(basement: Basement, new_context: NewContext) -> BrowserContext:
    """The coach's."""
    context = new_context()
    sign_in(context, basement, basement.coach)
    return context


@pytest.fixture
def page(phone: BrowserContext, basement: Basement) -> Page:
    """The screen of the session, opened before the network was gone."""
    return opened(phone, f"{basement.url}{basement.place}/seen")


def sign_in(context: BrowserContext, basement: Basement, desk: Desk) -> None:
    cookie: Any = desk.cookie | {"url": basement.url}
    context.add_cookies([cookie])


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def tick(page: Page, people: int = 3) -> None:
    page.locator("fieldset:visible label.tick").first.tap()
    for label in page.locator(".choices label.wide").all()[:people]:
        label.tap()


def give(page: Page, people: int = 3) -> None:
    tick(page, people)
    page.get_by_role("button", name=f"Donner à {people}").tap()


def give_offline(page: Page) -> None:
    """Three people get the badge in the basement."""
    page.context.set_offline(True)
    give(page)
    expect(said(page)).to_contain_text(f"{WAITING} : 3 personnes")


def said(page: Page) -> Any:
    return page.locator("#said")


def queue(page: Page) -> Any:
    return page.locator("#waiting")


def stored(page: Page) -> str:
    return str(page.evaluate(STORED))


def expect_sent(page: Page) -> None:
    expect(said(page)).to_contain_text("Envoyé")
    expect(queue(page)).to_be_hidden()
    assert stored(page) == "{}"


def on_the_day(basement: Basement) -> list[tuple[int | None, str]]:
    return [(one, str(DAYS[1])) for one in sorted(basement.people[:3])]


def test_it_works(basement: Basement, page: Page) -> None:
    give_offline(page)
    expect(queue(page)).to_contain_text("3 personnes")
    assert basement.count() == basement.count(Observation) == 0
    assert page.locator("[name=person]:checked").count() == 0
    page.context.set_offline(False)
    expect_sent(page)
    assert basement.given() == on_the_day(basement)
    said(page).get_by_role("link", name="3 badges donnés").tap()
    expect(page.locator("h1")).to_have_text("3 badges donnés")


def test_online_nothing_is_kept(basement: Basement, page: Page) -> None:
    give(page)
    expect(page.locator("h1")).to_have_text("3 badges donnés")
    assert stored(page) == "{}"
    assert basement.given() == on_the_day(basement)


def test_what_is_only_noted_waits_too(basement: Basement, page: Page) -> None:
    page.context.set_offline(True)
    tick(page)
    page.get_by_role("button", name="Garder").tap()
    expect(queue(page)).to_be_visible()
    page.context.set_offline(False)
    expect(said(page)).to_contain_text("Ce que vous avez vu est gardé.")
    assert basement.count(Observation) == 3
    assert basement.count() == 0


def test_two_orders_wait_and_go_in_their_order(basement: Basement, page: Page) -> None:
    give_offline(page)
    page.locator(".choices label.wide").last.tap()
    page.get_by_role("button", name="Donner à 1 personne").tap()
    expect(queue(page).locator("li")).to_have_count(2)
    page.context.set_offline(False)
    expect(said(page).locator("p")).to_have_count(2)
    expect_sent(page)
    assert basement.count() == 4
    with basement.app.app_context():
        acts = select(func.count()).select_from(Award).group_by(Award.act_id)
        given = list(db.session().scalars(acts.order_by(Award.act_id)))
        db.session.remove()
    assert given == [3, 1]


def test_what_is_ready_is_given_once(basement: Basement, page: Page) -> None:
    tick(page)
    page.get_by_role("button", name="Garder").tap()
    ready = page.locator("section.card form", has_text="Esprit")
    expect(ready).to_be_visible()
    page.context.set_offline(True)
    ready.get_by_role("button").tap()
    expect(queue(page)).to_contain_text("3 personnes")
    expect(ready.get_by_role("button")).to_be_disabled()
    page.context.set_offline(False)
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("button", ["Donner", "Garder"])
def test_nothing_waits_for_nobody(page: Page, button: str) -> None:
    page.context.set_offline(True)
    page.get_by_role("button", name=button).last.tap()
    expect(said(page)).to_have_text("Choisissez d'abord pour qui.")
    page.locator(".choices label.wide").first.tap()
    if button == "Garder":
        page.get_by_role("button", name=button).last.tap()
        expect(said(page)).to_have_text("Cochez d'abord ce que vous avez vu.")
    assert stored(page) == "{}"


def test_the_phone_keeps_no_name_no_word_and_no_token(basement: Basement, page: Page) -> None:
    token = page.locator("#seen [name=csrf_token]").get_attribute("value") or ""
    page.get_by_text("Ajouter une phrase").tap()
    page.locator("#line").fill(LINE)
    give_offline(page)
    expect(said(page)).to_contain_text("Votre phrase n'est pas gardée sur ce téléphone.")
    expect(page.locator("#line")).to_have_value("")
    kept = stored(page)
    order = json.loads(json.loads(kept)["waiting"])[0]
    assert set(order) == {"to", "key", "fields", "by", "at"}
    assert {name for name, _ in order["fields"]} == {"badge", "criterion", "person"}
    secret = (*NAMES, *" ".join(NAMES).split(), *CRITERIA, LINE, token, "Tournoi", "Bobigny", "@")
    assert [one for one in secret if not one or one in kept] == []
    page.context.set_offline(False)
    expect_sent(page)
    assert basement.count() == 3


def test_an_answer_that_is_lost_is_asked_for_again(basement: Basement, page: Page) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    give_offline(page)
    page.context.route("**/give", lose, times=1)
    page.context.set_offline(False)
    page.wait_for_timeout(1_000)
    assert lost == [303]
    assert basement.count() == 3
    expect(queue(page)).to_be_visible()
    queue(page).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(page)
    assert basement.given() == on_the_day(basement)
    assert basement.count(Act) == 1


def test_two_tabs_send_once(basement: Basement, page: Page, phone: BrowserContext) -> None:
    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    other = opened(phone, f"{basement.url}/activities")
    third = opened(phone, f"{basement.url}{basement.place}/seen")
    give_offline(page)
    expect(queue(other)).to_be_visible()
    phone.set_offline(False)
    for one in (page, other, third):
        expect(queue(one)).to_be_hidden()
    assert basement.given() == on_the_day(basement)
    assert len(posts) == 1


def test_without_a_lock_between_tabs_it_is_given_once_all_the_same(
    basement: Basement, phone: BrowserContext
) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    page, other = (opened(phone, f"{basement.url}{basement.place}/seen") for _ in range(2))
    give_offline(page)
    phone.set_offline(False)
    for one in (page, other):
        expect(queue(one)).to_be_hidden()
    assert basement.given() == on_the_day(basement)
    assert basement.count(Act) == 1


def test_it_survives_the_page(basement: Basement, page: Page, phone: BrowserContext) -> None:
    give_offline(page)
    page.close()
    phone.set_offline(False)
    today = opened(phone, f"{basement.url}/activities")
    expect_sent(today)
    assert basement.given() == on_the_day(basement)


def test_a_session_that_ended_keeps_everything(
    basement: Basement, page: Page, phone: BrowserContext
) -> None:
    give_offline(page)
    basement.meanwhile(basement.end_session)
    phone.set_offline(False)
    expect(said(page)).to_have_text("Connectez-vous pour envoyer.")
    assert basement.count() == 0
    with basement.app.app_context():
        coach = db.session().get_one(Staff, basement.coach.staff_id)
        again = Desk(basement.app, coach)
        db.session.remove()
    sign_in(phone, basement, again)
    queue(page).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("meanwhile", ["retire", "leave", "untell"])
def test_what_the_service_asks_about_is_to_be_looked_at(
    basement: Basement, page: Page, meanwhile: str
) -> None:
    give_offline(page)
    basement.meanwhile(getattr(basement, meanwhile))
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.context.set_offline(False)
    why = "Dites d'abord" if meanwhile == "untell" else "La liste ou le badge a changé"
    expect(said(page)).to_contain_text(why)
    look = queue(page).get_by_role("link", name="ouvrir la séance")
    assert look.get_attribute("href") == f"{basement.place}/seen"
    page.reload()
    expect(look).to_be_visible()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_timeout(500)
    assert len(posts) == 1
    drop = queue(page).get_by_role("button", name="Oublier")
    page.once("dialog", lambda dialog: dialog.dismiss())
    drop.tap()
    expect(queue(page)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    drop.tap()
    expect(queue(page)).to_be_hidden()
    assert stored(page) == "{}"
    assert basement.count() == 0


def test_what_was_put_right_is_sent_by_hand(basement: Basement, page: Page) -> None:
    give_offline(page)
    basement.meanwhile(basement.untell)
    page.context.set_offline(False)
    expect(said(page)).to_contain_text("Dites d'abord à ces personnes ce qui est noté.")
    page.reload()
    page.get_by_role("button", name="C'est dit").tap()
    expect(page.locator("#telling")).to_have_count(0)
    queue(page).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_people_are_told_in_the_basement(basement: Basement, phone: BrowserContext) -> None:
    basement.meanwhile(basement.untell)
    page = opened(phone, f"{basement.url}{basement.place}/seen")
    phone.set_offline(True)
    page.get_by_role("button", name="C'est dit").tap()
    expect(page.locator("#telling")).to_be_hidden()
    give_offline(page)
    phone.set_offline(False)
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_a_service_in_trouble_is_asked_later(basement: Basement, page: Page) -> None:
    def trouble(route: Route) -> None:
        route.fulfill(status=503, body="")

    give_offline(page)
    page.context.route("**/give", trouble)
    page.context.set_offline(False)
    queue(page).get_by_role("button", name="Envoyer maintenant").tap()
    expect(said(page)).to_contain_text("Rien n'est perdu")
    expect(queue(page).get_by_role("button", name="Oublier")).to_be_hidden()
    page.context.unroute("**/give")
    page.reload()
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_a_line_that_hangs_counts_as_none(basement: Basement, page: Page) -> None:
    page.context.route("**/health", lambda _: None)
    give(page)
    expect(said(page)).to_have_text("Nous cherchons le réseau.")
    expect(said(page)).to_contain_text(WAITING, timeout=4_000)
    queue(page).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_another_coach_on_the_phone_neither_sees_nor_sends_it(
    basement: Basement, page: Page, phone: BrowserContext
) -> None:
    give_offline(page)
    sign_in(phone, basement, basement.second)
    phone.set_offline(False)
    expect(said(page)).to_have_text("Connectez-vous pour envoyer.")
    for address in ("/activities", "/account"):
        page.goto(f"{basement.url}{address}")
        expect(queue(page)).to_contain_text("Un autre compte a 1 envoi en attente")
        expect(queue(page).get_by_role("button", name="Envoyer maintenant")).to_be_hidden()
        assert queue(page).locator("li").count() == 0
    assert basement.count() == 0
    sign_in(phone, basement, basement.coach)
    page.goto(f"{basement.url}/activities")
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_signing_out_keeps_what_waits(
    basement: Basement, page: Page, phone: BrowserContext
) -> None:
    def trouble(route: Route) -> None:
        route.fulfill(status=503, body="")

    give_offline(page)
    phone.route("**/give", trouble)
    phone.set_offline(False)
    page.goto(f"{basement.url}/account")
    expect(queue(page)).to_contain_text("Si vous sortez, ces envois restent sur ce téléphone")
    page.get_by_role("button", name="Sortir").first.tap()
    expect(page).to_have_url(f"{basement.url}/sign-in")
    assert "give" in stored(page)


@pytest.mark.parametrize(
    "garbage",
    [
        "{",
        "null",
        "7",
        '{"a": 1}',
        '[null, 3, "x", {}, {"to": "/sign-out", "key": "k", "fields": []}]',
        '[{"to": "/activities/1/sessions/1/give", "key": "k", "fields": [7]}]',
    ],
)
def test_what_we_did_not_write_breaks_nothing(basement: Basement, page: Page, garbage: str) -> None:
    page.evaluate("(garbage) => localStorage.setItem('waiting', garbage)", garbage)
    page.reload()
    expect(queue(page)).to_be_hidden()
    give_offline(page)
    page.context.set_offline(False)
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_a_phone_that_keeps_nothing_says_so(page: Page) -> None:
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.context.set_offline(True)
    give(page)
    expect(said(page)).to_contain_text("Ce téléphone ne peut rien garder.")
    assert page.locator("[name=person]:checked").count() == 3


def test_without_script_nothing_changes(basement: Basement, new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    sign_in(context, basement, basement.coach)
    page = opened(context, f"{basement.url}{basement.place}/seen")
    expect(queue(page)).to_be_hidden()
    tick(page)
    page.get_by_role("button", name="Donner le badge").tap()
    expect(page.locator("h1")).to_have_text("3 badges donnés")
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_state_is_accessible_and_fits(basement: Basement, page: Page, language: str) -> None:
    page.goto(f"{basement.url}{basement.place}/seen?lang={language}")
    page.context.set_offline(True)
    tick(page)
    page.locator(".bar button").last.tap()
    expect(queue(page)).to_be_visible()
    _judged(page)  # waiting
    basement.meanwhile(basement.untell)
    page.context.set_offline(False)
    expect(queue(page).locator("li a")).to_be_visible()
    _judged(page)  # to be looked at
    page.reload()
    page.locator("#telling button:visible").first.tap()
    queue(page).locator("[data-mine] button").tap()
    expect(queue(page)).to_be_hidden()
    expect(said(page).locator("a")).to_have_text(
        {"fr": "3 badges donnés", "en": "3 badges given"}[language]
    )
    _judged(page)  # sent


def _judged(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)
    assert page.evaluate(SMALL_TARGETS) == []


def test_the_scripts_are_small_and_one_alone_keeps_something() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in paths.STATIC.glob("*.js")}
    of_the_screen = ("waiting.js", "sending.js", "basement.js", "seen.js")
    assert all(len(scripts[name].encode()) <= 3_500 for name in of_the_screen)
    assert sum(len(scripts[name].encode()) for name in of_the_screen) <= 15_000
    keeping = ("localStorage", "sessionStorage", "indexedDB", "caches.", "document.cookie")
    assert [name for name, text in scripts.items() if any(one in text for one in keeping)] == [
        "waiting.js"
    ]
