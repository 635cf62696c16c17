"""Baking a PNG, against `openbadges-bakery` in the same run: `python bench/bench_bake.py`.

Theirs is called as its own documentation says, which hands back a temporary file; the ratio without
that file is printed too. Exit 1 below the limit.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from statistics import median
from timeit import timeit

import openbadges_bakery

from badges.artwork.picture import PICTOGRAMS, Colour, Design, Shape, png, svg
from badges.openbadges import baking

LIMIT = 10.0
PAIRS = 15
BAKES = 500
TOKEN = ".".join(("eyJhbGciOiJSUzI1NiJ9", "A" * 1900, "B" * 512))  # as long as ours are


def main() -> int:
    """Measures, prints one line, and returns the exit status."""
    picture = _picture()
    by_file = _ratio(lambda: _theirs_by_file(picture), lambda: baking.bake(picture, TOKEN))
    in_memory = _ratio(lambda: _theirs_in_memory(picture), lambda: baking.bake(picture, TOKEN))
    assert openbadges_bakery.unbake(BytesIO(baking.bake(picture, TOKEN))) == TOKEN
    verdict = "OK" if by_file >= LIMIT else "TOO SLOW"
    print(
        f"png bake: {by_file:.1f}x openbadges-bakery (limit {LIMIT:.0f}x) {verdict};"
        f" {in_memory:.1f}x without its temporary file"
    )
    return 0 if by_file >= LIMIT else 1


def _picture() -> bytes:
    design = Design(
        shape=next(iter(Shape)), colour=next(iter(Colour)), pictogram=next(iter(PICTOGRAMS))
    )
    return png(svg(design, title="Esprit d’équipe"))


def _theirs_by_file(picture: bytes) -> bytes:
    with openbadges_bakery.bake(BytesIO(picture), TOKEN) as baked:
        return bytes(baked.read())


def _theirs_in_memory(picture: bytes) -> bytes:
    baked = BytesIO()
    openbadges_bakery.bake(BytesIO(picture), TOKEN, baked)
    return baked.getvalue()


def _ratio(theirs: Callable[[], bytes], ours: Callable[[], bytes]) -> float:
    """How many times as fast as theirs ours is: the median of interleaved pairs."""
    assert theirs() == ours()
    return median(timeit(theirs, number=BAKES) / timeit(ours, number=BAKES) for _ in range(PAIRS))


if __name__ == "__main__":
    sys.exit(main())
