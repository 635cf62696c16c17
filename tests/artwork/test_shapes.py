import pytest
from PIL import Image, ImageChops

from badges.artwork.shapes import CENTRE, OUTLINES, SIDE, Shape
from tests.artwork.pixels import drawn

SMALL = 128
VERDICTS = {  # of about the same area
    "disc": "M35 256a221 221 0 1 1 442 0 221 221 0 1 1-442 0Z",
    "octagon": "M165 38h182l128 128v182l-128 128h-182l-128-128v-182Z",
    "triangle": "M256 20 510 470H2Z",
}


def _silhouette(path: str, *, width: int = SMALL) -> Image.Image:
    view = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"'
    svg = f'<svg {view}><path d="{path}"/></svg>'
    return drawn(svg.encode(), width=width).getchannel("A")


def _area(shape: Shape) -> float:
    return sum(_silhouette(OUTLINES[shape].path).histogram()[128:]) / SMALL**2


def test_every_shape_has_an_outline() -> None:
    assert set(OUTLINES) == set(Shape)


def test_all_weigh_about_the_same() -> None:
    areas = [_area(shape) for shape in Shape]
    assert min(areas) > 0.5
    assert max(areas) / min(areas) < 1.12


@pytest.mark.parametrize("shape", Shape)
def test_each_stands_clear_of_the_edge_and_of_its_mirror_image(shape: Shape) -> None:
    box = _silhouette(OUTLINES[shape].path, width=SIDE).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert min(left, top, SIDE - right, SIDE - bottom) >= 17
    assert left == pytest.approx(SIDE - right, abs=1)


@pytest.mark.parametrize("shape", Shape)
def test_a_pictogram_has_its_room_inside(shape: Shape) -> None:
    outline = OUTLINES[shape]
    (x, y), half = outline.middle, outline.room / 2
    alpha = _silhouette(outline.path, width=SIDE)
    sides = ((x - half, y), (x + half, y), (x, y - half), (x, y + half))
    assert all(alpha.getpixel((round(across), round(down))) == 255 for across, down in sides)
    assert x == CENTRE


@pytest.mark.parametrize("shape", Shape)
def test_none_looks_like_another_or_like_a_verdict(shape: Shape) -> None:
    seen = _silhouette(OUTLINES[shape].path)
    others = VERDICTS | {other: OUTLINES[other].path for other in Shape if other is not shape}
    for other, path in others.items():
        in_one_alone = sum(ImageChops.difference(seen, _silhouette(path)).histogram()[128:])
        assert in_one_alone > 0.03 * SMALL**2, other
