from io import BytesIO

import pytest
from PIL import Image

from badges.artwork.palette import indexed
from tests.artwork.pixels import opened


def _written(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _colours(count: int) -> bytes:
    image = Image.new("RGBA", (count, 4))
    for x in range(count):
        for y in range(4):
            image.putpixel((x, y), (x % 256, x // 256, 60 * y, 255 - x % 256))
    return _written(image.crop((0, 0, count, 1)).resize((count, 40)))


@pytest.mark.parametrize("count", [1, 2, 40, 256])
def test_it_works(count: int) -> None:
    png = _colours(count)
    smaller = indexed(png)
    assert Image.open(BytesIO(smaller)).mode == "P"
    assert opened(smaller).tobytes() == opened(png).tobytes()


def test_many_colours_stay_as_they_are() -> None:
    png = _colours(257)
    assert indexed(png) is png
