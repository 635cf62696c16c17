import re
from xml.etree import ElementTree

import pytest

from badges.artwork.pictograms import GRID, PICTOGRAMS, Pictogram, strokes
from tests.artwork.pixels import drawn

ELEMENTS = {"g", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}
KEPT_WITH_BADGES = {  # names may be added, never taken away
    "ball", "bicycle", "briefcase", "bus", "calm-face", "camera", "check-list", "compass",
    "cooking-pot", "dumbbell", "ear-and-heart", "footprints", "giving-hand", "globe-and-hands",
    "hammer", "handshake", "helmet", "house", "joined-hands", "laptop", "light-bulb", "magnifier",
    "masks", "microphone", "mountain-and-flag", "music-note", "open-book", "palette", "parcel",
    "person-and-key", "phone-and-hand", "puzzle", "scissors", "speech-bubbles", "sprout", "star",
    "team-carrying", "turning-arrows", "two-heads", "watch-and-hand", "wrench",
}  # fmt: skip
everyone = pytest.mark.parametrize("pictogram", PICTOGRAMS.values(), ids=PICTOGRAMS.keys())


def _ink(pictogram: Pictogram) -> tuple[int, int, int, int]:
    """The box round what is drawn, in tenths of a unit, on a grid with a margin of four units."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {GRID + 8} {GRID + 8}"'
        ' fill="none" stroke="#000" stroke-linecap="round">'
        f"{strokes(pictogram, weight=1.5)}</svg>"
    )
    box = drawn(svg.encode(), width=(GRID + 8) * 10).getchannel("A").getbbox()
    assert box is not None
    return box


def test_it_works() -> None:
    star = strokes(PICTOGRAMS["star"], weight=1.5)
    assert re.fullmatch(
        r'<g transform="translate\(0 0\)scale\(1\)" stroke-width="1.5"><path d="[^"]+"/></g>', star
    )


def test_the_names_are_kept() -> None:
    assert set(PICTOGRAMS) >= KEPT_WITH_BADGES
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in PICTOGRAMS)


def test_each_shows_something_else() -> None:
    assert len({pictogram.description for pictogram in PICTOGRAMS.values()}) == len(PICTOGRAMS)
    assert len({strokes(each, weight=1) for each in PICTOGRAMS.values()}) == len(PICTOGRAMS)


@everyone
def test_each_is_drawn_with_plain_elements_alone(pictogram: Pictogram) -> None:
    root = ElementTree.fromstring(f"<g>{strokes(pictogram, weight=1)}</g>")
    assert {element.tag for element in root.iter()} <= ELEMENTS


@everyone
def test_each_is_centred_and_fills_its_room(pictogram: Pictogram) -> None:
    left, top, right, bottom = _ink(pictogram)
    middle = (GRID + 8) * 10 / 2
    assert (left + right) / 2 == pytest.approx(middle, abs=12)
    assert (top + bottom) / 2 == pytest.approx(middle, abs=12)
    assert 190 <= max(right - left, bottom - top) <= 270


@everyone
def test_every_line_is_as_wide_as_asked_for(pictogram: Pictogram) -> None:
    root = ElementTree.fromstring(f"<g>{strokes(pictogram, weight=1.5)}</g>")
    for part in root:
        found = re.search(r"scale\((.+)\)", part.get("transform", "scale(1)"))
        assert found
        assert float(part.attrib["stroke-width"]) * float(found[1]) == pytest.approx(1.5, rel=0.01)
