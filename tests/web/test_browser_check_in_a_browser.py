"""The browser's own result beside ours: alike where all is well, and its own where it is not."""

import json

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import update

from badges.extensions import db
from badges.models import Assertion
from tests.accessibility import assert_accessible
from tests.simulator import pem, rsa_key
from tests.web import states
from tests.web.conftest import Site
from tests.web.test_in_a_browser import OPEN_ALL, TOO_SMALL, assert_fits

OWN = "[data-check] .verdict"
# The day of the tests is not that of this machine: the script is told the tests' own.
THAT_DAY = f"Date.now = () => {int(states.NOW.timestamp()) * 1000}"


def check(page: Page, site: Site, path: str, language: str = "fr") -> None:
    """Open the page and wait until the browser has its result; its clock is the server's."""
    page.add_init_script(THAT_DAY)
    page.goto(f"{site.url}{path}/check?lang={language}")
    expect(page.locator(OWN)).to_be_visible()


def lines(page: Page, outcome: str) -> list[str]:
    return page.locator(f"[data-check] .{outcome}").all_text_contents()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("name", ["valid", "expired", "damaged"])
def test_it_comes_to_our_result(page: Page, site: Site, name: str, language: str) -> None:
    check(page, site, getattr(site.shown, name).page, language)
    ours, own = page.locator(".verdict").all()
    assert own.get_attribute("data-verdict") == ours.get_attribute("data-verdict")
    assert own.locator("h3").inner_text() == ours.locator("h3").inner_text()
    expect(page.locator("[data-part]").nth(0)).to_be_hidden()
    expect(page.locator("[data-part]").nth(2)).to_be_hidden()
    assert_accessible(page)
    assert_fits(page)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(TOO_SMALL) == []


def test_each_check_has_its_line(page: Page, site: Site) -> None:
    check(page, site, site.shown.valid.page)
    assert lines(page, "failed") == lines(page, "unreachable") == lines(page, "skipped") == []
    said = lines(page, "passed")
    assert len(said) == 14
    assert "La signature est juste\u202f: rien n'a été changé." in [one.strip() for one in said]


def test_it_does_not_believe_our_verdict(page: Page, site: Site) -> None:
    """The server says valid; what it serves to the browser is another's key."""

    def another(route: Route) -> None:
        answer = route.fetch()
        document = {**answer.json(), "publicKeyPem": pem(rsa_key())}
        route.fulfill(response=answer, body=json.dumps(document))

    page.route("**/key.json", another)
    check(page, site, site.shown.valid.page)
    ours, own = page.locator(".verdict").all()
    assert ours.get_attribute("data-verdict") == "valid"
    assert own.get_attribute("data-verdict") == "invalid"
    expect(page.get_by_text("Les deux résultats ne sont pas les mêmes.")).to_be_visible()


def test_one_changed_letter_of_a_document_is_seen(page: Page, site: Site) -> None:
    def changed(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("groupe", "troupe", 1))

    page.route("**/badges/*/1.json", changed)
    check(page, site, site.shown.valid.page)
    assert page.locator(OWN).get_attribute("data-verdict") == "invalid"
    assert [one.strip() for one in lines(page, "failed")] == [
        "Ce que le badge demande a été changé depuis."
    ]


@pytest.mark.parametrize("address", ["**/revocations.json", "**/issuers/*/1.json", "**/*.jws"])
def test_what_it_cannot_fetch_is_neither_yes_nor_no(page: Page, site: Site, address: str) -> None:
    page.route(address, lambda route: route.abort())
    check(page, site, site.shown.valid.page)
    assert page.locator(OWN).get_attribute("data-verdict") == "unverifiable"
    assert lines(page, "failed") == []
    assert lines(page, "unreachable")
    assert_accessible(page)


def test_another_badge_under_this_address_is_not_this_one(page: Page, site: Site) -> None:
    check(page, site, site.shown.valid.page)
    with site.app.app_context():
        db.session.execute(
            update(Assertion)
            .where(Assertion.uid == site.shown.valid.uid)
            .values(token=site.shown.expired.token)
        )
        db.session.commit()
        db.session.remove()
    check(page, site, site.shown.valid.page)
    ours, own = page.locator(".verdict").all()
    assert own.get_attribute("data-verdict") == ours.get_attribute("data-verdict") == "invalid"


def test_where_there_is_no_web_crypto_it_says_so(page: Page, site: Site) -> None:
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    check(page, site, site.shown.valid.page)
    assert page.locator(OWN).get_attribute("data-verdict") == "unverifiable"
    expect(page.get_by_text("ne vérifie les signatures que sur une adresse https")).to_be_visible()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_script_it_says_what_it_needs(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{site.shown.valid.page}/check")
    expect(page.get_by_text("Pour cela, JavaScript doit être permis")).to_be_visible()
    expect(page.locator(OWN)).to_be_hidden()
    expect(page.get_by_text("badges verify http")).to_be_visible()
