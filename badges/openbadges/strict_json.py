"""JSON read without leniency and written in one way: the bytes that are signed and stored.

Two readers must never understand the same bytes differently, so what RFC 8259 leaves open is
refused: members that occur twice, NaN and infinities, lone surrogates, absurd depth and numbers.
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

from badges.openbadges.errors import DocumentError

CODES = frozenset(
    {
        "json_encoding",
        "json_syntax",
        "json_depth",
        "json_duplicate",
        "json_number",
        "json_object",
    }
)
"""Every code that `loads` may raise."""

MAX_DEPTH = 50
MAX_NUMBER_LENGTH = 40

# A string is taken whole, possessively and also when its end is missing: linear on any input.
_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


def loads(data: bytes | str) -> dict[str, Any]:
    """The JSON object in UTF-8 bytes or text; DocumentError if it is not strictly one."""
    text = _text(data)
    _refuse_depth(text)
    try:
        value = _DECODER.decode(text)
    except ValueError as error:
        raise DocumentError("json_syntax") from error
    if not isinstance(value, dict):
        raise DocumentError("json_object")
    if "\\u" in text:
        _refuse_surrogates(value)
    return value


def dumps(document: Mapping[str, Any]) -> bytes:
    """Compact UTF-8 with the members in the order given; DocumentError if it cannot be written."""
    try:
        return _ENCODER.encode(dict(document)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DocumentError("json_encoding") from error
    except (TypeError, ValueError, RecursionError) as error:
        raise DocumentError("json_syntax") from error


def _text(data: bytes | str) -> str:
    try:
        if isinstance(data, bytes):
            return data.decode("utf-8")
        data.encode("utf-8")
    except UnicodeError as error:
        raise DocumentError("json_encoding") from error
    return data


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise DocumentError("json_depth", {"limit": str(MAX_DEPTH)})
        elif match[0] in "]}":
            depth -= 1


def _refuse_surrogates(value: dict[str, Any]) -> None:
    """Only an escape can bring half a character in; half a character cannot be written again."""
    try:
        _ENCODER.encode(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise DocumentError("json_encoding") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _ in pairs]
    twice = next(name for name in names if names.count(name) > 1)
    raise DocumentError("json_duplicate", {"member": twice[:100]})


def _whole(text: str) -> int:
    _refuse_length(text)
    return int(text)


def _fraction(text: str) -> float:
    _refuse_length(text)
    number = float(text)
    if not math.isfinite(number):
        raise DocumentError("json_number")
    return number


def _refuse_length(text: str) -> None:
    if len(text) > MAX_NUMBER_LENGTH:
        raise DocumentError("json_number")


def _constant(_: str) -> NoReturn:
    raise DocumentError("json_number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_members, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
