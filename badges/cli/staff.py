"""`badges staff`: the first people of an installation, and a second factor that was lost."""

import secrets

import click

from badges.cli import running
from badges.clock import now
from badges.models import Role
from badges.services import invitations, organisations
from badges.services import staff as services
from badges.services.invitations import Place


@click.group("staff")
def group() -> None:
    """Invite the first people who work with this service; let them in again."""


@group.command(
    epilog="Example: badges staff invite claire@example.org --role coordinator --programme SLUG"
)
@click.argument("email")
@click.option(
    "--role",
    type=click.Choice([str(one) for one in Role]),
    default=str(Role.ADMIN),
    show_default=True,
    help="What they may do.",
)
@click.option("--organisation", help="The slug of the one organisation that they work in.")
@click.option("--programme", help="The slug of the programme in all of whose organisations.")
def invite(*, email: str, role: str, organisation: str | None, programme: str | None) -> None:
    """Invite EMAIL and print the link, which is valid for 7 days, once.

    An admin works nowhere in particular; everybody else in an organisation, a coordinator perhaps
    in all of a programme.
    """
    with running.working() as work:
        place = Place(
            organisation=organisations.by_slug(work.session, organisation)
            if organisation
            else None,
            programme=organisations.programme_by_slug(work.session, programme)
            if programme
            else None,
        )
        link = secrets.token_urlsafe(32)
        invitations.invite(
            work.session, email=email, role=Role(role), place=place, link=link, by=None, now=now()
        )
        work.commit()
        click.echo(f"Give this link to {email}. It is valid for 7 days, once:")
        click.echo(f"{work.urls.base}/invitations/{link}")


@group.command(
    "reset-second-factor", epilog="Example: badges staff reset-second-factor claire@example.org"
)
@click.argument("email")
@click.confirmation_option(
    prompt="Whoever reads that mailbox can then sign in and set up a second factor of their own. "
    "Are you sure that it is they who ask?"
)
def reset_second_factor(*, email: str) -> None:
    """Take EMAIL's app and passkeys away, when the phone is gone, and sign them out everywhere.

    They sign in by an e-mailed link, as always, and set up a new second factor.
    """
    with running.working() as work:
        ended = services.take_second_factor_away(
            work.session, email, actor="command line", now=now()
        )
        work.commit()
    click.echo(f"The second factor of {email} is gone; {ended} sessions were ended.")
    click.echo("Their next link leads to a page where they set up a new one.")
