"""The `badges` command. Every command says what it did, and fails with one plain sentence."""

import os

import click

from badges.cli import (
    audit,
    awards,
    database,
    demonstration,
    exporting,
    keys,
    mailing,
    people,
    serving,
    staff,
    translations,
    verification,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="badges")
def main() -> None:
    """Badges: award signed Open Badges, host them, verify them.

    Settings come from the environment (BADGES_PUBLIC_URL and others, see the README).
    """
    os.umask(0o077)  # databases, keys and listings name people


main.add_command(demonstration.demo)
main.add_command(serving.serve)
main.add_command(database.group)
main.add_command(awards.award)
main.add_command(verification.verify)
main.add_command(keys.group)
main.add_command(people.erase)
main.add_command(exporting.export)
main.add_command(audit.group)
main.add_command(staff.group)
main.add_command(mailing.mail)
main.add_command(translations.translations)
