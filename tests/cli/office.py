"""The cast as somebody at a terminal meets it: a migrated database, a folder of keys, settings."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from sqlalchemy import Executable, create_engine, select
from sqlalchemy.orm import Session

from badges import create_app
from badges.cli import main
from badges.extensions import db
from badges.models import Base
from badges.services import auditing, facts, publishing
from badges.settings import Settings
from badges.storage import audit_head
from badges.storage.keyring import NewKey
from tests.cast import NOW, Cast, draft
from tests.fixtures.database import BASE, settings_for
from tests.keys import PooledKeyring
from tests.source import ROOT

PASSPHRASE = "for tests at a terminal"
ROSTERS = ROOT / "tests" / "vectors" / "rosters"
SECONDS = 120


@cache
def _encrypted(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )


class FiledKeyring(PooledKeyring):
    """Pooled keys that also lie in a folder, where commands find them."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._files = folder
        folder.mkdir(mode=0o700)

    def create(self, name: str) -> NewKey:
        """Take the next pooled key, and write down both halves, much faster than in real use."""
        made = super().create(name)
        for half, content in (
            (f"{name}.pub.pem", made.public_pem.encode()),
            (f"{name}.pem", _encrypted(self.signer(name))),
        ):
            (self._files / half).touch(mode=0o600)
            (self._files / half).write_bytes(content)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where commands run: `folder` is the working directory, `environ` the settings."""

    folder: Path
    database_url: str
    environ: Mapping[str, str]
    badge: str = ""
    demanding_badge: str = ""
    twin_badge: str = ""
    organisation: str = ""
    activity: int = 0
    twin_activity: int = 0
    people: tuple[int, ...] = ()

    @classmethod
    def bare(cls, folder: Path, database_url: str) -> "Office":
        """An office with nothing but settings."""
        environ = {
            "BADGES_PUBLIC_URL": BASE,
            "BADGES_DATABASE_URL": database_url,
            "BADGES_KEYS_DIR": str(folder / "keys"),
            "BADGES_KEY_PASSPHRASE": PASSPHRASE,
        }
        return cls(folder=folder, database_url=database_url, environ=environ)

    @contextmanager
    def opened(self) -> Iterator[FlaskClient]:
        """Somebody who opens the pages of the same service, inside its context."""
        app = create_app(settings_for(self.database_url, self.folder))
        with app.app_context():
            yield app.test_client()
            for engine in db.engines.values():
                engine.dispose()

    def set(self, **settings: str) -> "Office":
        """The same office with other settings."""
        named = {f"BADGES_{name}": value for name, value in settings.items()}
        return replace(self, environ={**self.environ, **named})

    def run(self, *arguments: str, **options: Any) -> Result:
        """A command in this process. Nothing but its own way out may end it."""
        result = CliRunner().invoke(main, arguments, env=dict(self.environ), **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def call(self, *arguments: str, program: str = "badges") -> subprocess.CompletedProcess[str]:
        """The same as a program of its own, until it ends."""
        return subprocess.run(
            [sys.executable, "-m", program, *arguments],
            cwd=self.folder, env=self.variables(), capture_output=True, text=True,
            check=False, timeout=SECONDS,
        )  # fmt: skip

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """The same, while it runs; what it says goes nowhere."""
        return subprocess.Popen(
            [sys.executable, "-m", "badges", *arguments],
            cwd=self.folder, env=self.variables(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def variables(self) -> dict[str, str]:
        """The whole environment of such a program."""
        outside = {name: value for name, value in os.environ.items() if "BADGES_" not in name}
        return outside | {"PYTHONPATH": str(ROOT)} | dict(self.environ)

    def rows(self, query: Executable) -> list[tuple[Any, ...]]:
        """What a query answers, over a connection of its own."""
        engine = create_engine(self.database_url)
        try:
            with Session(engine) as session:
                return [tuple(row) for row in session.execute(query)]
        finally:
            engine.dispose()

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        tables = Base.metadata.sorted_tables
        return {table.name: sorted(self.rows(select(table)), key=repr) for table in tables}

    def change(self, *statements: Executable) -> None:
        """Do something behind the service's back; committed."""
        engine = create_engine(self.database_url)
        try:
            with Session(engine) as session:
                for statement in statements:
                    session.execute(statement)
                session.commit()
        finally:
            engine.dispose()

    def roster(self, *lines: str, name: str = "list.csv") -> str:
        """A list of these lines, as a file."""
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return str(path)


def furnish(world: Cast, folder: Path, database_url: str) -> Office:
    """The office of a cast whose keys lie in `folder / "keys"`. Lets go of the database."""
    demanding = publishing.publish(
        world.session, world.urls, world.organisation,
        draft(name="Parole tenue", needed_sessions=2, valid_months=1), actor="test", now=NOW,
    )  # fmt: skip
    facts.keep_public_url(world.session, BASE)
    office = replace(
        Office.bare(folder, database_url),
        badge=world.badge_class.slug,
        demanding_badge=demanding.badge_class.slug,
        twin_badge=world.twin_version.badge_class.slug,
        organisation=world.organisation.slug,
        activity=world.activity.id,
        twin_activity=world.twin_activity.id,
        people=tuple(one.id for one in world.people),
    )
    world.session.commit()
    head = auditing.head(world.session)
    instance = Settings.from_environ(office.environ, folder=folder).instance
    audit_head.write(instance, head.number, head.hash)
    world.session.commit()
    return office
