"""Baking for PNG: one uncompressed iTXt chunk `openbadges`, spliced in and out by its bytes.

Open Badges Baking Specification 2.0, "PNGs"; PNG (third edition), sections 5 and 11.3.3.
"""

import struct
from collections.abc import Iterator
from zlib import crc32

from badges.openbadges.errors import BakingError

UNBAKE_CODES = frozenset(
    {
        "badge_encoding",
        "badge_malformed",
        "chunk_crc",
        "compressed",
        "no_badge",
        "not_a_picture",
        "picture_cut",
        "picture_end",
        "picture_header",
        "too_large",
        "too_many_pixels",
        "trailing_data",
        "two_badges",
    }
)
"""Every code that `unbake` may raise."""

MAX_BYTES = 5_000_000
MAX_PIXELS = 16_000_000

_Chunk = tuple[bytes, int, int]  # its kind, where it starts and where it ends

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">I4sII")  # length and kind of IHDR, then the picture's width and height
_HEADER_END = len(_SIGNATURE) + 25
_HEAD = struct.Struct(">I4s")  # length and kind of any chunk
_CRC = struct.Struct(">I")
_TEXT_KINDS = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_KEYWORD = b"openbadges\0"
_PLAIN = b"\0\0\0\0"  # not compressed, no method, no language, no translated keyword


def recognises(data: bytes) -> bool:
    """Whether the data begin as a PNG does."""
    return data.startswith(_SIGNATURE)


def bake(image: bytes, content: str) -> bytes:
    """The picture with `content` right after its header, any older badge in it left out.

    All other chunks stay byte for byte, and their CRCs are not looked at: `unbake` does that.
    BakingError.
    """
    pieces = [image[:_HEADER_END], _badge(content)]
    at = _HEADER_END
    for kind, start, end in _chunks(image):
        if _is_badge(image, kind, start, end):
            pieces.append(image[at:start])
            at = end
    baked = b"".join([*pieces, image[at:]])
    _check_size(baked)
    return baked


def unbake(image: bytes) -> str:
    """The picture's one text `openbadges`, in an iTXt chunk or, as Open Badges 1 had it, a tEXt.

    Every chunk's CRC is checked; picture data are never decompressed. BakingError.
    """
    contents = []
    for kind, start, end in _chunks(image):
        _check_crc(image, kind, start, end)
        if _is_badge(image, kind, start, end):
            contents.append(_content(kind, image[start + 8 + len(_KEYWORD) : end - 4]))
    if not contents:
        raise BakingError("no_badge")
    if len(contents) > 1:
        raise BakingError("two_badges")
    return contents[0]


def _chunks(image: bytes) -> Iterator[_Chunk]:
    """Kind, start and end of each chunk, header and end included; BakingError when one is amiss."""
    _check_header(image)
    at, kind, size = len(_SIGNATURE), b"", len(image)
    while kind != b"IEND":
        if at + 12 > size:
            raise BakingError("picture_cut")
        length, kind = _HEAD.unpack_from(image, at)
        start, at = at, at + 12 + length
        if at > size:
            raise BakingError("picture_cut")
        if kind == b"IHDR" and start >= _HEADER_END:
            raise BakingError("picture_header")
        yield kind, start, at
    if length:
        raise BakingError("picture_end")
    if at != size:
        raise BakingError("trailing_data")


def _check_header(image: bytes) -> None:
    if not recognises(image):
        raise BakingError("not_a_picture")
    _check_size(image)
    if len(image) < _HEADER_END:
        raise BakingError("picture_cut")
    length, kind, width, height = _HEADER.unpack_from(image, len(_SIGNATURE))
    if (length, kind) != (13, b"IHDR") or not width * height:
        raise BakingError("picture_header")
    if width * height > MAX_PIXELS:
        raise BakingError("too_many_pixels", {"limit": str(MAX_PIXELS)})


def _check_size(image: bytes) -> None:
    if len(image) > MAX_BYTES:
        raise BakingError("too_large", {"limit": str(MAX_BYTES)})


def _check_crc(image: bytes, kind: bytes, start: int, end: int) -> None:
    if crc32(memoryview(image)[start + 4 : end - 4]) != _CRC.unpack_from(image, end - 4)[0]:
        raise BakingError("chunk_crc", {"chunk": kind.decode("ascii", "replace")})


def _is_badge(image: bytes, kind: bytes, start: int, end: int) -> bool:
    return kind in _TEXT_KINDS and image.startswith(_KEYWORD, start + 8, end - 4)


def _badge(content: str) -> bytes:
    try:
        text = content.encode()
    except UnicodeEncodeError as error:
        raise BakingError("content") from error
    if not text or b"\0" in text:
        raise BakingError("content")
    body = b"iTXt" + _KEYWORD + _PLAIN + text
    return _CRC.pack(len(body) - 4) + body + _CRC.pack(crc32(body))


def _content(kind: bytes, data: bytes) -> str:
    if kind == b"zTXt":
        raise BakingError("compressed")
    text = _international(data) if kind == b"iTXt" else data
    if not text or b"\0" in text:
        raise BakingError("badge_malformed")
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise BakingError("badge_encoding") from error


def _international(data: bytes) -> bytes:
    """The text of an iTXt chunk, from what follows its keyword (PNG, section 11.3.3.4)."""
    compressed, strings = data[:1], data[2:].split(b"\0", 2)
    if compressed == b"\1":
        raise BakingError("compressed")
    if compressed != b"\0" or len(strings) != 3:
        raise BakingError("badge_malformed")
    return strings[2]
