"""*Vérifier dans votre navigateur*: the reader's own browser checks what we say of an award."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from badges import clock
from badges.extensions import reading, runtime
from badges.language import N_, local_day
from badges.language import translated as _
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult, Outcome, Verdict
from badges.reporting import sentences
from badges.services import verifying
from badges.web import answers, awards, verdicts, verification

blueprint = Blueprint("browser_check", __name__)

# Of other awards no token is served: there is nothing that a browser could check.
CHECKED: Final = frozenset({Verdict.VALID, Verdict.EXPIRED, Verdict.INVALID})

_JSON: Final = (
    *("json_encoding", "json_syntax", "json_object", "json_duplicate", "json_depth"),
    *("json_number", "member_invalid", "document_id"),
)
_DOCUMENT: Final = (
    *_JSON,
    *("document_read", "not_reached", "document_absent", "document_media_type"),
    *("document_redirected", "not_ours"),
)
# How static/verifier.js can end a check; a test says that it knows no other end.
ENDS: Final[Mapping[Check, tuple[str, ...]]] = MappingProxyType(
    {
        Check.ASSERTION: (
            *("document_read", *_JSON, "token_size", "token_parts", "token_encoding"),
            *("token_extension", "token_header", "older_kind"),
        ),
        Check.KIND: ("kind_signed", "kind_not_signed"),
        Check.BADGE_CLASS: _DOCUMENT,
        Check.ISSUER: (*_DOCUMENT, "issuer_without_email"),
        Check.CREATOR: (
            *("creator_named", "creator_missing", "creator_not_named", "issuer_without_key"),
            "not_reached",
        ),
        Check.KEY: (*_DOCUMENT, "key_format", "key_kind", "key_size"),
        Check.KEY_OWNER: ("key_of_issuer", "key_of_another", "not_reached"),
        Check.SIGNATURE: (
            *("signature_right", "token_algorithm", "token_signature", "not_reached"),
        ),
        Check.ORIGIN: ("one_origin", "several_origins", "foreign_origin", "not_reached"),
        Check.DIGESTS: (
            *("digests_match", "badge_digest_differs", "issuer_digest_differs"),
            *("no_digests", "not_reached"),
        ),
        Check.REVOCATION_LIST: (
            *_DOCUMENT,
            *("list_of_another", "own_list_missing", "no_revocation_list"),
        ),
        Check.REVOCATION: (
            *("not_revoked", "revoked_by_id", "revoked_by_uid", "revoked_in_document"),
            *("no_revocation_list", "not_reached"),
        ),
        Check.ISSUED_ON: ("issued_before", "issued_in_future"),
        Check.EXPIRES: ("never_expires",),
    }
)
# What the script says without our days, or of itself.
_OWN_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "expires expired": N_("La date de fin du badge est passée."),
        "expires not_expired": N_("La date de fin du badge n'est pas passée."),
        "no_token": N_("Le badge signé n'a pas pu être lu."),
        "no_crypto": N_("Votre navigateur ne vérifie les signatures que sur une adresse https."),
    }
)


@blueprint.get("/awards/<uid>/check")
def show(uid: str) -> Response:
    """Our result, and the place for the browser's own; without a token the award's page."""
    now = clock.now()
    with reading() as connection:
        judged = verifying.judge_uid(connection, runtime().urls, uid.lower(), now=now)
    if judged.verdict not in CHECKED or judged.award is None:
        return awards.answer(judged, typed="")
    page = verification.page(judged, runtime().urls, day=local_day(now))
    return answers.page(
        render_template(
            "awards/check.html",
            page=page,
            uid=judged.award.uid,
            says=says(),
            headings=verdicts.HEADINGS,
        )
    )


def says() -> Mapping[str, Markup]:
    """The sentence for each end of each check, by the name under which the script asks for it."""
    found = {
        f"{check} {code}": sentences.of(
            CheckResult(check=check, outcome=Outcome.SKIPPED, code=code)
        )
        for check, codes in ENDS.items()
        for code in codes
    }
    return found | {name: _(text) for name, text in _OWN_WORDS.items()}
