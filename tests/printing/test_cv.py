"""A code for a CV: large enough, crisp, with its address; read from what paper leaves of it."""

import base64
import re
import sys
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from badges.printing import cv, pdf, qr
from badges.printing.cv import Insert
from tests.printing import paper, pdfs

SHORT = Insert("HTTPS://HOST/V/7K3MQ9TXWAA", "https://host/v/7K3M-Q9TX-WAA")
USUAL = Insert(
    "HTTPS://BADGES.TREMPLIN-EST.EXAMPLE.ORG/V/7K3MQ9TXWAA",
    "https://badges.tremplin-est.example.org/v/7K3M-Q9TX-WAA",
)
INSERTS = [SHORT, USUAL]
KINDS = ["png", "svg", "pdf"]
WORDS = {"title": "Code QR de mes badges", "said": "Code QR", "language": "fr"}


def made(insert: Insert, kind: str) -> bytes:
    if kind == "pdf":
        return cv.pdf(insert, **WORDS)
    return cv.png(insert) if kind == "png" else cv.svg(insert)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("insert", INSERTS)
def test_it_works(insert: Insert, kind: str) -> None:
    """Twenty millimetres on paper or a little more, whatever the file."""
    (code,) = paper.read(paper.printed(made(insert, kind), kind))
    assert (code.text, code.ec_level) == (insert.qr, "Q")
    assert 20 <= round(paper.side(code), 1) < 24


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("insert", INSERTS)
def test_twenty_millimetres_are_read_from_a_bad_copy(insert: Insert, kind: str) -> None:
    """Blurred, tilted by seven degrees, in half the contrast."""
    whole = paper.printed(made(insert, kind), kind)
    (straight,) = paper.read(whole)
    small = paper.smaller(whole, 20 / paper.side(straight))
    assert [one.text for one in paper.read(paper.spoiled(small))] == [insert.qr]


@pytest.mark.parametrize("kind", KINDS)
def test_four_modules_round_the_code_are_white(kind: str) -> None:
    picture = paper.printed(made(USUAL, kind), kind)
    (code,) = paper.read(picture)
    quiet = 4 * USUAL.dots - 2  # a picture drawn between two dots has a grey edge
    left, top = code.position.top_left.x, code.position.top_left.y
    right, bottom = code.position.bottom_right.x, code.position.bottom_right.y
    assert quiet <= min(left, top, picture.width - right)
    for box in (
        (left - quiet, top - quiet, right + quiet, top - 2),
        (left - quiet, bottom + 3, right + quiet, bottom + quiet),
        (left - quiet, top, left - 2, bottom),
        (right + 3, top, right + quiet, bottom),
    ):
        assert picture.crop(box).getextrema() == (255, 255)


def test_the_png_says_its_dots_an_inch() -> None:
    picture = Image.open(BytesIO(cv.png(USUAL)))
    assert [round(dots) for dots in picture.info["dpi"]] == [300, 300]
    assert len(cv.png(USUAL)) <= 8 * 1024


@pytest.mark.parametrize("insert", INSERTS)
def test_the_whole_address_is_written_inside_the_png(insert: Insert) -> None:
    """Two lines of letters below the code, none of them cut off."""
    picture = Image.open(BytesIO(cv.png(insert)))
    below = picture.crop((0, round(insert.code * 300 / 25.4), *picture.size))
    dark = below.point([255 * (grey < 128) for grey in range(256)])
    rows = [dark.crop((0, y, dark.width, y + 1)).getbbox() for y in range(dark.height)]
    assert len("".join("#" if row else " " for row in rows).split()) == 2
    left, _, right, _ = dark.getbbox() or (0, 0, 0, 0)
    assert 3 <= left < right <= dark.width - 3


@pytest.mark.parametrize("insert", INSERTS)
def test_the_whole_address_is_text_in_the_svg(insert: Insert) -> None:
    text = cv.svg(insert).decode()
    assert "".join(re.findall(r"<tspan[^>]*>([^<]*)</tspan>", text)) == insert.address
    assert f"<title>{insert.address}</title>" in text
    width, height = re.search(r'width="([\d.]+)mm" height="([\d.]+)mm"', text).groups()  # type: ignore[union-attr]
    assert (float(width), float(height)) == pytest.approx((insert.width, insert.height), abs=0.01)
    assert len(text) <= 8 * 1024


@pytest.mark.parametrize("insert", INSERTS)
def test_the_address_is_text_and_a_link_in_the_pdf(insert: Insert) -> None:
    content = made(insert, "pdf")
    assert pdfs.text(content).replace(" ", "") == insert.address
    assert pdfs.links(content) == [insert.address]


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    pdfs.assert_accessible(made(USUAL, "pdf"), title=WORDS["title"], language="fr")


def test_a_text_that_no_code_can_hold_is_refused() -> None:
    with pytest.raises(qr.QrError):
        cv.png(Insert("", "https://host/"))


def test_without_pango_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    class Lacking:
        """What importing says where the library is missing."""

        def find_spec(self, name: str, *_: object) -> None:
            if name.partition(".")[0] == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [one for one in sys.modules if one.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Lacking(), *sys.meta_path])
    with pytest.raises(pdf.NoPdf):
        pdf.made("<p>")
    assert cv.png(SHORT)


def test_no_request_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing but what stands in the page itself; not even a file of this machine."""
    asked: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda *parts: asked.append(parts))
    monkeypatch.setattr("socket.getaddrinfo", lambda *parts, **_: asked.append(parts))
    file = tmp_path / "secret.png"
    file.write_bytes(cv.png(SHORT))
    shown = base64.b64encode(qr.png("A")).decode()
    addresses = ("https://elsewhere.example/a.png", file.as_uri(), f"data:image/png;base64,{shown}")
    inside = "".join(f'<img alt="a" src="{address}">' for address in addresses)
    head = '<link rel="stylesheet" href="http://127.0.0.1/a.css"><title>a</title>'
    page = f'<html lang="fr"><head>{head}</head><body>{inside}</body></html>'
    (only,) = pypdf.PdfReader(BytesIO(pdf.made(page))).pages
    assert len(only.images) == 1
    assert asked == []
