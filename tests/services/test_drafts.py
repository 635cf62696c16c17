"""What a badge class shall say, before it is written."""

from dataclasses import replace
from typing import Any

import pytest

from badges.services.drafts import CriterionDraft, Target
from badges.services.errors import Invalid
from tests.cast import draft

SKILL = draft().targets[0]


def test_a_draft_passes() -> None:
    draft().check()
    draft(needed_criteria=3, needed_sessions=10, valid_months=240).check()


@pytest.mark.parametrize(
    ("member", "changes"),
    [
        ("name", {"name": "  "}),
        ("name", {"name": "n" * 121}),
        ("name", {"name": "Esprit\nd'équipe"}),
        ("sentence", {"sentence": ""}),
        ("sentence", {"sentence": "s" * 501}),
        ("criteria", {"criteria": (), "needed_criteria": 1}),
        ("criteria", {"criteria": (CriterionDraft(" "),)}),
        ("criteria", {"criteria": (CriterionDraft("c" * 301),)}),
        ("criteria", {"criteria": (CriterionDraft("A", 1), CriterionDraft("B", 1))}),
        ("targets", {"targets": (replace(SKILL, name=""),)}),
        ("targets", {"targets": (replace(SKILL, url="frameworks/rome"),)}),
        ("needed_criteria", {"needed_criteria": 0}),
        ("needed_criteria", {"needed_criteria": 4}),
        ("needed_sessions", {"needed_sessions": 0}),
        ("valid_months", {"valid_months": 0}),
        ("valid_months", {"valid_months": 241}),
    ],
)
def test_what_cannot_be_is_named(member: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refusal:
        replace(draft(), **changes).check()
    assert list(refusal.value.problems) == [member]


def test_everything_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        replace(draft(), name="", needed_sessions=0, valid_months=0).check()
    assert set(refusal.value.problems) == {"name", "needed_sessions", "valid_months"}
    assert "give the badge a name" in str(refusal.value)


def test_a_skill_is_kept_with_the_members_that_it_has() -> None:
    assert Target(name="n", url="u", framework="f").as_row() == {
        "name": "n",
        "url": "u",
        "framework": "f",
    }
    assert Target(name="n", url="u", framework="f", code="c").as_row()["code"] == "c"
