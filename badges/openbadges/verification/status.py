"""The checks of what has become of a badge: revoked, not yet or no longer in date, whose it is."""

from collections.abc import Mapping
from datetime import timedelta

from badges.openbadges import addresses, recipients, strict_json
from badges.openbadges.documents.v2 import Assertion
from badges.openbadges.errors import DocumentError
from badges.openbadges.schemas.linked_data import one
from badges.openbadges.verification.case import (
    Case,
    failed,
    not_reached,
    passed,
    reading,
    remarked,
    skipped,
)
from badges.openbadges.verification.catalogue import EXPIRED, REVOKED_GONE, Check
from badges.openbadges.verification.evidence import GONE
from badges.openbadges.verification.report import CheckResult, Outcome

TOLERANCE = timedelta(minutes=5)
"""How far an issuer's clock may be ahead of ours."""


def revocation_list(case: Case) -> CheckResult:
    """The list of what the Profile has revoked is there, well formed, at its address, and its own.

    The standard lets an issuer keep none: that is said, and required of us alone.
    """
    if case.issuer is None:
        return not_reached(Check.REVOCATION_LIST)
    if case.issuer.revocation_list is None:
        return _no_list(case)
    listed = case.revocation_list
    if listed is not None and listed.issuer != case.issuer.id:
        return failed(Check.REVOCATION_LIST, "list_of_another", {"issuer": listed.issuer})
    return reading(Check.REVOCATION_LIST, case.evidence.revocation_list)


def revocation(case: Case) -> CheckResult:
    """The assertion does not say itself that it is revoked, and is not on the Profile's list."""
    if case.evidence.assertion.code == GONE:
        reason = _reason_left(case.evidence.assertion.body)
        return failed(Check.REVOCATION, REVOKED_GONE, _reason(reason))
    if case.assertion is None:
        return not_reached(Check.REVOCATION)
    if case.assertion.revoked:
        reason = case.assertion.revocation_reason
        return failed(Check.REVOCATION, "revoked_in_document", _reason(reason))
    if case.token is None:
        return passed(Check.REVOCATION, "not_revoked")
    return _on_list(case, case.assertion)


def issued_on(case: Case) -> CheckResult:
    """The badge was not given in the future, but for clocks that differ by a little."""
    if case.assertion is None:
        return not_reached(Check.ISSUED_ON)
    values = {"issued_on": case.assertion.issued_on.isoformat()}
    if case.assertion.issued_on - case.now > TOLERANCE:
        return failed(Check.ISSUED_ON, "issued_in_future", values)
    return passed(Check.ISSUED_ON, "issued_before", values)


def expires(case: Case) -> CheckResult:
    """The badge has not expired."""
    if case.assertion is None:
        return not_reached(Check.EXPIRES)
    if case.assertion.expires is None:
        return passed(Check.EXPIRES, "never_expires")
    values = {"expires": case.assertion.expires.isoformat()}
    if case.assertion.expires <= case.now:
        return failed(Check.EXPIRES, EXPIRED, values)
    return passed(Check.EXPIRES, "not_expired", values)


def recipient(case: Case) -> CheckResult:
    """The badge was given to the one whom the caller names, if any."""
    if case.recipient is None:
        return skipped(Check.RECIPIENT, "recipient_not_asked")
    if case.assertion is None:
        return not_reached(Check.RECIPIENT)
    if recipients.matches(case.assertion.recipient, case.recipient):
        return passed(Check.RECIPIENT, "recipient_matches")
    return failed(Check.RECIPIENT, "recipient_differs")


def submitted_copy(case: Case) -> CheckResult:
    """The copy that was handed in says what is published; only what is published is judged."""
    if case.evidence.submitted is None:
        return skipped(Check.SUBMITTED_COPY, "no_copy")
    if case.assertion is None:
        return not_reached(Check.SUBMITTED_COPY)
    if strict_json.loads(case.evidence.assertion.body) == case.evidence.submitted:
        return passed(Check.SUBMITTED_COPY, "copy_same")
    return remarked(Check.SUBMITTED_COPY, "copy_differs")


def _no_list(case: Case) -> CheckResult:
    if case.is_ours:
        return failed(Check.REVOCATION_LIST, "own_list_missing")
    return CheckResult(
        check=Check.REVOCATION_LIST,
        outcome=Outcome.SKIPPED,
        code="no_revocation_list",
        remark=True,
    )


def _on_list(case: Case, assertion: Assertion) -> CheckResult:
    if case.issuer is not None and case.issuer.revocation_list is None:
        return skipped(Check.REVOCATION, "no_revocation_list")
    if case.revocation_list is None:
        return not_reached(Check.REVOCATION)
    exact, folded = _names(assertion)
    for entry in case.revocation_list.revoked_assertions:
        for name, code in ((entry.id, "revoked_by_id"), (entry.uid, "revoked_by_uid")):
            if name is not None and (name in exact or name.lower() in folded):
                return failed(Check.REVOCATION, code, _reason(entry.revocation_reason))
    return passed(Check.REVOCATION, "not_revoked")


def _names(assertion: Assertion) -> tuple[set[str], set[str]]:
    """What a list may call an assertion: letter by letter, and in whatever letter case.

    Open Badges 1 knew a `uid`; a UUID is the same in any case, with its prefix or without.
    """
    uid = one(assertion.extra.get("uid"))
    exact = {assertion.id} | ({uid} if isinstance(uid, str) else set())
    if not addresses.is_uuid(assertion.id):
        return exact, set()
    urn = assertion.id.lower()
    return exact, {urn, urn.removeprefix("urn:uuid:")}


def _reason(text: str | None) -> Mapping[str, str]:
    return {"reason": text} if text else {}


def _reason_left(body: bytes) -> str | None:
    """The reason in what a revoked document has left, if it has left JSON at all."""
    try:
        reason = one(strict_json.loads(body).get("revocationReason"))
    except DocumentError:
        return None
    return reason if isinstance(reason, str) else None
