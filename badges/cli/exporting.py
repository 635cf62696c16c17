"""`badges export`: what an organisation has published, as files that any server can host."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.testing import FlaskClient
from rich.console import Console
from rich.progress import track

from badges.cli import running
from badges.cli.awards import SHOW_PROGRESS_FROM
from badges.cli.running import Work
from badges.models import Organisation
from badges.services import organisations, published
from badges.storage.site import Site, SiteError

ACCEPT_PAGE: Final = {"Accept": "text/html", "Accept-Language": "fr"}
ACCEPT_DOCUMENT: Final = {"Accept": "application/ld+json, */*;q=0.5"}
FOUND: Final = 200
EVERYBODYS_FILES: Final = ("/verify/keep.html", "/static/icon.svg", "/robots.txt")
EVERYBODYS_PAGES: Final = ("/about",)
_STATIC = re.compile(r'(?:href|src)="(/static/[\w./-]+)"')


@click.command(epilog="Example: badges export les-passerelles-du-canal-9wxq /srv/badges-site")
@click.argument("organisation")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def export(organisation: str, directory: Path) -> None:
    """Write all that ORGANISATION has published into DIRECTORY, as a static site.

    Documents, tokens, pictures and lists at the same addresses; pages as index.html. Only what
    answers now is written, and what no longer does is taken out again. Private keys stay here:
    `badges key export` is an act of its own. Run it again whenever a badge was revoked, hidden or
    erased. What was written is listed in a hidden folder beside DIRECTORY, which is not to be
    served.
    """
    with running.working() as work:
        found = organisations.by_slug(work.session, organisation)
        name = found.name
        try:
            site = Site(directory, found.slug)
            written = sum(_write(site, work, found))
            taken_out = site.close()
        except SiteError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{written} files of {name} are in {directory}, {taken_out} were taken out.")
    click.echo(f"Host them at {work.urls.base}: what is signed names this address.")


def _write(site: Site, work: Work, organisation: Organisation) -> Iterator[int]:
    """Write each file; gives one for each."""
    connection, named = work.session.connection(), (organisation.id, organisation.slug)
    documents = [*published.documents_of(connection, work.urls, *named), *EVERYBODYS_FILES]
    pages = [*published.pages_of(connection, work.urls, *named), *EVERYBODYS_PAGES]
    work.session.rollback()  # what answers is asked as a stranger does, in short looks
    client = current_app.test_client(use_cookies=False)
    shown: set[str] = set()
    total = len(documents) + len(pages)
    listed = [(path, False) for path in documents] + [(path, True) for path in pages]
    console, few = Console(stderr=True), total < SHOW_PROGRESS_FROM
    for path, is_page in track(listed, "Writing", total, console=console, disable=few):
        body = _answer(client, path, ACCEPT_PAGE if is_page else ACCEPT_DOCUMENT)
        if body is None:
            continue
        site.write(f"{path}/index.html" if is_page else path, body)
        shown |= set(_STATIC.findall(body.decode())) if is_page else set()
        yield 1
    for path in sorted(shown - set(documents)):
        body = _answer(client, path, ACCEPT_DOCUMENT)
        if body is not None:
            site.write(path, body)
            yield 1


def _answer(client: FlaskClient, path: str, headers: dict[str, str]) -> bytes | None:
    answer = client.get(path, headers=headers, buffered=True)
    return answer.data if answer.status_code == FOUND else None
