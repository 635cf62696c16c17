"""The word DÉMO on a band, drawn: no picture may depend on the fonts of the machine."""

from badges.artwork.colours import Pair
from badges.artwork.shapes import CENTRE

_WORD = (  # capitals 10 units high, in a row of 46 units
    "M0 0V10H3a5 5 0 0 0 0-10Z"
    "M18 0H11.8V10H18M11.8 5H17M14-3.4 16.2-5.6"
    "M22.6 10V0L27.3 6 32 0V10"
    "M36.4 5a4.8 5 0 1 0 9.6 0 4.8 5 0 1 0-9.6 0Z"
)
_WIDTH = 46
_SCALE = 4.8


def demo_band(pair: Pair) -> str:
    """A band in ink across the lower part of the picture, with the word in paper."""
    left = CENTRE - _WIDTH * _SCALE / 2
    return (
        f'<rect x="78" y="356" width="356" height="108" rx="22" fill="{pair.ink}"'
        f' stroke="{pair.paper}" stroke-width="10"/>'
        f'<path d="{_WORD}" fill="none" stroke="{pair.paper}" stroke-width="2.5"'
        ' stroke-linecap="round" stroke-linejoin="round"'
        f' transform="translate({left:.1f} 399)scale({_SCALE})"/>'
    )
