"""Whatever can be wrong with a list has its sentence."""

import re
from inspect import getsource

import pytest
from flask import Flask

from badges.services import importing
from badges.services.rosters import Problem, RosterError, cells, delimited, reading, sentences
from badges.web import roster_sentences

VALUES = {"limit": "50", "line": "3", "value": "<b>x</b>"}


def test_each_code_has_its_sentence() -> None:
    said = set(roster_sentences.OF_LIST) | set(roster_sentences.OF_LINE)
    assert set(sentences._LIST) <= said
    assert set(sentences._LINE) - {"unknown_criterion"} <= said  # asked of no list here
    sources = "".join(map(getsource, (importing, cells, delimited, reading)))
    codes = set(re.findall(r'(?:Fault|Unreadable|RosterError)\(\s*"(\w+)"', sources))
    assert len(codes) > 10
    assert codes <= said


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_people_wrote_is_never_markup(app: Flask, language: str) -> None:
    with app.test_request_context(f"/?lang={language}"):
        told = [
            roster_sentences.of_line(Problem(3, code, {"limit": "50", "value": "<b>x</b>"}))
            for code in roster_sentences.OF_LINE
        ]
        for code in roster_sentences.OF_LIST:
            error = RosterError.__new__(RosterError)
            error.code, error.values = code, VALUES
            told.append(roster_sentences.of_list(error))
    assert all(str(one) and "<b>" not in one and "%(" not in one for one in told)
