"""Everything that a verification looks at, fetched before anything is judged.

Nothing here decides: a document that is missing, unreadable or not where it says it is, is kept
with the reason, and what depends on it is not looked for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Generic, Protocol, TypeVar

from badges.openbadges import addresses, jws, strict_json
from badges.openbadges.documents.v2 import (
    Assertion,
    BadgeClass,
    CryptographicKey,
    Profile,
    RevocationList,
)
from badges.openbadges.errors import DocumentError, SubmissionError, Unreachable
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.schemas.linked_data import one, plain
from badges.openbadges.verification import submission as submissions
from badges.openbadges.verification.report import Outcome
from badges.openbadges.verification.resolver import Resolver, Resource
from badges.openbadges.verification.submission import (
    HostedSubmission,
    SignedSubmission,
    Submission,
)

READ = "document_read"
UNUSUAL = "document_media_unusual"
GONE = "assertion_gone"
ABSENT = "assertion_absent"

_FILE_SERVERS = frozenset({"text/plain", "application/octet-stream"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PICTURES_AND_TOKENS = frozenset({"image/png", "image/svg+xml", "application/jose"})
_REMEMBERED_BYTES = 16 * 1024
# Not the assertions: what a person has erased must not stay in memory.
_SHARED = frozenset(
    {
        schemas.load_badge_class,
        schemas.load_profile,
        schemas.load_key,
        schemas.load_revocation_list,
    }
)


class Identified(Protocol):
    """A document with an address of its own."""

    @property
    def id(self) -> str:
        """Its address."""
        ...


D = TypeVar("D", bound=Identified)
Loader = Callable[[Mapping[str, Any]], D]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[D]):
    """One document that was looked for, and how that ended; `document` only if it was well."""

    outcome: Outcome = Outcome.PASSED
    code: str = READ
    values: Mapping[str, str] = field(default_factory=dict)
    remark: bool = False
    body: bytes = b""
    document: D | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A badge and what it names; what was not looked for, since its name is missing, is None.

    `token` is None for a hosted badge; `submitted` is the copy of one that somebody handed in.
    """

    assertion: Found[Assertion]
    token: jws.Token | None = None
    submitted: Mapping[str, Any] | None = None
    badge_class: Found[BadgeClass] | None = None
    profile: Found[Profile] | None = None
    key: Found[CryptographicKey] | None = None
    revocation_list: Found[RevocationList] | None = None


def gather(submission: Submission, resolver: Resolver) -> Evidence:
    """Fetch what judging the submission needs: at most five documents, each once."""
    if isinstance(submission, SignedSubmission):
        return _signed(submission.token, resolver)
    answer = _ask(resolver, submission.address)
    if submission.document is None and isinstance(answer, Resource):
        return _at_address(submission.address, answer, resolver)
    return _hosted(submission, answer, resolver)


def _at_address(address: str, answer: Resource, resolver: Resolver) -> Evidence:
    """What somebody gave only the address of: a hosted assertion, a token or a picture."""
    if not _is_picture_or_token(answer):
        own = answer.address if _claimed(answer.body, "id") == answer.address else address
        return _hosted(HostedSubmission(own), answer, resolver)
    try:
        enclosed = submissions.read(answer.body)
    except SubmissionError as error:
        if error.code == submissions.OLDER:
            return Evidence(assertion=_unreachable(error.code, error.values))
        return Evidence(assertion=_failed(error.code, error.values))
    if isinstance(enclosed, SignedSubmission):
        return _signed(enclosed.token, resolver)
    return _hosted(enclosed, _ask(resolver, enclosed.address), resolver)


def _signed(token: jws.Token, resolver: Resolver) -> Evidence:
    try:
        assertion = Found(document=schemas.load_assertion(token.payload))
    except DocumentError as error:
        if submissions.is_older(token.payload):
            return Evidence(token=token, assertion=_unreachable(submissions.OLDER, {}))
        return Evidence(token=token, assertion=_failed(error.code, error.values))
    badge_class, profile = _chain(assertion.document, resolver)
    issuer = profile.document if profile else None
    return Evidence(
        token=token,
        assertion=assertion,
        badge_class=badge_class,
        profile=profile,
        key=_linked(resolver, _creator(assertion.document, issuer), schemas.load_key),
        revocation_list=_linked(
            resolver, issuer.revocation_list if issuer else None, schemas.load_revocation_list
        ),
    )


def _hosted(
    submission: HostedSubmission, answer: Resource | Unreachable, resolver: Resolver
) -> Evidence:
    assertion = _published(submission.address, answer)
    badge_class, profile = _chain(assertion.document, resolver)
    return Evidence(
        assertion=assertion,
        submitted=submission.document,
        badge_class=badge_class,
        profile=profile,
    )


def _chain(
    assertion: Assertion | None, resolver: Resolver
) -> tuple[Found[BadgeClass] | None, Found[Profile] | None]:
    badge = assertion.badge if assertion else None
    badge_class = _linked(resolver, badge, schemas.load_badge_class)
    issued = badge_class.document if badge_class else None
    return badge_class, _linked(resolver, issued.issuer if issued else None, schemas.load_profile)


