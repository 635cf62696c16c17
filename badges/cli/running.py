"""How a command runs: settings from the environment, one transaction, faults in one sentence."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from badges import create_app, frameworks, paths
from badges.extensions import Runtime, db
from badges.services import auditing, facts
from badges.services.errors import ServiceError
from badges.settings import Settings, SettingsError
from badges.storage import audit_head
from badges.storage.audit_head import AuditHeadError
from badges.storage.keyring import Keyring, KeyringError
from badges.urls import PublicUrls

ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "database is locked": "Something else writes to it: run the command again in a minute.",
        "disk is full": "Make room on the disk, then run the command again.",
        "readonly database": "The file or its disk cannot be written to.",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a command works with. Nothing is kept until `commit`."""

    settings: Settings
    urls: PublicUrls
    session: Session
    keyring: Keyring

    def commit(self) -> None:
        """Keep what was done, then the audit log's head beside the database."""
        self.session.flush()
        head = auditing.head(self.session)
        try:
            self.session.commit()
        except DBAPIError as error:
            raise click.ClickException(
                f"The database did not confirm it: {_cause(error)}. Look whether it was kept "
                "before you run the command again."
            ) from error
        try:
            audit_head.write(self.settings.instance, head.number, head.hash)
        except AuditHeadError as error:
            raise click.ClickException(f"It was done and is kept, but {error}") from error


def settings() -> Settings:
    """The settings of the environment, as one sentence when they are wrong."""
    try:
        return Settings.from_environ(os.environ, folder=Path.cwd())
    except SettingsError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def working(given: Settings | None = None) -> Iterator[Work]:
    """A session on the database. Faults become one sentence and exit code 1."""
    chosen = given or settings()
    with _application(chosen) as app:
        work = _work(app)
        facts.keep_public_url(work.session, chosen.public_url)
        work.session.commit()
        yield work


def migrate(given: Settings) -> None:
    """Bring the database to the newest form, with the data that the product ships."""
    with _application(given) as app:
        _make_private(given.instance)
        upgrade(directory=str(paths.MIGRATIONS))
        work = _work(app)
        frameworks.import_kinds(work.session)
        facts.keep_public_url(work.session, given.public_url)
        work.session.commit()


@contextmanager
def _application(chosen: Settings) -> Iterator[Flask]:
    with plainly():
        app = create_app(chosen)
        with app.app_context():
            try:
                yield app
            finally:
                dispose()


def dispose() -> None:
    """Let go of every database connection."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def _work(app: Flask) -> Work:
    runtime: Runtime = app.extensions["badges"]
    chosen = runtime.settings
    return Work(
        settings=chosen,
        urls=runtime.urls,
        session=db.session(),
        keyring=Keyring(chosen.keys_dir, chosen.key_passphrase),
    )


@contextmanager
def plainly() -> Iterator[None]:
    """Turn every fault that a person can mend into one sentence."""
    try:
        yield
    except (SettingsError, ServiceError, KeyringError, AuditHeadError) as error:
        raise click.ClickException(str(error)) from error
    except UnicodeEncodeError as error:
        raise click.ClickException("What was typed is no text in UTF-8.") from error
    except DBAPIError as error:
        raise click.ClickException(
            f"The database did not do it: {_cause(error)}. Nothing was changed. {_advice(error)}"
        ) from error


def _advice(error: DBAPIError) -> str:
    """What to do about it, as far as SQLite's few words tell."""
    cause = _cause(error)
    for words, advice in ADVICE.items():
        if words in cause:
            return advice
    return "Is BADGES_DATABASE_URL right, and was `badges db upgrade` run?"


def _cause(error: DBAPIError) -> str:
    return str(error.orig).strip().partition("\n")[0].rstrip(".")


def _make_private(folder: Path) -> None:
    """Make the folder, its owner's alone: what lies there names people."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"{folder} cannot be made: {error.strerror}.") from error
