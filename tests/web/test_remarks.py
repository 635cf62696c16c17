"""Each remark has its sentences, plain and short, in each language."""

import re

import pytest
from flask import Flask

from badges.services.wording import Remark, RemarkCode, criterion
from badges.web import remarks
from badges.web.language import LANGUAGES
from tests.web.visits import answering

NEVER = re.compile(r"interdit|refus|faux|erreur|insuffisan|forbidden|wrong|failed|must not", re.I)


def test_it_works(app: Flask) -> None:
    (remark,) = criterion("Est motivée")
    with answering(app, "/?lang=fr"):
        assert remarks.of(remark) == (
            "«\u202fmotivée\u202f» dit comment est la personne. "
            "Décrivez un geste qu'un coach pourrait filmer."
        )
    with answering(app, "/?lang=en"):
        assert remarks.of(remark) == (
            "“motivée” says how a person is. Describe an act that a coach could film."
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RemarkCode)
def test_every_code_has_its_sentences(app: Flask, language: str, code: RemarkCode) -> None:
    with answering(app, f"/?lang={language}"):
        said = remarks.of(Remark(code, "QWARL"))
    assert said.count("QWARL") == 1
    assert said.endswith(".")
    assert not NEVER.search(said)
    assert all(len(sentence.split()) <= 15 for sentence in said.split(". "))


def test_what_was_typed_is_escaped(app: Flask) -> None:
    with answering(app, "/?lang=fr"):
        assert "&lt;b&gt;" in remarks.of(Remark(RemarkCode.PERSON, "<b>"))
