"""The demonstration, built for tests: with keys that cost nothing, and never committed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from badges import create_app, frameworks
from badges.demo import building
from badges.extensions import db
from badges.urls import PublicUrls
from tests.fixtures.database import BASE, settings_for
from tests.keys import PooledKeyring

PARIS = ZoneInfo("Europe/Paris")
# Before the evening of a day on which clocks change: what is of today cannot be dated to its hour.
NOW = datetime(2027, 3, 28, 4, 5, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What was built, and what `build` said of it."""

    app: Flask
    session: Session
    urls: PublicUrls
    listing: dict[str, Any]
    steps: list[tuple[int, int]]
    committed: bool

    def entries(self, group: str) -> list[dict[str, Any]]:
        """The badges that demo.json lists under that name."""
        entries: list[dict[str, Any]] = self.listing["awards"][group]
        return entries


@contextmanager
def built(database_url: str, folder: Path) -> Iterator[Site]:
    """A demonstration in a migrated database; committed once it is built."""
    app = create_app(settings_for(database_url, folder, demo=True))
    with app.app_context():
        session, urls = db.session(), PublicUrls(BASE)
        frameworks.import_kinds(session)
        session.commit()
        commits: list[Connection] = []
        event.listen(db.engine, "commit", commits.append)  # which a savepoint is not
        steps: list[tuple[int, int]] = []
        listing = building.build(
            session, PooledKeyring(), urls,
            zone=PARIS, now=NOW, on_step=lambda done, total: steps.append((done, total)),
        )  # fmt: skip
        committed = bool(commits)
        session.commit()
        yield Site(
            app=app,
            session=session,
            urls=urls,
            listing=listing,
            steps=steps,
            committed=committed,
        )
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
