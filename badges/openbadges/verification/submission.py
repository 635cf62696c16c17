"""What somebody hands in: a token, a JSON document, an address, or a picture that holds one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from badges.openbadges import addresses, baking, jws, strict_json
from badges.openbadges.errors import BakingError, DocumentError, SubmissionError, TokenError
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.schemas.linked_data import plain

OLDER = "older_kind"
CODES = jws.READ_CODES | {
    OLDER,
    "submission_address",
    "submission_empty",
    "submission_form",
    "submission_size",
    "submission_unsigned",
}
"""Every code that `read` may raise for a text; a picture's are those of baking."""

MAX_LENGTH = 1024 * 1024

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class SignedSubmission:
    """A token; its signature is not verified yet."""

    token: jws.Token


@dataclass(frozen=True, slots=True)
class HostedSubmission:
    """An address to judge; the `document` that came with it is believed in nothing but its `id`."""

    address: str
    document: Mapping[str, Any] | None = None


Submission = SignedSubmission | HostedSubmission


def read(data: bytes | str) -> Submission:
    """A submission from a token, a JSON object, an address, a PNG or an SVG; else SubmissionError.

    The code of the error is one of CODES or one of baking's.
    """
    picture = _picture(data)
    if picture is None:
        return _read_text(_text(data))
    try:
        return _read_text(baking.unbake(picture))
    except BakingError as error:
        raise SubmissionError(error.code, error.values) from error


def is_older(members: Mapping[str, Any]) -> bool:
    """Whether this is an assertion of Open Badges 1, which is another standard."""
    return "verification" not in members and isinstance(members.get("verify"), dict)


def _picture(data: bytes | str) -> bytes | None:
    """The bytes of what looks like a picture."""
    image = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    try:
        baking.media_type(image)
    except BakingError:
        return None
    return image


def _text(data: bytes | str) -> str:
    if len(data) > MAX_LENGTH:
        raise SubmissionError("submission_size", {"limit": str(MAX_LENGTH)})
    try:
        return data.decode("utf-8") if isinstance(data, bytes) else data
    except UnicodeError as error:
        raise SubmissionError("submission_form") from error


def _read_text(text: str) -> Submission:
    text = text.removeprefix(_MARK).strip()
    if not text:
        raise SubmissionError("submission_empty")
    if text.startswith("{"):
        return _read_json(text)
    if addresses.is_web(text):
        return HostedSubmission(text)
    return _read_token(text)


def _read_json(text: str) -> HostedSubmission:
    try:
        document = strict_json.loads(text)
        address, is_signed = plain(document).get("id"), schemas.says_signed(document)
    except DocumentError as error:
        raise SubmissionError(error.code, error.values) from error
    if is_older(document):
        raise SubmissionError(OLDER)
    if isinstance(address, str) and addresses.is_web(address):
        return HostedSubmission(address, document)
    raise SubmissionError("submission_unsigned" if is_signed else "submission_address")


def _read_token(text: str) -> SignedSubmission:
    """A token, also one that a mail program has broken into lines."""
    token = "".join(text.split())
    if token.count(".") != 2:
        raise SubmissionError("submission_form")
    try:
        return SignedSubmission(jws.read(token))
    except TokenError as error:
        raise SubmissionError(error.code, error.values) from error
