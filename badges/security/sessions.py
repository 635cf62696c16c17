"""Whose request this is: from the cookie to the session's row to who acts.

Signed out, a browser that asked for a link is known by a nonce: its cookie is set by the POST that
asked, its forms carry a token made from it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from flask import Response, g, request
from sqlalchemy import Connection, Executable, Row, bindparam, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from badges.extensions import db, runtime
from badges.models import Actor, Appointment, Organisation, Passkey, Role, Staff, StaffSession

IDLE: Final = timedelta(hours=12)
IDLE_SHARED: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=24)
ABSOLUTE_ADMIN: Final = timedelta(hours=8)
REMEMBERED: Final = timedelta(days=30)
ASKED_SECONDS: Final = 15 * 60
SEEN_EVERY: Final = timedelta(minutes=1)
NONCE_LENGTH: Final = len(secrets.token_urlsafe(32))
PROVED_ROLES: Final = frozenset({Role.ADMIN, Role.COORDINATOR})


def cookie_name() -> str:
    """`__Host-…` demands TLS, which a loopback address does without."""
    return "__Host-badges" if is_secure() else "session"


def hashed(key: str) -> str:
    """What is kept of a random key: SHA-256, 64 hex digits."""
    return hashlib.sha256(key.encode()).hexdigest()


def open_session(
    session: Session,
    appointment: Appointment,
    *,
    device: str,
    now: datetime,
    remembered: bool = False,
    shared: bool = False,
    proved: bool = False,
) -> tuple[StaffSession, str]:
    """Sign somebody in: the new row, and the key that their cookie says from now on.

    Only a coach's phone is remembered. Sessions whose time is over are deleted meanwhile.
    """
    remembered = remembered and appointment.role == Role.COACH
    session.execute(delete(StaffSession).where(StaffSession.expires_at < now))
    key = secrets.token_urlsafe(32)
    longest = ABSOLUTE_ADMIN if appointment.role == Role.ADMIN else ABSOLUTE
    row = StaffSession(
        key_hash=hashed(key),
        staff_id=appointment.staff_id,
        appointment_id=appointment.id,
        device=device[:120],
        remembered=remembered,
        shared=shared,
        created_at=now,
        seen_at=now,
        expires_at=now + (REMEMBERED if remembered else longest),
        proved_at=now if proved else None,
    )
    session.add(row)
    session.flush()
    return row, key


def end_session(row: StaffSession, *, now: datetime) -> None:
    """Sign somebody out on that device, from the next request on."""
    row.ended_at = row.ended_at or now


def end_here(session: Session, *, now: datetime) -> None:
    """Sign out whoever this browser's cookie names."""
    this = StaffSession.key_hash == hashed(key_of_request())
    here = this & StaffSession.ended_at.is_(None)
    session.execute(update(StaffSession).where(here).values(ended_at=now))


def mine(session: Session, actor: Actor, *, now: datetime) -> Sequence[StaffSession]:
    """Where somebody is signed in, the last used first."""
    query = select(StaffSession).where(
        StaffSession.staff_id == actor.staff_id,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > now,
    )
    rows = session.scalars(query.order_by(StaffSession.seen_at.desc(), StaffSession.id.desc()))
    return [row for row in rows if now - row.seen_at < _idle(row)]


def end_mine(session: Session, actor: Actor, number: int | None, *, now: datetime) -> int:
    """Sign somebody out on one of their own devices, or on each; how many these were."""
    this = (StaffSession.staff_id == actor.staff_id) & StaffSession.ended_at.is_(None)
    if number is not None:
        this &= StaffSession.id == number
    ended = update(StaffSession).where(this).values(ended_at=now).returning(StaffSession.id)
    return len(session.execute(ended).all())


