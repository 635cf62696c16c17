"""The cast as somebody at a terminal meets it: a migrated database, a folder of keys, settings."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import Executable, create_engine
from sqlalchemy.orm import Session

from badges.cli import main
from tests.cast import Cast
from tests.fixtures.database import BASE
from tests.source import ROOT

PASSPHRASE = "for tests at a terminal"
ROSTERS = ROOT / "tests" / "vectors" / "rosters"
SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Where commands run: `folder` is the working directory, `environ` the settings."""

    folder: Path
    database_url: str
    badge: str
    other_badge: str
    organisation: str
    twin: str
    activity: int
    people: tuple[int, ...]
    environ: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, **options: Any) -> Result:
        """A command in this process. Nothing but its own way out may end it."""
        result = CliRunner().invoke(main, arguments, env=dict(self.environ), **options)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def start(self, *arguments: str, program: Sequence[str] = ("-m", "badges")) -> list[str]:
        """The same as a program of its own: what to hand to `subprocess`."""
        return [sys.executable, *program, *arguments]

    def call(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """The same as a program of its own, until it ends."""
        return subprocess.run(
            self.start(*arguments, **options),
            cwd=self.folder, env=self.variables(), capture_output=True, text=True,
            check=False, timeout=SECONDS,
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
    office = Office(
        folder=folder,
        database_url=database_url,
        badge=world.badge_class.slug,
        other_badge=world.twin_version.badge_class.slug,
        organisation=world.organisation.slug,
        twin=world.twin.slug,
        activity=world.activity.id,
        people=tuple(one.id for one in world.people),
        environ={
            "BADGES_PUBLIC_URL": BASE,
            "BADGES_DATABASE_URL": database_url,
            "BADGES_KEYS_DIR": str(folder / "keys"),
            "BADGES_KEY_PASSPHRASE": PASSPHRASE,
        },
    )
    world.session.commit()
    return office
