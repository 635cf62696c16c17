"""`badges verify`: the verdict on a file, an address, a code or a token."""

import json
from collections.abc import Callable
from pathlib import Path

import click
from flask_babel import force_locale

from badges.cli import running
from badges.clock import now
from badges.extensions import reading
from badges.openbadges import recipients
from badges.openbadges.errors import OpenBadgesError
from badges.openbadges.recipients import Identity
from badges.openbadges.verification.report import Verdict
from badges.reporting import handed_in, report_json, sentences
from badges.services import strangers
from badges.services.judgements import Judged
from badges.web import verdicts

LARGEST = 5 * 1024 * 1024
FILE_ENDINGS = frozenset({".png", ".svg", ".json", ".jws", ".txt"})
VALID, NOT_VALID, NOT_CHECKED = 0, 1, 2
EXIT_CODES = {Verdict.VALID: VALID, Verdict.UNVERIFIABLE: NOT_CHECKED}


class NotChecked(click.ClickException):
    """Nothing can be said of the badge, for instance because the database is away."""

    exit_code = NOT_CHECKED


@click.command(
    epilog="Examples: badges verify badge.png   badges verify 7K3M-Q9TX-WAA   "
    "badges verify https://badges.example.org/assertions/….json --recipient email:a@b.c"
)
@click.argument("target")
@click.option("--recipient", help="Whom it should be made out to, such as email:a@b.c")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def verify(context: click.Context, target: str, *, recipient: str | None, as_json: bool) -> None:
    """Verify TARGET: a PNG, SVG or text file, an address, a code or a token.

    Badges of other services are fetched only while BADGES_VERIFY_OTHERS is on.

    Exit code 0: valid. 1: not valid. 2: could not be checked.
    """
    try:
        data, identity = _read(target), _identity(recipient)
        with running.working() as work, force_locale("en"):
            fetcher = handed_in.way_out()
            judged = strangers.judge(
                reading,
                work.urls,
                data,
                now=now(),
                recipient=identity,
                outside=fetcher.visit if fetcher else None,
            )
            report = report_json.of(judged, now=now())
            text = json.dumps(report, ensure_ascii=False, indent=1) if as_json else _told(judged)
    except click.ClickException as error:
        raise NotChecked(error.message) from error
    click.echo(text)
    context.exit(EXIT_CODES.get(judged.verdict, NOT_VALID))


def _read(target: str) -> bytes | str:
    """What the file of that name holds; what names no file is what is to be verified."""
    path = Path(target)
    if not _is_so(path.is_file):
        if target and _is_so(path.is_dir):
            raise click.ClickException(f"{target} is a folder: name the file in it.")
        if target.startswith(("/", "./", "../")):
            raise click.ClickException(f"There is no file {target}.")
        if path.suffix.lower() in FILE_ENDINGS and _is_so(path.parent.is_dir):
            raise click.ClickException(f"There is no file {target}.")
        return target
    try:
        if path.stat().st_size > LARGEST:
            raise click.ClickException(f"{target} is larger than 5 MB: no badge is.")
        return path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{target} cannot be read: {error.strerror}.") from error


def _is_so(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except OSError:  # a token is longer than a name can be
        return False


def _identity(text: str | None) -> Identity | None:
    if text is None:
        return None
    try:
        return recipients.parse(text)
    except OpenBadgesError as error:
        raise click.ClickException(
            f"{text!r} names nobody: write email:, url:, telephone: or id: and the value."
        ) from error


def _told(judged: Judged) -> str:
    lines = [f"{judged.verdict}: {verdicts.heading(judged)}"]
    lines += [f"  {sentence}" for sentence in verdicts.said(judged)]
    if judged.report is not None:
        lines += [f"  {one.outcome:<12}{sentences.of(one)}" for one in judged.report.checks]
    return "\n".join(lines)
