"""`badges demo`: the demonstration programme, built by the services of real use, and served."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from badges.cli import demo_folder, running, serving
from badges.cli.demo_folder import DemoFolder
from badges.clock import now
from badges.demo import building

HOST = "127.0.0.1"
WORKERS = 2
TO_OPEN = ("valid", "revoked", "expired", "unknown", "forged")
ROSTER = "tests/vectors/rosters/futsal_excel_cp1252.csv"


@click.command(epilog="Example: badges demo --port 8000")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port, and which demonstration.",
)
@click.option("--fresh", is_flag=True, help="Build this port's demonstration anew.")
@click.option("--no-serve", is_flag=True, help="Build it and say what to open, but do not serve.")
def demo(*, port: int, fresh: bool, no_serve: bool) -> None:
    """Build the demonstration in instance/demo-PORT, say what to click, and serve it.

    The next start finds it there; another port is another demonstration.
    """
    if fresh or not no_serve:
        serving.check_free(HOST, port)
    folder = DemoFolder(Path.cwd() / "instance" / f"demo-{port}", port)
    with _plainly(folder):
        if fresh or not folder.listing.exists():
            _build(folder, fresh=fresh)
        else:
            running.migrate(folder.settings())
        _tell(folder)
    if not no_serve:
        click.echo("\nStop it with Ctrl-C.")
        serving.run(
            folder.settings(), host=HOST, port=port, workers=WORKERS, environ=folder.variables()
        )


def _build(place: DemoFolder, *, fresh: bool) -> None:
    with demo_folder.workshop(place) as folder:
        if place.listing.exists() and not fresh:
            return  # somebody else built it while we waited
        folder.prepare()
        settings = folder.settings()
        running.migrate(settings)
        with running.working(settings) as work, _progress() as on_step:
            work.keyring.make_private()
            listing = building.build(
                work.session,
                work.keyring,
                work.urls,
                zone=settings.timezone,
                now=now(),
                on_step=on_step,
            )
            work.commit()
        folder.finish(listing, place=place)


def _tell(folder: DemoFolder) -> None:
    """The five addresses before anything else, then where to start and what to try."""
    listing = folder.read_listing()
    example = listing["example"]
    shown = folder.path.relative_to(Path.cwd())
    for name in TO_OPEN:
        click.echo(f"  {name:<8}  {listing['showcase'][name]}")
    coach = next(one for one in listing["staff"] if one["role"] == "coach")
    click.echo(f"  coach     {coach['sign_in']}")
    click.echo(
        f"\nStart here: {listing['public_url']}/\n"
        "\nAward from an attendance list, in another terminal:\n"
        f"  . {shown / folder.environment.name}\n"
        f"  .venv/bin/badges award {example['badge']} --activity {example['activity']} \\\n"
        f"    --roster {ROSTER} --criteria 1,2\n"
        f"\nAll of it is in {shown}; its keys are yours alone (mode 0700)."
    )


@contextmanager
def _plainly(folder: DemoFolder) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise click.ClickException(
            f"The demonstration cannot be kept in {folder.path}: {error.strerror}. "
            "Mend that, or build it anew with --fresh."
        ) from error


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("Building the demonstration"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
