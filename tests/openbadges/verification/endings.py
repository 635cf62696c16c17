"""Each end that each check can have, and an issuer with whom it ends so."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from badges.openbadges import strict_json
from badges.openbadges.recipients import Identity
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import Outcome, Verdict
from badges.openbadges.verification.resolver import UNREACHABLE_CODES
from tests import simulator
from tests.openbadges.verification.breaking import (
    STRANGER,
    Break,
    Judge,
    answer,
    copy_of,
    digest,
    drop,
    handed_in,
    hosted,
    later,
    lists,
    move_issuer,
    published,
    put,
    redirect,
    serve,
    signed,
    slash,
    strange_key,
    use,
    weak_key,
)
from tests.simulator import RECIPIENT, IssuerSimulator

PASSED, FAILED, SKIPPED, UNREACHABLE = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.SKIPPED,
    Outcome.UNREACHABLE,
)
VALID, INVALID, UNVERIFIABLE = Verdict.VALID, Verdict.INVALID, Verdict.UNVERIFIABLE
REVOKED, EXPIRED = Verdict.REVOKED, Verdict.EXPIRED
HOME = IssuerSimulator().origin


class Ending(NamedTuple):
    """A check that ends in one way, for a badge on which the verdict is this."""

    check: Check
    outcome: Outcome
    code: str
    verdict: Verdict
    judge: Judge

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.check}-{self.outcome}-{self.code}"


def readings() -> Iterator[tuple[Outcome, str, Verdict, Callable[[str], Break]]]:
    """How getting any document can end, and what makes it end so."""
    yield PASSED, "document_read", VALID, lambda _: lambda _: None
    yield PASSED, "document_media_unusual", VALID, serve("media_types", "text/plain; charset=utf-8")
    yield PASSED, "document_media_unusual", VALID, serve("media_types", "application/octet-stream")
    yield FAILED, "document_html", INVALID, serve("media_types", "application/xhtml+xml")
    for kind in ("", "json", "text/json", "application/jsonp", "image/gif", "application/pdf"):
        yield FAILED, "document_media_type", INVALID, serve("media_types", kind)
    yield FAILED, "document_id", INVALID, lambda name: put(name, "id", f"{STRANGER}/a.json")
    yield FAILED, "document_id", INVALID, slash
    yield FAILED, "document_redirected", INVALID, redirect
    yield FAILED, "document_type", INVALID, lambda name: put(name, "type", ["Nonsense"])
    yield FAILED, "document_context", INVALID, lambda name: drop(name, "@context")
    yield FAILED, "member_missing", INVALID, lambda name: drop(name, "id")
    yield FAILED, "member_invalid", INVALID, lambda name: put(name, "id", 7)
    for code, body in {
        "json_object": b"[]",
        "json_syntax": b"{",
        "json_duplicate": b'{"id":1,"id":2}',
        "json_number": b'{"id":NaN}',
        "json_encoding": b'{"id":"\xff"}',
        "json_depth": b'{"id":' + b"[" * 60 + b"]" * 60 + b"}",
    }.items():
        yield FAILED, code, INVALID, serve("bodies", body)
    for code in sorted(UNREACHABLE_CODES):
        yield UNREACHABLE, code, UNVERIFIABLE, serve("away", code)
    for status in (500, 503, 403, 301, 204):
        yield UNREACHABLE, "document_status", UNVERIFIABLE, serve("statuses", status)
    for status in (404, 410):
        yield UNREACHABLE, "document_absent", UNVERIFIABLE, serve("statuses", status)


def documents() -> Iterator[Ending]:
    """The ends of the checks that are about one document each."""
    linked = {
        Check.BADGE_CLASS: "badge_class",
        Check.ISSUER: "profile",
        Check.KEY: "key",
        Check.REVOCATION_LIST: "revocation_list",
    }
    for check, name in linked.items():
        for outcome, code, verdict, breaks in readings():
            yield Ending(check, outcome, code, verdict, signed(breaks(name)))
    for outcome, code, verdict, breaks in readings():
        if code != "document_absent":
            yield Ending(Check.ASSERTION, outcome, code, verdict, hosted(published(breaks)))


def without_reach() -> Iterator[Ending]:
    """The ends of the checks that lack what they need."""
    nothing = answer("away", "badge_class", "not_answering")
    no_issuer = answer("away", "profile", "not_answering")
    no_key = answer("away", "key", "not_answering")
    no_list = answer("away", "revocation_list", "not_answering")
    wrong = put("assertion", "issuedOn", "yesterday")
    for checks, act, verdict in (
        ((Check.ISSUER, Check.CREATOR, Check.KEY_OWNER, Check.ORIGIN), nothing, UNVERIFIABLE),
        (
            (Check.CREATOR, Check.KEY_OWNER, Check.ORIGIN, Check.REVOCATION_LIST),
            no_issuer,
            UNVERIFIABLE,
        ),
        ((Check.KEY_OWNER, Check.SIGNATURE), no_key, UNVERIFIABLE),
        ((Check.SIGNATURE,), weak_key, INVALID),
        ((Check.REVOCATION,), no_list, UNVERIFIABLE),
        (
            (
                *(Check.KIND, Check.BADGE_CLASS, Check.ISSUER, Check.CREATOR, Check.KEY),
                *(Check.KEY_OWNER, Check.SIGNATURE, Check.ORIGIN, Check.DIGESTS),
                *(Check.REVOCATION_LIST, Check.REVOCATION, Check.ISSUED_ON, Check.EXPIRES),
                Check.RECIPIENT,
            ),
            wrong,
            INVALID,
        ),
    ):
        for check in checks:
            judge = signed(act, recipient=RECIPIENT)
            yield Ending(check, SKIPPED, "not_reached", verdict, judge)
    yield Ending(Check.DIGESTS, SKIPPED, "not_reached", UNVERIFIABLE, signed(digest, no_issuer))
    yield Ending(Check.SCOPE, SKIPPED, "not_reached", UNVERIFIABLE, hosted(no_issuer))
    yield Ending(
        Check.SUBMITTED_COPY,
        SKIPPED,
        "not_reached",
        UNVERIFIABLE,
        handed_in(copy_of, answer("away", "assertion", "not_answering")),
    )


def chain() -> Iterator[Ending]:
    """The ends of the checks of who says it."""
    yield Ending(Check.KIND, PASSED, "kind_signed", VALID, signed())
    yield Ending(Check.KIND, PASSED, "kind_hosted", VALID, hosted())
    for kind in ("HostedBadge", "hosted", "Signed", "", "SignedBadge "):
        act = put("assertion", "verification.type", kind)
        yield Ending(Check.KIND, FAILED, "kind_not_signed", INVALID, signed(act))
    for kind in ("SignedBadge", "signed", "Hosted", ""):
        act = put("mirror", "verification.type", kind)
        yield Ending(Check.KIND, FAILED, "kind_not_hosted", INVALID, hosted(act))
    absent = hosted(answer("statuses", "assertion", 404))
    yield Ending(Check.ASSERTION, FAILED, "assertion_absent", INVALID, absent)
    gone = hosted(answer("statuses", "assertion", 410))
    yield Ending(Check.ASSERTION, SKIPPED, "assertion_gone", REVOKED, gone)
    yield from _older()
    for email in (None, "", " "):
        act = put("profile", "email", email)
        yield Ending(Check.ISSUER, FAILED, "issuer_without_email", INVALID, signed(act))
    yield from _keys()
    yield from _places()
    yield Ending(Check.DIGESTS, SKIPPED, "no_digests", VALID, signed())
    yield Ending(Check.DIGESTS, PASSED, "digests_match", VALID, signed(digest))
    for document, code in (
        ("badge_class", "badge_digest_differs"),
        ("profile", "issuer_digest_differs"),
    ):
        judge = signed(digest, put(document, "name", "Autre"))
        yield Ending(Check.DIGESTS, FAILED, code, INVALID, judge)
    half = (digest, drop("assertion", "badgeDigest"))
    yield Ending(Check.DIGESTS, PASSED, "digests_match", VALID, signed(*half))
    empty = put("assertion", "badgeDigest", "")
    yield Ending(Check.DIGESTS, FAILED, "badge_digest_differs", INVALID, signed(empty))


def _older() -> Iterator[Ending]:
    """Badges of Open Badges 1 are told apart from what is broken."""
    for document, way in (("assertion", signed), ("mirror", hosted)):
        verify = put(document, "verify", {"type": "hosted", "url": HOME})
        judge = way(verify, drop(document, "verification"))
        yield Ending(Check.ASSERTION, UNREACHABLE, "older_kind", UNVERIFIABLE, judge)
        yield Ending(Check.ASSERTION, PASSED, "document_read", VALID, way(verify))


def _keys() -> Iterator[Ending]:
    for check in (Check.CREATOR, Check.KEY, Check.KEY_OWNER, Check.SIGNATURE):
        yield Ending(check, SKIPPED, "not_signed", VALID, hosted())
    yield Ending(Check.CREATOR, PASSED, "creator_named", VALID, signed())
    several = put(
        "profile", "publicKey", [f"{STRANGER}/k.json", simulator.IssuerSimulator().address("key")]
    )
    yield Ending(Check.CREATOR, PASSED, "creator_named", VALID, signed(several))
    missing = put("assertion", "verification.creator", None)
    yield Ending(Check.CREATOR, FAILED, "creator_missing", INVALID, signed(missing))
    foreign = put("assertion", "verification.creator", f"{STRANGER}/key.json")
    yield Ending(Check.CREATOR, FAILED, "creator_not_named", INVALID, signed(foreign))
    keyless = drop("profile", "publicKey")
    yield Ending(Check.CREATOR, FAILED, "issuer_without_key", INVALID, signed(keyless))
    yield Ending(Check.KEY, FAILED, "key_size", INVALID, signed(weak_key))
    yield Ending(Check.KEY, FAILED, "key_kind", INVALID, signed(strange_key))
    for text in ("", "key", "\x00"):
        unreadable = put("key", "publicKeyPem", text)
        yield Ending(Check.KEY, FAILED, "key_format", INVALID, signed(unreadable))
    yield Ending(Check.KEY_OWNER, PASSED, "key_of_issuer", VALID, signed())
    disown = put("key", "owner", f"{STRANGER}/profile.json")
    yield Ending(Check.KEY_OWNER, FAILED, "key_of_another", INVALID, signed(disown))
    yield Ending(Check.SIGNATURE, PASSED, "signature_right", VALID, signed())
    forge = use(simulator.rsa_key())
    yield Ending(Check.SIGNATURE, FAILED, "token_signature", INVALID, signed(forge))
    for key in (simulator.ec_key(), simulator.ed_key()):
        yield Ending(Check.SIGNATURE, FAILED, "token_algorithm", INVALID, signed(use(key)))


def _places() -> Iterator[Ending]:
    yield Ending(Check.SCOPE, SKIPPED, "not_hosted", VALID, signed())
    yield Ending(Check.SCOPE, PASSED, "in_scope", VALID, hosted())
    for outcome, code, verdict, rules in (
        (PASSED, "in_scope", VALID, {"startsWith": f"{HOME}/assert"}),
        (PASSED, "in_scope", VALID, {"startsWith": [f"{STRANGER}/", f"{HOME}/"]}),
        (PASSED, "in_scope", VALID, {"allowedOrigins": "Issuer.example"}),
        (PASSED, "in_scope", VALID, {"allowedOrigins": [HOME], "startsWith": HOME}),
        (FAILED, "out_of_scope", INVALID, {"startsWith": f"{HOME}/other/"}),
        (FAILED, "out_of_scope", INVALID, {"startsWith": "https://issuer.ex"}),
        (FAILED, "out_of_scope", INVALID, {"startsWith": "https:"}),
        (FAILED, "out_of_scope", INVALID, {"startsWith": ""}),
        (FAILED, "out_of_scope", INVALID, {"allowedOrigins": "stranger.example"}),
        (FAILED, "out_of_scope", INVALID, {"allowedOrigins": ["example", ""]}),
        (FAILED, "out_of_scope", INVALID, {"allowedOrigins": HOME, "startsWith": STRANGER}),
    ):
        act = put("profile", "verification", {"type": "VerificationObject", **rules})
        yield Ending(Check.SCOPE, outcome, code, verdict, hosted(act))
    yield Ending(Check.SCOPE, FAILED, "out_of_scope", INVALID, hosted(move_issuer))
    yield Ending(Check.ORIGIN, PASSED, "one_origin", VALID, signed())
    yield Ending(Check.ORIGIN, PASSED, "several_origins", VALID, signed(move_issuer))
    yield Ending(Check.ORIGIN, FAILED, "foreign_origin", INVALID, hosted(move_issuer))
    allow = put("profile", "verification", {"type": "V", "allowedOrigins": "issuer.example"})
    yield Ending(Check.ORIGIN, PASSED, "one_origin", VALID, hosted(allow, move_issuer))
    for own in (STRANGER, f"{STRANGER}/", "HTTPS://Stranger.example:443"):
        judge = signed(move_issuer, own_origin=own)
        yield Ending(Check.ORIGIN, FAILED, "foreign_origin", INVALID, judge)
    for other in ("https://other.example", "", None):
        judge = signed(move_issuer, own_origin=other)
        yield Ending(Check.ORIGIN, PASSED, "several_origins", VALID, judge)


def status() -> Iterator[Ending]:
    """The ends of the checks of what has become of a badge."""
    yield Ending(Check.REVOCATION_LIST, SKIPPED, "not_signed", VALID, hosted())
    another = put("revocation_list", "issuer", f"{STRANGER}/profile.json")
    yield Ending(Check.REVOCATION_LIST, FAILED, "list_of_another", INVALID, signed(another))
    none = drop("profile", "revocationList")
    for check in (Check.REVOCATION_LIST, Check.REVOCATION):
        yield Ending(check, SKIPPED, "no_revocation_list", VALID, signed(none))
    judge = signed(none, own_origin=HOME)
    yield Ending(Check.REVOCATION_LIST, FAILED, "own_list_missing", INVALID, judge)
    uuid = f"urn:uuid:{simulator.UUID}"
    near = uuid[:-1] + "3"
    yield Ending(Check.REVOCATION, PASSED, "not_revoked", VALID, signed(lists({"id": near})))
    yield Ending(Check.REVOCATION, PASSED, "not_revoked", VALID, hosted(lists({"id": uuid})))
    by_id, by_uid = lists({"id": near}, {"id": uuid}), lists({"uid": simulator.UUID})
    yield Ending(Check.REVOCATION, FAILED, "revoked_by_id", REVOKED, signed(by_id))
    yield Ending(Check.REVOCATION, FAILED, "revoked_by_uid", REVOKED, signed(by_uid))
    for document, way in (("assertion", signed), ("mirror", hosted)):
        act = put(document, "revoked", True)
        yield Ending(Check.REVOCATION, FAILED, "revoked_in_document", REVOKED, way(act))
        act = put(document, "revoked", False)
        yield Ending(Check.REVOCATION, PASSED, "not_revoked", VALID, way(act))
    gone = answer("statuses", "assertion", 410)
    yield Ending(Check.REVOCATION, FAILED, "revoked_gone", REVOKED, hosted(gone))
    rest = strict_json.dumps({"id": f"{HOME}/assertion.json", "revoked": True})
    left = answer("bodies", "assertion", rest)
    yield Ending(Check.REVOCATION, FAILED, "revoked_gone", REVOKED, hosted(left))
    yield from _dates()
    yield Ending(Check.RECIPIENT, SKIPPED, "recipient_not_asked", VALID, signed())
    right, wrong = signed(recipient=RECIPIENT), signed(recipient=Identity("id", "7"))
    yield Ending(Check.RECIPIENT, PASSED, "recipient_matches", VALID, right)
    yield Ending(Check.RECIPIENT, FAILED, "recipient_differs", INVALID, wrong)
    yield Ending(Check.SUBMITTED_COPY, SKIPPED, "no_copy", VALID, hosted())
    yield Ending(Check.SUBMITTED_COPY, PASSED, "copy_same", VALID, handed_in(copy_of))
    forged = handed_in(lambda issuer: copy_of(issuer, expires="2099-01-01T00:00:00Z"))
    yield Ending(Check.SUBMITTED_COPY, PASSED, "copy_differs", VALID, forged)


def _dates() -> Iterator[Ending]:
    for moment in (later(minutes=5), later(seconds=-1), "0001-01-01T00:00:00Z"):
        act = put("assertion", "issuedOn", moment)
        yield Ending(Check.ISSUED_ON, PASSED, "issued_before", VALID, signed(act))
    for moment in (later(minutes=5, seconds=1), "9999-12-31T23:59:59Z"):
        act = put("assertion", "issuedOn", moment)
        yield Ending(Check.ISSUED_ON, FAILED, "issued_in_future", INVALID, signed(act))
    never = drop("assertion", "expires")
    yield Ending(Check.EXPIRES, PASSED, "never_expires", VALID, signed(never))
    for moment in (later(seconds=1), "9999-12-31T23:59:59Z"):
        act = put("assertion", "expires", moment)
        yield Ending(Check.EXPIRES, PASSED, "not_expired", VALID, signed(act))
    for moment in (later(), later(days=-1), "0001-01-01T00:00:00Z"):
        act = put("assertion", "expires", moment)
        yield Ending(Check.EXPIRES, FAILED, "expired", EXPIRED, signed(act))


ENDINGS = (*documents(), *chain(), *status(), *without_reach())
