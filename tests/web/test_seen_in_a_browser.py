"""From what was seen to the badge, on a small phone with a thumb."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlalchemy import func, select

from badges import clock, create_app
from badges.extensions import db
from badges.language import local_day
from badges.models import Activity, Award, Observation, Participant
from badges.services import activities, publishing
from badges.urls import PublicUrls
from tests import cast
from tests.accessibility import assert_accessible
from tests.cast import NOW, Cast, draft
from tests.fixtures.browser import NewContext
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.gym import Gym
from tests.web.test_in_a_browser import TOO_SMALL, TURN, assert_fits

NAMES = ("Aya", "Bilal", "Chen", "Diego", "Elif", "Fatou", "Goran", "Hana")
LANGUAGES = ("fr", "en", "rtl")
PAGES = 50_000
TRANSFERRED = """
['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
  .reduce((sum, each) => sum + each.transferSize, 0)
"""


@dataclass(slots=True)
class Hall:
    """A gymnasium of twelve people, served to a browser in which their coach is signed in."""

    url: str
    app: Flask
    desk: Desk
    place: str
    person: int
    form: dict[str, str | Sequence[str]]
    delay: float = 0.0
    posts: list[str] = field(default_factory=list)

    def count(self, table: type = Award) -> int:
        """How many rows there are by now."""
        with self.app.app_context():
            found: int = db.session().scalar(select(func.count()).select_from(table)) or 0
            db.session.remove()
        return found


@dataclass(slots=True)
class Thumb:
    """What a person taps, counted."""

    taps: int = 0

    def __call__(self, *targets: Locator) -> None:
        for target in targets:
            target.tap()
            self.taps += 1


@pytest.fixture
def hall(live_server: LiveServer, sqlite_url: str, tmp_path: object) -> Iterator[Hall]:
    """Twelve people, two badges of one session each."""
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))  # type: ignore[arg-type]
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        app.extensions["keyring"] = world.keyring
        gym = crowded(world)
        form, place = gym.form(world.people[1:3]), gym.place
        person = world.people[1].id
        hall = Hall(live_server.url, app, Desk(app, world.coach), place, person, form)
        db.session.remove()

    @app.before_request
    def slowly() -> None:
        if request.method == "POST":
            hall.posts.append(request.path)
        if request.endpoint != "static":
            time.sleep(hall.delay)

    live_server.serve(app)
    yield hall
    live_server.stop()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def crowded(world: Cast) -> Gym:
    gym = Gym(world)
    for person in activities.add_people(
        world.session, world.organisation, NAMES, actor="test", now=NOW
    ):
        gym.arrives(person)
    publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Parole tenue"),
        actor="test", now=NOW,
    )  # fmt: skip
    world.session.commit()
    return gym


@pytest.fixture
def open_page(hall: Hall, new_context: NewContext) -> Callable[..., Page]:
    """A page of the coach's phone, by default with script."""

    def opened(**options: object) -> Page:
        context: BrowserContext = new_context(**options)
        cookie: Any = hall.desk.cookie | {"url": hall.url}
        context.add_cookies([cookie])
        return context.new_page()

    return opened


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Say a figure, whether or not the test passes."""

    def told(sentence: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{sentence}\n")

    return told


@pytest.fixture
def place(hall: Hall) -> str:
    """The session's address."""
    return f"{hall.url}{hall.place}"


def acts(page: Page) -> list[Locator]:
    return page.locator("fieldset:visible label.tick").all()


def everybody(page: Page) -> Locator:
    return page.get_by_label("Tous (12)")


def test_twelve_get_one_badge_in_four_taps(
    hall: Hall, open_page: Callable[..., Page], place: str, tell: Callable[[str], None]
) -> None:
    page, tap = open_page(), Thumb()
    page.goto(f"{place}/seen")
    assert page.locator("[name=person]:checked").count() == 0
    tap(*acts(page)[:2], everybody(page), page.get_by_role("button", name="Donner à 12"))
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    tell(f"one badge, two acts, twelve people: {tap.taps} taps on the screen of what was seen")
    assert tap.taps <= 4
    assert hall.count() == 12


def test_twelve_get_one_badge_and_three_another(
    hall: Hall, open_page: Callable[..., Page], place: str, tell: Callable[[str], None]
) -> None:
    page, tap = open_page(), Thumb()
    page.goto(f"{place}/seen")
    tap(page.get_by_text("Parole tenue", exact=True))
    tap(*acts(page)[:2], everybody(page), page.get_by_role("button", name="Donner à 12"))
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    first = tap.taps
    tap(page.get_by_role("link", name="Donner un autre badge"))
    expect(everybody(page)).to_be_visible()
    tap(*acts(page)[:1])
    tap(*(page.locator(".choices label.wide", has_text=name) for name in NAMES[:3]))
    tap(page.get_by_role("button", name="Donner à 3 personnes"))
    expect(page.locator("h1")).to_have_text("3 badges donnés")
    tell(f"two badges for twelve and three: {first} and {tap.taps - first} taps")
    assert first <= 5
    assert tap.taps <= 12
    assert hall.count() == 15


def test_the_button_says_to_how_many(open_page: Callable[..., Page], place: str) -> None:
    page = open_page()
    page.goto(f"{place}/seen")
    button = page.locator(".bar button").last
    expect(button).to_have_text("Donner le badge")
    everybody(page).tap()
    expect(button).to_have_text("Donner à 12 personnes")
    page.locator(".choices label.wide").first.tap()
    expect(button).to_have_text("Donner à 11 personnes")
    assert not everybody(page).is_checked()
    everybody(page).tap()
    everybody(page).tap()
    page.locator(".choices label.wide").first.tap()
    expect(button).to_have_text("Donner à 1 personne")


def test_without_script_it_works_too(
    hall: Hall, open_page: Callable[..., Page], place: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{place}/seen")
    acts(page)[0].tap()
    everybody(page).tap()
    page.get_by_role("button", name="Donner le badge").tap()
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    page.get_by_role("link", name="Donner un autre badge").tap()
    page.get_by_text("Parole tenue", exact=True).tap()
    page.get_by_role("button", name="Garder").tap()
    assert "Choisissez d'abord pour qui." in page.get_by_role("alert").inner_text()
    acts(page)[1].tap()
    page.locator(".choices label.wide").first.tap()
    page.get_by_role("button", name="Garder").tap()
    expect(page.get_by_role("status")).to_have_text("Ce que vous avez vu est gardé.")
    page.get_by_role("button", name="Donner à 1 personne").tap()
    expect(page.locator("h1")).to_have_text("1 badge donné")
    assert hall.count() == 13


def test_a_double_tap_with_a_second_of_delay_gives_once(
    hall: Hall, open_page: Callable[..., Page], place: str, tell: Callable[[str], None]
) -> None:
    page = open_page()
    page.goto(f"{place}/seen")
    acts(page)[0].tap()
    everybody(page).tap()
    hall.delay = 1.0
    give = page.get_by_role("button", name="Donner à 12")
    box = give.bounding_box()
    assert box is not None
    for _ in range(2):
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("h1")).to_have_text("12 badges donnés", timeout=15_000)
    hall.delay = 0.0
    address = page.url
    page.reload()
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    page.go_back()
    page.go_forward()
    assert page.url == address
    assert hall.count() == 12
    tell(f"sent {len(hall.posts)} times, given once")


def test_the_keyboard_is_enough(hall: Hall, open_page: Callable[..., Page], place: str) -> None:
    page = open_page()
    page.goto(f"{place}/seen")

    def reach(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        pytest.fail(f"the keyboard never reaches {selector}")

    reach("[name=badge]")
    page.keyboard.press("ArrowDown")
    reach("[name=criterion]")
    page.keyboard.press("Space")
    reach("[name=everybody]")
    page.keyboard.press("Space")
    reach("[formaction]")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    assert "Parole tenue" in page.locator("main").inner_text()
    assert hall.count(Observation) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits(
    hall: Hall, open_page: Callable[..., Page], place: str, language: str
) -> None:
    page = open_page()
    with hall.app.app_context():
        address = hall.desk.post(f"{hall.place}/give", hall.form).headers["Location"]
        somebody = db.session().get_one(Participant, hall.person + 1)
        somebody.informed_at = None
        db.session.commit()
    with hall.app.app_context():
        uid = db.session().scalars(select(Award.id)).first()
        db.session.remove()
    screens = ("seen", f"seen/{hall.person}")
    addresses = [f"{place}/{one}" for one in screens]
    addresses += [f"{hall.url}{address}", f"{hall.url}{address}/1"]
    addresses += [f"{hall.url}/awards/{uid}/take-back"]
    for one in addresses:
        _judged(page, one, language)
    page.set_viewport_size({"width": 1280, "height": 800})
    for one in addresses:
        page.goto(one)
        assert_accessible(page)


def _judged(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}?lang={'en' if language == 'rtl' else language}")
    assert page.evaluate(TRANSFERRED) <= PAGES, address
    if language == "rtl":
        page.evaluate(TURN)
    assert page.locator("h1").count() == 1, address
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert_accessible(page)
    assert_fits(page)
    assert page.evaluate(SMALL_TARGETS) == [], address


# A small box stands in a label that is large enough to tap.
SMALL_TARGETS = TOO_SMALL.replace(
    ".filter(each => !each.matches('.skip'))",
    ".filter(each => !each.matches('.skip, [type=hidden], .picks > input'))"
    ".map(each => each.closest('label') || each).filter(each => each.getClientRects().length)",
)


def test_the_code_is_as_large_as_the_phone(
    hall: Hall, open_page: Callable[..., Page], place: str
) -> None:
    page = open_page()
    page.goto(f"{place}/seen")
    acts(page)[0].tap()
    everybody(page).tap()
    page.get_by_role("button", name="Donner à 12").tap()
    page.get_by_role("link", name="Montrer les QR").tap()
    box = page.locator("img.qr").bounding_box()
    assert box is not None
    assert box["width"] >= 320
    assert box["y"] + box["height"] <= 640
    names: Sequence[str] = [page.locator("h1").inner_text()]
    page.get_by_role("link", name="Suivant").tap()
    assert page.locator("h1").inner_text() not in names


def test_from_today_to_twelve_badges(
    hall: Hall, open_page: Callable[..., Page], tell: Callable[[str], None]
) -> None:
    """Nobody is there yet: the coach ticks who is, then what they saw."""
    with hall.app.app_context():
        activity = db.session().get_one(Activity, int(hall.place.split("/")[2]))
        activities.sessions_on(db.session(), activity, [local_day(clock.now())])
        db.session.commit()
    page, tap = open_page(), Thumb()
    page.goto(f"{hall.url}/activities")
    tap(page.locator("main a", has_text="Tournoi de futsal solidaire").first)
    tap(page.get_by_role("button", name="Tous (12)"))
    expect(page.get_by_text("12 personnes cochées")).to_be_visible()
    tap(page.get_by_role("button", name="Continuer"))
    expect(everybody(page)).to_be_visible()
    tap(*acts(page)[:2], everybody(page), page.get_by_role("button", name="Donner à 12"))
    expect(page.locator("h1")).to_have_text("12 badges donnés")
    tell(f"from today to twelve badges: {tap.taps} taps")
    assert tap.taps <= 7
    tap(page.get_by_role("link", name="Donner un autre badge"))
    expect(everybody(page)).to_be_visible()
    tap(page.get_by_text("Parole tenue", exact=True))
    tap(acts(page)[0], *(page.locator("label.wide", has_text=name) for name in NAMES[:3]))
    tap(page.get_by_role("button", name="Donner à 3 personnes"))
    expect(page.locator("h1")).to_have_text("3 badges donnés")
    tell(f"and three of them another one: {tap.taps} taps in all")
    assert tap.taps <= 15
