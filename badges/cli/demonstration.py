"""`badges demo`: the demonstration programme, built by the same services as real use, and served."""

import json
import secrets
import shutil
import socket
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from badges.cli import running, serving
from badges.clock import now
from badges.demo import building
from badges.settings import Settings

LISTING = "demo.json"
PASSPHRASE = "passphrase"
ENVIRONMENT = "env"
WORKERS = 2
ORDER = ("valid", "revoked", "expired", "unknown", "forged")


@click.command(epilog="Example: badges demo --port 8000")
@click.option("--port", default=8000, show_default=True, help="The port, and which demonstration.")
@click.option("--fresh", is_flag=True, help="Throw this port's demonstration away first.")
@click.option("--no-serve", is_flag=True, help="Build it and say what to open, but do not serve.")
def demo(port: int, fresh: bool, no_serve: bool) -> None:
    """Build the demonstration in instance/demo-PORT, say what to click, and serve it."""
    folder = Path.cwd() / "instance" / f"demo-{port}"
    if not no_serve:
        _check_free(port)
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if not (folder / LISTING).exists():
        _build(folder, port)
    _tell(folder)
    if not no_serve:
        serving.run(_settings(folder, port), host="127.0.0.1", port=port, workers=WORKERS)


def _build(folder: Path, port: int) -> None:
    """Build beside the folder and rename: a demonstration is there whole, or not at all."""
    shutil.rmtree(folder, ignore_errors=True)
    workshop = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    passphrase = workshop / PASSPHRASE
    passphrase.touch(mode=0o600)
    passphrase.write_text(secrets.token_urlsafe(32), encoding="ascii")
    settings = _settings(workshop, port)
    (workshop / "outbox").mkdir()
    running.migrate(settings)
    with running.working(settings) as work:
        if work.keyring.make_private():
            click.echo(f"The folder {work.settings.keys_dir} is now yours alone (mode 0700).")
        with _progress() as progress:
            task = progress.add_task("", total=None)
            listing = building.build(
                work.session,
                work.keyring,
                work.urls,
                zone=settings.timezone,
                now=now(),
                on_step=lambda done, total: progress.update(task, completed=done, total=total),
            )
        work.commit()
        running.dispose()
    (workshop / LISTING).write_text(_json(listing), encoding="utf-8")
    workshop.rename(folder)
    (folder / ENVIRONMENT).write_text(_environment(folder, port), encoding="utf-8")


def _settings(folder: Path, port: int) -> Settings:
    return Settings(
        public_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{folder / 'badges.sqlite3'}",
        keys_dir=folder / "keys",
        instance=folder,
        secret_key="",
        key_passphrase=(folder / PASSPHRASE).read_text(encoding="ascii"),
        timezone=ZoneInfo("Europe/Paris"),
        redis_url="",
        proxy_hops=0,
        default_language="fr",
        demo=True,
        limits=True,
    )


def _environment(folder: Path, port: int) -> str:
    settings = _settings(folder, port)
    values = {
        "PUBLIC_URL": settings.public_url,
        "DATABASE_URL": settings.database_url,
        "KEYS_DIR": str(settings.keys_dir),
        "DEMO": "on",
    }
    lines = [f"export BADGES_{name}='{value}'" for name, value in values.items()]
    lines.append(f"export BADGES_KEY_PASSPHRASE=\"$(cat '{folder / PASSPHRASE}')\"")
    return "\n".join(lines) + "\n"


def _tell(folder: Path) -> None:
    listing = json.loads((folder / LISTING).read_text(encoding="utf-8"))
    for name in ORDER:
        click.echo(f"  {name:<8}  {listing['showcase'][name]}")
    example = listing["example"]
    shown = folder.relative_to(Path.cwd())
    click.echo(f"\nStart here: {listing['public_url']}/")
    click.echo(
        "Award from a list, in another terminal:\n"
        f"  . {shown}/{ENVIRONMENT}\n"
        f"  .venv/bin/badges award {example['badge']} --activity {example['activity']} "
        "--roster tests/vectors/rosters/futsal_excel_cp1252.csv --criteria 1,2"
    )


def _progress() -> Progress:
    columns = (TextColumn("Building the demonstration"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True))


def _json(listing: dict[str, Any]) -> str:
    return json.dumps(listing, ensure_ascii=False, indent=1) + "\n"


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken: stop what runs there, or choose another (make demo PORT=…)."
            ) from error
