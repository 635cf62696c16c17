"""From bytes to people, and what is wrong, line by line."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from badges.services.errors import ServiceError
from badges.services.rosters import cells, headings, sentences
from badges.services.rosters.cells import Fault
from badges.services.rosters.delimited import SEPARATORS, Record, Unreadable, decode, records
from badges.services.rosters.headings import Column, Layout
from badges.services.rosters.words import shown

MAX_ROWS = 2_000

_BULLET = re.compile(r"^(?:[-*•–]|\d{1,4}[.)])\s+")


class RosterError(ServiceError):
    """Nothing of a list can be read; `code` and `values` say why, the text says it in English."""

    def __init__(self, code: str, values: Mapping[str, str]) -> None:
        super().__init__(sentences.of_list(code, values))
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A person of a list. `day` is None where none is written, `criteria` where no column is."""

    line: int
    name: str
    present: bool = True
    day: date | None = None
    criteria: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a line, counted from 1, is not taken: a code, and the values that its sentence needs."""

    line: int
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Rows that are understood, lines that are not, headings of columns that are not kept."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()
    ignored_columns: tuple[str, ...] = ()

    def checked(self, criteria: Container[int]) -> "Roster":
        """The same list, where a row that names a criterion outside `criteria` is a problem."""
        unknown = {
            row.line: [one for one in row.criteria or () if one not in criteria]
            for row in self.rows
        }
        found = [
            Problem(line, "unknown_criterion", {"value": ", ".join(map(str, numbers))})
            for line, numbers in unknown.items()
            if numbers
        ]
        rows = tuple(row for row in self.rows if not unknown[row.line])
        problems = sorted((*self.problems, *found), key=lambda problem: problem.line)
        return replace(self, rows=rows, problems=tuple(problems))


def read(data: bytes) -> Roster:
    """The people of an attendance list: delimited text with headings, or one name a line.

    At most 2 MB and `MAX_ROWS` rows. Raises `RosterError` when nothing of it can be read.
    """
    try:
        text = decode(data)
        layout = headings.find(text)
        roster = _table(text, layout) if layout else _names(text)
    except Unreadable as error:
        raise RosterError(error.code, error.values) from error
    if not roster.rows and not roster.problems:
        raise RosterError("empty", {})
    return roster


def _table(text: str, layout: Layout) -> Roster:
    below = (one for one in records(text, layout.separator) if one.line > layout.header.line)
    written = _bounded(one for one in below if not one.blank)
    roster = _sorted_out(found for one in written for found in _understood(one, layout))
    return replace(roster, ignored_columns=headings.ignored(layout, written))


def _names(text: str) -> Roster:
    lines = (Record(number, (line,)) for number, line in enumerate(text.split("\n"), start=1))
    written = _bounded(one for one in lines if not one.blank)
    if _separated(_listed(written[0])):
        raise Unreadable("no_name_column", {"value": shown(written[0].cells[0])})
    return _sorted_out(_named(one) for one in written)


def _bounded(written: Iterable[Record]) -> Sequence[Record]:
    kept = list(islice(written, MAX_ROWS + 1))
    if len(kept) > MAX_ROWS:
        raise Unreadable("too_many_rows", {"limit": str(MAX_ROWS)})
    return kept


def _sorted_out(found: Iterable[Row | Problem]) -> Roster:
    outcomes = list(found)
    return Roster(
        rows=tuple(one for one in outcomes if isinstance(one, Row)),
        problems=tuple(one for one in outcomes if isinstance(one, Problem)),
    )


def _understood(record: Record, layout: Layout) -> Iterator[Row | Problem]:
    """The one row of a record, or each of its problems."""
    read_cells = (
        cells.name(_whole_name(record, layout)),
        cells.presence(layout.text(record, Column.PRESENT)),
        cells.day(layout.text(record, Column.DAY)),
        cells.criteria(layout.text(record, Column.CRITERIA)),
    )
    faults = [cell for cell in read_cells if isinstance(cell, Fault)]
    yield from (Problem(record.line, fault.code, fault.values) for fault in faults)
    match read_cells:
        case str() as name, bool() as present, (date() | None) as day, (tuple() | None) as criteria:
            yield Row(line=record.line, name=name, present=present, day=day, criteria=criteria)


def _whole_name(record: Record, layout: Layout) -> str:
    whole = layout.text(record, Column.FULL_NAME) or ""
    parts = (layout.text(record, part) or "" for part in (Column.GIVEN_NAME, Column.FAMILY_NAME))
    return whole if whole.strip() else " ".join(parts)


def _named(record: Record) -> Row | Problem:
    """The person of a line without columns; two of them would be taken for one name."""
    text = _listed(record)
    if _separated(text):
        return Problem(record.line, "several_columns", {"value": shown(text)})
    name = cells.name(text)
    if isinstance(name, Fault):
        return Problem(record.line, name.code, name.values)
    return Row(line=record.line, name=name)


def _listed(record: Record) -> str:
    """A line of a list of names, without its bullet or number and without empty cells after it."""
    return _BULLET.sub("", record.cells[0].strip(), count=1).strip("".join(SEPARATORS) + " ")


def _separated(text: str) -> bool:
    return any(separator in text for separator in SEPARATORS)


def sentence(problem: Problem) -> str:
    """What is wrong with a line, in one plain English sentence."""
    return sentences.of_line(problem.line, problem.code, problem.values)
