"""JSON is read in one way only, and written in one way only."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import strict_json
from badges.openbadges.errors import DocumentError
from tests.simulator import refusal

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(max_size=6), JSON_VALUES, max_size=5)


def nested(depth: int) -> str:
    return '{"a":' * (depth - 1) + "{}" + "}" * (depth - 1)


def refused(data: bytes | str) -> str:
    with pytest.raises(DocumentError) as caught:
        strict_json.loads(data)
    return caught.value.code


def test_it_reads_an_object() -> None:
    data = '{"name": "Équipe", "n": [1, -2.5, true, null], "in": {"ü": "\\u00e9\\n"}}'
    expected = {"name": "Équipe", "n": [1, -2.5, True, None], "in": {"ü": "é\n"}}
    assert strict_json.loads(data) == strict_json.loads(data.encode()) == expected


def test_it_writes_compactly_in_the_order_given_and_in_utf_8() -> None:
    assert strict_json.dumps({"b": "é", "a": [1, {"c": None}]}) == (
        '{"b":"é","a":[1,{"c":null}]}'.encode()
    )


@pytest.mark.parametrize("data", ['{"a":1,"a":1}', '{"x":{"a":1,"b":2,"\\u0061":3}}'])
def test_a_member_that_occurs_twice_is_refused(data: str) -> None:
    with pytest.raises(DocumentError) as caught:
        strict_json.loads(data)
    assert (caught.value.code, caught.value.values) == ("json_duplicate", {"member": "a"})


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 41])
def test_a_number_that_is_none_or_too_long_is_refused(number: str) -> None:
    assert refused(f'{{"n":{number}}}') == "json_number"


def test_forty_digits_are_not_too_long() -> None:
    assert strict_json.loads('{"n":' + "9" * 40 + "}") == {"n": int("9" * 40)}


def test_depth_is_bounded() -> None:
    assert strict_json.loads(nested(50))
    assert refused(nested(51)) == "json_depth"
    assert refused('{"a":' + "[" * 100_000) == "json_depth"


def test_brackets_within_strings_are_no_depth() -> None:
    text = {"a": "[" * 60, "b": '"' + "{" * 60}
    assert strict_json.loads(json.dumps(text)) == text


def test_a_long_text_that_never_ends_is_refused_at_once() -> None:
    assert refused('{"a":' + "[" * 51 + '"' + '\\"' * 200_000) == "json_depth"
    assert refused('{"a":"' + '\\"[' * 200_000) == "json_syntax"


@pytest.mark.parametrize("data", ["[]", '"a"', "1", "null", "true"])
def test_what_is_no_object_is_refused(data: str) -> None:
    assert refused(data) == "json_object"


@pytest.mark.parametrize("data", ["", " ", "{", "{}{}", "{'a':1}", '{"a":1,}', "{} //", '{"a":01}'])
def test_what_is_no_json_is_refused(data: str) -> None:
    assert refused(data) == "json_syntax"


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":"\xff"}',
        b'{"a":"\xed\xa0\x80"}',
        '{"a":"\ud800"}',
        '{"a":"\\ud800"}',
        '{"\\uDFFF":1}',
        '{"a":1}'.encode("utf-16"),
    ],
)
def test_what_cannot_be_written_in_utf_8_is_refused(data: bytes | str) -> None:
    assert refused(data) == "json_encoding"


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    assert strict_json.loads('{"a":"\\ud83c\\udfc5"}') == {"a": "🏅"}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"a": float("nan")}, "json_syntax"),
        ({"a": object()}, "json_syntax"),
        ({"a": "\ud800"}, "json_encoding"),
    ],
)
def test_what_is_no_json_is_not_written(document: dict[str, Any], code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        strict_json.dumps(document)
    assert caught.value.code == code


def test_what_refers_to_itself_is_not_written() -> None:
    circle: dict[str, Any] = {}
    circle["a"] = circle
    with pytest.raises(DocumentError):
        strict_json.dumps(circle)


@given(OBJECTS)
def test_what_is_written_is_read_again(document: dict[str, Any]) -> None:
    assert strict_json.loads(strict_json.dumps(document)) == document


@given(st.binary() | st.text() | JSON_VALUES.map(json.dumps))
def test_it_raises_nothing_but_its_own_error(data: bytes | str) -> None:
    assert refusal(DocumentError, strict_json.loads, data) in strict_json.CODES | {""}
