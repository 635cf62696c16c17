"""Two acts that meet on PostgreSQL, in an order that is the same each time.

One has acted and not committed yet; the other begins, and reads what was there before. It goes on
once the first has committed: what it does then tells whether it looked again.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import text

from badges.extensions import db, reading

Act = Callable[[], None]

PATIENCE = 20.0
_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@dataclass(slots=True)
class _Second:
    app: Flask
    act: Act
    failure: Exception | None = None

    def run(self) -> None:
        with self.app.app_context():
            try:
                self.act()
                db.session.commit()
            except Exception as error:  # noqa: BLE001 -- the test says which it expects
                db.session.rollback()
                self.failure = error
            finally:
                db.session.remove()


def found(table: type, number: int | str) -> Any:
    """A row as a view loads it before it acts: unlocked."""
    return db.session().get_one(table, number)


def meet(app: Flask, first: Act, second: Act) -> Exception | None:
    """Let both act; what refused the second, None if nothing did. The first one must succeed."""
    db.session.remove()
    first()
    db.session.flush()
    other = _Second(app, second)
    thread = threading.Thread(target=other.run)
    thread.start()
    try:
        _wait_until_it_waits(thread)
        db.session.commit()
    finally:
        db.session.remove()  # whoever waits for the first would wait for ever
        thread.join()
    return other.failure


def _wait_until_it_waits(thread: threading.Thread) -> None:
    deadline = time.monotonic() + PATIENCE
    with reading() as connection:
        while thread.is_alive() and not connection.scalar(_WAITING):
            assert time.monotonic() < deadline, "the second neither waits nor ends"
            time.sleep(0.01)
