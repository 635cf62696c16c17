"""The same badges made out to an e-mail address: signed once more, each by itself.

The first assertion stays as it is; nothing in either names the other. Undoing, hiding, revoking and
erasing act on the award and so on both.
"""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from badges.models import (
    Assertion,
    AssertionKind,
    Award,
    BadgeClass,
    BadgeClassVersion,
    EmailLink,
    KeyEpoch,
    Organisation,
    Participant,
)
from badges.openbadges import jws, recipients, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import auditing, epochs, merging, organisations, publishing
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

LASTS: Final = timedelta(days=1)
A_DAY: Final = 3


class TooOften(Refused):
    """Three mails were asked for within a day."""


def ask(session: Session, person: Participant, *, email: str, now: datetime) -> tuple[str, str]:
    """An address to be confirmed: how it is kept, and the secret that the mail carries.

    Raises Invalid, TooOften.
    """
    address = organisations.mail_address(email)
    session.refresh(person, with_for_update=True)
    forget_old(session, now=now)
    mine = select(func.count()).where(EmailLink.participant_id == person.id)
    if session.execute(mine).scalar_one() >= A_DAY:
        raise TooOften("three mails a day are enough")
    secret = secrets.token_urlsafe(32)
    row = EmailLink(
        participant_id=person.id, link_hash=_hash(secret), address=address, created_at=now
    )
    session.add(row)
    session.flush()
    return address, secret


def asked(session: Session, secret: str, *, now: datetime) -> EmailLink:
    """What a mail's link stands for. Raises NotFound once it was used, or after a day."""
    query = select(EmailLink).where(
        EmailLink.link_hash == _hash(secret), EmailLink.created_at > now - LASTS
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound("this link was used, or is older than a day")
    return found


def confirm(
    session: Session, keyring: Keyring, urls: PublicUrls, secret: str, *, now: datetime
) -> list[str]:
    """The address is theirs: each badge that stands is made out to it; gives the new uids.

    A badge whose class says something else today, or whose organisation has left, stays as it is.
    The address is forgotten. Raises NotFound, KeyringError.
    """
    link = asked(session, secret, now=now)
    person = session.get_one(Participant, link.participant_id, with_for_update=True)
    address = link.address
    if (
        session.execute(
            delete(EmailLink).where(EmailLink.id == link.id).returning(EmailLink.id)
        ).one_or_none()
        is None
    ):
        raise NotFound("this link was used meanwhile")
    uids = []
    for given in _standing(session, person):
        made = _again(session, keyring, urls, given, address=address, now=now)
        if made is not None:
            uids.append(made)
    _log(session, person, uids, now)
    return uids


def others_of(session: Session, uid: str) -> list[str]:
    """The uids under which the badge of an assertion was made out to an address as well."""
    award = select(Assertion.award_id).where(Assertion.uid == uid).scalar_subquery()
    query = select(Assertion.uid).where(
        Assertion.award_id == award, Assertion.kind == AssertionKind.EMAIL.value
    )
    return list(session.scalars(query.order_by(Assertion.uid)))


def is_addressed(session: Session, person: Participant) -> bool:
    """Whether a badge of a person was made out to an e-mail address."""
    theirs = Award.participant_id.in_(merging.rows_of(session, person))
    query = select(Assertion.uid).join(Award, Award.id == Assertion.award_id)
    found = query.where(theirs, Assertion.kind == AssertionKind.EMAIL.value)
    return session.execute(select(found.exists())).scalar_one()


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete the addresses that nobody confirmed within a day."""
    session.execute(delete(EmailLink).where(EmailLink.created_at < now - LASTS))


def _standing(session: Session, person: Participant) -> list[tuple[Award, Assertion]]:
    """The badges that stand, with what was signed first."""
    rows = session.execute(
        select(Award, Assertion)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(
            Award.participant_id.in_(merging.rows_of(session, person)),
            Award.undone_at.is_(None),
            Award.revoked_at.is_(None),
            Award.hidden_at.is_(None),
            Assertion.kind == AssertionKind.CARD.value,
        )
        .order_by(Award.audit_number)
        .with_for_update(of=Award)
    )
    return [(row.Award, row.Assertion) for row in rows]


def _again(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    given: tuple[Award, Assertion],
    *,
    address: str,
    now: datetime,
) -> str | None:
    """The uid of the award signed once more for `address`; None where it stays as it is."""
    award, first = given
    version = _same_today(session, urls, award, first, now=now)
    if version is None:
        return None
    epoch = session.get_one(KeyEpoch, version.epoch_id)
    key = keyring.signer(epoch.key_name)
    epochs.check_pair(epoch, key)
    slug = session.get_one(BadgeClass, award.badge_class_id).slug
    organisation = session.get_one(Organisation, award.organisation_id)
    uid, salt = str(uuid.uuid4()), secrets.token_hex(16)
    promised = schemas.load_assertion(strict_json.loads(first.mirror or b""))
    said = replace(
        promised,
        id=f"urn:uuid:{uid}",
        recipient=recipients.hashed("email", address, salt=salt),
        badge=urls.badge_class(slug, version.number),
        badge_digest=version.digest,
        issuer_digest=epoch.profile_digest or "",
        verification=v2.Verification(
            type=v2.SIGNED, creator=urls.key(organisation.slug, epoch.number)
        ),
    )
    members = schemas.dump(said)
    row = Assertion(
        uid=uid,
        award_id=award.id,
        kind=AssertionKind.EMAIL.value,
        version_id=version.id,
        epoch_id=epoch.id,
        salt=salt,
        token=jws.sign(strict_json.dumps(members), key),
        mirror=strict_json.dumps(schemas.mirrored(members, urls.assertion(uid))),
    )
    session.add(row)
    session.flush()
    return uid


def _same_today(
    session: Session, urls: PublicUrls, award: Award, first: Assertion, *, now: datetime
) -> BadgeClassVersion | None:
    """The version that says what was promised, under the key that signs now; None if none does."""
    organisation = session.get_one(Organisation, award.organisation_id)
    epoch = epochs.active(session, organisation)
    if epoch is None or organisation.left_at is not None:
        return None
    then = session.get_one(BadgeClassVersion, first.version_id)
    if then.epoch_id == epoch.id:
        return then
    badge_class = session.get_one(BadgeClass, award.badge_class_id)
    if _says(publishing.latest(session, badge_class)) != _says(then):
        return None
    return publishing.current(session, urls, badge_class, actor="system", now=now)[0]


def _says(version: BadgeClassVersion) -> tuple[object, ...]:
    criteria = tuple((one.number, one.text) for one in version.criteria)
    return (version.name, version.sentence, version.language, criteria, version.svg_hash)


def _log(session: Session, person: Participant, uids: Sequence[str], now: datetime) -> None:
    entries = [
        Entry(
            organisation_id=person.organisation_id,
            actor=f"person:{person.reference}",
            action=Action.AWARD,
            subject=f"assertion:{uid} e-mail",
            person=person.reference,
        )
        for uid in uids
    ]
    auditing.record(session, entries, now=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
