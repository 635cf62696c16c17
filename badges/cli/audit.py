"""`badges audit`: is the log whole?"""

import click

from badges.cli import running
from badges.services import auditing
from badges.services.auditing import Head
from badges.storage import audit_head


@click.group("audit")
def group() -> None:
    """Look after the audit log."""


@group.command(epilog="Example: badges audit verify")
def verify() -> None:
    """Check the chain of the audit log; name the first line that does not fit."""
    with running.working() as work:
        kept = audit_head.read(work.settings.instance)
        if kept is None and auditing.head(work.session).number > 0:
            raise click.ClickException(
                f"The kept head of the audit log is missing from {work.settings.instance}: a tail "
                "that was cut off would not show."
            )
        broken = auditing.first_broken(work.session, kept=Head(*kept) if kept else None)
        head = auditing.head(work.session)
    if broken is not None:
        raise click.ClickException(f"Line {broken} of the audit log does not fit.")
    click.echo(f"All {head.number} lines of the audit log fit.")
