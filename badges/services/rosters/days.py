"""Days as people write them in a list."""

import re
from datetime import date

from badges.services.rosters.words import plain

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_HOUR = r"(?:[t ]\d{1,2}:\d\d(?::\d\d)?)?"  # spreadsheets like to add midnight
_YEAR_FIRST = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){_HOUR}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}|\d\d){_HOUR}")
_IN_WORDS = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er)? ([a-z]+)\.? (\d{4})")


def read(text: str) -> date | None:
    """The day that a text names, or None for what is no day of the calendar.

    Day before month as in France: `14/11/2026`, `14/11/26`, `14.11.2026`, `14-11-2026`; ISO 8601;
    `samedi 14 novembre 2026`, `1er déc. 2026`. Two figures of a year mean this century.
    """
    words = " ".join(plain(text).split())
    try:
        if parts := _YEAR_FIRST.fullmatch(words):
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
        if parts := _DAY_FIRST.fullmatch(words):
            return date(_full_year(parts[4]), int(parts[3]), int(parts[1]))
        if parts := _IN_WORDS.fullmatch(words):
            return date(int(parts[3]), _MONTHS.get(parts[2], 0), int(parts[1]))
    except ValueError:
        return None
    return None


def _full_year(figures: str) -> int:
    return int(figures) if len(figures) == 4 else 2000 + int(figures)