def count_wrong_code(session: Session, actor: Actor, *, allowed: int, now: datetime) -> bool:
    """A wrong code was typed: whether the session goes on, which `allowed` of them end."""
    row = session.get_one(StaffSession, actor.session_id)
    row.tries += 1
    if row.tries >= allowed:
        end_session(row, now=now)
    session.flush()
    return row.ended_at is None


def set_cookie(response: Response, key: str, *, remembered: bool = False) -> None:
    """Give the browser its key; it is gone when the browser is closed, unless it is remembered."""
    lasts = int(REMEMBERED.total_seconds()) if remembered else None
    give_cookie(response, cookie_name(), key, lasts)


def clear_cookie(response: Response) -> None:
    """Take the key away again."""
    take_cookie(response, cookie_name())


def nonce() -> str:
    """What the browser that asked for a link is known by, or nothing."""
    said = request.cookies.get(_nonce_name(), "")
    return said if len(said) == NONCE_LENGTH else ""


def new_nonce() -> str:
    """The nonce of this browser, else a new one."""
    return nonce() or secrets.token_urlsafe(32)


def set_nonce(response: Response, value: str) -> None:
    """Let the browser be known again for as long as its link lasts. Only a POST does this."""
    give_cookie(response, _nonce_name(), value, ASKED_SECONDS)


def clear_nonce(response: Response) -> None:
    """Forget the browser that asked."""
    take_cookie(response, _nonce_name())


def asked_token() -> str:
    """What a signed-out form of this browser must carry; nothing for one that did not ask."""
    return csrf_of(nonce()) if nonce() else ""


def asked_holds() -> bool:
    """Whether a signed-out form comes from one of our own pages, in the browser that asked."""
    return form_carries(asked_token())


def key_of_request() -> str:
    """What the browser's cookie says, or nothing."""
    return request.cookies.get(cookie_name(), "")


class Found(NamedTuple):
    """Who acts, when their session was last used, and what they have to show first, if anything.

    `unproved`: who coordinates or administers anywhere, or has a second factor, acts after showing
    it, whichever of their roles they act in: else the lesser role would open the greater one.
    `locked`: a remembered
    phone that was not used for hours asks for its passkey.
    """

    actor: Actor
    seen_at: datetime
    unproved: bool
    locked: bool


def find(connection: Connection, key: str, *, now: datetime) -> Found | None:
    """Who acts by that key; None once it has ended, idled too long, or its person was disabled."""
    row = connection.execute(_SESSION, {"key": hashed(key)}).one_or_none() if key else None
    if row is None or not _holds(row, now=now):
        return None
    return Found(
        actor=_actor(connection, row),
        seen_at=row.seen_at,
        unproved=row.proved_at is None and bool(row.must_prove),
        locked=row.remembered and row.passkeys and now - row.seen_at >= IDLE,
    )


def note_seen(found: Found, *, now: datetime) -> None:
    """Remember that the session was used, at most once a minute."""
    if now - found.seen_at < SEEN_EVERY:
        return
    this = StaffSession.id == found.actor.session_id
    with db.engine.begin() as connection:
        connection.execute(update(StaffSession).where(this).values(seen_at=now))


def current() -> Actor | None:
    """Who acts in this request, as the gate found them."""
    found: Actor | None = g.get("actor")
    return found


def csrf_token() -> str:
    """What a form of this browser's session must carry; nothing without a session."""
    key = key_of_request()
    return csrf_of(key) if key else ""


def csrf_of(key: str) -> str:
    """The token of the forms of one session: who cannot read the cookie cannot make it."""
    return hmac.new(key.encode(), b"form", "sha256").hexdigest()


def csrf_holds() -> bool:
    """Whether a request that changes something comes from one of our own pages."""
    return form_carries(csrf_token())


def form_carries(token: str) -> bool:
    """Whether the form that was sent is one of ours and carries that token."""
    return same_site() and _equal(token, request.form.get("csrf_token", ""))


