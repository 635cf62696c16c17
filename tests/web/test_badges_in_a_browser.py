"""Badge classes in a real browser: on a phone and a laptop, by keyboard alone, without script."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize
from sqlalchemy import select

from badges import paths
from badges.extensions import db
from badges.models import Actor, BadgeClass, Organisation, Role, Staff
from badges.services import badge_shelf
from tests.accessibility import assert_accessible
from tests.cast import NOW
from tests.fixtures.desk import Desk
from tests.web.badge_pages import begun, published, saved
from tests.web.conftest import Site
from tests.web.test_in_a_browser import LANGUAGES, TURN, assert_fits

LARGE: ViewportSize = {"width": 1280, "height": 800}
SMALL: ViewportSize = {"width": 360, "height": 640}
MOST_BYTES = 50_000


@dataclass(frozen=True, slots=True)
class Office:
    """A coordinator's desk and the same session for a browser."""

    site: Site
    desk: Desk
    slug: str

    def sign_in(self, context: BrowserContext) -> None:
        context.add_cookies(
            [{"name": self.desk.cookie["name"], "value": self.desk.key, "url": self.site.url}]
        )


@pytest.fixture
def office(site: Site) -> Office:
    """A badge class, one of the twin's in the library, a proposal and a draft."""
    session = db.session()
    mail = "coordination@passerelles.example"
    staff = session.scalars(select(Staff).where(Staff.email == mail)).one()
    first, second = session.scalars(select(BadgeClass).order_by(BadgeClass.id)).all()[:2]
    other = session.get_one(Organisation, second.organisation_id)
    assert other.id != first.organisation_id
    theirs = Actor(
        staff_id=staff.id, email=mail, role=Role.COORDINATOR, appointment_id=1, session_id=1,
        organisations=(other.id,), organisation_id=other.id, programme_id=None,
    )  # fmt: skip
    badge_shelf.share(session, second, actor=theirs, now=NOW)
    session.commit()
    slug = first.slug
    coach = session.scalars(select(Staff).where(Staff.email == "coach@passerelles.example")).one()
    desks = [Desk(site.app, one) for one in (staff, coach)]
    db.session.remove()
    desks[1].post(f"{begun(desks[1])}/propose")
    return Office(site, desks[0], slug)


def test_the_picture_follows_each_choice_at_once(office: Office, page: Page) -> None:
    """Where there is script; what was typed elsewhere waits to be saved, and stays."""
    office.sign_in(page.context)
    page.goto(f"{office.site.url}{begun(office.desk)}")
    page.fill("#name", "Un autre nom")
    chosen = {"shape": "diamond", "colour": "plum", "pictogram": "wrench"}
    for field, value in chosen.items():
        with page.expect_response(f"**/picture.svg?*{field}={value}*") as drawn:
            page.select_option(f"#{field}", value)
        assert drawn.value.status == 200
    picture = page.locator("fieldset .badge img")
    assert (picture.get_attribute("src") or "").endswith(
        "?shape=diamond&colour=plum&pictogram=wrench"
    )
    page.wait_for_function("document.querySelector('fieldset .badge img').naturalWidth > 0")
    assert page.input_value("#name") == "Un autre nom"
    assert (paths.STATIC / "picture.js").stat().st_size <= 600


def pages(office: Office) -> list[str]:
    """Every page of badge classes, the fullest way each can be."""
    desk = office.desk
    questioned = begun(desk, "sang-froid")
    saved(desk, questioned, name="Sortie de prison", criteria=["Est motivée", "A aidé", "A ri"])
    empty = begun(desk, "nothing")
    edited = str(desk.post(f"/badge-classes/{office.slug}/edit").location)
    return [
        "/badge-classes",
        "/badge-classes/new",
        f"/badge-classes/{office.slug}",
        f"{questioned}?q=calme",
        f"{questioned}/preview",
        f"{empty}?check=1",
        f"{edited}/preview",
        published(desk, begun(desk)),
    ]


def address(office: Office, path: str, language: str) -> str:
    joint = "&" if "?" in path else "?"
    return f"{office.site.url}{path}{joint}lang={'en' if language == 'rtl' else language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits(office: Office, page: Page, language: str) -> None:
    office.sign_in(page.context)
    for path in pages(office):
        for size in (SMALL, LARGE):
            page.set_viewport_size(size)
            page.goto(address(office, path, language))
            if language == "rtl":
                page.evaluate(TURN)
            assert_accessible(page)
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.lang") == language.replace("rtl", "en")
        assert small_targets(page) == [], path
        assert_fits(page)


