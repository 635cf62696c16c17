"""The flask extensions, and the database connections: nothing else is global."""

import ipaddress
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from flask_babel import Babel
from flask_limiter import Limiter
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, column, event, select, table
from sqlalchemy.exc import SQLAlchemyError

from badges.models import Base
from badges.settings import Settings
from badges.urls import PublicUrls

READER = "reader"
_REVISION = select(column("version_num")).select_from(table("alembic_version"))
PREFIX_V4, PREFIX_V6 = 24, 56

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
babel = Babel()


def address_prefix() -> str:
    """The visitor's address cut to its network (/24, /56), which is what limits are counted by."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    length = PREFIX_V4 if address.version == 4 else PREFIX_V6
    return str(ipaddress.ip_network((address, length), strict=False))


limiter = Limiter(key_func=address_prefix, headers_enabled=False)


def database_config(url: str) -> dict[str, Any]:
    """Flask-SQLAlchemy settings: one engine that writes, one that only reads, each its own pool."""
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
        pragmas += ["journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"]
    else:
        pragmas += ["query_only=ON"]

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    if writes:
        # The driver would begin lazily and deadlock two readers that both want to write.
        @event.listens_for(engine, "begin")
        def begin_immediate(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection for one public answer: it cannot write and holds no transaction open."""
    with db.engines[READER].connect() as connection:
        yield connection


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
