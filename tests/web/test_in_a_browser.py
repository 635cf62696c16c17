"""The pages on a small phone: seen, read, printed, gone back from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from badges.openbadges.verification.report import Verdict
from tests.accessibility import assert_accessible
from tests.web import states
from tests.web.conftest import Site
from tests.web.test_awards import read_qr

LANGUAGES = ("fr", "en", "rtl")
NARROW: ViewportSize = {"width": 320, "height": 640}
SMALL: ViewportSize = {"width": 360, "height": 640}
# English read from right to left: the layout without Arabic's own letters.
TURN = "document.documentElement.dir = 'rtl'"
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"
# As much as a badge may say: six acts, five skills.
MORE = """
for (const [list, times] of [['article ul:not(.taps)', 3], ['article .taps', 5]]) {
  const element = document.querySelector(list);
  element.innerHTML = element.innerHTML.repeat(times);
}
"""
TOO_SMALL = """
Array.from(document.querySelectorAll('a, button, summary, input'))
  .filter(each => !each.matches('.skip'))
  .map(each => [each.textContent.trim() || each.name, each.getBoundingClientRect()])
  .filter(([, box]) => box.height > 0 && box.height < 44)
  .map(([name, box]) => name + ' ' + box.height)
"""


def visit(page: Page, site: Site, path: str, language: str = "fr") -> None:
    """Open a page in a language, everything folded open."""
    page.goto(f"{site.url}{path}?lang={'en' if language == 'rtl' else language}")
    if language == "rtl":
        page.evaluate(TURN)
    page.evaluate(OPEN_ALL)


def assert_fits(page: Page) -> None:
    """Fail if the page must be scrolled sideways at 320 px."""
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(SMALL)


@dataclass(frozen=True, slots=True)
class Box:
    """Where something stands, in CSS pixels."""

    start: float
    top: float
    end: float
    bottom: float


def box(page: Page, selector: str) -> Box:
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    start, top = found["x"], found["y"]
    return Box(start, top, start + found["width"], top + found["height"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_is_accessible_fits_and_is_seen_at_once(
    page: Page, demo_site: Site, language: str
) -> None:
    for verdict, path in demo_site.shown.pages.items():
        visit(page, demo_site, path, language)
        assert page.locator(".verdict").get_attribute("data-verdict") == verdict
        assert_accessible(page)
        assert_fits(page)
        assert page.evaluate(TOO_SMALL) == []
        assert box(page, "h1").bottom <= SMALL["height"] / 2
        assert box(page, ".verdict").bottom <= SMALL["height"]
        assert box(page, "nav").bottom <= box(page, ".verdict").top


def test_what_could_not_be_checked_is_accessible(
    page: Page, site: Site, unverifiable: None
) -> None:
    visit(page, site, site.shown.valid.page)
    assert page.locator(".verdict").get_attribute("data-verdict") == Verdict.UNVERIFIABLE
    assert_accessible(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_page_is_accessible_and_fits(
    page: Page, demo_site: Site, language: str
) -> None:
    shown = demo_site.shown
    for path in (
        "/",
        "/about",
        "/demo/forged",
        "/verify",
        "/api/docs",
        "/nothing",
        "/frameworks/esco/b19e0820-a96f-4c0a-a724-3c056180c1b3",
        "/frameworks/rome/gerer-son-stress",
        "/frameworks/key-competences/mathematics-science-technology-engineering",
        shown.organisation,
        f"{shown.organisation}/ask",
        shown.badge_class,
    ):
        visit(page, demo_site, path, language)
        assert page.locator("h1").count() == 1, path
        assert_accessible(page)
        assert_fits(page)
        assert page.evaluate(TOO_SMALL) == [], path


def test_from_right_to_left_the_mark_stands_on_the_other_side(page: Page, site: Site) -> None:
    visit(page, site, site.shown.valid.page, "en")
    assert box(page, ".mark").end <= box(page, "h1").start
    visit(page, site, site.shown.valid.page, "rtl")
    assert box(page, "h1").end <= box(page, ".mark").start


def test_it_reads_in_the_right_order(page: Page, site: Site) -> None:
    visit(page, site, site.shown.valid.page)
    headings = page.locator("h1, h2, h3").all_inner_texts()
    assert headings == [
        "Badge authentique et valable",
        "Esprit d'équipe",
        "Ce que le coach a vu",
        "Compétences",
        "Comment nous avons vérifié",
        "Une question\u202f?",
        "Garder ce badge",
    ]
    said = page.locator("body").inner_text()
    ordered = [
        "Tremplin d'essai",
        "English",
        *headings[:1],
        "Donné par",
        "Cette page ne dit pas à qui il est.",
        "Un badge dit ce qu'un coach a vu.",
        "Je travaille avec les autres.",
        "Tournoi de futsal solidaire",
        "A partagé la balle",
        "Travailler en équipe",
        "Ce badge n'est pas un diplôme.",
        "La signature est juste",
        "01 99 00 12 34",
        "Accessibilité",
    ]
    places = [said.index(each) for each in ordered]
    assert places == sorted(places)


def test_each_verdict_has_its_own_shape_and_tone(page: Page, site: Site) -> None:
    shapes, tones = set(), []
    for path in site.shown.pages.values():
        visit(page, site, path)
        shapes.add(page.locator(".mark").inner_html())
        tones.append(page.locator("h1").evaluate("each => getComputedStyle(each).color"))
    assert len(shapes) == len(site.shown.pages)
    blue, brown, red, grey = ((0, 89, 138), (122, 75, 0), (163, 23, 27), (69, 70, 76))
    assert tones == [f"rgb{each}" for each in (blue, brown, red, grey, red, grey, grey)]


@pytest.fixture
def without_script(browser: Browser, site: Site) -> Iterator[Page]:
    """A browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, viewport=NARROW, locale="fr-FR")
    yield context.new_page()
    context.close()


