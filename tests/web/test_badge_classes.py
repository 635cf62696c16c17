"""The page of one version of a badge class."""

import pytest
from flask.testing import FlaskClient

from badges.services import publishing
from tests import cast
from tests.cast import CRITERIA, NAMES, Cast
from tests.web.states import States
from tests.web.test_awards import text


def test_it_works(client: FlaskClient, shown: States) -> None:
    answer = client.get(shown.badge_class)
    said = text(answer.text)
    assert answer.status_code == 200
    assert '<h1 lang="fr" dir="auto">Esprit d&#39;équipe</h1>' in answer.text
    assert [f'<li value="{number}">' in answer.text for number in (1, 2, 3)] == [True] * 3
    assert all(criterion in said for criterion in CRITERIA)
    assert "Au moins 1 acte vu, pendant au moins 1 séance." in said
    assert "Donné par Les Passerelles du Canal" in said
    assert "Travailler en équipe ROME 4.0" in said
    assert "Ce badge n'est pas un diplôme." in said
    assert not [word for name in NAMES for word in name.split() if word in said]


def test_an_older_version_leads_to_the_newer_one(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    second = cast.draft(name="Esprit d'équipe", needed_criteria=2, needed_sessions=2)
    publishing.edit(
        world.session, world.urls, world.badge_class, second, actor="test", now=cast.NOW
    )
    world.session.commit()
    older, newer = (client.get(shown.badge_class[:-1] + number).text for number in "12")
    assert f'href="{shown.badge_class[:-1]}2">Version 2</a>' in older
    assert f'href="{shown.badge_class}">Version 1</a>' in newer
    assert "Au moins 2 actes vus, pendant au moins 2 séances." in text(newer)


def test_in_english_the_badge_stays_in_its_language(client: FlaskClient, shown: States) -> None:
    page = client.get(f"{shown.badge_class}?lang=en").text
    assert "At least 1 act seen, in at least 1 session." in text(page)
    assert '<h1 lang="fr" dir="auto">' in page
    assert '<ol lang="fr" dir="auto">' in page


@pytest.mark.parametrize("version", ["0", "2", "99999999999999999999", "x", "-1", "%00"])
def test_an_unknown_version_is_not_found(client: FlaskClient, shown: States, version: str) -> None:
    assert client.get(shown.badge_class[:-1] + version).status_code == 404
    assert client.get(f"/badges/nothing/{version}").status_code == 404