def same_site() -> bool:
    """Whether the browser says that a page of ours sent this; older ones say nothing."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _equal(expected: str, given: str) -> bool:
    """Present and equal: nothing never equals nothing."""
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def give_cookie(response: Response, name: str, value: str, lasts: int | None) -> None:
    """Let the browser say `value` from now on, for `lasts` seconds or until it is closed."""
    response.set_cookie(
        name, value, max_age=lasts, secure=is_secure(), httponly=True, samesite="Lax", path="/"
    )


def take_cookie(response: Response, name: str) -> None:
    """Let the browser say that no more."""
    response.delete_cookie(name, secure=is_secure(), httponly=True, samesite="Lax", path="/")


def _nonce_name() -> str:
    return "__Host-badges-asked" if is_secure() else "asked"


def is_secure() -> bool:
    """Whether the public origin has TLS, which `__Host-` demands."""
    return runtime().settings.public_url.startswith("https://")


_Held = aliased(Appointment)
_HOLDS_A_PROVED_ROLE = exists().where(
    _Held.staff_id == StaffSession.staff_id,
    _Held.ended_at.is_(None),
    _Held.role.in_([role.value for role in PROVED_ROLES]),
)
_SESSION: Executable = (
    select(
        StaffSession.id.label("session_id"),
        StaffSession.staff_id,
        StaffSession.seen_at,
        StaffSession.created_at,
        StaffSession.expires_at,
        StaffSession.ended_at,
        StaffSession.proved_at,
        StaffSession.remembered,
        StaffSession.shared,
        StaffSession.organisation_id.label("chosen_id"),
        exists().where(Passkey.staff_id == StaffSession.staff_id).label("passkeys"),
        or_(Staff.otp_secret.is_not(None), _HOLDS_A_PROVED_ROLE).label("must_prove"),
        Staff.email,
        Staff.disabled_at,
        Appointment.id.label("appointment_id"),
        Appointment.role,
        Appointment.organisation_id,
        Appointment.programme_id,
        Appointment.ended_at.label("appointment_ended_at"),
    )
    .join(Staff, Staff.id == StaffSession.staff_id)
    .join(Appointment, Appointment.id == StaffSession.appointment_id)
    .where(StaffSession.key_hash == bindparam("key"))
)
_REACHED = (
    select(
        Organisation.id,
        Organisation.programme_id,
        Organisation.left_at,
        Organisation.suspended_at,
    )
    .where(
        or_(
            Organisation.id == bindparam("organisation"),
            Organisation.programme_id == bindparam("programme"),
        )
    )
    .order_by(Organisation.id)
)


def _holds(row: Row[Any], *, now: datetime) -> bool:
    return (
        row.ended_at is None
        and now < row.expires_at
        and (row.role != Role.ADMIN or now - row.created_at < ABSOLUTE_ADMIN)
        and now - row.seen_at < _idle(row)
        and row.disabled_at is None
        and row.appointment_ended_at is None
    )


def _idle(row: Row[Any] | StaffSession) -> timedelta:
    return IDLE_SHARED if row.shared else REMEMBERED if row.remembered else IDLE


def _actor(connection: Connection, row: Row[Any]) -> Actor:
    asked = {"organisation": row.organisation_id, "programme": row.programme_id}
    reached = connection.execute(_REACHED, asked).all()
    numbers = tuple(one.id for one in reached)
    chosen = row.chosen_id if row.chosen_id in numbers else None
    only = numbers[0] if len(numbers) == 1 else None
    return Actor(
        staff_id=row.staff_id,
        email=row.email,
        role=Role(row.role),
        appointment_id=row.appointment_id,
        session_id=row.session_id,
        organisations=numbers,
        organisation_id=row.organisation_id or chosen or only,
        programme_id=row.programme_id or (reached[0].programme_id if reached else None),
        left=frozenset(one.id for one in reached if one.left_at),
        suspended=frozenset(one.id for one in reached if one.suspended_at),
    )
