"""E-mailed links: asked for in one browser, used once in it, by the link or by the code beside it.

Each is kept as its hash. Browsers are told apart by the random nonce of their cookie. An address
that nobody knows gets a row like any other, so that the answer is the same and takes as long.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from badges.models import Appointment, SignInLink, Staff
from badges.services.errors import Refused

LASTS: Final = timedelta(minutes=15)
CHALLENGE_LASTS: Final = timedelta(minutes=5)
AN_ADDRESS: Final = 3
WRONG_CODES: Final = 5
WRONG_CODES_A_DAY: Final = 20
KEPT: Final = timedelta(days=1)


class TooOften(Refused):
    """Three links were asked for, for one address, within fifteen minutes."""


class Standing(StrEnum):
    """What can be said of a link that somebody opens."""

    OPEN = "open"
    EXPIRED = "expired"
    USED = "used"
    OTHER_BROWSER = "other browser"
    UNKNOWN = "unknown"
    GUESSED = "guessed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the mail says. `recipient` is empty when nobody works here under that address."""

    recipient: str
    link: str
    code: str


def ask(session: Session, *, email: str, browser: str, now: datetime) -> Asked:
    """A new link and code for that address, bound to the browser of that nonce. Raises TooOften."""
    address = email.strip().lower()
    _one_at_a_time(session, _hash(address))
    _count(session, address, now)
    session.execute(delete(SignInLink).where(SignInLink.expires_at < now - KEPT))
    _end_former(session, address, browser, now)
    staff = session.scalar(select(Staff).where(Staff.email == address, _works(Staff)))
    link, code = secrets.token_urlsafe(32), f"{secrets.randbelow(1_000_000):06}"
    row = SignInLink(
        staff_id=staff.id if staff else None,
        address_hash=_hash(address),
        link_hash=_hash(link),
        code_hash=_hash(f"{browser}{code}"),
        browser_hash=_hash(browser),
        created_at=now,
        expires_at=now + LASTS,
    )
    session.add(row)
    session.flush()
    return Asked(recipient=staff.email if staff else "", link=link, code=code)


def standing(session: Session, link: str, *, browser: str, now: datetime) -> Standing:
    """How that link stands for the browser of that nonce; nothing is used up."""
    row = session.scalar(select(SignInLink).where(SignInLink.link_hash == _hash(link)))
    return _standing(row, browser, now)


def use_link(session: Session, link: str, *, browser: str, now: datetime) -> Staff | Standing:
    """Use up the link: whose it is, else why it does not open."""
    query = select(SignInLink).where(SignInLink.link_hash == _hash(link)).with_for_update()
    row = session.scalar(query)
    found = _standing(row, browser, now)
    if row is None or found is not Standing.OPEN:
        return found
    return _used(session, row, now)


def use_code(session: Session, code: str, *, browser: str, now: datetime) -> Staff | Standing:
    """Use up the code that was sent to the browser of that nonce: whose it is, else why not.

    A wrong one counts against each link of that browser; five of them end it. `OPEN` says that
    the code was wrong and that another may be typed, `GUESSED` that twenty wrong ones were typed
    for that address within a day, in whichever browsers: no code is compared any more, right or
    wrong, and the link still opens.
    """
    asked = _asked_in(session, browser, now)
    if not asked:
        return Standing.EXPIRED if browser else Standing.OTHER_BROWSER
    rows = [row for row in asked if _wrong_codes(session, row, now) < WRONG_CODES_A_DAY]
    if not rows:
        return Standing.GUESSED
    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    expected = _hash(f"{browser}{digits}")
    for row in rows:
        if row.staff_id and hmac.compare_digest(row.code_hash, expected):
            return _used(session, row, now)
    for row in rows:
        row.tries += 1
        if row.tries >= WRONG_CODES:
            row.used_at = now
    session.flush()
    return Standing.OPEN if any(row.used_at is None for row in rows) else Standing.USED


