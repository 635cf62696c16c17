"""`badges key`: the keys that organisations sign with."""

from pathlib import Path

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


@group.command("export", epilog="Example: badges key export les-passerelles-du-canal-9wxq ./keys")
@click.argument("organisation")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--passphrase",
    envvar="BADGES_EXPORT_PASSPHRASE",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help="What opens the copies; asked for when it is not given.",
)
def export_keys(organisation: str, directory: Path, passphrase: str) -> None:
    """Copy the private keys of ORGANISATION, encrypted, into a new DIRECTORY; it is logged.

    Whoever has a copy and its passphrase signs in the organisation's name. Only an organisation
    that leaves, and goes on by itself, needs them.
    """
    with running.working() as work:
        found = organisations.by_slug(work.session, organisation)
        copies = epochs.copy_keys(
            work.session, work.keyring, found, passphrase=passphrase, actor=ACTOR, now=now()
        )
        try:
            directory.mkdir(mode=0o700)
        except OSError as error:
            raise click.ClickException(
                f"{directory} cannot be made: {error.strerror}. Nothing was copied."
            ) from error
        work.commit()  # the log first: no copy is anywhere that it does not tell of
        for name, pem in copies:
            file = directory / f"{name}.pem"
            file.touch(mode=0o600, exist_ok=False)
            file.write_bytes(pem)
    click.echo(f"{len(copies)} private keys of {organisation} are in {directory}, encrypted.")


def _make_private(work: Work) -> None:
    if work.keyring.make_private():
        click.echo(f"The folder {work.settings.keys_dir} is now yours alone (mode 0700).")


def _line(work: Work, organisation: Organisation, epoch: KeyEpoch) -> str:
    place = "private key here" if work.keyring.holds(epoch.key_name) else "PRIVATE KEY MISSING"
    began = epoch.ended_at or epoch.started_at
    since = f" since {began:%Y-%m-%d}" if began else ""
    return f"{organisation.slug}/{epoch.number}  {epoch.state}{since}  {place}"
