"""Mail that waits: taken once, put off, given up, forgotten; on both databases."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.extensions import db, reading
from badges.models import Mail
from badges.services import outbox
from tests.cast import NOW, Cast, later

RECIPIENT = "coach@passerelles.example"


def written(session: Session, recipient: str = RECIPIENT, subject: str = "Hello") -> None:
    outbox.write(session, recipient=recipient, subject=subject, body="Words", now=NOW)
    session.commit()


def test_it_works(any_world: Cast) -> None:
    session = any_world.session
    written(session)
    with reading() as connection:
        assert outbox.is_due(connection, now=NOW)
    taken = outbox.take(session, now=NOW)
    assert taken is not None
    assert (taken.recipient, taken.subject, taken.body) == (RECIPIENT, "Hello", "Words")
    outbox.mark_sent(session, taken, now=later(1))
    session.commit()
    row = session.scalars(select(Mail)).one()
    assert (row.sent_at, row.subject, row.body) == (later(1), "", "")
    assert outbox.take(session, now=later(10_000)) is None


def test_what_is_not_kept_is_not_sent(any_world: Cast) -> None:
    session = any_world.session
    outbox.write(session, recipient=RECIPIENT, subject="Hello", body="Words", now=NOW)
    session.rollback()
    assert outbox.take(session, now=NOW) is None


def test_one_that_is_taken_is_nobody_elses_until_its_lease_is_over(any_world: Cast) -> None:
    session = any_world.session
    written(session)
    assert outbox.take(session, now=NOW) is not None
    session.commit()
    assert outbox.take(session, now=later(1)) is None
    session.commit()
    again = outbox.take(session, now=later(2))
    assert again is not None
    assert again.tries == 2


def test_two_senders_take_different_ones(any_world: Cast) -> None:
    session = any_world.session
    written(session, subject="first")
    written(session, subject="second")
    first = outbox.take(session, now=NOW)
    if db.engine.dialect.name == "sqlite":
        session.commit()  # SQLite has one writer at a time
    with Session(db.engine) as other:  # elsewhere the first one has not committed yet
        second = outbox.take(other, now=NOW)
        assert outbox.take(other, now=NOW) is None
    assert first is not None
    assert second is not None
    assert {first.subject, second.subject} == {"first", "second"}


def test_each_pause_is_longer_and_after_three_days_it_is_given_up(any_world: Cast) -> None:
    session, moment = any_world.session, NOW
    written(session)
    pauses = []
    while True:
        taken = outbox.take(session, now=moment)
        assert taken is not None
        again = outbox.put_off(session, taken, now=moment)
        session.commit()
        if again is None:
            break
        pauses.append(again - moment)
        moment = again
    assert pauses[:3] == [timedelta(seconds=one) for one in (15, 30, 60)]
    assert pauses == sorted(pauses)
    assert max(pauses) == outbox.LONGEST_PAUSE
    assert moment - NOW >= outbox.GIVEN_UP_AFTER
    row = session.scalars(select(Mail)).one()
    assert (row.given_up_at, row.body) == (moment, "")


def test_a_mail_to_nobody_is_never_sent(any_world: Cast) -> None:
    session = any_world.session
    written(session, recipient="")
    assert outbox.take(session, now=later(1)) is None
    assert session.scalars(select(Mail.body)).one() == ""


def test_what_is_done_with_is_forgotten_after_a_week(any_world: Cast) -> None:
    session = any_world.session
    written(session, recipient="")
    written(session)
    outbox.forget_old(session, now=NOW + timedelta(days=6))
    assert len(session.scalars(select(Mail)).all()) == 2
    outbox.forget_old(session, now=NOW + timedelta(days=8))
    assert session.scalars(select(Mail.recipient)).all() == [RECIPIENT]
