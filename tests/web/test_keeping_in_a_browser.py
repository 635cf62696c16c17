"""The verifier to keep: opened from the disk, with the network cut, it says what it knows."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import FilePayload, Page, expect

from badges import paths
from badges.openbadges import baking, jws, strict_json
from badges.openbadges.errors import BakingError
from tests import cast
from tests.accessibility import assert_accessible
from tests.openbadges.baking import test_png, test_svg
from tests.simulator import rsa_key
from tests.web import states
from tests.web.conftest import Site
from tests.web.states import Shown
from tests.web.test_in_a_browser import TOO_SMALL, assert_fits

BAND = "[data-answer] .verdict"
CRITERION = cast.CRITERIA[0]
Kept = Callable[..., None]


def served(site: Site, path: str) -> bytes:
    with urlopen(f"{site.url}{path}") as answer:
        body: bytes = answer.read()
    return body


@pytest.fixture
def kept(page: Page, site: Site, tmp_path: Path) -> Kept:
    """Save the file while there is a network, cut it, and open the file."""

    def save(language: str = "fr", *, later: timedelta = timedelta()) -> None:
        file = tmp_path / "kept.html"
        file.write_bytes(served(site, f"/verify/keep.html?lang={language}"))
        page.context.set_offline(True)
        moment = int((states.NOW + later).timestamp()) * 1000
        page.add_init_script(f"Date.now = () => {moment}")
        page.goto(file.as_uri())
        expect(page.locator("form")).to_be_visible()

    return save


def give(page: Page, data: bytes | str, name: str = "badge.jws") -> str:
    """Hand a file or a text to the page; the verdict that it shows."""
    page.evaluate("document.querySelector('[data-answer]').replaceChildren()")
    page.locator("form").evaluate("form => form.reset()")
    if isinstance(data, str):
        page.locator("textarea").fill(data)
    else:
        file = FilePayload(name=name, mimeType="application/octet-stream", buffer=data)
        page.locator("input[type=file]").set_input_files(file)
    page.locator("button").click()
    expect(page.locator(BAND)).to_be_visible()
    return page.locator(BAND).get_attribute("data-verdict") or ""


def says_nothing_of_the_badge(page: Page) -> bool:
    said = page.locator("body").inner_text()
    return not [word for word in ("futsal", "Passerelles", CRITERION) if word in said]


def forms_of(site: Site, one: Shown) -> dict[str, bytes]:
    return {
        ending: served(site, f"/assertions/{one.uid}.{ending}") for ending in ("jws", "png", "svg")
    }


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_good_file_is_told_good_with_the_day_of_its_keys(
    page: Page, site: Site, kept: Kept, language: str
) -> None:
    files = forms_of(site, site.shown.valid)
    kept(language)
    for ending, data in files.items():
        assert give(page, data, f"badge.{ending}") == "valid", ending
    said = page.locator("[data-answer]").inner_text()
    assert "Les Passerelles du Canal" in said
    assert "Tournoi de futsal solidaire" in said
    assert CRITERION in said
    assert ("14 novembre 2026" if language == "fr" else "November 14, 2026") in said
    day = "21 janvier 2027" if language == "fr" else "21 January 2027"
    assert day in page.locator(BAND).inner_text()
    assert ("Si le badge a été retiré" if language == "fr" else "taken back, even before") in said
    assert_accessible(page)
    assert_fits(page)
    assert page.evaluate(TOO_SMALL) == []


def test_a_pasted_token_broken_into_lines_is_the_same(page: Page, site: Site, kept: Kept) -> None:
    kept()
    token = site.shown.valid.token
    assert give(page, "\n".join(token[at : at + 76] for at in range(0, len(token), 76))) == "valid"


def test_one_byte_changed_is_told_bad_and_nothing_shown(page: Page, site: Site, kept: Kept) -> None:
    files = forms_of(site, site.shown.valid)
    kept()
    assert give(page, site.shown.forged) == "invalid"
    assert says_nothing_of_the_badge(page)
    assert_accessible(page)
    for ending, data in files.items():
        at = data.index(site.shown.valid.token[-40:].encode())
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert give(page, changed, f"badge.{ending}") == "invalid", ending
        assert says_nothing_of_the_badge(page)


def test_another_issuers_key_is_told_bad(page: Page, site: Site, kept: Kept) -> None:
    payload = jws.read(site.shown.valid.token).payload_bytes
    keys = page_keys(served(site, "/verify/keep.html").decode())
    named = strict_json.loads(payload)["verification"]["creator"]
    (other,) = [key for key in keys if key != named]
    kept()
    forged = jws.sign(payload, rsa_key(3_072))
    borrowed = ".".join([*forged.split(".")[:2], site.shown.expired.token.split(".")[2]])
    renamed = jws.sign(payload.replace(named.encode(), other.encode()), rsa_key(3_072))
    for token in (forged, borrowed, renamed):
        assert give(page, token) == "invalid"
        assert says_nothing_of_the_badge(page)


def page_keys(text: str) -> list[str]:
    found = json.loads(text.partition('id="keys">')[2].partition("</script>")[0])
    return [key["id"] for key in found]


def test_a_stranger_is_not_known_and_nothing_said_of_them(
    page: Page, site: Site, kept: Kept
) -> None:
    payload = jws.read(site.shown.valid.token).payload_bytes
    away = payload.replace(site.url.encode(), b"https://stranger.example")
    kept()
    assert give(page, jws.sign(away, rsa_key())) == "unverifiable"
    assert says_nothing_of_the_badge(page)
    assert "Ce fichier ne connaît pas la clé" in page.locator(BAND).inner_text()
    assert_accessible(page)


@pytest.mark.parametrize(
    "held",
    [
        *(b"hello", b"\x89PNG", b"", b"{}", b"https://a.example/1.json"),
        *(test_png.picture(test_png.PIXELS), test_svg.PLAIN.encode()),
    ],
)
def test_what_holds_no_badge_is_told_so(page: Page, site: Site, kept: Kept, held: bytes) -> None:
    kept()
    assert give(page, held, "holiday.png") == "unknown"


def test_a_lost_key_is_no_longer_believed(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "kept.html"
    text = served(site, "/verify/keep.html").decode()
    file.write_text(text.replace('"state": "active"', '"state": "compromised"'), "utf-8")
    page.goto(file.as_uri())
    assert give(page, site.shown.valid.token) == "invalid"
    assert says_nothing_of_the_badge(page)
    assert "a déclaré cette clé perdue" in page.locator(BAND).inner_text()


@pytest.mark.parametrize(
    ("badges", "verdict"),
    [
        (lambda address, digest: {address: digest}, "valid"),
        (lambda address, _digest: {address: "sha256-AAAA"}, "invalid"),
        (lambda _address, _digest: {}, "unverifiable"),
    ],
)
def test_a_badge_class_that_the_file_does_not_know_is_not_told_good(
    page: Page,
    site: Site,
    tmp_path: Path,
    badges: Callable[[str, str], dict[str, str]],
    verdict: str,
) -> None:
    """Whoever has the key vouches for no badge class but their own, as it stood."""
    text = served(site, "/verify/keep.html").decode()
    head, _, rest = text.partition('id="keys">')
    keys, _, tail = rest.partition("</script>")
    said = jws.read(site.shown.valid.token).payload
    found = json.loads(keys)
    for key in found:
        key["badges"] = badges(said["badge"], said["badgeDigest"])
    file = tmp_path / "kept.html"
    file.write_text(f'{head}id="keys">{json.dumps(found)}</script>{tail}', "utf-8")
    page.goto(file.as_uri())
    assert give(page, site.shown.valid.token) == verdict
    assert says_nothing_of_the_badge(page) == (verdict != "valid")


def test_it_reads_from_right_to_left(page: Page, site: Site, kept: Kept) -> None:
    kept("ar")
    assert give(page, site.shown.valid.token) == "valid"
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert_accessible(page)
    assert_fits(page)


def test_an_expired_badge_is_told_so(page: Page, site: Site, kept: Kept) -> None:
    kept()
    assert give(page, site.shown.expired.token) == "expired"
    assert "Signature juste, badge expiré" in page.locator(BAND).inner_text()
    assert_accessible(page)


def test_a_badge_of_tomorrow_is_not_told_good(page: Page, site: Site, kept: Kept) -> None:
    kept(later=-timedelta(days=90))
    assert give(page, site.shown.valid.token) == "invalid"
    assert says_nothing_of_the_badge(page)
    assert "la date de cet appareil" in page.locator(BAND).inner_text()


def test_it_asks_for_nothing_and_keeps_nothing(page: Page, site: Site, kept: Kept) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    kept()
    give(page, site.shown.valid.token)
    assert [address for address in asked if not address.startswith("file:")] == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("isSecureContext")


def test_where_there_is_no_web_crypto_it_says_so(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "kept.html"
    file.write_bytes(served(site, "/verify/keep.html"))
    page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    page.goto(file.as_uri())
    expect(page.get_by_text("Ce navigateur ne vérifie pas les signatures")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_script_it_says_what_it_needs(page: Page, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "kept.html"
    file.write_bytes(served(site, "/verify/keep.html"))
    page.goto(file.as_uri())
    expect(page.get_by_text("Pour cela, JavaScript doit être permis")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()


UNBAKE = """
async ([script, pictures]) => {
  const { unbaked } = await import(`data:text/javascript;base64,${script}`);
  return pictures.map((text) => {
    try {
      return unbaked(Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
    } catch (error) {
      return null;
    }
  });
}
"""


def unbaked(page: Page, folder: Path, pictures: list[bytes]) -> list[str | None]:
    """What the browser reads in pictures; None where it refuses."""
    script = b"".join((paths.STATIC / name).read_bytes() for name in ("verifier.js", "kept.js"))
    blank = folder / "blank.html"
    blank.write_text("<!DOCTYPE html><title>.</title>")
    page.goto(blank.as_uri())
    given = [base64.b64encode(data).decode() for data in pictures]
    found: list[str | None] = page.evaluate(UNBAKE, [base64.b64encode(script).decode(), given])
    return found


def test_it_reads_pictures_as_the_server_does(page: Page, tmp_path: Path) -> None:
    shapes = test_svg.test_every_shape_of_a_badge_is_read.pytestmark[0].args[1]  # type: ignore[attr-defined]
    good = [
        *(image for image, _ in shapes),
        test_png.picture(test_png.BADGE, test_png.PIXELS),
        test_png.picture(test_png.PIXELS, test_png.OLD_BADGE),
        test_png.international(b"\0\0fr\0titre\0" + test_png.TOKEN.encode()),
        *(baking.bake(test_png.drawn(mode), test_png.TOKEN) for mode in ("RGBA", "P")),
    ]
    assert unbaked(page, tmp_path, good) == [baking.unbake(image) for image in good]


@pytest.mark.parametrize("refusals", [test_png.REFUSALS, test_svg.REFUSALS], ids=["png", "svg"])
def test_it_refuses_pictures_as_the_server_does(
    page: Page, tmp_path: Path, refusals: list[tuple[bytes, str]]
) -> None:
    """What is no picture at all is read as a text, which is no token either."""
    images = [image for image, _ in refusals]
    for (image, code), found in zip(refusals, unbaked(page, tmp_path, images), strict=True):
        with pytest.raises(BakingError):
            baking.unbake(image)
        assert found is None or (not image.startswith(b"<") and "." not in found), (
            image[:80],
            code,
        )
