"""A report as JSON, as programs get it (contract: Verification for programs)."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from badges.openbadges.documents.v2 import BadgeClass, Profile
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification.report import CheckResult, Verdict
from badges.reporting import sentences
from badges.services.judgements import Judged


def of(judged: Judged, *, now: datetime) -> dict[str, Any]:
    """The report; sentences are in the language of the moment, times in UTC."""
    report = judged.report
    assertion = report.assertion if report else None
    return {
        "verdict": judged.verdict,
        "valid": judged.verdict is Verdict.VALID,
        "recipient_matches": _matches(judged),
        "checked_at": _moment(report.checked_at if report else now),
        "checks": [_check(one) for one in (report.checks if report else ())],
        "badge": _badge(report.badge_class) if report else None,
        "issuer": _issuer(report.profile) if report else None,
        "issued_on": assertion.issued_on.isoformat() if assertion else None,
        "expires": assertion.expires.isoformat() if assertion and assertion.expires else None,
    }


def _check(result: CheckResult) -> dict[str, str]:
    """How a check ended; with the `member` that is wrong or missing, where it is one."""
    said = {"check": result.check, "outcome": result.outcome, "message": sentences.of(result)}
    member = sentences.member(result)
    return {**said, "member": member} if member else said


def _matches(judged: Judged) -> bool | None:
    """Of a code, what its owner lets others ask; of a badge, what its recipient says."""
    if judged.shared is not None:
        return judged.holder
    return judged.report.recipient_matches if judged.report else None


def _badge(badge_class: BadgeClass | None) -> dict[str, Any] | None:
    return schemas.dump(badge_class) if badge_class else None


def _issuer(profile: Profile | None) -> dict[str, str] | None:
    if profile is None:
        return None
    domain = urlsplit(profile.id).netloc
    return {"name": profile.name, "url": profile.url, "domain": domain}


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
