"""The page of one skill of a framework."""

import pytest
from flask.testing import FlaskClient

from badges import frameworks
from tests.web.test_awards import text

EVERY_SKILL = [(each, skill) for each in frameworks.load() for skill in each.skills]


def test_it_works(client: FlaskClient) -> None:
    answer = client.get("/frameworks/rome/travailler-en-equipe")
    said = text(answer.text)
    assert answer.status_code == 200
    assert '<h1 lang="fr" dir="auto">Travailler en équipe</h1>' in answer.text
    assert "ROME 4.0" in said
    assert "Licence" in said
    assert "Source" in said


def test_every_skill_has_its_page_with_source_and_licence(client: FlaskClient) -> None:
    for framework, skill in EVERY_SKILL:
        answer = client.get(f"/frameworks/{framework.key}/{skill.key}?lang=en")
        said = text(answer.text)
        assert answer.status_code == 200
        assert skill.label_fr in said
        assert framework.attribution in said
        assert (framework.licence or "No known licence") in said
        assert ("our translation" in said) == skill.label_is_ours
        assert ("This name is to be confirmed" in said) == skill.label_is_unconfirmed
        assert ("Also called" in said) == bool(skill.also_fr)
        if skill.address:
            assert f'href="{skill.address}"' in answer.text


@pytest.mark.parametrize("path", ["rome/nothing", "nothing/travailler-en-equipe", "rome/%00"])
def test_an_unknown_skill_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/frameworks/{path}").status_code == 404
