"""Names in the order in which people look for them, on both databases: É beside E, e beside E."""

from unicodedata import normalize

from sqlalchemy import ColumnElement, SQLColumnExpression, func

_UNDIVIDED = dict(zip("ÆæŒœØøßŁł", "aaoooosll", strict=True))
_ACCENTED = {
    letter: plain
    for letter in map(chr, range(0xC0, 0x180))
    if (plain := normalize("NFKD", letter)[0].lower()).isascii()
} | _UNDIVIDED
_FROM, _TO = "".join(_ACCENTED), "".join(_ACCENTED.values())


def order(name: SQLColumnExpression[str] | SQLColumnExpression[str | None]) -> ColumnElement[str]:
    """What to sort by; names that differ in accents and case alone come in any order."""
    return func.translate(func.lower(name), _FROM, _TO)
