"""The pages of who coordinates several organisations, and lists that go on, on a small phone."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from badges import create_app
from badges.extensions import db
from badges.urls import PublicUrls
from tests import cast
from tests.accessibility import assert_accessible
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.gym import Gym
from tests.web import people_of_the_house, test_pages
from tests.web.test_in_a_browser import OPEN_ALL, assert_fits

PHONE: ViewportSize = {"width": 360, "height": 640}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who coordinates one organisation, who coordinates two, and a session with people."""

    url: str
    coach: Desk
    office: Desk
    wide: Desk
    place: str

    def sign_in(self, page: Page, desk: Desk) -> None:
        page.context.clear_cookies()
        name, value = desk.cookie["name"], desk.key
        page.context.add_cookies([{"name": name, "value": value, "url": self.url}])


@pytest.fixture
def house(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """With more requests, doubles and groups than one page holds."""
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        gym = Gym(world)
        test_pages.ask(world, 51)
        test_pages.double(world, 21)
        test_pages.lead(world, 11)
        programme = world.organisation.programme
        wide = people_of_the_house.programmes_coordinator(app, world.session, programme)
        desks = {"coach": Desk(app, world.coach), "office": Desk(app, world.coordinator)}
        place = gym.place
        db.session.remove()
        yield House(url=live_server.serve(app), wide=wide, place=place, **desks)
        live_server.stop()
        for engine in db.engines.values():
            engine.dispose()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_accessible_and_fits(house: House, page: Page, language: str) -> None:
    page.set_viewport_size(PHONE)
    for desk, path in (
        (house.wide, "/account/appointment?why=organisation&next=/cards&"),
        (house.wide, "/cards?"),
        (house.wide, "/activities/new?"),
        (house.office, "/requests?page=2&"),
        (house.office, "/people/merges?page=2&"),
        (house.coach, "/people?page=2&"),
        (house.coach, f"{house.place}/present?"),
    ):
        house.sign_in(page, desk)
        answer = page.goto(f"{house.url}{path}lang={language}")
        assert answer is not None
        assert answer.status == 200, path
        page.evaluate(OPEN_ALL)
        assert_accessible(page)
        assert_fits(page)
        if os.environ.get("SHOTS"):
            name = path.strip("/?&").replace("/", "_").split("?")[0]
            page.screenshot(path=f"/tmp/shots/{name}-{language}.png", full_page=True)


def test_one_chooses_and_comes_back(house: House, page: Page) -> None:
    page.set_viewport_size(PHONE)
    house.sign_in(page, house.wide)
    page.goto(f"{house.url}/badge-classes/new")
    page.evaluate("document.getElementById('organisation').remove()")  # as an older page was
    page.click("button[value=nothing]")
    page.wait_for_url("**/account/appointment?why=organisation&next=%2Fbadge-classes%2Fnew")
    page.locator("input[name=appointment]").last.check()
    page.click("main form button[type=submit]")
    page.wait_for_url("**/badge-classes/new")
    page.click("button[value=nothing]")
    page.wait_for_url("**/badge-classes/drafts/*")


def test_a_session_added_by_mistake_goes_in_two_taps(house: House, page: Page) -> None:
    page.set_viewport_size(PHONE)
    house.sign_in(page, house.coach)
    page.goto(f"{house.url}{house.place}/present")
    page.click("summary")
    page.click("details form button")
    page.wait_for_url("**?done=session-removed")
    assert page.locator("[role=status]").inner_text() == "La séance est retirée."
