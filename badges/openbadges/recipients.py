"""Whom a badge was given to: a salted hash, made and compared in this one place."""

import hashlib
import hmac
from dataclasses import dataclass

from badges.openbadges.documents.v2 import IdentityObject
from badges.openbadges.errors import SubmissionError

CODES = frozenset({"recipient_form"})
"""Every code that `parse` may raise."""

TYPES = frozenset({"email", "url", "telephone", "id"})
MAX_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as they are known: a type of `TYPES` and the plain value."""

    type: str
    value: str


def normalise(type: str, value: str) -> str:  # noqa: A002 - the standard's word
    """The form that is hashed: without spaces round it, e-mail addresses in small letters."""
    stripped = value.strip()
    return stripped.lower() if type == "email" else stripped


def hash_identity(identity: str, salt: str) -> str:
    """`sha256$` and the SHA-256, in hexadecimal, of identity and salt in UTF-8."""
    return "sha256$" + hashlib.sha256((identity + salt).encode("utf-8")).hexdigest()


def hashed(type: str, value: str, *, salt: str) -> IdentityObject:  # noqa: A002 - the same
    """The recipient that says nothing but to who knows the value already."""
    identity = hash_identity(normalise(type, value), salt)
    return IdentityObject(type=type, hashed=True, salt=salt, identity=identity)


def parse(text: str) -> Identity:
    """An identity from `email:a@b.c`, `url:…`, `telephone:…` or `id:…`, else SubmissionError."""
    kind, _, value = text.strip().partition(":")
    kind = kind.lower()
    if kind not in TYPES or len(value) > MAX_LENGTH or not _is_text(value):
        raise SubmissionError("recipient_form")
    return Identity(kind, normalise(kind, value))


def matches(recipient: IdentityObject, identity: Identity) -> bool:
    """Whether the badge was given to this identity."""
    if recipient.type != identity.type:
        return False
    expected = normalise(identity.type, identity.value)
    if not recipient.hashed:
        return _equal(normalise(recipient.type, recipient.identity), expected)
    return _equal(recipient.identity.lower(), _same_hash(recipient, expected))


def _same_hash(recipient: IdentityObject, identity: str) -> str:
    salt = recipient.salt or ""
    if recipient.identity.lower().startswith("md5$"):
        # Open Badges 2.0 allows it to others; ours are never hashed so.
        digest = hashlib.md5((identity + salt).encode("utf-8"), usedforsecurity=False)
        return "md5$" + digest.hexdigest()
    return hash_identity(identity, salt)


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8"), other.encode("utf-8"))


def _is_text(value: str) -> bool:
    return bool(value.strip()) and value.isprintable()
