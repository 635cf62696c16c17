from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges.openbadges.baking import bake, media_type, unbake
from badges.openbadges.errors import BakingError

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6InVybjp1dWlkOiJ9.c2lnbmVk-_"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'


def drawn() -> bytes:
    file = BytesIO()
    Image.new("L", (1, 1)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        (drawn(), "image/png"),
        (SVG, "image/svg+xml"),
        (b"\xef\xbb\xbf\n " + SVG, "image/svg+xml"),
        (b"<?xml version='1.0'?><!-- a -->" + SVG, "image/svg+xml"),
    ],
)
def test_it_works(image: bytes, kind: str) -> None:
    assert media_type(image) == kind
    assert media_type(bake(image, TOKEN)) == kind
    assert unbake(bake(image, TOKEN)) == TOKEN


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b" " + drawn(),
        TOKEN.encode(),
        b'{"id": "<svg>"}',
        b"https://example.org/badge.svg",
        b"<!DOCTYPE html><p>",
        SVG.decode().encode("utf-16"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    for act in (media_type, unbake, lambda data: bake(data, TOKEN)):
        with pytest.raises(BakingError) as refusal:
            act(data)
        assert refusal.value.code == "not_a_picture"


@given(
    st.binary(max_size=100)
    | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))
)
def test_nothing_but_our_own_error_is_raised(data: bytes) -> None:
    with suppress(BakingError):
        unbake(data)
    with suppress(BakingError):
        bake(data, TOKEN)
