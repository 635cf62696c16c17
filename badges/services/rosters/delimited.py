"""Delimited text as people save it: bytes of any usual encoding → rows of cells."""

import codecs
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from types import MappingProxyType

MAX_BYTES = 2_000_000
MAX_LINES = 100_000  # blank ones too: a million of them cost seconds, and help nobody
MAX_COLUMNS = 200
SEPARATORS = (";", "\t", ",")

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods; .xls
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(Exception):
    """The whole text cannot be read; `code` says why, `values` what a sentence about it needs."""

    def __init__(self, code: str, values: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row; `line` is the line of the text, from 1, on which the row begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing is written in any cell."""
        return not any(cell.strip() for cell in self.cells)


def decode(data: bytes) -> str:
    r"""The text of a file of at most `MAX_BYTES`, each of its lines ended by `\n`.

    UTF-8 with or without a mark, UTF-16 with one, else Windows-1252.
    Raises `Unreadable`: `empty`, `too_large`, `workbook`, `binary`, `too_many_lines`.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", {"limit": str(MAX_BYTES // 1_000_000)})
    if data.startswith(_WORKBOOKS):
        raise Unreadable("workbook")
    try:
        text = _decoded(data)
    except UnicodeDecodeError as error:
        raise Unreadable("binary") from error
    if "\0" in text:
        raise Unreadable("binary")
    if not text.strip():
        raise Unreadable("empty")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.count("\n") > MAX_LINES:
        raise Unreadable("too_many_lines", {"limit": str(MAX_LINES)})
    return lines


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def records(text: str, separator: str) -> Iterator[Record]:
    """Every row in order, blank ones too.

    Raises `Unreadable`: `quotes` with the line where quotation marks do not fit, because one that
    is never closed would silently swallow the people below it; `too_many_columns`.
    """
    rows = csv.reader(StringIO(text), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(rows, None)
        except csv.Error as error:
            raise Unreadable("quotes", {"line": str(line)}) from error
        if cells is None:
            return
        if len(cells) > MAX_COLUMNS:
            raise Unreadable("too_many_columns", {"limit": str(MAX_COLUMNS)})
        yield Record(line, tuple(cells))
        line = rows.line_num + 1
