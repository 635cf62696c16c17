import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO

import openbadges_bakery
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from badges.openbadges.baking import png
from badges.openbadges.errors import BakingError

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6InVybjp1dWlkOiJ9.c2lnbmVk-_"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int = 1, height: int = 1) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))


PIXELS = chunk(b"IDAT", zlib.compress(b"\0\0"))
END = chunk(b"IEND")
BADGE = chunk(b"iTXt", b"openbadges\0\0\0\0\0" + TOKEN.encode())
OLD_BADGE = chunk(b"tEXt", b"openbadges\0https://example.org/1.json")
COMPRESSED_BADGE = chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"{}"))


def picture(*chunks: bytes) -> bytes:
    return b"".join([SIGNATURE, header(), *chunks, END])


def international(tail: bytes) -> bytes:
    return picture(chunk(b"iTXt", b"openbadges\0" + tail), PIXELS)


def drawn(mode: str) -> bytes:
    """A picture with the further chunks that a real one has: palette, resolution, text."""
    drawing = Image.radial_gradient("L").convert("RGBA")
    drawing.putalpha(Image.linear_gradient("L"))
    info = PngInfo()
    info.add_text("Comment", "openbadges")
    info.add_itxt("Title", "Esprit d’équipe", "fr", "Titre", zip=True)
    file = BytesIO()
    drawing.convert(mode).save(file, "PNG", pnginfo=info, dpi=(300, 300))
    return file.getvalue()


def code_of(image: bytes) -> str:
    with pytest.raises(BakingError) as refusal:
        png.unbake(image)
    return refusal.value.code


contents = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
further_chunks = st.builds(
    chunk,
    st.sampled_from([b"IDAT", b"pHYs", b"tEXt", b"iTXt", b"zTXt", b"eXIf"]),
    st.binary(max_size=40).filter(lambda data: not data.startswith(b"openbadges\0")),
)


def test_it_works() -> None:
    baked = png.bake(picture(PIXELS), TOKEN)

    assert baked == picture(BADGE, PIXELS)
    assert png.unbake(baked) == TOKEN


@given(contents, st.lists(further_chunks))
def test_what_is_baked_comes_out_again_and_nothing_else_changes(
    content: str, chunks: Iterable[bytes]
) -> None:
    image = picture(*chunks)
    baked = png.bake(image, content)

    assert png.unbake(baked) == content
    text = b"openbadges\0\0\0\0\0" + content.encode()
    assert baked.replace(chunk(b"iTXt", text), b"", 1) == image


def test_baking_replaces_every_older_badge() -> None:
    comment = chunk(b"tEXt", b"openbadges2\0kept")
    image = picture(OLD_BADGE, comment, BADGE, PIXELS, COMPRESSED_BADGE)

    assert png.bake(image, "new") == png.bake(picture(comment, PIXELS), "new")


def test_baking_twice_is_baking_once() -> None:
    baked = png.bake(drawn("RGBA"), TOKEN)

    assert png.bake(baked, TOKEN) == baked


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P"])
def test_pixels_are_identical(mode: str) -> None:
    image = drawn(mode)
    with Image.open(BytesIO(image)) as before, Image.open(BytesIO(png.bake(image, TOKEN))) as after:
        after.load()
        assert isinstance(after.info["openbadges"], str)
        assert (after.info.pop("openbadges"), after.info) == (TOKEN, before.info)
        assert (after.mode, after.size) == (before.mode, before.size)
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("content", ["", "a\0b", "\ud800"])
def test_content_that_no_picture_can_carry_is_refused(content: str) -> None:
    with pytest.raises(BakingError) as refusal:
        png.bake(picture(PIXELS), content)
    assert refusal.value.code == "content"


def test_a_picture_that_baking_makes_too_large_is_refused() -> None:
    room = png.MAX_BYTES - len(png.bake(picture(PIXELS), "x")) + 1
    assert len(png.bake(picture(PIXELS), "x" * room)) == png.MAX_BYTES
    with pytest.raises(BakingError) as refusal:
        png.bake(picture(PIXELS), "x" * (room + 1))
    assert (refusal.value.code, refusal.value.values) == ("too_large", {"limit": "5000000"})


@pytest.mark.parametrize("image", [b"", SIGNATURE, picture(PIXELS)[:-1], picture(PIXELS) + b"\n"])
def test_baking_refuses_what_is_no_whole_picture(image: bytes) -> None:
    with pytest.raises(BakingError):
        png.bake(image, TOKEN)


def test_a_badge_of_open_badges_1_is_read() -> None:
    assert png.unbake(picture(PIXELS, OLD_BADGE)) == "https://example.org/1.json"


def test_language_and_translated_keyword_are_passed_over() -> None:
    image = international(b"\0\0fr\0badge ouvert\0" + TOKEN.encode())

    assert png.unbake(image) == TOKEN


def test_picture_data_are_never_decompressed() -> None:
    assert png.unbake(picture(BADGE, chunk(b"IDAT", b"no zlib stream"))) == TOKEN


def test_a_picture_of_sixteen_megapixels_is_read() -> None:
    assert png.unbake(SIGNATURE + header(4000, 4000) + BADGE + PIXELS + END) == TOKEN