def test_everything_works_without_script(without_script: Page, site: Site, tmp_path: Path) -> None:
    page, valid = without_script, site.shown.valid
    page.goto(f"{site.url}/verify")
    page.get_by_label("Tapez le code").fill(valid.code.lower())
    page.get_by_role("button", name="Vérifier").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Badge authentique et valable"

    page.get_by_role("link", name="Vérifier un autre badge").click()
    badge = tmp_path / "badge.png"
    badge.write_bytes(page.request.get(f"{site.url}/assertions/{valid.uid}.png").body())
    page.get_by_label("Ou choisissez").set_input_files(badge)
    page.get_by_role("button", name="Vérifier").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Badge authentique et valable"


def test_going_back_from_a_report_finds_what_was_typed(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/verify")
    page.get_by_label("Tapez le code").fill(states.MISTYPED)
    page.get_by_role("button", name="Vérifier").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Code mal recopié"
    assert page.get_by_label("Tapez le code").input_value() == states.MISTYPED
    page.go_back()
    assert page.get_by_role("heading", level=1).inner_text() == "Vérifier un badge"
    assert page.get_by_label("Tapez le code").input_value() == states.MISTYPED


def test_a_file_that_is_too_large_is_answered_with_a_sentence(
    page: Page, site: Site, tmp_path: Path
) -> None:
    large = tmp_path / "large.png"
    large.write_bytes(bytes(12 * 1024 * 1024))
    page.goto(f"{site.url}/verify")
    page.get_by_label("Ou choisissez").set_input_files(large)
    page.get_by_role("button", name="Vérifier").click()
    assert "5\u202fMo au plus" in page.get_by_role("alert").inner_text()
    assert_accessible(page)


def test_the_report_on_what_was_handed_in_is_accessible(page: Page, site: Site) -> None:
    for held in (site.shown.valid.token, site.shown.forged, states.NOBODYS, "https://a.example/"):
        page.goto(f"{site.url}/verify")
        page.get_by_label("Tapez le code").fill(held)
        page.get_by_role("button", name="Vérifier").click()
        page.evaluate(OPEN_ALL)
        assert_accessible(page)
        assert_fits(page)


def test_it_prints_on_one_sheet_with_a_qr_that_leads_back(page: Page, demo_site: Site) -> None:
    valid = demo_site.shown.valid
    for path in (valid.page, demo_site.shown.revoked.page, demo_site.shown.expired.page):
        page.goto(f"{demo_site.url}{path}")
        page.evaluate(MORE)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
    page.goto(f"{demo_site.url}{valid.page}")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").is_visible()
    assert valid.by_code.removeprefix("/v/") in page.locator(".paper").inner_text()
    qr = box(page, ".paper img")
    assert qr.end - qr.start >= 76  # 20 mm
    expected = f"{demo_site.url}/V/{valid.code}".upper()
    assert read_qr(page.screenshot(full_page=True)) == [expected]


def test_the_qr_on_the_page_leads_back_too(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{site.shown.valid.page}")
    assert not page.locator("details .qr").is_visible()
    page.get_by_text("Afficher le QR").click()
    shot = page.locator("details .qr").screenshot()
    (read,) = read_qr(shot)
    page.goto(f"{site.url}{read.removeprefix(site.url.upper())}")
    assert page.locator(".verdict").get_attribute("data-verdict") == Verdict.VALID


def test_the_keyboard_skips_to_the_content(page: Page, site: Site) -> None:
    page.goto(f"{site.url}{site.shown.valid.page}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


# A camera that shows a QR at once, and a reader of it; this machine has neither.
CAMERA = """
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return [{ rawValue: "%s" }]; }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    if (%s) throw new DOMException("no", "NotAllowedError");
    return document.createElement("canvas").captureStream();
  };
  HTMLMediaElement.prototype.play = async () => {};
"""


def test_a_camera_reads_the_qr_of_a_cv(page: Page, site: Site) -> None:
    address = f"{site.url}/V/{site.shown.valid.code}".upper()
    page.add_init_script(CAMERA % (address, "false"))
    page.goto(f"{site.url}/verify")
    page.get_by_role("button", name="Scanner avec l'appareil photo").tap()
    expect(page.locator("[data-verdict=valid]")).to_be_visible()


def test_a_camera_that_is_refused_leaves_the_form(page: Page, site: Site) -> None:
    page.add_init_script(CAMERA % ("", "true"))
    page.goto(f"{site.url}/verify")
    page.get_by_role("button", name="Scanner avec l'appareil photo").tap()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_without_a_reader_nothing_of_it_is_shown(page: Page, site: Site) -> None:
    page.add_init_script("delete window.BarcodeDetector")
    page.goto(f"{site.url}/verify")
    assert page.get_by_role("button", name="Scanner").count() == 0
    assert page.locator("video").is_hidden()
