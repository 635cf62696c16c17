"""Whose request this is: from the cookie to the session's row to who acts."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from flask import Response, g, request
from sqlalchemy import Connection, Executable, Row, bindparam, or_, select, update
from sqlalchemy.orm import Session

from badges.extensions import db, runtime
from badges.models import Actor, Appointment, Organisation, Role, Staff, StaffSession

IDLE: Final = timedelta(hours=12)
IDLE_SHARED: Final = timedelta(minutes=30)
ABSOLUTE: Final = timedelta(hours=24)
ABSOLUTE_ADMIN: Final = timedelta(hours=8)
REMEMBERED: Final = timedelta(days=30)
SEEN_EVERY: Final = timedelta(minutes=1)
PROVED_ROLES: Final = frozenset({Role.ADMIN, Role.COORDINATOR})


def cookie_name() -> str:
    """`__Host-…` demands TLS, which a loopback address does without."""
    return "__Host-badges" if _secure() else "session"


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
    """Sign somebody in: the new row, and the key that their cookie says from now on."""
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


def set_cookie(response: Response, key: str) -> None:
    """Give the browser its key; it is gone when the browser is closed, unless it is remembered."""
    response.set_cookie(
        cookie_name(), key, secure=_secure(), httponly=True, samesite="Lax", path="/"
    )


def clear_cookie(response: Response) -> None:
    """Take the key away again."""
    response.delete_cookie(cookie_name(), secure=_secure(), httponly=True, samesite="Lax", path="/")


def key_of_request() -> str:
    """What the browser's cookie says, or nothing."""
    return request.cookies.get(cookie_name(), "")


class Found(NamedTuple):
    """Who acts, and when their session was last used."""

    actor: Actor
    seen_at: datetime


def find(connection: Connection, key: str, *, now: datetime) -> Found | None:
    """Who acts by that key; None once it has ended, idled too long, or its person was disabled.

    Whoever coordinates or administers acts only after the second factor.
    """
    row = connection.execute(_SESSION, {"key": hashed(key)}).one_or_none() if key else None
    if row is None or not _holds(row, now=now):
        return None
    return Found(_actor(connection, row), row.seen_at)


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
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    expected, given = csrf_token(), request.form.get("csrf_token", "")
    return bool(expected) and hmac.compare_digest(expected.encode(), given.encode())


def _secure() -> bool:
    return runtime().settings.public_url.startswith("https://")


_SESSION: Executable = (
    select(
        StaffSession.id.label("session_id"),
        StaffSession.staff_id,
        StaffSession.seen_at,
        StaffSession.expires_at,
        StaffSession.ended_at,
        StaffSession.proved_at,
        StaffSession.remembered,
        StaffSession.shared,
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
    idle = IDLE_SHARED if row.shared else REMEMBERED if row.remembered else IDLE
    return (
        row.ended_at is None
        and now < row.expires_at
        and now - row.seen_at < idle
        and row.disabled_at is None
        and row.appointment_ended_at is None
        and (row.proved_at is not None or row.role not in PROVED_ROLES)
    )


def _actor(connection: Connection, row: Row[Any]) -> Actor:
    asked = {"organisation": row.organisation_id, "programme": row.programme_id}
    reached = connection.execute(_REACHED, asked).all()
    return Actor(
        staff_id=row.staff_id,
        email=row.email,
        role=Role(row.role),
        appointment_id=row.appointment_id,
        session_id=row.session_id,
        organisations=tuple(one.id for one in reached),
        organisation_id=row.organisation_id,
        programme_id=row.programme_id or (reached[0].programme_id if reached else None),
        left=frozenset(one.id for one in reached if one.left_at),
        suspended=frozenset(one.id for one in reached if one.suspended_at),
    )
