"""What JSON-LD and ISO 8601 let others write differently, in the documents themselves."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.errors import DocumentError
from badges.openbadges.schemas import linked_data
from badges.openbadges.schemas import v2 as schemas
from tests.openbadges.schemas.test_v2 import (
    ASSERTION,
    BADGE_CLASS,
    DOCUMENTS,
    LOADERS,
    Load,
    Members,
    changed,
    each_document,
    refused,
)
from tests.openbadges.test_strict_json import JSON_VALUES
from tests.simulator import refusal

MOMENTS = re.compile(
    r"20\d\d-?(0\d|1[0-2])-?[0-3]\dT(2[0-5]|[01]\d):?[0-6]\d(:?[0-6]\d([.,]\d{1,13})?)?"
    r"(Z|[+-][0-3]\d(:?[0-6]\d)?)",
    re.ASCII,
)


@pytest.mark.parametrize("value", [None, [], [None], [1, 2], "a", {}, {"a": 1}, 0])
def test_only_a_list_of_one_is_the_one(value: Any) -> None:
    assert linked_data.one(value) is value
    assert linked_data.one([[value]]) == [value]


def test_it_works() -> None:
    assert linked_data.one(["a"]) == "a"
    assert linked_data.one([False]) is False
    assert linked_data.plain({"@id": 1, "a": 2, "@type": 3}) == {"id": 1, "a": 2, "type": 3}


IDS = st.sampled_from(["id", "@id", "type", "@type", "a"])


@each_document
def test_a_keyword_stands_for_the_member(load: Load, members: Members) -> None:
    renamed = {{"id": "@id", "type": "@type"}.get(name, name): one for name, one in members.items()}
    assert load(renamed) == load(members)
    assert schemas.dump(load(renamed)) == members


@each_document
@pytest.mark.parametrize(("keyword", "name"), [("@id", "id"), ("@type", "type")])
def test_a_keyword_beside_the_member_is_refused(
    load: Load, members: Members, keyword: str, name: str
) -> None:
    for value in (members[name], None, "https://a.example"):
        assert refused(load, {**members, keyword: value}) == ("json_duplicate", name)
        assert refused(load, {**members, keyword: members[name], name: value})[0] == (
            "json_duplicate"
        )


@pytest.mark.parametrize(
    ("members", "path"),
    [
        (ASSERTION, "recipient"),
        (ASSERTION, "verification"),
        (ASSERTION, "evidence.0"),
        (BADGE_CLASS, "image"),
        (BADGE_CLASS, "alignment.0"),
    ],
)
def test_a_part_too_has_one_name_for_one_thing(members: Members, path: str) -> None:
    load, kept = LOADERS[id(members)], part_at(members, path)["type"]
    assert load(without_type(members, path, {"@type": kept})) == load(members)
    assert refused(load, without_type(members, path, {"@type": kept, "type": kept})) == (
        "json_duplicate",
        "type",
    )


def part_at(members: Members, path: str) -> Members:
    """The part at a dotted path."""
    part: Any = members
    for step in path.split("."):
        part = part[int(step)] if step.isdigit() else part[step]
    return dict(part)


def without_type(members: Members, path: str, others: Members) -> Members:
    """A copy whose part at a path says its `type` by other members."""
    part = part_at(members, path)
    del part["type"]
    return changed(members, path, {**part, **others})


@given(st.sampled_from(DOCUMENTS), st.dictionaries(IDS, JSON_VALUES, max_size=3))
def test_whatever_calls_itself_by_keywords_is_read_or_refused(
    kind: tuple[Load, Members], keywords: Members
) -> None:
    load, members = kind
    rest = {name: value for name, value in members.items() if name not in {"id", "type"}}
    for document in ({**rest, **keywords}, {**members, "image": keywords, "badge": keywords}):
        assert refusal(DocumentError, load, document) in schemas.CODES | {""}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-14T10:00:00+02", datetime(2026, 11, 14, 8, tzinfo=UTC)),
        ("2026-11-14T00:00:00,5Z", datetime(2026, 11, 14, 0, 0, 0, 500_000, UTC)),
        ("20261114T100000Z", datetime(2026, 11, 14, 10, tzinfo=UTC)),
        ("20261114T1000+0230", datetime(2026, 11, 14, 7, 30, tzinfo=UTC)),
        ("20261114T100000.25-02", datetime(2026, 11, 14, 12, 0, 0, 250_000, UTC)),
        ("2026-11-30T24:00:00Z", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-31T24:00+01:00", datetime(2026, 12, 31, 23, tzinfo=UTC)),
        ("20261114T240000,000Z", datetime(2026, 11, 15, tzinfo=UTC)),
    ],
)
def test_a_time_may_be_written_in_several_ways(written: str, expected: datetime) -> None:
    assert schemas.load_assertion({**ASSERTION, "issuedOn": written}).issued_on == expected


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["2026", "11", "14", "24", "00", "T", "Z", "+02", "-", ":", ",", "."]),
            st.text("0123456789TZ+-:.,", max_size=3),
        ),
        max_size=16,
    ).map("".join)
    | st.from_regex(MOMENTS, fullmatch=True)
)
def test_whatever_a_time_is_written_like_it_is_read_or_refused(written: str) -> None:
    try:
        read = schemas.load_assertion({**ASSERTION, "issuedOn": written})
    except DocumentError:
        expected = ("member_invalid", "issuedOn")
        assert refused(schemas.load_assertion, {**ASSERTION, "issuedOn": written}) == expected
        return
    assert read.issued_on.utcoffset() is not None
    again = schemas.dump(read)["issuedOn"]
    assert schemas.load_assertion({**ASSERTION, "issuedOn": again}) == read
