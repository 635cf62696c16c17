"""Cards and people on a phone and a laptop: printed, tapped, read aloud, without script."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageFilter
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from badges import create_app
from badges.extensions import db
from badges.services import binding, codes, merging
from badges.urls import PublicUrls
from tests import cast, standings, team
from tests.accessibility import assert_accessible
from tests.fixtures.browser import NewContext
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.team import Team
from tests.web import states
from tests.web.test_in_a_browser import NARROW, OPEN_ALL, TURN, assert_fits

LARGE: ViewportSize = {"width": 1280, "height": 800}
DOTS_AN_INCH, CSS_DOTS_AN_INCH = 300, 96
TOO_SMALL = """
Array.from(document.querySelectorAll('main :is(a.button, a.whole, button, summary, select, input)'))
  .filter(each => each.type !== 'hidden' && !each.matches('[type=radio], [type=checkbox]'))
  .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44).map(([name, box]) => name + ' ' + box.height)
"""
# What phones and printers do to a sheet: out of focus, and laid down askew.
BLUR, TILTS = 2.2, (-7, 3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A service with a team at work: who is signed in, people by number and name, blank codes."""

    url: str
    coach: Desk
    coordinator: Desk
    second: Desk
    people: tuple[tuple[int, str], ...]
    bound: str
    codes: tuple[str, ...]
    pack: int

    def printed(self, code: str) -> str:
        """What the QR of a card says."""
        return PublicUrls(self.url).card_qr(code)


