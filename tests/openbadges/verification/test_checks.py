"""Every check passes, fails and is malformed, in every way in which it can."""

import pytest

from badges.openbadges.verification import catalogue
from tests.openbadges.verification.endings import ENDINGS, Ending
from tests.simulator import IssuerSimulator


@pytest.mark.parametrize("ending", ENDINGS, ids=[ending.name for ending in ENDINGS])
def test_a_check_ends_as_it_should(ending: Ending) -> None:
    report = ending.judge(IssuerSimulator())
    results = {result.check: result for result in report.checks}
    result = results[ending.check]
    assert (result.outcome, result.code) == (ending.outcome, ending.code)
    assert report.verdict is ending.verdict
    assert {(one.check, one.outcome, one.code) for one in report.checks} <= catalogue.CODES
    assert all(isinstance(value, str) for one in report.checks for value in one.values.values())


def test_a_remark_is_made_of_what_is_passed_or_allowed_to_be_missing() -> None:
    remarked = {
        result.code
        for ending in ENDINGS
        for result in ending.judge(IssuerSimulator()).checks
        if result.remark
    }
    assert remarked == {
        "copy_differs",
        "document_media_unusual",
        "no_revocation_list",
        "several_origins",
    }
