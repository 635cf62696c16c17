"""Many rows of one table in one statement, at about the database's own price.

The mapper's bulk insert costs several times as much, and Core's own still half of it, for rows that
are made once and never looked at: awards by the hundred, and the audit lines that go with them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.orm import Session


def insert_rows(
    session: Session,
    table: Table,
    *,
    common: Mapping[str, Any],
    own: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Insert `rows`, whose values are those of the columns `own`, all with the values `common`.

    Defaults of the mapper are not applied: every column that needs a value is named.
    """
    if not rows:
        return
    connection = session.connection()
    prepared = _prepared(table, connection.dialect, (*common, *own))
    shared = tuple(_bound(prepared, name, [value])[0] for name, value in common.items())
    columns = [
        _bound(prepared, name, values)
        for name, values in zip(own, zip(*rows, strict=True), strict=True)
    ]
    values = [shared + row for row in zip(*columns, strict=True)]
    connection.exec_driver_sql(prepared.text, [prepared.parameters(row) for row in values])


class _Prepared(NamedTuple):
    """An INSERT as one database wants it: its text, what makes a row its parameters, and what makes
    a value of a column one that the driver takes.
    """

    text: str
    parameters: Callable[[Sequence[Any]], Any]
    processors: Mapping[str, Callable[[Any], Any] | None]


@lru_cache(maxsize=64)
def _prepared(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    compiled = insert(table).compile(dialect=dialect, column_keys=names)
    order = [names.index(name) for name in compiled.positiontup or ()]
    parameters: Callable[[Sequence[Any]], Any] = partial(_named, names)
    if order:
        parameters = itemgetter(*order) if len(order) > 1 else tuple
    processors = {
        name: table.columns[name].type.dialect_impl(dialect).bind_processor(dialect)
        for name in names
    }
    return _Prepared(str(compiled), parameters, processors)


def _named(names: tuple[str, ...], row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(names, row, strict=True))


def _bound(prepared: _Prepared, name: str, values: Sequence[Any]) -> Sequence[Any]:
    process = prepared.processors[name]
    return values if process is None else [process(value) for value in values]
