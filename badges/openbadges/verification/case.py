"""What a check looks at, and how it says what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from badges.openbadges import addresses
from badges.openbadges.documents.v2 import (
    Assertion,
    BadgeClass,
    CryptographicKey,
    Profile,
    RevocationList,
)
from badges.openbadges.jws import Token
from badges.openbadges.recipients import Identity
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.evidence import D, Evidence, Found
from badges.openbadges.verification.report import CheckResult, Outcome

_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is judged, when, for whom, and where the caller publishes itself.

    The properties are the documents that could be read, else None.
    """

    evidence: Evidence
    now: datetime
    recipient: Identity | None = None
    own_origin: str | None = None

    @property
    def token(self) -> Token | None:
        """The token of a signed badge."""
        return self.evidence.token

    @property
    def assertion(self) -> Assertion | None:
        """What the badge says."""
        return self.evidence.assertion.document

    @property
    def badge_class(self) -> BadgeClass | None:
        """What the assertion names."""
        return _document(self.evidence.badge_class)

    @property
    def issuer(self) -> Profile | None:
        """What the BadgeClass names."""
        return _document(self.evidence.profile)

    @property
    def key(self) -> CryptographicKey | None:
        """What the assertion names and the Profile, if there is one, names too."""
        return _document(self.evidence.key)

    @property
    def revocation_list(self) -> RevocationList | None:
        """What the Profile names."""
        return _document(self.evidence.revocation_list)

    @property
    def is_ours(self) -> bool:
        """Whether the issuer publishes where the caller does."""
        if self.issuer is None or self.own_origin is None:
            return False
        return addresses.origin(self.issuer.id) == addresses.origin(self.own_origin)


def reading(check: Check, found: Found[D] | None) -> CheckResult:
    """How getting a document ended."""
    if found is None:
        return not_reached(check)
    return CheckResult(
        check=check,
        outcome=found.outcome,
        code=found.code,
        values=found.values,
        remark=found.remark,
    )


def passed(check: Check, code: str, values: Mapping[str, str] = _NOTHING) -> CheckResult:
    """All is well."""
    return CheckResult(check=check, outcome=Outcome.PASSED, code=code, values=values)


def remarked(check: Check, code: str, values: Mapping[str, str] = _NOTHING) -> CheckResult:
    """All is well, and there is something to say."""
    return CheckResult(check=check, outcome=Outcome.PASSED, code=code, values=values, remark=True)


def failed(check: Check, code: str, values: Mapping[str, str] = _NOTHING) -> CheckResult:
    """The badge does not hold."""
    return CheckResult(check=check, outcome=Outcome.FAILED, code=code, values=values)


def skipped(check: Check, code: str) -> CheckResult:
    """There was nothing to check; whether a badge can do without, the catalogue says."""
    return CheckResult(check=check, outcome=Outcome.SKIPPED, code=code)


def not_reached(check: Check) -> CheckResult:
    """What the check needs is missing."""
    return skipped(check, "not_reached")


def _document(found: Found[D] | None) -> D | None:
    return found.document if found else None
