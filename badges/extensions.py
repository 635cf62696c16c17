"""The flask extensions, and the database connections: nothing else is global."""

import ipaddress
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_babel import Babel
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from limits import parse
from limits.errors import ConfigurationError, StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, Engine, Select, column, event, make_url, select, table
from sqlalchemy.exc import ArgumentError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from badges.models import Base
from badges.settings import Settings, SettingsError
from badges.urls import PublicUrls

View = Callable[..., Response]

READER = "reader"
_REVISION: Select[Any] = select(column("version_num")).select_from(table("alembic_version"))
PREFIX_V4, PREFIX_V6 = 24, 56
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TRIES = 3
# PostgreSQL's serialization_failure and deadlock_detected; SQLite waits for its one writer.
IN_EACH_OTHERS_WAY = frozenset({"40001", "40P01"})
STORES = ("memory://", "redis://", "rediss://", "redis+")

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()


def address_prefix() -> str:
    """The visitor's address cut to its network (/24, /56), which is what limits are counted by."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped  # a socket for both kinds says IPv4 so
    length = PREFIX_V4 if address.version == 4 else PREFIX_V6
    return str(ipaddress.ip_network((address, length), strict=False))


class Limiter:
    """How often one network, or somebody else, may do something. Only views that ask pay for it.

    Flask-Limiter, round the same library, looks at every request, public documents included.
    """

    def init_app(self, app: Flask, *, storage: str, enabled: bool) -> None:
        """Count in `storage`: `memory://` for each process by itself, or a Redis for all.

        Raises SettingsError.
        """
        app.extensions["limits"] = _counting_in(storage) if enabled else None

    def limit(
        self, text: str, *, by: Callable[[], str] = address_prefix, of: str = ""
    ) -> Callable[[View], View]:
        """A view that answers 429 when it was asked more often than `text`, as in `30/minute`;
        503 while nobody can count. `by` says whose requests are counted together; views that say
        the same `of` count as one.
        """

        def decorated(view: View) -> View:
            @wraps(view)
            def limited(**parts: Any) -> Response:
                self.check(text, by=by, of=of or f"{view.__module__}.{view.__name__}")
                return view(**parts)

            return limited

        return decorated

    def check(self, text: str, *, of: str, by: Callable[[], str] = address_prefix) -> None:
        """Count one more of `of`; raises what becomes a 429 above `text`, or a 503."""
        try:
            within = self._hit(current_app, text, of, by())
        except StorageError as error:
            raise ServiceUnavailable from error
        if not within:
            raise TooManyRequests(retry_after=parse(text).get_expiry())

    def allows(self, app: Flask, text: str, *, of: str) -> bool:
        """Count one more of `of`, whoever asks: whether it is within `text`, and can be counted."""
        try:
            return self._hit(app, text, of, "all")
        except StorageError:
            return False

    def _hit(self, app: Flask, text: str, of: str, by: str) -> bool:
        counts: FixedWindowRateLimiter | None = app.extensions["limits"]
        return counts is None or counts.hit(parse(text), of, by)


limiter = Limiter()


def _counting_in(address: str) -> FixedWindowRateLimiter:
    if not address.startswith(STORES):
        raise SettingsError(f"BADGES_REDIS_URL is {address!r}: begin it with redis://")
    try:
        return FixedWindowRateLimiter(storage_from_string(address, wrap_exceptions=True))
    except (ConfigurationError, ValueError) as error:
        raise SettingsError(f"BADGES_REDIS_URL cannot be used: {error}") from error


def database_config(url: str) -> dict[str, Any]:
    """Flask-SQLAlchemy settings: one engine that writes, one that only reads, each its own pool.

    Raises SettingsError for what is no address of a database.
    """
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(
            "BADGES_DATABASE_URL is no address of a database: write it as in "
            "postgresql+psycopg://user@host:5432/badges"
        ) from error
    # A reading connection holds no transaction, so there is nothing to roll back when it returns.
    reading: dict[str, Any] = {
        "url": url,
        "isolation_level": "AUTOCOMMIT",
        "pool_reset_on_return": None,
    }
    writing: dict[str, Any] = {"url": url}
    if not url.startswith("sqlite"):
        writing["pool_pre_ping"] = True
        reading["pool_pre_ping"] = True
        reading["connect_args"] = {"options": "-c default_transaction_read_only=on"}
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": writing,
        "SQLALCHEMY_BINDS": {READER: reading},
    }


def tune_engines(app: Flask) -> None:
    """Give each SQLite connection its pragmas (trust.md: Performance) and writers their lock."""
    with app.app_context():
        for name, engine in db.engines.items():
            if engine.dialect.name == "sqlite":
                _tune_sqlite(engine, writes=name != READER)


def _tune_sqlite(engine: Engine, *, writes: bool) -> None:
    pragmas = ["busy_timeout=5000", "foreign_keys=ON", "cache_size=-65536"]
    if writes:
        pragmas += ["page_size=16384"]  # of a new file: five tokens and mirrors fill one
        # 64 MB of log: a batch of awards does not pay for moving it all into the file.
        pragmas += ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"]
        pragmas += ["secure_delete=ON"]
    else:
        pragmas += ["query_only=ON"]

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        # What PostgreSQL has of its own: names are sorted without their accents.
        connection.create_function("translate", 3, _translate, deterministic=True)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    if writes:
        # The driver would begin lazily and deadlock two readers that both want to write.
        @event.listens_for(engine, "begin")
        def begin_immediate(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _translate(text: str | None, letters: str, others: str) -> str | None:
    return None if text is None else text.translate(str.maketrans(letters, others))


def checkpoint() -> None:
    """Take what was erased out of SQLite's log too; else it lies there until much is written."""
    if db.engine.dialect.name != "sqlite":
        return
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for one public answer: it cannot write and holds no transaction open."""
    with db.engines[READER].connect() as connection:
        yield connection


def request_session() -> Session:
    """The database of this request: a reading one for a GET, which so can change nothing."""
    if request.method not in SAFE:
        return db.session()
    found: Session | None = g.get("reading_session")
    if found is None:
        found = g.reading_session = Session(bind=db.engines[READER])
    return found


@contextmanager
def looking_ahead() -> Iterator[Session]:
    """What a POST reads before its transaction, for work that must not make writers wait."""
    with Session(bind=db.engines[READER]) as session:
        yield session


def close_request_session(_error: BaseException | None = None) -> None:
    """Let go of the reading session at the end of a request."""
    found: Session | None = g.pop("reading_session", None)
    if found is not None:
        found.close()


def again(view: View) -> View:
    """A POST view that is run again as a whole, at most three times in all, where two got in each
    other's way (trust.md 7).
    """

    @wraps(view)
    def run(**parts: Any) -> Response:
        for _ in range(TRIES - 1):
            try:
                return view(**parts)
            except OperationalError as error:
                db.session.rollback()
                if getattr(error.orig, "sqlstate", None) not in IN_EACH_OTHERS_WAY:
                    raise
        return view(**parts)

    return run


def database_answers() -> bool:
    """Whether the database is there, in the form that this version needs."""
    try:
        with reading() as connection:
            revision = connection.execute(_REVISION).scalar()
    except SQLAlchemyError:
        current_app.logger.exception("the database is not ready")
        return False
    return bool(revision == _newest_revision(current_app.extensions["migrate"].directory))


@cache
def _newest_revision(migrations: str) -> str:
    """The revision that the files of the migrations' folder begin with."""
    files = (Path(migrations) / "versions").glob("[0-9]*.py")
    return max(file.name.partition("_")[0] for file in files)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What one application was started with."""

    settings: Settings
    urls: PublicUrls


def runtime() -> Runtime:
    """What create_app put in place."""
    value: Runtime = current_app.extensions["badges"]
    return value
