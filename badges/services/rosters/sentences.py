"""What is wrong with a list, in plain English, for the command line."""

from collections.abc import Mapping

_LIST = {
    "empty": "The list holds no names.",
    "too_large": "The list is larger than {limit} MB.",
    "too_many_lines": "The list has more than {limit} lines.",
    "too_many_rows": "The list has more than {limit} rows.",
    "too_many_columns": "The list has more than {limit} columns.",
    "workbook": "This is a workbook. Save it as CSV, then use that file.",
    "binary": "This file is not text, so no names can be read from it.",
    "quotes": "Line {line}: a quotation mark opens or closes where none should.",
    "no_name_column": "No column is headed as names. The first line reads: {value}",
}
_LINE = {
    "no_name": "no name stands here.",
    "too_long": "the name is longer than {limit} characters.",
    "control_characters": "the name holds characters that are no writing: {value}",
    "several_columns": "more than a name stands here, and no headings say what: {value}",
    "bad_presence": "“{value}” says neither present nor absent.",
    "bad_date": "“{value}” is no day of the calendar.",
    "bad_criteria": "“{value}” is no list of criteria numbers.",
    "unknown_criterion": "the badge class has no criterion {value}.",
}


def of_list(code: str, values: Mapping[str, str]) -> str:
    """Why a list as a whole cannot be read."""
    return _LIST[code].format(**values)


def of_line(line: int, code: str, values: Mapping[str, str]) -> str:
    """Why one line is not taken."""
    return f"Line {line}: {_LINE[code].format(**values)}"