REFUSALS = [
    (b"", "not_a_picture"),
    (b"GIF89a", "not_a_picture"),
    (picture(BADGE, PIXELS)[1:], "not_a_picture"),
    (SIGNATURE, "picture_cut"),
    (SIGNATURE + header()[:-1], "picture_cut"),
    (SIGNATURE + header(), "picture_cut"),
    (picture(BADGE, PIXELS)[:-1], "picture_cut"),
    (picture(BADGE, PIXELS)[:60], "picture_cut"),
    (SIGNATURE + header() + b"\xff\xff\xff\xffiTXt" + bytes(40), "picture_cut"),
    (SIGNATURE + BADGE + header() + PIXELS + END, "picture_header"),
    (SIGNATURE + chunk(b"IHDR", bytes(12)) + BADGE + PIXELS + END, "picture_header"),
    (SIGNATURE + header(0, 7) + BADGE + PIXELS + END, "picture_header"),
    (SIGNATURE + header(7, 0) + BADGE + PIXELS + END, "picture_header"),
    (picture(BADGE, header(), PIXELS), "picture_header"),
    (SIGNATURE + header(4001, 4000) + BADGE + PIXELS + END, "too_many_pixels"),
    (SIGNATURE + header() + BADGE + PIXELS + chunk(b"IEND", b"x"), "picture_end"),
    (picture(BADGE, PIXELS) + b"\0", "trailing_data"),
    (picture(PIXELS) + BADGE, "trailing_data"),
    (picture(BADGE, PIXELS) + END, "trailing_data"),
    (picture(BADGE, chunk(b"IDAT", bytes(png.MAX_BYTES))), "too_large"),
    (picture(BADGE.replace(b"eyJ", b"eyK", 1), PIXELS), "chunk_crc"),
    (picture(BADGE, PIXELS.replace(b"IDAT", b"iDAT")), "chunk_crc"),
    (picture(PIXELS), "no_badge"),
    (picture(chunk(b"iTXt", b"OpenBadges\0\0\0\0\0x"), PIXELS), "no_badge"),
    (picture(chunk(b"iTXt", b"openbadges"), PIXELS), "no_badge"),
    (picture(chunk(b"eXIf", b"openbadges\0\0\0\0\0x"), PIXELS), "no_badge"),
    (picture(BADGE, PIXELS, BADGE), "two_badges"),
    (picture(BADGE, PIXELS, OLD_BADGE), "two_badges"),
    (picture(COMPRESSED_BADGE, PIXELS), "compressed"),
    (international(b"\1\0\0\0" + zlib.compress(b"x")), "compressed"),
    (international(b"\2\0\0\0x"), "badge_malformed"),
    (international(b""), "badge_malformed"),
    (international(b"\0\0"), "badge_malformed"),
    (international(b"\0\0fr\0x"), "badge_malformed"),
    (international(b"\0\0\0\0"), "badge_malformed"),
    (international(b"\0\0\0\0a\0b"), "badge_malformed"),
    (picture(chunk(b"tEXt", b"openbadges\0"), PIXELS), "badge_malformed"),
    (international(b"\0\0\0\0\xe9"), "badge_encoding"),
    (picture(chunk(b"tEXt", b"openbadges\0\xe9"), PIXELS), "badge_encoding"),
]


@pytest.mark.parametrize(("image", "code"), REFUSALS)
def test_refusals(image: bytes, code: str) -> None:
    assert code_of(image) == code


def test_every_refusal_is_listed() -> None:
    assert {code for _, code in REFUSALS} == png.UNBAKE_CODES


def test_a_changed_byte_in_the_badge_is_seen_and_the_chunk_named() -> None:
    image = picture(BADGE, PIXELS)
    start = image.index(BADGE)  # its length comes first, then its kind
    for place in range(start + 8, start + len(BADGE)):
        with pytest.raises(BakingError) as refusal:
            png.unbake(image[:place] + bytes([image[place] ^ 1]) + image[place + 1 :])
        assert (refusal.value.code, refusal.value.values) == ("chunk_crc", {"chunk": "iTXt"})


@given(st.data())
def test_no_byte_can_be_changed_unseen(data: st.DataObject) -> None:
    image = picture(BADGE, PIXELS)
    place = data.draw(st.integers(0, len(image) - 1))
    change = data.draw(st.integers(1, 255))

    assert code_of(image[:place] + bytes([image[place] ^ change]) + image[place + 1 :])


@given(
    st.binary(max_size=200).map(lambda tail: SIGNATURE + tail)
    | st.lists(further_chunks | st.sampled_from([BADGE, OLD_BADGE, PIXELS, END])).map(
        lambda chunks: picture(*chunks)
    )
    | st.binary(max_size=60).map(international)
)
def test_nothing_but_our_own_error_is_raised(image: bytes) -> None:
    with suppress(BakingError):
        png.unbake(image)
    with suppress(BakingError):
        assert image[:33] == png.bake(image, TOKEN)[:33]


@pytest.mark.parametrize("content", [TOKEN, '{"id": "é"}', "https://example.org/1.json"])
def test_it_bakes_what_openbadges_bakery_bakes_and_each_reads_the_other(content: str) -> None:
    image = picture(OLD_BADGE, PIXELS)
    theirs = openbadges_bakery.bake(BytesIO(image), content, BytesIO()).getvalue()

    assert theirs == png.bake(image, content)
    assert openbadges_bakery.unbake(BytesIO(png.bake(image, content))) == content
    assert png.unbake(theirs) == content
