"""Putting a token into a badge's picture and taking it out again, without decoding the picture.

Open Badges Baking Specification 2.0. The format is told by the content, never by a file's name.
"""

from badges.openbadges.baking import png, svg
from badges.openbadges.errors import BakingError

UNBAKE_CODES = png.UNBAKE_CODES | svg.UNBAKE_CODES
"""Every code that `unbake` may raise."""

_RECOGNISE = {"image/png": png.recognises, "image/svg+xml": svg.recognises}
_BAKE = {"image/png": png.bake, "image/svg+xml": svg.bake}
_UNBAKE = {"image/png": png.unbake, "image/svg+xml": svg.unbake}


def media_type(data: bytes) -> str:
    """`image/png` or `image/svg+xml`, by how the data look; BakingError "not_a_picture".

    Whether the picture is sound, only `unbake` says.
    """
    for name, recognises in _RECOGNISE.items():
        if recognises(data):
            return name
    raise BakingError("not_a_picture")


def bake(image: bytes, content: str) -> bytes:
    """The PNG or SVG with `content` baked in, in place of what was baked before; BakingError."""
    return _BAKE[media_type(image)](image, content)


def unbake(image: bytes) -> str:
    """What is baked into the PNG or SVG, exactly one token, document or address; BakingError."""
    return _UNBAKE[media_type(image)](image)
