"""Mail that waits to be sent: written with the act that it tells of, sent after the commit."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from badges.models import Mail

LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=3)
KEPT = timedelta(days=7)
LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One mail that somebody sends now; nobody else takes it before `LEASE` is over."""

    id: int
    recipient: str
    subject: str
    body: str
    written_at: datetime
    tries: int


def write(session: Session, *, recipient: str, subject: str, body: str, now: datetime) -> None:
    """A mail that is sent once the transaction is kept.

    To nobody (an empty recipient) it is never sent: writing it takes as long.
    """
    row = Mail(
        recipient=recipient,
        subject=subject[:200],
        body=body if recipient else "",
        created_at=now,
        due_at=now,
        given_up_at=None if recipient else now,
    )
    session.add(row)
    session.flush()


def is_due(connection: Connection, *, now: datetime) -> bool:
    """Whether a mail is due: asked each second, without a transaction."""
    return connection.execute(select(_due(now).exists())).scalar_one()


def is_late(connection: Connection, *, now: datetime) -> bool:
    """Whether mail does not go out: one has been due for `LATE`, and none was sent meanwhile."""
    since = now - LATE
    sent = select(Mail).where(Mail.sent_at > since).exists()
    return connection.execute(select(_due(since).exists() & ~sent)).scalar_one()


def take(session: Session, *, now: datetime) -> Waiting | None:
    """The mail that has been due longest, taken for `LEASE`; None when none is due."""
    query = _due(now).order_by(Mail.due_at, Mail.id).limit(1)
    row = session.scalar(query.with_for_update(skip_locked=True))
    if row is None:
        return None
    row.tries += 1
    row.due_at = now + LEASE
    session.flush()
    return Waiting(
        id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        written_at=row.created_at,
        tries=row.tries,
    )


def mark_sent(session: Session, waiting: Waiting, *, now: datetime) -> None:
    """It was sent: what it said and to whom goes, that it was sent stays for `KEPT`."""
    row = session.get_one(Mail, waiting.id)
    row.sent_at, row.recipient, row.subject, row.body = now, "", "", ""
    session.flush()


def put_off(session: Session, waiting: Waiting, *, now: datetime) -> datetime | None:
    """It was not sent: when it is tried again, each time later; None once it is given up."""
    if now - waiting.written_at >= GIVEN_UP_AFTER:
        give_up(session, waiting, now=now)
        return None
    row = session.get_one(Mail, waiting.id)
    row.due_at = now + min(FIRST_PAUSE * 2 ** min(waiting.tries - 1, 12), LONGEST_PAUSE)
    session.flush()
    return row.due_at


def give_up(session: Session, waiting: Waiting, *, now: datetime) -> None:
    """Nobody will take it: it is not tried again."""
    row = session.get_one(Mail, waiting.id)
    row.given_up_at, row.recipient, row.body = now, "", ""
    session.flush()


def recall(session: Session, *, recipient: str, written_at: datetime, now: datetime) -> None:
    """What was written to somebody at that moment is not sent any more, if it was not yet."""
    session.execute(
        update(Mail)
        .where(Mail.recipient == recipient, Mail.created_at == written_at)
        .values(given_up_at=now, recipient="", subject="", body="")
    )


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what was sent or given up more than `KEPT` ago."""
    before = now - KEPT
    session.execute(delete(Mail).where(or_(Mail.sent_at < before, Mail.given_up_at < before)))


def _due(now: datetime) -> Select[Mail]:
    return select(Mail).where(
        Mail.due_at <= now, Mail.sent_at.is_(None), Mail.given_up_at.is_(None)
    )
