"""The page of an organisation."""

import re

from flask.testing import FlaskClient

from badges.services import epochs
from tests import cast
from tests.cast import NAMES, Cast
from tests.web.states import States
from tests.web.test_awards import text


def test_it_works(client: FlaskClient, shown: States) -> None:
    answer = client.get(shown.organisation)
    said = text(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "<h1><bdi>Les Passerelles du Canal</bdi></h1>" in answer.text
    assert "Programme Tremplin d'essai" in said
    assert "Villes Bobigny" in said
    assert 'href="tel:0199001234"' in answer.text
    assert 'href="https://passerelles.example"' in answer.text
    assert "Parole tenue" in said
    assert "Depuis le 22 novembre 2026." in said
    assert not [word for name in NAMES for word in name.split() if word in said]


def test_every_key_and_document_can_be_opened(
    client: FlaskClient, shown: States, world: Cast
) -> None:
    epochs.rotate(
        world.session,
        world.keyring,
        world.urls,
        world.organisation,
        actor="test",
        now=cast.later(60),
    )
    world.session.commit()
    page = client.get(shown.organisation).text
    links = re.findall(rf'href="({shown.organisation}/[0-9][^"]+)"', page)
    assert len(links) == 4
    assert {client.get(link).status_code for link in links} == {200}
    assert "Du 22 novembre 2026 au 22 novembre 2026." in text(page)


def test_who_left_is_said_with_the_day(client: FlaskClient, shown: States, world: Cast) -> None:
    world.organisation.left_at = cast.NOW
    world.session.commit()
    said = text(client.get(shown.organisation).text)
    assert "Elle a quitté le programme le 22 novembre 2026. Ses badges restent valables." in said
    badge = text(client.get(shown.valid.page).text)
    assert "Cette organisation a quitté le programme le 22 novembre 2026." in badge


def test_an_unknown_organisation_is_not_found(client: FlaskClient, shown: States) -> None:
    for slug in ("nobody", "%00", "é", "x" * 3000):
        answer = client.get(f"/issuers/{slug}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "Page introuvable" in text(answer.text)
