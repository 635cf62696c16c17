"""Baking for SVG: one `openbadges:assertion` element right after the root's opening tag.

Open Badges Baking Specification 2.0, "SVGs". The file is read by expat, which tells where each
element lies in its bytes, and changed by splicing: what is not the badge stays as it was.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from badges.openbadges.errors import BakingError

UNBAKE_CODES = frozenset(
    {
        "badge_malformed",
        "doctype",
        "no_badge",
        "not_a_picture",
        "not_well_formed",
        "picture_encoding",
        "too_deep",
        "too_large",
        "two_badges",
    }
)
"""Every code that `unbake` may raise."""

MAX_BYTES = 1_000_000
MAX_DEPTH = 60

_NAMESPACE = "http://openbadges.org"
_ASSERTION = f"{_NAMESPACE} assertion"  # expat joins namespace and name by our separator
_ROOTS = frozenset({"http://www.w3.org/2000/svg svg", "svg"})
_DECLARATION = f' xmlns:openbadges="{_NAMESPACE}"'.encode()
_ROOT_WITHIN = 256  # other verifiers look for the root in these first bytes alone
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Mapping[int, str] = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    | {blank: f"&#{ord(blank)};" for blank in "\t\n\r"}
)


def recognises(data: bytes) -> bool:
    """Whether the data could be an SVG: markup with the word in it. Reading it decides."""
    return data.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<") and b"svg" in data


def bake(image: bytes, content: str) -> bytes:
    """The picture with `content` right after its opening tag, any older badge in it left out.

    All other bytes stay. BakingError; "late_root" when `<svg` begins too late for other verifiers.
    """
    if not content or _NOT_XML.search(content):
        raise BakingError("content")
    drawing = _read(image)
    if not image.startswith(b"<svg", drawing.root.start, _ROOT_WITHIN):
        raise BakingError("late_root", {"limit": str(_ROOT_WITHIN)})
    if drawing.prefix not in {None, _NAMESPACE}:
        raise BakingError("prefix_taken")
    element = f'<openbadges:assertion verify="{content.translate(_ESCAPES)}"/>'.encode()
    baked = b"".join(_spliced(image, drawing, element))
    _check_size(baked)
    return baked


def unbake(image: bytes) -> str:
    """What the picture's one assertion element says, in `verify` or else as its text; BakingError.

    The element counts by its namespace, whatever its prefix.
    """
    badges = _read(image).badges
    if not badges:
        raise BakingError("no_badge")
    if len(badges) > 1:
        raise BakingError("two_badges")
    content = badges[0].verify or "".join(badges[0].text).strip()
    if not content:
        raise BakingError("badge_malformed")
    return content


@dataclass(slots=True)
class _Span:
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class _Badge:
    span: _Span
    verify: str
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Drawing:
    """Where in an SVG's bytes its root's opening tag and its badges lie."""

    root: _Span = field(default_factory=_Span)
    prefix: str | None = None  # what `openbadges:` stands for on the root
    badges: list[_Badge] = field(default_factory=list)


def _spliced(image: bytes, drawing: _Drawing, element: bytes) -> Iterator[bytes]:
    tag = image[drawing.root.start : drawing.root.end]
    end = b"/>" if tag.endswith(b"/>") else b">"
    yield image[: drawing.root.end - len(end)]
    if drawing.prefix is None:
        yield _DECLARATION
    yield b">" + element
    if end == b"/>":
        yield b"</" + re.split(rb"[\s/]", tag[1:], maxsplit=1)[0] + b">"
    at = drawing.root.end
    for badge in drawing.badges:
        yield image[at : badge.span.start]
        at = badge.span.end
    yield image[at:]


def _read(image: bytes) -> _Drawing:
    _check_size(image)
    if b"\0" in image:  # UTF-16, which expat reads in spite of the encoding that it is given
        raise BakingError("picture_encoding")
    reader = _Reader()
    try:
        reader.parser.Parse(image, True)
    except expat.ExpatError as error:
        raise BakingError("not_well_formed", {"line": str(error.lineno)}) from error
    return reader.drawing


def _check_size(image: bytes) -> None:
    if len(image) > MAX_BYTES:
        raise BakingError("too_large", {"limit": str(MAX_BYTES)})


class _Reader:
    """Fills a drawing with what expat tells, event by event."""

    def __init__(self) -> None:
        self.drawing = _Drawing()
        self.parser = expat.ParserCreate("utf-8", " ")
        self.parser.XmlDeclHandler = _check_declaration
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self.parser.StartNamespaceDeclHandler = self._prefix
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.DefaultHandler = self._other
        self._depth = 0
        self._in_badge = False
        self._passed: _Span | None = None

    def _reached(self) -> int:
        """Where the event begins, which is where the tag just passed ends: expat never says."""
        at = self.parser.CurrentByteIndex
        if self._passed:
            self._passed.end = at
            self._passed = None
        return at

    def _prefix(self, prefix: str | None, uri: str | None) -> None:
        if prefix == "openbadges" and not self._depth:
            self.drawing.prefix = uri

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        span = _Span(self._reached())
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise BakingError("too_deep", {"limit": str(MAX_DEPTH)})
        if self._in_badge:
            raise BakingError("badge_malformed")
        if self._depth == 1:
            if name not in _ROOTS:
                raise BakingError("not_a_picture")
            self.drawing.root = self._passed = span
        elif name == _ASSERTION:
            self._in_badge = True
            self.drawing.badges.append(_Badge(span, attributes.get("verify", "")))

    def _end(self, _name: str) -> None:
        self._reached()
        self._depth -= 1
        if self._in_badge:
            self._in_badge = False
            self._passed = self.drawing.badges[-1].span

    def _text(self, text: str) -> None:
        self._reached()
        if self._in_badge:
            self.drawing.badges[-1].text.append(text)

    def _other(self, _markup: str) -> None:
        self._reached()


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.lower() != "utf-8":
        raise BakingError("picture_encoding")


def _refuse_doctype(name: str, *_: object) -> None:
    raise BakingError("doctype" if name.rpartition(":")[2] == "svg" else "not_a_picture")
