"""What outlives the service: an award with all that it rests on, and the keys of one day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from badges.models import (
    Assertion,
    BadgeClass,
    BadgeClassVersion,
    KeyEpoch,
    Organisation,
    Picture,
)
from badges.openbadges import baking, digests, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import documents
from badges.services.documents import Standing
from badges.urls import PublicUrls


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The files of an award, each by its public address; the fields are the addresses."""

    token: str
    picture: str
    badge_class: str
    profile: str
    key: str
    revocations: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """A public key as it is served, with the Profile that it is of; `digest` is the Profile's, and
    `badges` and `names` are digests and names of the BadgeClasses of that Profile, by address.
    """

    id: str
    pem: str
    profile: str
    name: str
    digest: str
    state: str
    badges: Mapping[str, str]
    names: Mapping[str, str]


_AWARD = (
    documents.WHOLE.add_columns(Picture.content.label("picture"))
    .join(Picture, Picture.hash == BadgeClassVersion.png_hash)
    .where(Assertion.uid == bindparam("uid"))
)
_KEYS = (
    select(KeyEpoch.id, KeyEpoch.key_document, KeyEpoch.profile_document, KeyEpoch.state)
    .join(Organisation, Organisation.id == KeyEpoch.organisation_id)
    .where(KeyEpoch.profile_document.is_not(None))
    .order_by(Organisation.slug, KeyEpoch.number)
)
_VERSIONS = (
    select(
        BadgeClassVersion.epoch_id,
        BadgeClass.slug,
        BadgeClassVersion.number,
        BadgeClassVersion.digest,
        BadgeClassVersion.name,
    )
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .order_by(BadgeClass.slug, BadgeClassVersion.number)
)


def award(connection: Connection, urls: PublicUrls, uid: str) -> tuple[Standing, Kept | None]:
    """How an assertion stands and, only while its documents are served, all that it rests on."""
    row = connection.execute(_AWARD, {"uid": uid}).one_or_none()
    standing = documents.standing(row)
    if row is None or standing is not Standing.KEPT or not row.token:
        return standing, None
    slug, epoch = row.organisation_slug, row.epoch
    token, picture = urls.token(row.uid), urls.baked_png(row.uid)
    badge_class = urls.badge_class(row.badge_slug, row.version)
    profile, key = urls.profile(slug, epoch), urls.key(slug, epoch)
    revocations = urls.revocations(slug, epoch)
    files = {
        token: row.token.encode("ascii"),
        picture: baking.bake(row.picture, row.token),
        badge_class: row.badge_document,
        profile: row.profile_document or b"",
        key: row.key_document,
        revocations: documents.revocation_list(
            connection, urls, slug, epoch, epoch_id=row.epoch_id, pad=row.pad
        ),
    }
    return standing, Kept(
        token=token,
        picture=picture,
        badge_class=badge_class,
        profile=profile,
        key=key,
        revocations=revocations,
        files=files,
    )


def published_keys(connection: Connection, urls: PublicUrls) -> tuple[PublishedKey, ...]:
    """Every key whose epoch has started, as it is served today, ordered by organisation."""
    versions: dict[int, list[tuple[str, str, str]]] = {}
    for epoch, slug, number, digest, name in connection.execute(_VERSIONS):
        versions.setdefault(epoch, []).append((urls.badge_class(slug, number), digest, name))
    return tuple(
        _published(row.key_document, row.profile_document, row.state, versions.get(row.id, []))
        for row in connection.execute(_KEYS)
    )


def _published(
    key_document: bytes,
    profile_document: bytes,
    state: str,
    versions: Sequence[tuple[str, str, str]],
) -> PublishedKey:
    key = schemas.load_key(strict_json.loads(key_document))
    profile = schemas.load_profile(strict_json.loads(profile_document))
    return PublishedKey(
        id=key.id,
        pem=key.public_key_pem,
        profile=profile.id,
        name=profile.name,
        digest=digests.digest(profile_document),
        state=state,
        badges={address: digest for address, digest, _ in versions},
        names={address: name for address, _, name in versions},
    )
