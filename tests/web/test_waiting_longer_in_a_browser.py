"""What waits on the phone when it cannot go at once: nothing is lost, nothing is sent twice."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from badges.extensions import db
from badges.models import Act, Staff
from tests.fixtures.basement import (
    WAITING,
    Basement,
    expect_sent,
    give,
    give_offline,
    on_the_day,
    queue,
    said,
    sign_in,
    stored,
)
from tests.fixtures.desk import Desk


def test_an_answer_that_is_lost_is_asked_for_again(basement: Basement, screen: Page) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    give_offline(screen)
    screen.context.route("**/give", lose, times=1)
    screen.context.set_offline(False)
    screen.wait_for_timeout(1_000)
    assert lost == [303]
    assert basement.count() == 3
    expect(queue(screen)).to_be_visible()
    queue(screen).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)
    assert basement.count(Act) == 1


def test_a_session_that_ended_keeps_everything(
    basement: Basement, screen: Page, phone: BrowserContext
) -> None:
    give_offline(screen)
    basement.meanwhile(basement.end_session)
    phone.set_offline(False)
    expect(said(screen)).to_have_text("Connectez-vous pour envoyer.")
    assert basement.count() == 0
    with basement.app.app_context():
        coach = db.session().get_one(Staff, basement.coach.staff_id)
        again = Desk(basement.app, coach)
        db.session.remove()
    sign_in(phone, basement, again)
    queue(screen).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


@pytest.mark.parametrize("meanwhile", ["retire", "leave", "untell"])
def test_what_the_service_asks_about_is_to_be_looked_at(
    basement: Basement, screen: Page, meanwhile: str
) -> None:
    give_offline(screen)
    basement.meanwhile(getattr(basement, meanwhile))
    posts: list[str] = []
    screen.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    screen.context.set_offline(False)
    why = "Dites d'abord" if meanwhile == "untell" else "La liste ou le badge a changé"
    expect(said(screen)).to_contain_text(why)
    look = queue(screen).get_by_role("link", name="ouvrir la séance")
    assert look.get_attribute("href") == f"{basement.place}/seen"
    screen.reload()
    expect(look).to_be_visible()
    screen.evaluate("dispatchEvent(new Event('online'))")
    screen.wait_for_timeout(500)
    assert len(posts) == 1
    drop = queue(screen).get_by_role("button", name="Oublier")
    screen.once("dialog", lambda dialog: dialog.dismiss())
    drop.tap()
    expect(queue(screen)).to_be_visible()
    screen.once("dialog", lambda dialog: dialog.accept())
    drop.tap()
    expect(queue(screen)).to_be_hidden()
    assert stored(screen) == "{}"
    assert basement.count() == 0


def test_a_session_that_ends_while_it_is_sent_keeps_everything(
    basement: Basement, screen: Page
) -> None:
    def end(route: Route) -> None:
        answer = route.fetch()
        basement.meanwhile(basement.end_session)
        route.fulfill(response=answer)

    give_offline(screen)
    screen.context.route("**/activities", end)
    screen.context.set_offline(False)
    expect(said(screen)).to_have_text("Connectez-vous pour envoyer.")
    expect(queue(screen).get_by_role("button", name="Oublier")).to_be_hidden()
    assert "give" in stored(screen)
    assert basement.count() == 0


def test_what_was_put_right_is_sent_by_hand(basement: Basement, screen: Page) -> None:
    give_offline(screen)
    basement.meanwhile(basement.untell)
    screen.context.set_offline(False)
    expect(said(screen)).to_contain_text("Dites d'abord à ces personnes ce qui est noté.")
    screen.reload()
    screen.get_by_role("button", name="C'est dit").tap()
    expect(screen.locator("#telling")).to_have_count(0)
    screen.wait_for_load_state()  # with its scripts
    queue(screen).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_a_service_in_trouble_is_asked_later(basement: Basement, screen: Page) -> None:
    def trouble(route: Route) -> None:
        route.fulfill(status=503, body="")

    give_offline(screen)
    screen.context.route("**/give", trouble)
    screen.context.set_offline(False)
    queue(screen).get_by_role("button", name="Envoyer maintenant").tap()
    expect(said(screen)).to_contain_text("Rien n'est perdu")
    expect(queue(screen).get_by_role("button", name="Oublier")).to_be_hidden()
    screen.context.unroute("**/give")
    screen.reload()
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_it_tries_again_every_half_minute(basement: Basement, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(f"{basement.url}{basement.place}/seen")
    give_offline(page)
    phone.route("**/give", lambda route: route.fulfill(status=429, body=""), times=1)
    with page.expect_response("**/give") as answered:
        phone.set_offline(False)
    assert answered.value.status == 429
    assert basement.count() == 0
    page.clock.fast_forward(30_000)
    expect_sent(page)
    assert basement.given() == on_the_day(basement)


def test_a_line_that_hangs_counts_as_none(basement: Basement, screen: Page) -> None:
    screen.context.route("**/health", lambda _: None)
    give(screen)
    expect(said(screen)).to_have_text("Nous cherchons le réseau.")
    expect(said(screen)).to_contain_text(WAITING, timeout=4_000)
    queue(screen).get_by_role("button", name="Envoyer maintenant").tap()
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_another_coach_on_the_phone_neither_sees_nor_sends_it(
    basement: Basement, screen: Page, phone: BrowserContext
) -> None:
    give_offline(screen)
    sign_in(phone, basement, basement.second)
    phone.set_offline(False)
    expect(said(screen)).to_have_text("Connectez-vous pour envoyer.")
    for address in ("/activities", "/account"):
        screen.goto(f"{basement.url}{address}")
        expect(queue(screen)).to_contain_text("Un autre compte a 1 envoi en attente")
        expect(queue(screen).get_by_role("button", name="Envoyer maintenant")).to_be_hidden()
        assert queue(screen).locator("li").count() == 0
    assert basement.count() == 0
    sign_in(phone, basement, basement.coach)
    screen.goto(f"{basement.url}/activities")
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_signing_out_keeps_what_waits(
    basement: Basement, screen: Page, phone: BrowserContext
) -> None:
    def trouble(route: Route) -> None:
        route.fulfill(status=503, body="")

    give_offline(screen)
    phone.route("**/give", trouble)
    phone.set_offline(False)
    screen.goto(f"{basement.url}/account")
    expect(queue(screen)).to_contain_text("Si vous sortez, ces envois restent sur ce téléphone")
    screen.get_by_role("button", name="Sortir").first.tap()
    expect(screen).to_have_url(f"{basement.url}/sign-in")
    assert "give" in stored(screen)


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
def test_what_we_did_not_write_breaks_nothing(
    basement: Basement, screen: Page, garbage: str
) -> None:
    screen.evaluate("(garbage) => localStorage.setItem('waiting', garbage)", garbage)
    screen.reload()
    expect(queue(screen)).to_be_hidden()
    give_offline(screen)
    screen.context.set_offline(False)
    expect_sent(screen)
    assert basement.given() == on_the_day(basement)


def test_a_phone_that_keeps_nothing_says_so(screen: Page) -> None:
    screen.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    screen.context.set_offline(True)
    give(screen)
    expect(said(screen)).to_contain_text("Ce téléphone ne peut rien garder.")
    assert screen.locator("[name=person]:checked").count() == 3
