"""What verification says: a value with each check by itself, as a code; no sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from badges.openbadges.documents.v2 import Assertion, BadgeClass, Profile


class Verdict(StrEnum):
    """The one answer. `verify` gives the first four and the last; the others are its callers'."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    INVALID = "invalid"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    UNVERIFIABLE = "unverifiable"


class Outcome(StrEnum):
    """How one check ended; `unreachable` says nothing about the badge."""

    PASSED = "passed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check: a `remark` is something to say about a check that does not stop a badge."""

    check: str
    outcome: Outcome
    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    remark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict and why.

    The documents are None unless they are authentic: signed, or published where the issuer
    publishes, by the issuer that they name. `recipient_matches` is None if nobody asked or
    nothing authentic names a recipient.
    """

    verdict: Verdict
    checks: tuple[CheckResult, ...]
    checked_at: datetime
    assertion: Assertion | None = None
    badge_class: BadgeClass | None = None
    profile: Profile | None = None
    recipient_matches: bool | None = None
    revocation_reason: str | None = None
