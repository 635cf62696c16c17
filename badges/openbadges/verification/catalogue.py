"""Every check, and every code that it can end with: what the sentences must be complete for."""

from collections.abc import Mapping
from enum import StrEnum

from badges.openbadges import jws, keys, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification import submission
from badges.openbadges.verification.report import Outcome
from badges.openbadges.verification.resolver import UNREACHABLE_CODES


class Check(StrEnum):
    """The checks of a badge, in the order in which a report lists them."""

    ASSERTION = "assertion"
    KIND = "kind"
    BADGE_CLASS = "badge_class"
    ISSUER = "issuer"
    CREATOR = "creator"
    KEY = "key"
    KEY_OWNER = "key_owner"
    SIGNATURE = "signature"
    SCOPE = "scope"
    ORIGIN = "origin"
    DIGESTS = "digests"
    REVOCATION_LIST = "revocation_list"
    REVOCATION = "revocation"
    ISSUED_ON = "issued_on"
    EXPIRES = "expires"
    RECIPIENT = "recipient"
    SUBMITTED_COPY = "submitted_copy"


SUBMISSION = "submission"
"""The one check of what could not be read at all; no other is made then."""

NOT_NEEDED = frozenset(
    {
        "not_signed",
        "not_hosted",
        "no_digests",
        "no_revocation_list",
        "recipient_not_asked",
        "no_copy",
    }
)
"""The codes of a skipped check that a badge can be valid without."""

AUTHENTICITY = frozenset(
    {
        Check.ASSERTION,
        Check.KIND,
        Check.BADGE_CLASS,
        Check.ISSUER,
        Check.CREATOR,
        Check.KEY,
        Check.KEY_OWNER,
        Check.SIGNATURE,
        Check.SCOPE,
        Check.ORIGIN,
        Check.DIGESTS,
    }
)
"""The checks without which nothing that a badge says is to be shown."""

REVOKED_GONE = "revoked_gone"
REVOKED = frozenset({"revoked_by_id", "revoked_by_uid", "revoked_in_document", REVOKED_GONE})
EXPIRED = "expired"

_PASSED = {"document_read", "document_media_unusual"}
_UNREACHABLE = UNREACHABLE_CODES | {"document_absent", "document_status"}
_FAILED = (
    strict_json.CODES
    | schemas.CODES
    | {"document_html", "document_id", "document_media_type", "document_redirected"}
)
_NOT_REACHED = {"not_reached"}
_PICTURE = {
    "badge_encoding",
    "badge_malformed",
    "chunk_crc",
    "compressed",
    "doctype",
    "no_badge",
    "not_a_picture",
    "not_well_formed",
    "picture_cut",
    "picture_encoding",
    "picture_end",
    "picture_header",
    "too_deep",
    "too_large",
    "too_many_pixels",
    "trailing_data",
    "two_badges",
}
_UNREADABLE = (submission.CODES | _PICTURE) - {submission.OLDER}

_CODES: Mapping[str, Mapping[Outcome, frozenset[str] | set[str]]] = {
    SUBMISSION: {Outcome.FAILED: _UNREADABLE, Outcome.UNREACHABLE: {submission.OLDER}},
    Check.ASSERTION: {
        Outcome.PASSED: _PASSED,
        Outcome.FAILED: _FAILED | _UNREADABLE | {"assertion_absent"},
        Outcome.UNREACHABLE: _UNREACHABLE - {"document_absent"} | {submission.OLDER},
        Outcome.SKIPPED: {"assertion_gone"},
    },
    Check.KIND: {
        Outcome.PASSED: {"kind_signed", "kind_hosted"},
        Outcome.FAILED: {"kind_not_signed", "kind_not_hosted"},
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.BADGE_CLASS: {
        Outcome.PASSED: _PASSED,
        Outcome.FAILED: _FAILED,
        Outcome.UNREACHABLE: _UNREACHABLE,
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.ISSUER: {
        Outcome.PASSED: _PASSED,
        Outcome.FAILED: _FAILED | {"issuer_without_email"},
        Outcome.UNREACHABLE: _UNREACHABLE,
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.CREATOR: {
        Outcome.PASSED: {"creator_named"},
        Outcome.FAILED: {"creator_missing", "creator_not_named", "issuer_without_key"},
        Outcome.SKIPPED: _NOT_REACHED | {"not_signed"},
    },
    Check.KEY: {
        Outcome.PASSED: _PASSED,
        Outcome.FAILED: _FAILED | keys.CODES,
        Outcome.UNREACHABLE: _UNREACHABLE,
        Outcome.SKIPPED: _NOT_REACHED | {"not_signed"},
    },
    Check.KEY_OWNER: {
        Outcome.PASSED: {"key_of_issuer"},
        Outcome.FAILED: {"key_of_another"},
        Outcome.SKIPPED: _NOT_REACHED | {"not_signed"},
    },
    Check.SIGNATURE: {
        Outcome.PASSED: {"signature_right"},
        Outcome.FAILED: jws.VERIFY_CODES,
        Outcome.SKIPPED: _NOT_REACHED | {"not_signed"},
    },
    Check.SCOPE: {
        Outcome.PASSED: {"in_scope"},
        Outcome.FAILED: {"out_of_scope"},
        Outcome.SKIPPED: _NOT_REACHED | {"not_hosted"},
    },
    Check.ORIGIN: {
        Outcome.PASSED: {"one_origin", "several_origins"},
        Outcome.FAILED: {"foreign_origin"},
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.DIGESTS: {
        Outcome.PASSED: {"digests_match"},
        Outcome.FAILED: {"badge_digest_differs", "issuer_digest_differs"},
        Outcome.SKIPPED: _NOT_REACHED | {"no_digests"},
    },
    Check.REVOCATION_LIST: {
        Outcome.PASSED: _PASSED,
        Outcome.FAILED: _FAILED | {"list_of_another", "own_list_missing"},
        Outcome.UNREACHABLE: _UNREACHABLE,
        Outcome.SKIPPED: _NOT_REACHED | {"not_signed", "no_revocation_list"},
    },
    Check.REVOCATION: {
        Outcome.PASSED: {"not_revoked"},
        Outcome.FAILED: REVOKED,
        Outcome.SKIPPED: _NOT_REACHED | {"no_revocation_list"},
    },
    Check.ISSUED_ON: {
        Outcome.PASSED: {"issued_before"},
        Outcome.FAILED: {"issued_in_future"},
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.EXPIRES: {
        Outcome.PASSED: {"not_expired", "never_expires"},
        Outcome.FAILED: {EXPIRED},
        Outcome.SKIPPED: _NOT_REACHED,
    },
    Check.RECIPIENT: {
        Outcome.PASSED: {"recipient_matches"},
        Outcome.FAILED: {"recipient_differs"},
        Outcome.SKIPPED: _NOT_REACHED | {"recipient_not_asked"},
    },
    Check.SUBMITTED_COPY: {
        Outcome.PASSED: {"copy_same", "copy_differs"},
        Outcome.SKIPPED: _NOT_REACHED | {"no_copy"},
    },
}

CODES = frozenset(
    (check, outcome, code)
    for check, outcomes in _CODES.items()
    for outcome, codes in outcomes.items()
    for code in codes
)
"""Every (check, outcome, code) that a report can hold."""
