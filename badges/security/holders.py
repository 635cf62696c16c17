"""Whose own pages these are: a card's session, 10 minutes idle, 30 in all, beside that of staff."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from flask import Response, g, request
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from badges.extensions import db
from badges.models import Card, Holder, Participant, Wallet, WalletSession
from badges.security import sessions

View = TypeVar("View", bound=Callable[..., Any])

IDLE: Final = timedelta(minutes=10)
ABSOLUTE: Final = timedelta(minutes=30)
SEEN_EVERY: Final = timedelta(seconds=20)


def own_pages(view: View) -> View:
    """Say of a view that it is of whoever holds a card and knows its PIN: of nobody else."""
    view.own_pages = True  # type: ignore[attr-defined]  # read by the gate
    return view


def is_own_page(view: Callable[..., Any] | None) -> bool:
    """What a view said of itself."""
    return bool(getattr(view, "own_pages", False))


def open_session(session: Session, *, participant_id: int, card_id: int, now: datetime) -> str:
    """Somebody showed card and PIN: the key that their cookie says from now on.

    Sessions whose time is over are deleted meanwhile.
    """
    session.execute(delete(WalletSession).where(WalletSession.created_at < now - ABSOLUTE))
    key = secrets.token_urlsafe(32)
    session.add(
        WalletSession(
            key_hash=sessions.hashed(key),
            participant_id=participant_id,
            card_id=card_id,
            created_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return key


def end_here(session: Session, *, now: datetime) -> None:
    """End the session that this browser's cookie names."""
    here = WalletSession.key_hash == sessions.hashed(_key())
    session.execute(update(WalletSession).where(here).values(ended_at=now))


def find(connection: Connection, *, now: datetime) -> Holder | None:
    """Who reads; None once it has ended, idled too long, or the card is theirs no more."""
    key = _key()
    asked = {"key": sessions.hashed(key)}
    row = connection.execute(_SESSION, asked).one_or_none() if key else None
    if row is None or now - row.seen_at >= IDLE or now - row.created_at >= ABSOLUTE:
        return None
    return Holder(
        participant_id=row.participant_id,
        reference=row.reference,
        language=row.language,
        session_id=row.id,
        seen_at=row.seen_at,
    )


def note_seen(holder: Holder, *, now: datetime) -> None:
    """Remember that the session was used, now and then."""
    if now - holder.seen_at < SEEN_EVERY:
        return
    this = WalletSession.id == holder.session_id
    with db.engine.begin() as connection:
        connection.execute(update(WalletSession).where(this).values(seen_at=now))


def holding() -> Holder:
    """Who reads their own pages; only behind the gate."""
    holder: Holder = g.holder
    return holder


def csrf_token() -> str:
    """What the forms of these pages must carry."""
    return sessions.csrf_of(_key()) if _key() else ""


def csrf_holds() -> bool:
    """Whether a request that changes something comes from one of these pages."""
    return sessions.form_carries(csrf_token())


def set_cookie(response: Response, key: str) -> None:
    """Give the browser its key, gone when it is closed or the time is over."""
    lasts = int(ABSOLUTE.total_seconds())
    sessions.give_cookie(response, _cookie_name(), key, lasts)


def clear_cookie(response: Response) -> None:
    """Take the key away again."""
    sessions.take_cookie(response, _cookie_name())


def _key() -> str:
    return request.cookies.get(_cookie_name(), "")


def _cookie_name() -> str:
    return "__Host-badges-card" if sessions.is_secure() else "card"


_SESSION = (
    select(
        WalletSession.id,
        WalletSession.participant_id,
        WalletSession.created_at,
        WalletSession.seen_at,
        Participant.reference,
        Wallet.language,
    )
    .join(Participant, Participant.id == WalletSession.participant_id)
    .join(Wallet, Wallet.participant_id == WalletSession.participant_id)
    .join(Card, Card.id == WalletSession.card_id)
    .where(
        WalletSession.key_hash == bindparam("key"),
        WalletSession.ended_at.is_(None),
        Card.participant_id == WalletSession.participant_id,
        Card.ended_at.is_(None),
        Participant.merged_into_id.is_(None),
    )
)
