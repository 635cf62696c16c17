"""What verifiers fetch, as stored bytes: at most two statements an answer, nothing dumped again."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, case, exists, or_, select

from badges.models import (
    Assertion,
    Award,
    BadgeClass,
    BadgeClassVersion,
    KeyEpoch,
    Organisation,
    Picture,
    RevocationReason,
)
from badges.openbadges import strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.urls import PublicUrls

# Neutral words: a list that anybody can fetch says nothing about the person.
REASONS: Mapping[str | None, str] = {
    RevocationReason.WRONG_PERSON: "Donné à une autre personne par erreur.",
    RevocationReason.AWARDED_IN_ERROR: "Donné par erreur.",
    RevocationReason.WRONG_BADGE: "Un autre badge devait être donné.",
    RevocationReason.NOT_OBSERVED: "Un acte cité n'a pas été vu.",
    RevocationReason.ON_REQUEST: "Retiré à la demande de la personne.",
}


class Standing(StrEnum):
    """How an award stands, by its row alone (contract: States of an award)."""

    KEPT = "kept"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shown:
    """Bytes to answer with. `settled` when they will never change."""

    body: bytes
    settled: bool


@dataclass(frozen=True, slots=True)
class Baked:
    """What a baked picture is made of."""

    token: str
    picture: bytes


# Undone before erased: what was undone is as if it had never been, and stays so.
STANDING = case(
    (Award.undone_at.is_not(None), Standing.UNKNOWN.value),
    (or_(Award.erased_at.is_not(None), Award.hidden_at.is_not(None)), Standing.WITHDRAWN.value),
    (Award.revoked_at.is_not(None), Standing.REVOKED.value),
    else_=Standing.KEPT.value,
).label("standing")

_STARTED = KeyEpoch.profile_document.is_not(None)
_THIS_EPOCH = (
    Organisation.slug == bindparam("slug"),
    KeyEpoch.number == bindparam("number"),
    _STARTED,
)
_OF_EPOCH = Organisation.id == KeyEpoch.organisation_id
_PROFILE = select(KeyEpoch.profile_document).join(Organisation, _OF_EPOCH).where(*_THIS_EPOCH)
_KEY = select(KeyEpoch.key_document).join(Organisation, _OF_EPOCH).where(*_THIS_EPOCH)
_EPOCH = select(KeyEpoch.id, KeyEpoch.pad).join(Organisation, _OF_EPOCH).where(*_THIS_EPOCH)
_NAMED_IN_A_PROFILE = exists().where(_OF_EPOCH, KeyEpoch.logo_hash == Picture.hash, _STARTED)
_LOGO = select(Picture.content).where(
    Picture.hash == bindparam("picture"),
    exists().where(
        Organisation.slug == bindparam("slug"),
        or_(
            Organisation.logo_hash == Picture.hash,
            _NAMED_IN_A_PROFILE.correlate(Organisation, Picture),
        ),
    ),
)
_REVOKED = (
    select(Assertion.uid, Award.revocation_reason)
    .join(Award, Award.id == Assertion.award_id)
    .where(
        Assertion.epoch_id == bindparam("epoch"),
        or_(Award.revoked_at.is_not(None), Award.undone_at.is_not(None)),
    )
)
_OF_VERSION = (
    BadgeClass.slug == bindparam("slug"),
    BadgeClassVersion.number == bindparam("number"),
)
_AWARDED = exists().where(Assertion.version_id == BadgeClassVersion.id).label("awarded")
_VERSION = select(BadgeClassVersion.document, _AWARDED).join(BadgeClass).where(*_OF_VERSION)
_PICTURES = {
    "image/png": select(Picture.content, _AWARDED)
    .join(BadgeClassVersion, BadgeClassVersion.png_hash == Picture.hash)
    .join(BadgeClass)
    .where(*_OF_VERSION),
    "image/svg+xml": select(Picture.content, _AWARDED)
    .join(BadgeClassVersion, BadgeClassVersion.svg_hash == Picture.hash)
    .join(BadgeClass)
    .where(*_OF_VERSION),
}
# An award's token and every document that it rests on.
WHOLE: Select[Any] = (
    select(
        Assertion.uid,
        Assertion.token,
        Assertion.epoch_id,
        STANDING,
        BadgeClass.slug.label("badge_slug"),
        BadgeClassVersion.number.label("version"),
        BadgeClassVersion.document.label("badge_document"),
        KeyEpoch.number.label("epoch"),
        KeyEpoch.pad,
        KeyEpoch.profile_document,
        KeyEpoch.key_document,
        Organisation.slug.label("organisation_slug"),
    )
    .join(Award, Award.id == Assertion.award_id)
    .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .join(KeyEpoch, KeyEpoch.id == Assertion.epoch_id)
    .join(Organisation, Organisation.id == KeyEpoch.organisation_id)
)
_OF_AWARD = Award.id == Assertion.award_id
_BY_UID = Assertion.uid == bindparam("uid")
_MIRROR = select(Assertion.mirror.label("body"), STANDING)
_MIRROR = _MIRROR.join(Award, _OF_AWARD).where(_BY_UID)
_TOKEN = select(Assertion.token.label("body"), STANDING)
_TOKEN = _TOKEN.join(Award, _OF_AWARD).where(_BY_UID)
_BAKED = {
    media_type: select(Assertion.token, Picture.content, STANDING)
    .join(Award, _OF_AWARD)
    .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
    .join(Picture, Picture.hash == column)
    .where(_BY_UID)
    for media_type, column in (
        ("image/png", BadgeClassVersion.png_hash),
        ("image/svg+xml", BadgeClassVersion.svg_hash),
    )
}


def standing(row: Row[Any] | None) -> Standing:
    """Unknown is what was undone or never existed; withdrawn comes before revoked."""
    return Standing(row.standing) if row else Standing.UNKNOWN


def profile(connection: Connection, slug: str, number: int) -> bytes | None:
    """An organisation's Profile in one epoch that has started."""
    body: bytes | None = connection.execute(_PROFILE, {"slug": slug, "number": number}).scalar()
    return body


