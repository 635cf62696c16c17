"""The members are fields of marshmallow, and stricter than its own."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from badges.openbadges.schemas.members import Flag, Kind, Moment, Several, Text

EXAMPLE = Schema.from_dict(
    {"flag": Flag(), "at": Moment(required=True), "names": Several(Text()), "type": Kind("A", "B")}
)()
GIVEN = {"flag": False, "at": "2026-11-14T00:00:00+01:00", "names": ["a", "b"], "type": "B"}


def test_they_work_in_any_schema() -> None:
    loaded = EXAMPLE.load(GIVEN)
    assert loaded["names"] == ("a", "b")
    assert EXAMPLE.dump(loaded) == GIVEN


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("flag", 1, "member_invalid"),
        ("flag", "true", "member_invalid"),
        ("at", None, "member_invalid"),
        ("at", "2026-11-14", "member_invalid"),
        ("names", [7], "member_invalid"),
        ("type", "C", "document_type"),
    ],
)
def test_they_refuse_by_code(member: str, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        EXAMPLE.load({**GIVEN, member: value})
    assert code in str(caught.value.messages)


def test_what_is_required_is_missed() -> None:
    with pytest.raises(ValidationError) as caught:
        EXAMPLE.load({})
    assert caught.value.messages == {"at": ["member_missing"]}