@pytest.fixture
def office(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        crew = team.gather(world, now=states.NOW)
        bound = prepare(crew)
        made = Office(
            url=live_server.url,
            coach=Desk(app, world.coach),
            coordinator=Desk(app, world.coordinator),
            second=Desk(app, crew.second_coordinator),
            people=tuple((one.id, one.name) for one in world.people),
            bound=bound,
            codes=tuple(crew.codes),
            pack=crew.pack.id,
        )
        db.session.remove()
        live_server.serve(app)
        yield made
        live_server.stop()
        for engine in db.engines.values():
            engine.dispose()


def prepare(crew: Team) -> str:
    """The first has badges and a card, the next two may be one; gives the code of that card."""
    world, (first, second, third, _) = crew.world, crew.world.people
    standings.promised(world, [first, second])
    card = team.card_with(world, crew.codes[0])
    binding.bind(world.session, card, first, staff_id=world.coach.id, now=states.NOW)
    merging.propose(world.session, second, third, staff_id=world.coach.id, now=states.NOW)
    world.session.commit()
    return card.code or ""


def signed_in(office: Office, desk: Desk, context: BrowserContext) -> Page:
    key = SetCookieParam(name="session", value=desk.key, url=office.url, httpOnly=True)
    context.add_cookies([key])
    return context.new_page()


@pytest.fixture
def phone(office: Office, new_context: NewContext) -> Page:
    """The coach's."""
    return signed_in(office, office.coach, new_context())


def desktop(browser: Browser, office: Office, dots: float) -> Iterator[Page]:
    """The coordinator's, of so many dots a CSS pixel."""
    context = browser.new_context(viewport=LARGE, locale="fr-FR", device_scale_factor=dots)
    yield signed_in(office, office.coordinator, context)
    context.close()


@pytest.fixture
def laptop(browser: Browser, office: Office) -> Iterator[Page]:
    """A large screen."""
    yield from desktop(browser, office, 1)


@pytest.fixture
def printer(browser: Browser, office: Office) -> Iterator[Page]:
    """A browser that draws as finely as a printer of 300 dots an inch."""
    yield from desktop(browser, office, DOTS_AN_INCH / CSS_DOTS_AN_INCH)


def pages(office: Office) -> list[str]:
    """Every page of this part, as staff see it."""
    (person, _), (bare, _) = office.people[:2]
    return [
        "/people", "/people?q=x", "/people/merges", "/requests", "/cards",
        f"/cards/packs/{office.pack}",
        f"/people/{person}", f"/people/{bare}", f"/people/{person}/card", f"/people/{bare}/card",
        f"/people/{person}/pin",
        f"/people/{person}/lost-card", f"/people/{person}/correction", f"/people/{person}/erasure",
        f"/people/{person}/merge", f"/people/{person}/merge?other={bare}",
        f"/c/{codes.shown(office.codes[0])}", f"/c/{office.bound}", f"/c/{states.MISTYPED}",
        f"/c/{states.NOBODYS}",
    ]  # fmt: skip


def check(page: Page, office: Office, path: str, language: str) -> None:
    query = ("&" if "?" in path else "?") + f"lang={'en' if language == 'rtl' else language}"
    page.goto(f"{office.url}{path}{query}")
    if language == "rtl":
        page.evaluate(TURN)
    page.evaluate(OPEN_ALL)
    assert page.locator("h1").count() == 1, path
    assert_accessible(page)
    assert page.evaluate(TOO_SMALL) == [], path


@pytest.mark.parametrize("language", ["fr", "en", "rtl"])
def test_it_works(phone: Page, office: Office, language: str) -> None:
    """Every page of a coach is accessible and fits on the smallest phone."""
    for path in pages(office):
        check(phone, office, path, language)
        assert_fits(phone)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_coordinators_pages_on_a_laptop(laptop: Page, office: Office, language: str) -> None:
    printed = [f"/cards/packs/{office.pack}/{end}" for end in ("sheet", "ticket")]
    asked = [f"/cards/packs/{office.pack}/call-back"]
    for path in pages(office) + printed + asked:
        check(laptop, office, path, language)


def test_no_page_is_heavy(phone: Page, office: Office) -> None:
    weights: list[int] = []
    phone.on("response", lambda answer: weights.append(len(answer.body())))
    for path in [*pages(office), f"/cards/packs/{office.pack}/sheet"]:
        weights.clear()
        phone.goto(f"{office.url}{path}")
        phone.wait_for_load_state("networkidle")
        assert sum(weights) <= 50_000, path


def test_a_card_is_given_in_two_taps_from_a_persons_page(phone: Page, office: Office) -> None:
    end, (person, _) = office.codes[0][-4:], office.people[1]
    phone.goto(f"{office.url}/people/{person}")
    phone.get_by_role("link", name="Donner une carte").tap()  # 1
    phone.wait_for_url("**/card")
    phone.wait_for_function("document.activeElement.id === 'code'")
    phone.keyboard.type(end.lower())  # the field has the focus already
    phone.get_by_role("button", name="C'est sa carte").tap()  # 2
    expect(phone.get_by_role("status")).to_contain_text("La carte est à cette personne.")


def test_a_scanned_card_is_given_in_one_tap(phone: Page, office: Office) -> None:
    name, address = office.people[1][1], office.printed(office.codes[0])
    phone.goto(address.replace(office.url.upper(), office.url))
    phone.get_by_role("button", name=name).tap()
    expect(phone.get_by_role("status")).to_contain_text("La carte est à cette personne.")
    phone.get_by_role("button", name="Ce n'est pas sa carte").tap()
    expect(phone.get_by_role("status")).to_contain_text("n'est plus à cette personne")


def test_a_lost_card_is_replaced_in_two_taps(phone: Page, office: Office) -> None:
    person, _ = office.people[0]
    phone.goto(f"{office.url}/people/{person}")
    phone.get_by_role("link", name="Carte perdue").tap()  # 1
    phone.get_by_role("button", name="Prendre celle-ci").tap()  # 2
    expect(phone.get_by_role("status")).to_contain_text("L'ancienne carte ne marche plus.")


def test_by_keyboard_alone(laptop: Page, office: Office) -> None:
    end, (person, _) = office.codes[0][-4:], office.people[1]
    laptop.goto(f"{office.url}/people/{person}")
    for _ in range(40):
        laptop.keyboard.press("Tab")
        if laptop.evaluate("document.activeElement.textContent.trim()") == "Donner une carte":
            break
    laptop.keyboard.press("Enter")
    laptop.wait_for_url("**/card")
    laptop.wait_for_function("document.activeElement.id === 'code'")
    laptop.keyboard.type(end)
    laptop.keyboard.press("Enter")
    expect(laptop.get_by_role("status")).to_contain_text("La carte est à cette personne.")


def test_without_script(browser: Browser, office: Office) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="fr-FR")
    page = signed_in(office, office.second, context)
    page.goto(f"{office.url}/people")
    page.get_by_label("Chercher par le nom").fill("oksa")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Oksatryna Vubnik").click()
    page.get_by_role("link", name="Voir la proposition").click()
    page.get_by_role("button", name="Oui, réunir").click()
    expect(page.get_by_role("status")).to_contain_text("Les deux fiches n'en font plus qu'une.")
    page.get_by_role("button", name="Séparer de nouveau").click()
    expect(page.get_by_role("status")).to_contain_text("de nouveau séparées")
    context.close()