def small_targets(page: Page) -> list[str]:
    """Targets below 44 px; a box to tick counts with its label."""
    return [
        str(one)
        for one in page.evaluate(
            """Array.from(document.querySelectorAll('a, button, select, textarea, input'))
            .filter(each => each.type !== 'hidden' && !each.matches('.skip'))
            .map(each => each.type === 'checkbox' ? each.closest('label') : each)
            .map(each => [each.textContent.trim().slice(0, 30) || each.name,
                          each.getBoundingClientRect().height])
            .filter(([, height]) => height < 44)"""
        )
    ]


def test_no_page_is_heavy(office: Office, page: Page) -> None:
    office.sign_in(page.context)
    paths = pages(office)
    for path in paths:
        loaded: list[int] = []

        def weigh(answer: Response, loaded: list[int] = loaded) -> None:
            loaded.append(len(answer.body()))

        page.context.clear_cookies()
        office.sign_in(page.context)
        page.on("response", weigh)
        page.goto(f"{office.site.url}{path}", wait_until="networkidle")
        page.remove_listener("response", weigh)
        assert sum(loaded) <= MOST_BYTES, path


def from_template_to_published(page: Page, press: Callable[[Page, str], None]) -> None:
    """Begin, move an act, find a skill, look, publish."""
    press(page, "button[value=esprit-equipe]")
    page.wait_for_url("**/badge-classes/drafts/*")
    first = page.input_value("#act-1")
    press(page, "button[value=down-1]")
    page.wait_for_url("**#acts")
    assert page.input_value("#act-2") == first
    page.fill("#name", "Esprit de groupe")
    page.fill("#q", "ecouter")
    press(page, "button[value=search]")
    page.wait_for_url("**#skills")
    assert page.input_value("#name") == "Esprit de groupe"
    found = page.locator("input[name=skills]:not(:checked)")
    before = page.locator("input[name=skills]:checked").count()
    found.first.check()
    press(page, "button[value=skills]")
    page.wait_for_url("**done=saved**")
    assert page.locator("input[name=skills]:checked").count() == before + 1
    press(page, "button[value=preview]")
    page.wait_for_url("**/preview*")
    assert page.locator("article h2").text_content() == "Esprit de groupe"
    press(page, "form[action*=publish] button")
    page.wait_for_url("**done=published**")
    assert page.locator("h1").text_content() == "Esprit de groupe"


def test_it_works_without_script(office: Office, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=SMALL, locale="fr-FR")
    office.sign_in(context)
    page = context.new_page()
    page.goto(f"{office.site.url}/badge-classes/new")
    from_template_to_published(page, lambda there, button: there.locator(button).first.click())
    context.close()


def test_it_works_by_keyboard_alone(office: Office, page: Page) -> None:
    office.sign_in(page.context)
    page.goto(f"{office.site.url}/badge-classes/new")
    from_template_to_published(page, _tab_to)


def _tab_to(page: Page, button: str) -> None:
    """Press the tab key until the button has the focus and shows it; then return."""
    target = page.locator(button).first
    for _ in range(150):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            outline = target.evaluate("each => getComputedStyle(each).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("Enter")
            return
    pytest.fail(f"no tab stop leads to {button}")


def test_return_in_a_field_saves_and_moves_nothing(office: Office, page: Page) -> None:
    office.sign_in(page.context)
    draft = begun(office.desk)
    page.goto(f"{office.site.url}{draft}")
    acts = [page.input_value(f"#act-{number}") for number in (1, 2, 3)]
    page.fill("#needed_sessions", "3")
    page.press("#needed_sessions", "Enter")
    page.wait_for_url("**done=saved**")
    assert page.input_value("#needed_sessions") == "3"
    assert [page.input_value(f"#act-{number}") for number in (1, 2, 3)] == acts


def test_the_picture_follows_the_choice(office: Office, page: Page) -> None:
    office.sign_in(page.context)
    page.goto(f"{office.site.url}{begun(office.desk)}")
    page.select_option("#shape", "diamond")
    page.select_option("#colour", "plum")
    page.select_option("#pictogram", "wrench")
    page.click("button[value=picture]")
    page.wait_for_url("**#picture")
    picture = page.locator("fieldset .badge img")
    source = picture.get_attribute("src") or ""
    assert "shape=diamond&colour=plum&pictogram=wrench" in source
    assert picture.evaluate("each => each.naturalWidth") > 0
