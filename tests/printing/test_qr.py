"""Codes are read back as a telephone or a scanner reads them: from the pixels alone."""

from io import BytesIO
from xml.etree import ElementTree

import pytest
import resvg_py
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from badges.printing import qr

ADDRESS = "HTTPS://HOST/V/7K3MQ9TXWAA"
LONG_ADDRESS = "HTTPS://BADGES.TREMPLIN-EST.EXAMPLE.ORG/V/7K3MQ9TXWAA"
QUIET_ZONE = 4  # modules, as the specification asks for
MODULE = 12  # pixels at natural size
SVG = "{http://www.w3.org/2000/svg}"


def _drawn(svg: bytes, *, width: int | None = None) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg.decode(), width=width, skip_system_fonts=True)
    return Image.open(BytesIO(png)).convert("RGBA")


def _pictures(text: str) -> dict[str, Image.Image]:
    return {"svg": _drawn(qr.svg(text)), "png": Image.open(BytesIO(qr.png(text))).convert("RGBA")}


def _parsed(svg: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _read(image: Image.Image) -> zxingcpp.Barcode:
    barcode = zxingcpp.read_barcode(image.convert("L"))
    assert barcode is not None
    return barcode


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("text", [ADDRESS, LONG_ADDRESS, "https://host/v/é"])
def test_it_works(kind: str, text: str) -> None:
    assert _read(_pictures(text)[kind]).text == text


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_corrects_a_quarter_of_the_code(kind: str) -> None:
    assert _read(_pictures(ADDRESS)[kind]).ec_level == "Q"


def test_capitals_make_a_small_code() -> None:
    capitals, small_letters = (
        Image.open(BytesIO(qr.png(text, module=1))).width for text in (ADDRESS, ADDRESS.lower())
    )
    version_2, version_3 = 25 + 2 * QUIET_ZONE, 29 + 2 * QUIET_ZONE
    assert (capitals, small_letters) == (version_2, version_3)


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.parametrize("text", [ADDRESS, LONG_ADDRESS])
def test_the_quiet_zone_is_there_and_white(kind: str, text: str) -> None:
    image = _pictures(text)[kind]
    side = image.width
    quiet = QUIET_ZONE * MODULE
    edges = [
        image.crop(box)
        for box in (
            (0, 0, side, quiet),
            (0, side - quiet, side, side),
            (0, 0, quiet, side),
            (side - quiet, 0, side, side),
        )
    ]
    assert all(
        edge.getcolors() == [(edge.width * edge.height, (255, 255, 255, 255))] for edge in edges
    )
    assert image.getpixel((quiet, quiet)) == (0, 0, 0, 255)


def test_svg_and_png_show_the_same_modules() -> None:
    pictures = _pictures(ADDRESS)
    assert pictures["svg"].tobytes() == pictures["png"].tobytes()


@pytest.mark.parametrize("text", [ADDRESS, LONG_ADDRESS])
def test_20_millimetres_at_300_dpi_decode_after_printing_and_scanning(text: str) -> None:
    printed = _drawn(qr.svg(text), width=236).convert("L")
    page = Image.new("L", (600, 600), color=235)
    page.paste(printed, (150, 170))
    scanned = page.rotate(3, fillcolor=235).filter(ImageFilter.GaussianBlur(1.2))
    assert _read(scanned).text == text


def test_the_svg_is_one_light_file_with_the_text_as_its_name() -> None:
    svg = qr.svg(LONG_ADDRESS)
    root = _parsed(svg)
    assert svg.startswith(b"<svg ")
    assert len(svg) <= 6 * 1024
    assert root.findtext(f"{SVG}title") == LONG_ADDRESS
    assert [element.tag for element in root] == [f"{SVG}title", f"{SVG}path", f"{SVG}path"]
    assert root[2].get("shape-rendering") == "crispEdges"


def test_the_png_has_one_bit_a_pixel() -> None:
    png = qr.png(LONG_ADDRESS)
    assert Image.open(BytesIO(png)).mode == "1"
    assert len(png) <= 2 * 1024


def test_a_module_may_be_another_number_of_pixels() -> None:
    assert Image.open(BytesIO(qr.png(ADDRESS, module=3))).size == (33 * 3, 33 * 3)


@pytest.mark.parametrize("text", ["", "A" * 5000, "a" * 1700, "two\nlines", "\x00", "\ud800"])
def test_refuses_what_no_code_can_hold(text: str) -> None:
    with pytest.raises(qr.QrError):
        qr.svg(text)
    with pytest.raises(qr.QrError):
        qr.png(text)


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60)
)
def test_every_line_of_text_is_well_formed_and_reads_back(text: str) -> None:
    assert _parsed(qr.svg(text)).findtext(f"{SVG}title") == text
    assert _read(Image.open(BytesIO(qr.png(text)))).bytes.decode() == text
