"""The one function that decides whether a badge is valid. It fails closed.

A definite "no" comes before "could not be checked", and that before "yes": valid is what every
check has passed that the kind of badge needs.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from badges.openbadges.errors import OpenBadgesError
from badges.openbadges.recipients import Identity
from badges.openbadges.verification import checks
from badges.openbadges.verification.case import Case
from badges.openbadges.verification.catalogue import (
    AUTHENTICITY,
    EXPIRED,
    NOT_NEEDED,
    REVOKED,
    REVOKED_GONE,
    SUBMISSION,
    Check,
)
from badges.openbadges.verification.evidence import gather
from badges.openbadges.verification.report import CheckResult, Outcome, Report, Verdict
from badges.openbadges.verification.resolver import Resolver
from badges.openbadges.verification.submission import OLDER, Submission


def verify(
    submission: Submission,
    resolver: Resolver,
    *,
    now: datetime,
    recipient: Identity | None = None,
    own_origin: str | None = None,
) -> Report:
    """Judge a badge at an aware time; a bad badge is a report, not an error.

    An issuer at `own_origin` must publish everything there and keep a revocation list.
    """
    case = Case(
        evidence=gather(submission, resolver),
        now=now,
        recipient=recipient,
        own_origin=own_origin,
    )
    results = checks.run(case)
    verdict = decide(results)
    authentic = is_authentic(results)
    reason = results[Check.REVOCATION].values.get("reason")
    return Report(
        verdict=verdict,
        checks=tuple(results.values()),
        checked_at=now,
        assertion=case.assertion if authentic else None,
        badge_class=case.badge_class if authentic else None,
        profile=case.issuer if authentic else None,
        recipient_matches=_recipient_matches(results) if authentic else None,
        revocation_reason=reason if verdict is Verdict.REVOKED else None,
    )


def decide(results: Mapping[Check, CheckResult]) -> Verdict:
    """The verdict on what the checks have found: a missing result is one that does not hold."""
    failed = {result.code for result in results.values() if result.outcome is Outcome.FAILED}
    if failed - REVOKED - {EXPIRED}:
        return Verdict.INVALID
    if REVOKED_GONE in failed:
        return Verdict.REVOKED
    if not is_authentic(results):
        return Verdict.UNVERIFIABLE
    if failed & REVOKED:
        return Verdict.REVOKED
    if EXPIRED in failed:
        return Verdict.EXPIRED
    return Verdict.VALID if _hold(results, Check) else Verdict.UNVERIFIABLE


def is_authentic(results: Mapping[Check, CheckResult]) -> bool:
    """Whether what the badge says is its issuer's word."""
    return _hold(results, AUTHENTICITY)


def unreadable(error: OpenBadgesError, *, now: datetime) -> Report:
    """The report on what is no submission: invalid for the error's reason, unless it is a badge of
    another standard, of which nothing can be said.
    """
    older = error.code == OLDER
    result = CheckResult(
        check=SUBMISSION,
        outcome=Outcome.UNREACHABLE if older else Outcome.FAILED,
        code=error.code,
        values=error.values,
    )
    verdict = Verdict.UNVERIFIABLE if older else Verdict.INVALID
    return Report(verdict=verdict, checks=(result,), checked_at=now)


def _hold(results: Mapping[Check, CheckResult], needed: Iterable[Check]) -> bool:
    return all(check in results and _holds(results[check]) for check in needed)


def _holds(result: CheckResult) -> bool:
    """Whether a check has passed, or is one that this kind of badge has no need of."""
    if result.outcome is Outcome.SKIPPED:
        return result.code in NOT_NEEDED
    return result.outcome is Outcome.PASSED


def _recipient_matches(results: Mapping[Check, CheckResult]) -> bool | None:
    outcome = results[Check.RECIPIENT].outcome
    return None if outcome is Outcome.SKIPPED else outcome is Outcome.PASSED
