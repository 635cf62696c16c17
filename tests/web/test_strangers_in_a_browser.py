"""The report on a stranger's badge on a small phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from badges.storage.fetching.fetcher import Fetcher
from tests.accessibility import assert_accessible
from tests.simulator import IssuerSimulator
from tests.storage import abroad, hostile
from tests.storage.hostile import Hostile
from tests.web.conftest import Site
from tests.web.test_in_a_browser import OPEN_ALL, TURN, assert_fits


@pytest.fixture
def server(site: Site) -> Iterator[Hostile]:
    """The internet, which the site may ask."""
    with hostile.serving() as server:
        hosts = frozenset({server.host})
        site.app.extensions["fetcher"] = Fetcher(
            at_once=2, allowed=lambda: True, own_host="", test_hosts=hosts
        )
        yield server


def hand_in(page: Page, site: Site, held: str, language: str) -> None:
    """Paste a badge and look at the report, everything folded open."""
    page.goto(f"{site.url}/verify?lang={'en' if language == 'rtl' else language}")
    page.fill("#input", held)
    page.click("main button[type=submit]")
    page.evaluate(OPEN_ALL)
    if language == "rtl":
        page.evaluate(TURN)


@pytest.mark.parametrize("language", ["fr", "en", "rtl"])
def test_it_is_readable_by_everybody(
    page: Page, site: Site, server: Hostile, language: str
) -> None:
    issuer = abroad.issuer_on(server)
    issuer.badge_class["name"] = "Unbreakable" * 20
    issuer.assertion["evidence"] = [{"narrative": "https://example.org/" + "a" * 300}]
    abroad.publish(issuer, server)
    hand_in(page, site, issuer.token(), language)
    assert page.locator("[data-verdict=valid] .host").inner_text() == server.host
    assert_accessible(page)
    assert_fits(page)
    # Nothing of the stranger's was asked for by the browser, nor can be tapped.
    assert page.locator(f"a[href*='{server.host}'], main img").count() == 0


def test_what_could_not_be_checked_stands_apart(page: Page, site: Site, server: Hostile) -> None:
    issuer = IssuerSimulator(f"http://{server.host}")
    hand_in(page, site, issuer.token(), "fr")
    headings = page.locator("h1, h2, h3").all_inner_texts()
    assert headings[:3] == [
        "Badge non vérifiable pour l'instant",
        "Comment nous avons vérifié",
        "Ce qui n'a pas pu être vérifié",
    ]
    assert_accessible(page)
    assert_fits(page)
