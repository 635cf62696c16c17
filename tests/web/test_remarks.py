"""Each remark has its sentences, plain and short, in each language."""

import re

import pytest
from flask import Flask
from markupsafe import escape

from badges import clock
from badges.language import LANGUAGES
from badges.services.wording import Remark, RemarkCode, criterion
from badges.web import remarks
from tests.cast import CARD, Cast
from tests.fixtures.desk import MakeDesk
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


QUESTIONED = "Foot des demandeurs d'asile"
NEW = {"kind": "sport", "town": "Bobigny", "day": f"{clock.now():%Y-%m-%d}"}


def test_a_public_name_is_questioned_once(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coach)
    form = {
        "name": QUESTIONED,
        "kind": "sport",
        "town": "Bobigny",
        "day": f"{clock.now():%Y-%m-%d}",
    }
    asked = desk.post("/activities/new", form)
    assert asked.status_code == 400
    assert "asile" in asked.text
    assert f'name="kept" value="{escape(QUESTIONED)}"' in asked.text
    assert desk.post("/activities/new", form | {"kept": "something else"}).status_code == 400
    assert desk.post("/activities/new", form | {"kept": QUESTIONED}).status_code == 303


def test_a_name_that_reveals_nothing_is_not_questioned(world: Cast, desk_of: MakeDesk) -> None:
    form = {
        "name": "Foot du lundi",
        "kind": "sport",
        "town": "Bobigny",
        "day": f"{clock.now():%Y-%m-%d}",
    }
    assert desk_of(world.coach).post("/activities/new", form).status_code == 303


def test_a_changed_name_is_questioned_too(world: Cast, desk_of: MakeDesk) -> None:
    desk, number = desk_of(world.coach), world.activity.id
    form = {"name": QUESTIONED, "kind": "sport", "town": "Bobigny"}
    assert desk.post(f"/activities/{number}", form).status_code == 400
    assert desk.post(f"/activities/{number}", form | {"kept": QUESTIONED}).status_code == 303


def test_an_organisation_is_questioned_too(world: Cast, desk_of: MakeDesk) -> None:
    desk = desk_of(world.coordinator)
    number = world.organisation.id
    form = {"name": "Foyer des détenus", "url": CARD.url, "email": CARD.email}
    asked = desk.post(f"/programme/organisations/{number}", form)
    assert asked.status_code == 400
    assert 'name="kept"' in asked.text
