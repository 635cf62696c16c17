"""The checks of a badge, in order: each one looks at the whole case, whatever the others find.

A check that lacks what it needs is skipped as `not_reached`, which no badge is valid with.
`catalogue.CODES` lists every end that is possible.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from badges.openbadges.verification import chain, status
from badges.openbadges.verification.case import Case, skipped
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult

CHECKS: Mapping[Check, Callable[[Case], CheckResult]] = MappingProxyType(
    {
        Check.ASSERTION: chain.assertion,
        Check.KIND: chain.kind,
        Check.BADGE_CLASS: chain.badge_class,
        Check.ISSUER: chain.issuer,
        Check.CREATOR: chain.creator,
        Check.KEY: chain.key,
        Check.KEY_OWNER: chain.key_owner,
        Check.SIGNATURE: chain.signature,
        Check.SCOPE: chain.scope,
        Check.ORIGIN: chain.origin,
        Check.DIGESTS: chain.digest,
        Check.REVOCATION_LIST: status.revocation_list,
        Check.REVOCATION: status.revocation,
        Check.ISSUED_ON: status.issued_on,
        Check.EXPIRES: status.expires,
        Check.RECIPIENT: status.recipient,
        Check.SUBMITTED_COPY: status.submitted_copy,
    }
)


_SIGNED_ONLY = frozenset(
    {Check.CREATOR, Check.KEY, Check.KEY_OWNER, Check.SIGNATURE, Check.REVOCATION_LIST}
)
_HOSTED_ONLY = frozenset({Check.SCOPE})


def run(case: Case) -> Mapping[Check, CheckResult]:
    """The result of every check, in the order of CHECKS."""
    return {check: _run(check, case) for check in CHECKS}


def _run(check: Check, case: Case) -> CheckResult:
    if case.token is None and check in _SIGNED_ONLY:
        return skipped(check, "not_signed")
    if case.token is not None and check in _HOSTED_ONLY:
        return skipped(check, "not_hosted")
    return CHECKS[check](case)
