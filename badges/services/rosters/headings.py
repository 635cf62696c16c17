"""Which column of a list holds what: headings as people write them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from badges.services.rosters.delimited import SEPARATORS, Record, Unreadable, records
from badges.services.rosters.words import plain, shown

SEARCHED_ROWS = 10


class Column(StrEnum):
    """What a list may say of a person."""

    FULL_NAME = "full_name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    PRESENT = "present"
    DAY = "day"
    CRITERIA = "criteria"


_NAMES = frozenset({Column.FULL_NAME, Column.GIVEN_NAME, Column.FAMILY_NAME})
_SPELLINGS = {
    Column.FULL_NAME: "nomcomplet nomprenom nomsprenoms nometprenom nomsetprenoms prenomnom "
    "prenometnom prenomsetnoms prenomsnoms prenometinitiale participant participante participants "
    "participantes personne personnes beneficiaire beneficiaires jeune jeunes stagiaire stagiaires "
    "name names fullname",
    Column.GIVEN_NAME: "prenom prenoms prenomusuel prenomdusage firstname givenname forename",
    Column.FAMILY_NAME: "nom noms nomdefamille nomdusage nomusuel initiale initialedunom lastname "
    "surname familyname",
    Column.PRESENT: "present presente presents presence presences presentouinon presenteouinon "
    "presenceouinon attended attendance",
    Column.DAY: "date jour seance seancedu dateseance datedeseance datedelaseance dateactivite "
    "datedelactivite session sessiondu day sessiondate",
    Column.CRITERIA: "critere criteres criteresvus criteresobserves criteresremplis criterion "
    "criteria criteriaseen",
}
_COLUMNS = {
    spelling: column for column, spellings in _SPELLINGS.items() for spelling in spellings.split()
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a list is laid out: its separator, its row of headings, and where each column is."""

    separator: str
    header: Record
    columns: Mapping[Column, int]

    def text(self, record: Record, column: Column) -> str | None:
        """What a row says in a column: empty where it ends before, None if there is no such one."""
        index = self.columns.get(column)
        if index is None:
            return None
        return record.cells[index] if index < len(record.cells) else ""


def find(text: str) -> Layout | None:
    """The layout of a list by its headings, or None when no row near its top names a name.

    A title or a line `sep=;` may stand above the headings.
    """
    found = [
        layout
        for separator in SEPARATORS
        for header in _top(text, separator)
        if (layout := _layout(separator, header))
    ]
    return max(found, key=lambda layout: len(layout.columns), default=None)


def _top(text: str, separator: str) -> Sequence[Record]:
    top: list[Record] = []
    try:
        top.extend(islice(records(text, separator), SEARCHED_ROWS))
    except Unreadable:  # not with this separator, or further down than the headings
        return top
    return top


def _layout(separator: str, header: Record) -> Layout | None:
    columns: dict[Column, int] = {}
    for index, heading in enumerate(header.cells):
        column = _COLUMNS.get("".join(filter(str.isalnum, plain(heading))))
        if column:
            columns.setdefault(column, index)
    if _NAMES.isdisjoint(columns):
        return None
    return Layout(separator=separator, header=header, columns=columns)


def ignored(layout: Layout, rows: Sequence[Record]) -> tuple[str, ...]:
    """Headings of the columns that nothing is read from; for one without a heading, its letter."""
    used = {index for record in rows for index, cell in enumerate(record.cells) if cell.strip()}
    headings = dict(enumerate(layout.header.cells))
    unread = sorted((headings.keys() | used) - set(layout.columns.values()))
    named = ((index, shown(headings.get(index, ""))) for index in unread)
    return tuple(heading or _letter(index) for index, heading in named if heading or index in used)


def _letter(index: int) -> str:
    """A column's letter as spreadsheets show it: A, …, Z, AA, …"""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)