def test_a_double_tap_makes_one_pack(laptop: Page, office: Office) -> None:
    laptop.goto(f"{office.url}/cards")
    laptop.get_by_label("Combien de cartes").fill("7")
    laptop.get_by_role("button", name="Faire le paquet").dblclick()
    laptop.wait_for_url("**/cards/packs/*")
    laptop.goto(f"{office.url}/cards")
    assert laptop.get_by_text("7 cartes libres").count() == 1


# ---- what is printed


def sheet_as_a_picture(laptop: Page, office: Office, kind: str, face: int) -> Image.Image:
    """What a printer of 300 dots an inch puts on paper, the front or the back."""
    laptop.goto(f"{office.url}/cards/packs/{office.pack}/{kind}")
    laptop.emulate_media(media="print")
    shot = laptop.locator(".sheet" if kind == "sheet" else ".ticket").nth(face).screenshot()
    return Image.open(BytesIO(shot)).convert("L")


def read_each(picture: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(picture)}


@pytest.mark.parametrize("tilt", TILTS)
def test_each_qr_of_a_blurred_and_tilted_sheet_leads_to_its_own_card(
    printer: Page, office: Office, tilt: int
) -> None:
    expected = {office.printed(code) for code in office.codes[:10]}
    picture = sheet_as_a_picture(printer, office, "sheet", 0)
    spoiled = picture.filter(ImageFilter.GaussianBlur(BLUR)).rotate(
        tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255
    )
    assert len(expected) == 10
    assert read_each(spoiled) == expected
    half = spoiled.resize((spoiled.width // 2, spoiled.height // 2), Image.Resampling.BOX)
    assert read_each(half) == expected  # a phone at arm's length


def test_each_qr_stands_beside_its_own_code(printer: Page, office: Office) -> None:
    printer.goto(f"{office.url}/cards/packs/{office.pack}/sheet")
    printer.emulate_media(media="print")
    faces = printer.locator(".sheet[data-side=front] .face")
    assert faces.count() == 11
    for number in range(faces.count()):
        face = faces.nth(number)
        said = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3}", face.inner_text())
        assert said is not None
        shot = Image.open(BytesIO(face.locator("img").screenshot())).convert("L")
        (read,) = read_each(shot)
        assert read == office.printed(said[0])


def test_a_qr_is_twenty_millimetres_and_a_sheet_one_page(laptop: Page, office: Office) -> None:
    laptop.goto(f"{office.url}/cards/packs/{office.pack}/sheet")
    laptop.emulate_media(media="print")
    box = laptop.locator(".face img").first.bounding_box()
    natural = laptop.locator(".face img").first.evaluate("each => each.naturalWidth")
    assert box is not None
    modules = natural / 4
    code = box["width"] * (modules - 8) / modules  # without its quiet zone
    assert code >= math.floor(20 / 25.4 * CSS_DOTS_AN_INCH)
    made = laptop.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 4  # ten and one, each front and back
    assert laptop.evaluate(CUT_OFF) == []


CUT_OFF = """
Array.from(document.querySelectorAll('.face'))
  .filter(each => each.scrollHeight > each.clientHeight + 1
    || each.scrollWidth > each.clientWidth + 1)
  .map(each => each.textContent.trim())
"""


def test_a_ticket_fits_its_roll(laptop: Page, office: Office) -> None:
    laptop.goto(f"{office.url}/cards/packs/{office.pack}/ticket")
    laptop.emulate_media(media="print")
    box = laptop.locator(".ticket").first.bounding_box()
    assert box is not None
    face = laptop.locator(".ticket .face").first.bounding_box()
    assert face is not None
    assert face["width"] <= 54 / 25.4 * CSS_DOTS_AN_INCH + 1
    made = laptop.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) == 11
    shot = Image.open(BytesIO(laptop.locator(".ticket").first.screenshot())).convert("L")
    assert len(read_each(shot)) == 1


def test_the_back_says_that_one_may_say_no(laptop: Page, office: Office) -> None:
    laptop.goto(f"{office.url}/cards/packs/{office.pack}/sheet")
    laptop.emulate_media(media="print")
    back = laptop.locator(".face.back").first.inner_text()
    assert "Vous pouvez dire non." in back
    assert "Les copies déjà données restent vérifiables." in back
    assert not laptop.locator(".staff").is_visible()
