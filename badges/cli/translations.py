"""`badges translations`: which wordings nobody has proofread yet."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from badges import paths
from badges.language import LANGUAGES, catalogue_of

UNREAD: Final = "not proofread"  # the comment over a wording: whoever has read it takes it away


@click.command(epilog="Example: badges translations --unread --language ar")
@click.option("--unread", is_flag=True, help="List each sentence that nobody has proofread.")
@click.option("--language", "only", type=click.Choice([*LANGUAGES]), help="Only this language.")
def translations(*, unread: bool, only: str | None) -> None:
    """Say how many wordings of each language nobody has proofread.

    A wording that somebody has read loses its comment "# not proofread" in the catalogue
    (badges/translations/<language>/LC_MESSAGES/messages.po).
    """
    for code in [only] if only else LANGUAGES:
        wordings = read(source(code))
        open_ones = {said: now for said, now in wordings.items() if now is not None}
        click.echo(f"{code} ({LANGUAGES[code]}): {len(open_ones)} of {len(wordings)} not proofread")
        for said, translated in open_ones.items() if unread else ():
            click.echo(f"  {said}\n    {translated}")


def source(code: str) -> Path:
    """The catalogue of a language as translators write it."""
    return paths.TRANSLATIONS / catalogue_of(code) / "LC_MESSAGES" / "messages.po"


def read(catalogue: Path) -> Mapping[str, str | None]:
    """Each French sentence that is translated: to what, while nobody has proofread it."""
    try:
        with catalogue.open("rb") as file:
            messages = [one for one in read_po(file) if one.id and one.string]
    except FileNotFoundError:
        raise click.ClickException(
            f"There is no {catalogue}: the sources of the catalogues are not installed."
        ) from None
    return {_text(one.id): _wording(one) for one in messages}


def _wording(message: Message) -> str | None:
    return _text(message.string or "") if UNREAD in message.user_comments else None


def _text(said: str | list[str] | tuple[str, ...]) -> str:
    return said if isinstance(said, str) else " / ".join(said)
