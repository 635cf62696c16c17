"""`badges key`: the keys that organisations sign with."""

import click

from badges.cli import running
from badges.cli.running import Work
from badges.clock import now
from badges.models import KeyEpoch, Organisation
from badges.services import epochs, organisations

ACTOR = "command line"


@click.group("key")
def group() -> None:
    """Create, list and rotate the keys that organisations sign with."""


@group.command("list", epilog="Example: badges key list les-passerelles-du-canal-9wxq")
@click.argument("organisation")
def list_keys(organisation: str) -> None:
    """Show each key epoch of ORGANISATION, and whether its private key is here."""
    with running.working() as work:
        found = organisations.by_slug(work.session, organisation)
        listed = epochs.listed(work.session, found)
        for epoch in listed:
            click.echo(_line(work, found, epoch))
        if not listed:
            click.echo(f"{found.name} has no key yet: run `badges key create {found.slug}`.")


@group.command("create", epilog="Example: badges key create les-passerelles-du-canal-9wxq")
@click.argument("organisation")
def create_key(organisation: str) -> None:
    """Make a key for ORGANISATION: the first signs at once, a further one waits in standby."""
    with running.working() as work:
        found = organisations.by_slug(work.session, organisation)
        _make_private(work)
        epoch = epochs.create_key(
            work.session, work.keyring, work.urls, found, actor=ACTOR, now=now()
        )
        work.commit()
        click.echo(_line(work, found, epoch))


@group.command("rotate", epilog="Example: badges key rotate les-passerelles-du-canal-9wxq")
@click.argument("organisation")
def rotate_key(organisation: str) -> None:
    """Let ORGANISATION sign with its next key. Badges that it gave before stay valid."""
    with running.working() as work:
        found = organisations.by_slug(work.session, organisation)
        epoch = epochs.rotate(work.session, work.keyring, work.urls, found, actor=ACTOR, now=now())
        work.commit()
        click.echo(_line(work, found, epoch))


def _make_private(work: Work) -> None:
    if work.keyring.make_private():
        click.echo(f"The folder {work.settings.keys_dir} is now yours alone (mode 0700).")


def _line(work: Work, organisation: Organisation, epoch: KeyEpoch) -> str:
    place = "private key here" if work.keyring.holds(epoch.key_name) else "PRIVATE KEY MISSING"
    began = epoch.ended_at or epoch.started_at
    since = f" since {began:%Y-%m-%d}" if began else ""
    return f"{organisation.slug}/{epoch.number}  {epoch.state}{since}  {place}"
