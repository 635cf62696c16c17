"""The passkeys of staff: public keys that open an account from one device."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from badges.models import Actor, Passkey
from badges.services.errors import NotFound, Refused

LONGEST_NAME: Final = 120
MOST: Final = 10


def of(session: Session, staff_id: int) -> Sequence[Passkey]:
    """Somebody's passkeys, the oldest first."""
    query = select(Passkey).where(Passkey.staff_id == staff_id).order_by(Passkey.id)
    return session.scalars(query).all()


def by_credential(session: Session, credential: bytes) -> Passkey:
    """The passkey that a browser names, locked until the commit. Raises NotFound."""
    query = select(Passkey).where(Passkey.credential == credential).with_for_update()
    found = session.scalar(query)
    if found is None:
        raise NotFound("no such passkey")
    return found


def add(
    session: Session,
    actor: Actor,
    *,
    credential: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    now: datetime,
) -> Passkey:
    """One more passkey of the actor. Raises Refused for the eleventh, or one that is there."""
    there = select(Passkey.id).where(Passkey.credential == credential)
    if len(of(session, actor.staff_id)) >= MOST or session.scalar(there) is not None:
        raise Refused(f"{actor.name} has {MOST} passkeys, or this one already")
    row = Passkey(
        staff_id=actor.staff_id,
        credential=credential,
        public_key=public_key,
        sign_count=sign_count,
        name=name[:LONGEST_NAME],
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def note_used(session: Session, row: Passkey, *, sign_count: int, now: datetime) -> None:
    """It was used, for the `sign_count`th time as its device counts."""
    row.sign_count, row.used_at = sign_count, now
    session.flush()


def remove(session: Session, actor: Actor, number: int) -> None:
    """One of the actor's own passkeys opens nothing any more. Raises NotFound."""
    this = (Passkey.id == number) & (Passkey.staff_id == actor.staff_id)
    if session.execute(delete(Passkey).where(this).returning(Passkey.id)).first() is None:
        raise NotFound(f"no passkey {number} for {actor.name}")
