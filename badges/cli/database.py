"""`badges db`: the database's form."""

import click

from badges.cli import running


@click.group("db")
def group() -> None:
    """Look after the database."""


@group.command(epilog="Example: badges db upgrade")
def upgrade() -> None:
    """Create the tables, or bring them to the form that this version needs."""
    settings = running.settings()
    running.migrate(settings)
    click.echo("The database is up to date.")
