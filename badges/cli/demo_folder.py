"""Where a demonstration lives: a folder with its database, keys, passphrase, mail, listing."""

import fcntl
import json
import secrets
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from badges.settings import Settings


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of the demonstration on `port`; it is there whole, or not at all."""

    path: Path
    port: int

    @property
    def listing(self) -> Path:
        """demo.json: what there is to be seen."""
        return self.path / "demo.json"

    @property
    def environment(self) -> Path:
        """The settings as a file that a shell reads, for the other commands."""
        return self.path / "env"

    @property
    def passphrase(self) -> Path:
        """What the private keys are encrypted with."""
        return self.path / "passphrase"

    def settings(self) -> Settings:
        """What this demonstration is served with."""
        return Settings.from_environ(self.variables(), folder=self.path)

    def variables(self) -> dict[str, str]:
        """The same as the environment of another process."""
        passphrase = self.passphrase.read_text(encoding="ascii")
        return self._values() | {"BADGES_KEY_PASSPHRASE": passphrase}

    def read_listing(self) -> dict[str, Any]:
        """What demo.json says."""
        listing: dict[str, Any] = json.loads(self.listing.read_text(encoding="utf-8"))
        return listing

    def prepare(self) -> None:
        """Make the folder anew, with a passphrase and a place for mail."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.mkdir(mode=0o700)  # what lies there names people
        (self.path / "outbox").mkdir()
        self.passphrase.touch(mode=0o600)
        self.passphrase.write_text(secrets.token_urlsafe(32), encoding="ascii")

    def finish(self, listing: Mapping[str, Any], *, place: "DemoFolder") -> None:
        """Write down what there is, and move the folder to its place, where a former one goes."""
        text = json.dumps(listing, ensure_ascii=False, indent=1)
        self.listing.write_text(f"{text}\n", encoding="utf-8")
        self.environment.write_text(place._exports(), encoding="utf-8")
        former = place.path.with_suffix(".old")
        shutil.rmtree(former, ignore_errors=True)
        if place.path.exists():
            place.path.rename(former)
        self.path.rename(place.path)
        shutil.rmtree(former, ignore_errors=True)

    def _values(self) -> dict[str, str]:
        return {
            "BADGES_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "BADGES_DATABASE_URL": f"sqlite:///{self.path / 'badges.sqlite3'}",
            "BADGES_KEYS_DIR": str(self.path / "keys"),
            "BADGES_DEMO": "on",
            "BADGES_VERIFY_OTHERS": "on",
        }

    def _exports(self) -> str:
        lines = [f"export {name}={shlex.quote(value)}" for name, value in self._values().items()]
        passphrase = shlex.quote(str(self.passphrase))
        lines.append(f'export BADGES_KEY_PASSPHRASE="$(cat {passphrase})"')
        lines.append(f'export PATH={shlex.quote(str(Path(sys.executable).parent))}:"$PATH"')
        return "\n".join(lines) + "\n"


@contextmanager
def workshop(place: DemoFolder) -> Iterator[DemoFolder]:
    """A folder beside, to build in. Others wait for it; a builder that was killed lets go of it."""
    place.path.parent.mkdir(parents=True, exist_ok=True)
    with place.path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield DemoFolder(place.path.with_suffix(".new"), place.port)
