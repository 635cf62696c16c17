"""Key epochs: one key, one Profile, one RevocationList each (trust.md: Keys)."""

import secrets
import uuid
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.models import KeyEpoch, KeyState, Organisation
from badges.openbadges import digests, keys, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import auditing
from badges.services.auditing import Action, Entry
from badges.services.errors import NoKeyWaiting, NotFound, Refused
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls


def create_key(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    organisation: Organisation,
    *,
    actor: str,
    now: datetime,
) -> KeyEpoch:
    """A new key in standby; the first of an organisation starts at once. File first, row second."""
    number = 1 + (_last_number(session, organisation) or 0)
    key = keyring.create(f"{organisation.slug}-{number}-{secrets.token_hex(4)}")
    document = v2.CryptographicKey(
        id=urls.key(organisation.slug, number),
        owner=urls.profile(organisation.slug, number),
        public_key_pem=key.public_pem,
    )
    epoch = KeyEpoch(
        organisation_id=organisation.id,
        number=number,
        state=KeyState.STANDBY,
        key_name=key.name,
        key_document=strict_json.dumps(schemas.dump(document)),
        pad=str(uuid.uuid4()),
        created_at=now,
    )
    session.add(epoch)
    session.flush()
    entry = _entry(organisation, epoch, actor, Action.KEY_CREATED)
    auditing.record(session, [entry], now=now)
    if active(session, organisation) is None:
        _start(session, urls, organisation, epoch, actor=actor, now=now)
    return epoch


def copy_keys(
    session: Session,
    keyring: Keyring,
    organisation: Organisation,
    *,
    passphrase: str,
    actor: str,
    now: datetime,
) -> list[tuple[str, bytes]]:
    """The name of each private key of an organisation and the key, for it to take along; logged.

    Encrypted PEM that `passphrase` opens. Raises KeyringError, NotFound when there is none.
    """
    held = [one for one in listed(session, organisation) if keyring.holds(one.key_name)]
    if not held:
        raise NotFound(f"No private key of {organisation.slug} is here.")
    copies = [(one.key_name, keyring.copy(one.key_name, passphrase)) for one in held]
    entries = [_entry(organisation, one, actor, Action.KEY_EXPORTED) for one in held]
    auditing.record(session, entries, now=now)
    return copies


def rotate(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    organisation: Organisation,
    *,
    actor: str,
    now: datetime,
) -> KeyEpoch:
    """Start the next epoch, with the key in standby or a new one; earlier badges stay valid.

    Raises Refused when there is no key to follow: the first one is made by an explicit act; and
    KeyringError when the key in standby cannot sign.
    """
    signing(session, organisation)
    epoch = waiting(session, organisation)
    if epoch is None:
        epoch = create_key(session, keyring, urls, organisation, actor=actor, now=now)
    check_pair(epoch, keyring.signer(epoch.key_name))
    _start(session, urls, organisation, epoch, actor=actor, now=now)
    return epoch


def start_waiting(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    organisation: Organisation,
    *,
    actor: str,
    now: datetime,
) -> KeyEpoch:
    """Start the next epoch with the key in standby, as pages do: they never make a key.

    Raises NoKeyWaiting, and KeyringError when that key cannot sign.
    """
    epoch = waiting(session, organisation)
    if epoch is None:
        raise NoKeyWaiting(
            f"{organisation.name} has no key in standby: run `badges key create "
            f"{organisation.slug}` first."
        )
    check_pair(epoch, keyring.signer(epoch.key_name))
    _start(session, urls, organisation, epoch, actor=actor, now=now)
    return epoch


def waiting(session: Session, organisation: Organisation) -> KeyEpoch | None:
    """The key in standby that signs next."""
    return session.scalar(
        select(KeyEpoch)
        .where(KeyEpoch.organisation_id == organisation.id, KeyEpoch.state == KeyState.STANDBY)
        .order_by(KeyEpoch.number)
        .limit(1)
    )


def active(session: Session, organisation: Organisation) -> KeyEpoch | None:
    """The epoch in which the organisation signs now."""
    return session.scalar(
        select(KeyEpoch).where(
            KeyEpoch.organisation_id == organisation.id, KeyEpoch.state == KeyState.ACTIVE
        )
    )


def signing(session: Session, organisation: Organisation) -> KeyEpoch:
    """The epoch in which the organisation signs now. Raises Refused when it has no key."""
    epoch = active(session, organisation)
    if epoch is None:
        raise Refused(
            f"{organisation.name} has no key yet: run `badges key create {organisation.slug}`."
        )
    return epoch


def check_pair(epoch: KeyEpoch, key: rsa.RSAPrivateKey) -> None:
    """Raise Refused unless this is the private half of the key that the epoch has published."""
    document = schemas.load_key(strict_json.loads(epoch.key_document))
    if keys.load_public(document.public_key_pem) != key.public_key():
        raise Refused(
            f"The private key {epoch.key_name} is not the one that was published for it: badges "
            "signed with it would not be valid."
        )


def listed(session: Session, organisation: Organisation) -> list[KeyEpoch]:
    """All epochs of an organisation, oldest first."""
    query = select(KeyEpoch).where(KeyEpoch.organisation_id == organisation.id)
    return list(session.scalars(query.order_by(KeyEpoch.number)))


def said(organisation: Organisation) -> tuple[str, str, str, str | None]:
    """What the next Profile would say of an organisation: name, address, e-mail, logo."""
    return organisation.name, organisation.url, organisation.email, organisation.logo_hash


def _start(
    session: Session,
    urls: PublicUrls,
    organisation: Organisation,
    epoch: KeyEpoch,
    *,
    actor: str,
    now: datetime,
) -> None:
    former = active(session, organisation)
    if former is not None:
        former.state = KeyState.RETIRED
        former.ended_at = now
        session.flush()
    epoch.logo_hash = organisation.logo_hash
    epoch.profile_document = _profile(urls, organisation, epoch.number)
    epoch.profile_digest = digests.digest(epoch.profile_document)
    epoch.state = KeyState.ACTIVE
    epoch.started_at = now
    session.flush()
    entry = _entry(organisation, epoch, actor, Action.KEY_STARTED)
    auditing.record(session, [entry], now=now)


def _profile(urls: PublicUrls, organisation: Organisation, number: int) -> bytes:
    name, url, email, logo = said(organisation)
    document = v2.Profile(
        id=urls.profile(organisation.slug, number),
        name=name,
        url=url,
        email=email,
        image=v2.Image(id=urls.logo(organisation.slug, logo), caption=name) if logo else None,
        public_key=(urls.key(organisation.slug, number),),
        revocation_list=urls.revocations(organisation.slug, number),
    )
    return strict_json.dumps(schemas.dump(document))


def _last_number(session: Session, organisation: Organisation) -> int | None:
    return session.scalar(
        select(func.max(KeyEpoch.number)).where(KeyEpoch.organisation_id == organisation.id)
    )


def _entry(organisation: Organisation, epoch: KeyEpoch, actor: str, action: Action) -> Entry:
    return Entry(
        organisation_id=organisation.id,
        actor=actor,
        action=action,
        subject=f"key:{organisation.slug}/{epoch.number}",
    )
