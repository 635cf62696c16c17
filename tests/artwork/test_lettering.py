from itertools import groupby

import pytest
from PIL import Image

from badges.artwork.colours import PAIRS, Colour
from badges.artwork.lettering import demo_band
from tests.artwork.pixels import drawn

PAIR = PAIRS[Colour.PLUM]
BAND = (78, 356, 434, 464)


def _band() -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">'
        + demo_band(PAIR)
        + "</svg>"
    )


def test_it_works() -> None:
    seen = drawn(_band().encode(), width=512).crop(BAND).convert("RGB").getcolors(1 << 16)
    assert seen is not None
    ink, paper = (tuple(bytes.fromhex(colour[1:])) for colour in (PAIR.ink, PAIR.paper))
    (most, band), (next_most, letters) = sorted(seen, reverse=True)[:2]
    assert (band, letters) == (ink, paper)
    assert most > next_most > 0.08 * 356 * 108


def test_four_letters_stand_apart_in_the_middle() -> None:
    inside = drawn(_band().encode(), width=512).convert("L").crop((90, 366, 422, 454))
    letters = inside.point(lambda value: 255 if value > 150 else 0)
    box = letters.getbbox()
    assert box is not None
    assert (box[0] + box[2]) / 2 == pytest.approx(166, abs=2)
    columns = letters.resize((letters.width, 1), Image.Resampling.BOX).tobytes()
    assert len([shown for shown, _ in groupby(columns, key=bool) if shown]) == len("DÉMO")


def test_no_letter_needs_a_font() -> None:
    assert "<text" not in _band()
    assert "font" not in _band()
