"""Every shape, colour and pictogram is in some picture here; all combinations would take long."""

from itertools import cycle
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from badges.artwork import picture
from badges.artwork.colours import PAIRS
from badges.artwork.picture import PICTOGRAMS, ArtworkError, Colour, Design, Shape
from tests.artwork.pixels import opened

STAR = Design(shape=Shape.HEXAGON, colour=Colour.OCHRE, pictogram="star")
SAMPLE = [
    Design(shape=shape, colour=colour, pictogram=pictogram, demo=demo)
    for shape, colour, pictogram, demo in zip(
        cycle(Shape), cycle(Colour), PICTOGRAMS, cycle([False] * 6 + [True] * 6)
    )
]
SVG = "{http://www.w3.org/2000/svg}"
designs = pytest.mark.parametrize(
    "design", SAMPLE, ids=lambda design: f"{design.pictogram}-{design.shape}"
)


def _parsed(svg: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def _pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel


def _opaque(colour: str) -> tuple[int, ...]:
    return (*bytes.fromhex(colour[1:]), 255)


def test_it_works() -> None:
    image = opened(picture.png(picture.svg(STAR, title="Esprit d'équipe")))
    pair = PAIRS[STAR.colour]
    assert image.size == (512, 512)
    assert _pixel(image, 2, 2) == (0, 0, 0, 0)
    assert _pixel(image, 256, 460) == _opaque(pair.paper)
    assert _pixel(image, 45, 256) == _opaque(pair.ink)


def test_the_sample_shows_every_shape_and_colour_with_and_without_the_band() -> None:
    assert {(each.shape, each.demo) for each in SAMPLE} == {
        (shape, demo) for shape in Shape for demo in (False, True)
    }
    assert {each.colour for each in SAMPLE} == set(Colour)


@designs
def test_the_svg_stands_alone(design: Design) -> None:
    svg = picture.svg(design, title="Esprit d'équipe")
    root = _parsed(svg)
    assert svg.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" ')
    assert len(svg) <= 6 * 1024
    assert (root.get("viewBox"), root.get("role")) == ("0 0 512 512", "img")
    assert root[0].tag == f"{SVG}title"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "g", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse",
    }  # fmt: skip
    names = {name for element in root.iter() for name in element.attrib}
    assert not [
        name for name in names if name.startswith("on") or "href" in name or name == "style"
    ]
    assert b"url(" not in svg


@designs
def test_the_png_is_small_and_shows_a_pictogram_on_paper(design: Design) -> None:
    png = picture.png(picture.svg(design, title="Esprit d'équipe"))
    image = opened(png)
    pair = PAIRS[design.colour]
    counted = {colour: count for count, colour in image.getcolors(1 << 16) or []}
    assert len(png) <= 40 * 1024
    assert counted[_opaque(pair.ink)] > 0.1 * 512 * 512
    assert counted[_opaque(pair.paper)] > 0.15 * 512 * 512
    inside = image.crop((180, 130, 332, 340)).getcolors(1 << 16) or []
    assert {_opaque(pair.ink), _opaque(pair.paper)} <= {colour for _, colour in inside}


@pytest.mark.parametrize("shape", Shape)
def test_the_band_covers_nothing_of_the_pictogram(shape: Shape) -> None:
    lowest = Design(shape=shape, colour=Colour.TEAL, pictogram="mountain-and-flag", demo=True)
    image = opened(picture.png(picture.svg(lowest, title="x")))
    paper = _opaque(PAIRS[Colour.TEAL].paper)
    assert all(_pixel(image, x, 348) == paper for x in range(150, 362))


def test_the_same_design_gives_the_same_bytes() -> None:
    first, second = (picture.svg(STAR, title="Curieux") for _ in range(2))
    assert first == second
    assert picture.png(first) == picture.png(second)


def test_a_demonstration_looks_different() -> None:
    demo = Design(shape=STAR.shape, colour=STAR.colour, pictogram=STAR.pictogram, demo=True)
    assert picture.svg(demo, title="x") != picture.svg(STAR, title="x")


@pytest.mark.parametrize("size", [64, 300])
def test_the_size_is_as_asked_for(size: int) -> None:
    assert opened(picture.png(picture.svg(STAR, title="x"), size=size)).size == (size, size)


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Esprit d'équipe", "Esprit d'équipe"),
        ("</title><script>alert(1)</script>", "</title><script>alert(1)</script>"),
        ("a & b < c > d", "a & b < c > d"),
        ("two\nlines\tand  spaces ", "two lines and spaces"),
        ("nothing\x00 \ud800forbidden\ufffe", "nothing forbidden"),
        ("بريا பிரியா Оксана می‌خواهم", "بريا பிரியா Оксана می‌خواهم"),
    ],
)
def test_any_title_is_escaped(title: str, read: str) -> None:
    root = _parsed(picture.svg(STAR, title=title))
    assert root.findtext(f"{SVG}title") == read
    assert len(list(root)) == len(list(_parsed(picture.svg(STAR, title="x"))))


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_no_title_breaks_the_picture(title: str) -> None:
    assert _parsed(picture.svg(STAR, title=title)).tag == f"{SVG}svg"


@pytest.mark.parametrize("data", [b"", b"<svg", b"\xff", b"<html/>", b"\x89PNG\r\n\x1a\n"])
def test_refuses_what_is_no_svg(data: bytes) -> None:
    with pytest.raises(ArtworkError):
        picture.png(data)


@pytest.mark.parametrize("design", SAMPLE[:16], ids=lambda design: design.pictogram)
def test_at_64_pixels_the_pictogram_still_stands_out(design: Design) -> None:
    grey = opened(picture.png(picture.svg(design, title="x"), size=64)).convert("L")
    low, high = grey.crop((18, 12, 46, 44)).getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    assert high - low > 110