def key(connection: Connection, slug: str, number: int) -> bytes | None:
    """The CryptographicKey of one epoch that has started."""
    body: bytes | None = connection.execute(_KEY, {"slug": slug, "number": number}).scalar()
    return body


def revocations(connection: Connection, urls: PublicUrls, slug: str, number: int) -> bytes | None:
    """The RevocationList of one epoch, made from the rows."""
    epoch = connection.execute(_EPOCH, {"slug": slug, "number": number}).one_or_none()
    if epoch is None:
        return None
    return revocation_list(connection, urls, slug, number, epoch_id=epoch.id, pad=epoch.pad)


def revocation_list(
    connection: Connection, urls: PublicUrls, slug: str, number: int, *, epoch_id: int, pad: str
) -> bytes:
    """The list of a known epoch: empty, or the pad and every revoked uid, ordered by id.

    Never exactly one entry: JSON-LD compaction would unwrap it (conformance.md point 5).
    """
    rows = connection.execute(_REVOKED, {"epoch": epoch_id})
    revoked: dict[str, str | None] = {row.uid: row.revocation_reason for row in rows}
    if revoked:
        revoked[pad] = None
    document = v2.RevocationList(
        id=urls.revocations(slug, number),
        issuer=urls.profile(slug, number),
        revoked_assertions=tuple(
            v2.RevokedAssertion(id=f"urn:uuid:{uid}", revocation_reason=REASONS.get(revoked[uid]))
            for uid in sorted(revoked)
        ),
    )
    return strict_json.dumps(schemas.dump(document))


def logo(connection: Connection, slug: str, picture: str) -> bytes | None:
    """A logo that the organisation has, or that one of its Profiles names."""
    body: bytes | None = connection.execute(_LOGO, {"slug": slug, "picture": picture}).scalar()
    return body


def badge_class(connection: Connection, slug: str, number: int) -> Shown | None:
    """One version of a BadgeClass."""
    row = connection.execute(_VERSION, {"slug": slug, "number": number}).one_or_none()
    return Shown(row.document, settled=bool(row.awarded)) if row else None


def picture(connection: Connection, slug: str, number: int, media_type: str) -> Shown | None:
    """The picture of one version of a badge class."""
    query = _PICTURES[media_type]
    row = connection.execute(query, {"slug": slug, "number": number}).one_or_none()
    return Shown(row.content, settled=bool(row.awarded)) if row else None


def mirror(connection: Connection, uid: str) -> tuple[Standing, bytes | None]:
    """How an assertion stands, and its hosted mirror."""
    return _standing_and_body(connection.execute(_MIRROR, {"uid": uid}).one_or_none())


def token(connection: Connection, uid: str) -> tuple[Standing, bytes | None]:
    """How an assertion stands, and its signed token."""
    return _standing_and_body(connection.execute(_TOKEN, {"uid": uid}).one_or_none())


def baked(connection: Connection, uid: str, media_type: str) -> tuple[Standing, Baked | None]:
    """How an assertion stands, and what its baked picture is made of."""
    row = connection.execute(_BAKED[media_type], {"uid": uid}).one_or_none()
    if row is None or row.token is None:
        return standing(row), None
    return standing(row), Baked(row.token, row.content)


def _standing_and_body(row: Row[Any] | None) -> tuple[Standing, bytes | None]:
    body = row.body if row else None
    return standing(row), body.encode("ascii") if isinstance(body, str) else body
