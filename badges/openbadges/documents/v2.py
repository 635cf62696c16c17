"""Open Badges 2.0 documents as frozen values.

Times are aware. What is absent is None, an empty tuple or an empty mapping. `extra` holds the
members that this module does not name, as they came; a document whose `@context` or `type` says
more than ours would, keeps its own there too. `schemas.v2` reads and writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

CONTEXT = "https://w3id.org/openbadges/v2"
SIGNED = "SignedBadge"
HOSTED = "HostedBadge"

Members = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityObject:
    """The recipient; when `hashed`, `identity` is `sha256$` and the hash of identity and salt."""

    type: str
    identity: str
    hashed: bool
    salt: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """How an assertion is verified (`SIGNED`, `HOSTED`), or in a Profile what it may host."""

    type: str = "VerificationObject"
    creator: str | None = None
    starts_with: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What was done or seen."""

    id: str | None = None
    type: str = "Evidence"
    genre: str | None = None
    name: str | None = None
    description: str | None = None
    narrative: str | None = None
    audience: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """An entry of a skill framework that the badge stands for."""

    target_name: str
    target_url: str
    target_framework: str | None = None
    target_code: str | None = None
    target_description: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture by its address, with its description in words."""

    id: str
    caption: str | None = None
    author: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is asked for the badge: an address, a text, or both."""

    id: str | None = None
    narrative: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """One badge of one recipient; `badge` is the address of its BadgeClass."""

    id: str
    recipient: IdentityObject
    badge: str
    verification: Verification
    issued_on: datetime
    expires: datetime | None = None
    evidence: tuple[Evidence, ...] = ()
    narrative: str | None = None
    image: Image | None = None
    revoked: bool | None = None
    revocation_reason: str | None = None
    badge_digest: str | None = None
    issuer_digest: str | None = None
    language: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClass:
    """What a badge recognises; `issuer` is the address of its Profile."""

    id: str
    name: str
    description: str
    image: Image
    criteria: Criteria
    issuer: str
    alignment: tuple[Alignment, ...] = ()
    tags: tuple[str, ...] = ()
    version: str | None = None
    related: tuple[str, ...] = ()
    language: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An issuer; `public_key` and `revocation_list` are addresses."""

    id: str
    name: str
    url: str
    email: str | None = None
    telephone: str | None = None
    image: Image | None = None
    description: str | None = None
    public_key: tuple[str, ...] = ()
    revocation_list: str | None = None
    verification: Verification | None = None
    language: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CryptographicKey:
    """A public key of the Profile at the address `owner`."""

    id: str
    owner: str
    public_key_pem: str
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokedAssertion:
    """An entry of a RevocationList, by `id` or `uid`."""

    id: str | None = None
    uid: str | None = None
    revocation_reason: str | None = None
    extra: Members = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationList:
    """The signed assertions that the Profile at the address `issuer` has revoked."""

    id: str
    issuer: str
    revoked_assertions: tuple[RevokedAssertion, ...] = ()
    extra: Members = field(default_factory=dict)


Document = Assertion | BadgeClass | Profile | CryptographicKey | RevocationList