def challenge(session: Session, *, browser: str, now: datetime) -> bytes:
    """What a passkey has to sign in that browser, once, within five minutes."""
    value = secrets.token_bytes(32)
    row = SignInLink(
        address_hash="",
        link_hash=hashlib.sha256(value).hexdigest(),
        code_hash="",
        browser_hash=_hash(browser),
        created_at=now,
        expires_at=now + CHALLENGE_LASTS,
    )
    session.add(row)
    session.flush()
    return value


def use_challenge(session: Session, value: bytes, *, browser: str, now: datetime) -> bool:
    """Use up a challenge: whether it was made for that browser, is in time and was not used."""
    query = select(SignInLink).where(
        SignInLink.link_hash == hashlib.sha256(value).hexdigest(), SignInLink.address_hash == ""
    )
    row = session.scalar(query.with_for_update())
    if row is None or _standing(row, browser, now) is not Standing.OPEN:
        return False
    row.used_at = now
    session.flush()
    return True


def _end_former(session: Session, address: str, browser: str, now: datetime) -> None:
    """One link at a time for one address in one browser: each guess tests one code, not three."""
    session.execute(
        update(SignInLink)
        .where(
            SignInLink.address_hash == _hash(address),
            SignInLink.browser_hash == _hash(browser),
            SignInLink.used_at.is_(None),
        )
        .values(used_at=now)
    )


def _count(session: Session, address: str, now: datetime) -> None:
    recent = select(func.count()).where(
        SignInLink.address_hash == _hash(address), SignInLink.created_at > now - LASTS
    )
    if (session.scalar(recent) or 0) >= AN_ADDRESS:
        raise TooOften(f"{AN_ADDRESS} links were asked for within {LASTS}")


def _wrong_codes(session: Session, row: SignInLink, now: datetime) -> int:
    """How many were typed for that address within a day; rows are kept for as long."""
    same = SignInLink.address_hash == row.address_hash
    within = select(func.sum(SignInLink.tries)).where(same, SignInLink.expires_at > now - KEPT)
    return session.scalar(within) or 0


def _one_at_a_time(session: Session, *addresses: str) -> None:
    """Whoever counts for one address waits for whoever did; SQLite has one writer anyway.

    There may be no row to lock yet.
    """
    if session.get_bind().dialect.name == "postgresql":
        for address in sorted(addresses):
            session.execute(select(func.pg_advisory_xact_lock(int(address[:15], 16))))


def _works(staff: type[Staff]) -> ColumnElement[bool]:
    appointed = exists().where(Appointment.staff_id == staff.id, Appointment.ended_at.is_(None))
    return staff.disabled_at.is_(None) & appointed


def _asked_in(session: Session, browser: str, now: datetime) -> Sequence[SignInLink]:
    if not browser:
        return ()
    query = select(SignInLink).where(
        SignInLink.browser_hash == _hash(browser),
        SignInLink.address_hash != "",
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > now,
    )
    addresses = query.with_only_columns(SignInLink.address_hash).distinct()
    _one_at_a_time(session, *session.scalars(addresses))
    return session.scalars(query.order_by(SignInLink.id).with_for_update()).all()


def _standing(row: SignInLink | None, browser: str, now: datetime) -> Standing:
    if row is None or (row.staff_id is None and row.address_hash):
        return Standing.UNKNOWN
    if row.used_at is not None:
        return Standing.USED
    if now >= row.expires_at:
        return Standing.EXPIRED
    if not browser or not hmac.compare_digest(row.browser_hash, _hash(browser)):
        return Standing.OTHER_BROWSER
    return Standing.OPEN


def _used(session: Session, row: SignInLink, now: datetime) -> Staff | Standing:
    row.used_at = now
    session.flush()
    query = select(Staff).where(Staff.id == row.staff_id, _works(Staff))
    return session.scalar(query) or Standing.UNKNOWN


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