def _creator(assertion: Assertion | None, issuer: Profile | None) -> str | None:
    """The address of the key that the assertion names, unless the Profile does not name it.

    Without the Profile nothing can be authentic, but a wrong signature is wrong all the same.
    """
    creator = assertion.verification.creator if assertion else None
    return creator if issuer is None or creator in issuer.public_key else None


def _published(address: str, answer: Resource | Unreachable) -> Found[Assertion]:
    if isinstance(answer, Resource):
        if answer.status == 410:
            return Found(outcome=Outcome.SKIPPED, code=GONE, body=answer.body)
        if answer.status == 404:
            return _failed(ABSENT, {"address": address})
    found = _read(address, answer, schemas.load_assertion)
    if found.code in schemas.CODES and _claimed(found.body, "revoked") is True:
        # What is left of a revoked assertion need not be complete.
        return Found(outcome=Outcome.SKIPPED, code=GONE, body=found.body)
    if found.code in schemas.CODES and _is_older(found.body):
        return _unreachable(submissions.OLDER, {})
    return found


def _linked(resolver: Resolver, address: str | None, load: Loader[D]) -> Found[D] | None:
    return _read(address, _ask(resolver, address), load) if address else None


def _ask(resolver: Resolver, address: str) -> Resource | Unreachable:
    try:
        return resolver.fetch(address)
    except Unreachable as error:
        return error


def _read(address: str, answer: Resource | Unreachable, load: Loader[D]) -> Found[D]:
    """The document that has this very address as its `id`, or why there is none."""
    if isinstance(answer, Unreachable):
        return _unreachable(answer.code, answer.values)
    if answer.status != 200:
        code = "document_absent" if answer.status in {404, 410} else "document_status"
        return _unreachable(code, {"address": address, "status": str(answer.status)})
    kind = _media_type(answer)
    refused = _refused(kind, address, answer.address)
    if refused:
        return _failed(refused, {"address": address, "media_type": kind[:50]})
    found = _parsed(address, answer.body, load)
    if kind in _FILE_SERVERS and found.document is not None:
        return replace(found, code=UNUSUAL, remark=True)
    return found


def _parsed(address: str, body: bytes, load: Loader[D]) -> Found[D]:
    try:
        document = _parse(load, body)
    except DocumentError as error:
        return _failed(error.code, error.values, body)
    if document.id != address:
        return _failed("document_id", {"address": address, "id": document.id})
    return Found(body=body, document=document)


def _refused(kind: str, asked: str, answered: str) -> str | None:
    """Why an answer is not even read: it is no JSON, or somebody else gave it."""
    if kind in _HTML:
        return "document_html"
    if not _is_json(kind) and kind not in _FILE_SERVERS:
        return "document_media_type"
    return None if _same_place(asked, answered) else "document_redirected"


def _same_place(asked: str, answered: str) -> bool:
    """Whether a redirect stayed on its host, where it may only have changed http for https.

    An open redirect would else let anybody publish under a trusted host's name.
    """
    if asked == answered or addresses.origin(asked) == addresses.origin(answered):
        return True
    secured = addresses.origin(answered).startswith("https:")
    return secured and addresses.host(asked) == addresses.host(answered)


def _is_picture_or_token(answer: Resource) -> bool:
    if answer.status != 200:
        return False
    kind = _media_type(answer)
    is_json = answer.body.lstrip()[:1] == b"{"
    return kind in _PICTURES_AND_TOKENS or (kind in _FILE_SERVERS and not is_json)


def _media_type(answer: Resource) -> str:
    return answer.media_type.partition(";")[0].strip().lower()


def _is_json(kind: str) -> bool:
    return kind.startswith("application/") and kind.endswith(("/json", "+json"))


def _claimed(body: bytes, member: str) -> Any:
    """What a body says of itself in one member, if it is JSON at all."""
    return one(_members(body).get(member))


def _is_older(body: bytes) -> bool:
    return submissions.is_older(_members(body))


def _members(body: bytes) -> Mapping[str, Any]:
    try:
        return plain(strict_json.loads(body))
    except DocumentError:
        return {}


def _parse(load: Loader[D], body: bytes) -> D:
    if load not in _SHARED or len(body) > _REMEMBERED_BYTES:
        return load(strict_json.loads(body))
    document: D = _remembered(load, body)
    return document


@lru_cache(maxsize=512)
def _remembered(load: Callable[[Mapping[str, Any]], Any], body: bytes) -> Any:
    """Equal bytes are equal values, and these are the same for many awards."""
    return load(strict_json.loads(body))


def _failed(code: str, values: Mapping[str, str], body: bytes = b"") -> Found[Any]:
    return Found(outcome=Outcome.FAILED, code=code, values=values, body=body)


def _unreachable(code: str, values: Mapping[str, str]) -> Found[Any]:
    return Found(outcome=Outcome.UNREACHABLE, code=code, values=values)
