"""`badges erase`: forgetting a person, on written order."""

import click

from badges.cli import running
from badges.clock import now
from badges.extensions import checkpoint
from badges.services import erasing


@click.command(epilog="Example: badges erase 217")
@click.argument("person")
@click.confirmation_option(
    prompt="Name, observations and badges are gone for good; copies that the person gave away "
    "keep verifying. Erase?"
)
def erase(person: str) -> None:
    """Erase PERSON, by number or reference, with everything that says who they are."""
    with running.working() as work:
        found = erasing.by_reference(work.session, person)
        count = erasing.erase(work.session, found, actor="command line", now=now())
        work.commit()
        checkpoint()
    click.echo(f"The person is erased; {count} badges were withdrawn.")
