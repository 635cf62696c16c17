"""Pictures that people hand in: drawn again, or not taken."""

import contextlib
import io
import struct
import zlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from badges.storage import images
from badges.storage.images import PictureError


def drawn(
    kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 1).save(written, kind, **options)
    return written.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=["PNG"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_it_works(kind: str) -> None:
    made = opened(images.logo(drawn(kind)))
    assert (made.format, made.mode, made.size) == ("PNG", "RGBA", (60, 40))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA"])
def test_every_kind_of_pixel_is_taken(mode: str) -> None:
    assert opened(images.logo(drawn("PNG", mode=mode))).mode == "RGBA"


def test_a_large_one_becomes_small_and_keeps_its_shape() -> None:
    assert opened(images.logo(drawn("PNG", (2000, 1000)))).size == (400, 200)


def test_nothing_but_its_pixels_is_kept() -> None:
    notes = PngInfo()
    notes.add_text("Author", "Zéphyrine Qwarlov")
    exif = Image.Exif()
    exif[0x010E] = "Zephyrine Qwarlov"
    for content in (drawn("PNG", pnginfo=notes), drawn("JPEG", exif=exif, comment=b"Qwarlov")):
        assert b"Qwarlov" in content
        made = images.logo(content)
        assert b"Qwarlov" not in made
        kinds = {made[at + 4 : at + 8] for at in chunks(made)}
        assert kinds == {b"IHDR", b"IDAT", b"IEND"}


def chunks(png: bytes) -> list[int]:
    places, at = [], 8
    while at < len(png):
        places.append(at)
        at += 12 + struct.unpack(">I", png[at : at + 4])[0]
    return places


def test_the_same_picture_has_one_name() -> None:
    assert images.logo(drawn("PNG")) == images.logo(drawn("PNG"))


def test_a_photograph_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(images.logo(drawn("JPEG", exif=exif))).size == (40, 60)


def bomb(width: int, height: int) -> bytes:
    """A few bytes that say that they are a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "absent"),
        (bytes(images.MOST_BYTES + 1), "large"),
        (SVG, "svg"),
        (b"\xef\xbb\xbf" + SVG, "svg"),
        (b"GIF89a", "unreadable"),
        (b"hello", "unreadable"),
        (drawn("GIF"), "unreadable"),
        (drawn("BMP"), "unreadable"),
        (drawn("WEBP"), "unreadable"),
        (drawn("PNG")[:60], "unreadable"),
        (drawn("JPEG")[:300], "unreadable"),
        (bomb(60, 40), "unreadable"),
        (bomb(5000, 4000), "pixels"),
        (bomb(12_000, 10_000), "pixels"),
        (bomb(60_000, 60_000), "pixels"),
    ],
)
def test_what_is_not_taken_is_told_why(content: bytes, code: str) -> None:
    with pytest.raises(PictureError) as refusal:
        images.logo(content)
    assert refusal.value.code == code


def test_whatever_is_changed_in_a_file_it_is_taken_or_not() -> None:
    for content in (drawn("PNG"), drawn("JPEG")):
        for place in range(len(content)):
            broken = bytearray(content)
            broken[place] ^= 0xFF
            with contextlib.suppress(PictureError):
                assert opened(images.logo(bytes(broken))).mode == "RGBA"
