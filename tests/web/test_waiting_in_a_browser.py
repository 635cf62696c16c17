"""In a basement: what is given without a network waits on the phone, and is sent once."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from badges import paths
from badges.extensions import db
from badges.models import Act, Award, Observation
from tests.accessibility import assert_accessible
from tests.cast import CRITERIA, NAMES
from tests.fixtures.basement import (
    Basement,
    expect_sent,
    give,
    give_offline,
    on_the_day,
    opened,
    queue,
    said,
    sign_in,
    stored,
    tick,
)
from tests.fixtures.browser import NewContext
from tests.web.test_in_a_browser import assert_fits
from tests.web.test_seen_in_a_browser import SMALL_TARGETS

LINE = "Un beau passage au bon moment"


def test_it_works(basement: Basement, screen: Page) -> None:
    give_offline(screen)
    expect(queue(screen)).to_contain_text("3 personnes")
    assert basement.count() == basement.count(Observation) == 0
    assert screen.locator("[name=person]:checked").count() == 0
    screen.context.set_offline(False)
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)
    said(screen).get_by_role("link", name="3 badges donnés").tap()
    expect(screen.locator("h1")).to_have_text("3 badges donnés")


def test_online_nothing_is_kept(basement: Basement, screen: Page) -> None:
    give(screen)
    expect(screen.locator("h1")).to_have_text("3 badges donnés")
    assert stored(screen) == "{}"
    assert basement.given() == on_the_day(basement)


def test_what_is_only_noted_waits_too(basement: Basement, screen: Page) -> None:
    screen.context.set_offline(True)
    tick(screen)
    screen.get_by_role("button", name="Garder").tap()
    expect(queue(screen)).to_be_visible()
    screen.context.set_offline(False)
    expect(said(screen)).to_contain_text("Ce que vous avez vu est gardé.")
    assert basement.count(Observation) == 3
    assert basement.count() == 0


def test_two_orders_wait_and_go_in_their_order(basement: Basement, screen: Page) -> None:
    give_offline(screen)
    screen.locator(".choices label.wide").last.tap()
    screen.get_by_role("button", name="Donner à 1 personne").tap()
    expect(queue(screen).locator("li")).to_have_count(2)
    screen.context.set_offline(False)
    expect(said(screen).locator("p")).to_have_count(2)
    expect_sent(screen)
    assert basement.count() == 4
    with basement.app.app_context():
        acts = select(func.count()).select_from(Award).group_by(Award.act_id)
        given = list(db.session().scalars(acts.order_by(Award.act_id)))
        db.session.remove()
    assert given == [3, 1]


def test_what_is_ready_is_given_once(basement: Basement, screen: Page) -> None:
    tick(screen)
    screen.get_by_role("button", name="Garder").tap()
    ready = screen.locator("section.card form", has_text="Esprit")
    expect(ready).to_be_visible()
    screen.wait_for_load_state()  # with its scripts
    screen.context.set_offline(True)
    ready.get_by_role("button").tap()
    expect(queue(screen)).to_contain_text("3 personnes")
    expect(ready.get_by_role("button")).to_be_disabled()
    screen.context.set_offline(False)
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("button", ["Donner", "Garder"])
def test_nothing_waits_for_nobody(screen: Page, button: str) -> None:
    screen.context.set_offline(True)
    screen.get_by_role("button", name=button).last.tap()
    expect(said(screen)).to_have_text("Choisissez d'abord pour qui.")
    screen.locator(".choices label.wide").first.tap()
    if button == "Garder":
        screen.get_by_role("button", name=button).last.tap()
        expect(said(screen)).to_have_text("Cochez d'abord ce que vous avez vu.")
    assert stored(screen) == "{}"


def test_the_phone_keeps_no_name_no_word_and_no_token(basement: Basement, screen: Page) -> None:
    token = screen.locator("#seen [name=csrf_token]").get_attribute("value") or ""
    screen.get_by_text("Ajouter une phrase").tap()
    screen.locator("#line").fill(LINE)
    give_offline(screen)
    expect(said(screen)).to_contain_text("Votre phrase n'est pas gardée sur ce téléphone.")
    expect(screen.locator("#line")).to_have_value("")
    kept = stored(screen)
    order = json.loads(json.loads(kept)["waiting"])[0]
    assert set(order) == {"to", "key", "fields", "by", "at"}
    assert {name for name, _ in order["fields"]} == {"badge", "criterion", "person"}
    secret = (*NAMES, *" ".join(NAMES).split(), *CRITERIA, LINE, token, "Tournoi", "Bobigny", "@")
    assert [one for one in secret if not one or one in kept] == []
    screen.context.set_offline(False)
    expect_sent(screen)
    assert basement.count() == 3


def test_two_tabs_send_once(basement: Basement, screen: Page, phone: BrowserContext) -> None:
    posts: list[str] = []
    phone.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    other = opened(phone, f"{basement.url}/activities")
    third = opened(phone, f"{basement.url}{basement.place}/seen")
    give_offline(screen)
    expect(queue(other)).to_be_visible()
    phone.set_offline(False)
    for one in (screen, other, third):
        expect(queue(one)).to_be_hidden()
    assert basement.given() == on_the_day(basement)
    assert len(posts) == 1


def test_without_a_lock_between_tabs_it_is_given_once_all_the_same(
    basement: Basement, phone: BrowserContext
) -> None:
    phone.add_init_script("Object.defineProperty(navigator, 'locks', {value: undefined})")
    screen, other = (opened(phone, f"{basement.url}{basement.place}/seen") for _ in range(2))
    give_offline(screen)
    phone.set_offline(False)
    for one in (screen, other):
        expect(queue(one)).to_be_hidden()
    assert basement.given() == on_the_day(basement)
    assert basement.count(Act) == 1


def test_it_survives_the_page(basement: Basement, screen: Page, phone: BrowserContext) -> None:
    give_offline(screen)
    screen.close()
    phone.set_offline(False)
    today = opened(phone, f"{basement.url}/activities")
    expect_sent(today)
    assert basement.given() == on_the_day(basement)


def test_people_are_told_in_the_basement(basement: Basement, phone: BrowserContext) -> None:
    basement.meanwhile(basement.untell)
    screen = opened(phone, f"{basement.url}{basement.place}/seen")
    phone.set_offline(True)
    screen.get_by_role("button", name="C'est dit").tap()
    expect(screen.locator("#telling")).to_be_hidden()
    give_offline(screen)
    phone.set_offline(False)
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_without_script_nothing_changes(basement: Basement, new_context: NewContext) -> None:
    context = new_context(java_script_enabled=False)
    sign_in(context, basement, basement.coach)
    screen = opened(context, f"{basement.url}{basement.place}/seen")
    expect(queue(screen)).to_be_hidden()
    tick(screen)
    screen.get_by_role("button", name="Donner le badge").tap()
    expect(screen.locator("h1")).to_have_text("3 badges donnés")
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_state_is_accessible_and_fits(basement: Basement, screen: Page, language: str) -> None:
    screen.goto(f"{basement.url}{basement.place}/seen?lang={language}")
    screen.context.set_offline(True)
    tick(screen)
    screen.locator(".bar button").last.tap()
    expect(queue(screen)).to_be_visible()
    _judged(screen)  # waiting
    basement.meanwhile(basement.untell)
    screen.context.set_offline(False)
    expect(queue(screen).locator("li a")).to_be_visible()
    _judged(screen)  # to be looked at
    screen.reload()
    screen.locator("#telling button:visible").first.tap()
    expect(screen.locator("#telling")).to_have_count(0)
    screen.wait_for_load_state()  # with its scripts
    queue(screen).locator("[data-mine] button").tap()
    expect(queue(screen)).to_be_hidden()
    expect(said(screen).locator("a")).to_have_text(
        {"fr": "3 badges donnés", "en": "3 badges given"}[language]
    )
    _judged(screen)  # sent


def _judged(screen: Page) -> None:
    assert_accessible(screen)
    assert_fits(screen)
    assert screen.evaluate(SMALL_TARGETS) == []


def test_the_scripts_are_small_and_one_alone_keeps_something() -> None:
    scripts = {path.name: path.read_text("utf-8") for path in paths.STATIC.glob("*.js")}
    of_the_screen = ("waiting.js", "sending.js", "basement.js", "seen.js")
    assert all(len(scripts[name].encode()) <= 3_500 for name in of_the_screen)
    assert sum(len(scripts[name].encode()) for name in of_the_screen) <= 15_000
    keeping = ("localStorage", "sessionStorage", "indexedDB", "caches.", "document.cookie")
    assert [name for name, text in scripts.items() if any(one in text for one in keeping)] == [
        "waiting.js"
    ]
