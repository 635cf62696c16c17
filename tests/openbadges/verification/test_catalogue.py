"""The catalogue lists every end that a check can have, and none that it cannot."""

import re
from pathlib import Path

from badges.openbadges import baking
from badges.openbadges.verification import catalogue, submission
from badges.openbadges.verification.catalogue import CODES, SUBMISSION, Check
from badges.openbadges.verification.report import Outcome
from tests.openbadges.verification.endings import ENDINGS

# The first three are refusals to bake; "svg" is what a document type is compared with.
NOT_WHEN_UNBAKING = {"content", "late_root", "prefix_taken", "svg"}


def unreadable() -> set[str]:
    """What reading a text or unbaking a picture may refuse it for."""
    sources = Path(baking.__file__).parent.glob("*.py")
    text = "".join(source.read_text("utf-8") for source in sources)
    refusals = re.findall(r"BakingError\(([^{)]*)", text)
    codes = {code for refusal in refusals for code in re.findall(r'"([a-z_]+)"', refusal)}
    return set(submission.CODES) | (codes - NOT_WHEN_UNBAKING)


def test_what_cannot_be_read_ends_with_a_code_of_its_reader() -> None:
    assert {code for check, _, code in CODES if check == SUBMISSION} == unreadable()


def test_every_end_is_listed_and_can_happen() -> None:
    happened = {(ending.check, ending.outcome, ending.code) for ending in ENDINGS}
    read_at_an_address = {(Check.ASSERTION, Outcome.FAILED, code) for code in unreadable()}
    listed = {entry for entry in CODES if entry[0] != SUBMISSION}
    assert happened <= listed
    assert listed - happened <= read_at_an_address


def test_every_check_can_hold_and_not_hold() -> None:
    for check in Check:
        outcomes = {outcome for name, outcome, _ in CODES if name == check}
        assert Outcome.PASSED in outcomes
        assert outcomes & {Outcome.FAILED, Outcome.SKIPPED}
    assert set(Check) > catalogue.AUTHENTICITY
