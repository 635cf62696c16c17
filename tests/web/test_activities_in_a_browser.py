"""A coach's day on a small phone, touched, with and without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from badges import create_app
from badges.extensions import db
from badges.urls import PublicUrls
from tests import cast
from tests.accessibility import assert_accessible
from tests.actors import works
from tests.fixtures.browser import NewContext
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.web import gym
from tests.web.gym import Gym
from tests.web.test_in_a_browser import OPEN_ALL, TOO_SMALL, TURN, assert_fits

WIDE = {"width": 1280, "height": 800}
TWELVE = "\n".join(f"Prénom {letter}." for letter in "ABCDEFGHIJKL")


@dataclass(frozen=True, slots=True)
class Phones:
    """A service that a browser can open, a session of today in it, and who works there."""

    url: str
    today: Gym
    coach: Desk
    second: Desk
    new_context: NewContext

    def page(self, desk: Desk, **options: object) -> Page:
        """A phone on which somebody is signed in."""
        context: BrowserContext = self.new_context(**options)
        context.add_cookies([desk.cookie | {"url": self.url}])  # type: ignore[list-item]
        return context.new_page()


@pytest.fixture
def phones(
    live_server: LiveServer, sqlite_url: str, tmp_path: Path, new_context: NewContext
) -> Iterator[Phones]:
    """The cast's coach and a colleague in the same activity."""
    app = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        works(world, world.second_coach)
        today = gym.opened(world)
        coach, second = Desk(app, world.coach), Desk(app, world.second_coach)
        db.session.rollback()
        yield Phones(live_server.serve(app), today, coach, second, new_context)
        live_server.stop()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def pages(place: Gym) -> list[str]:
    here = f"/activities/{place.activity}"
    return [
        "/activities",
        "/activities/new",
        here,
        f"{here}/delete",
        f"{place.place}/present",
        f"{place.place}/present?roles=1",
        f"{place.place}/import",
    ]


@pytest.mark.parametrize("language", ["fr", "en", "rtl"])
def test_every_page_is_accessible_fits_and_is_light(phones: Phones, language: str) -> None:
    page = phones.page(phones.coach)
    phones.coach.post(f"{phones.today.place}/people", {"names": "Nour\nNour"})
    for path in pages(phones.today):
        joined = "&" if "?" in path else "?"
        answer = page.goto(
            f"{phones.url}{path}{joined}lang={'en' if language == 'rtl' else language}"
        )
        assert answer is not None
        assert answer.ok, path
        assert len(answer.body()) < 50_000
        if language == "rtl":
            page.evaluate(TURN)
        page.evaluate(OPEN_ALL)
        assert page.locator("h1").count() == 1, path
        assert_accessible(page)
        assert_fits(page)
        assert page.evaluate(TOO_SMALL) == [], path
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 640})


@pytest.mark.parametrize("script", [True, False])
def test_from_today_to_what_was_seen_in_three_taps(phones: Phones, script: bool) -> None:
    page = phones.page(phones.coach, java_script_enabled=script)
    page.goto(f"{phones.url}/activities")
    page.get_by_role("link", name="Tournoi de futsal solidaire").tap()
    assert page.locator("input:checked").count() == 0
    page.get_by_role("button", name="Tous (4)").tap()
    assert page.locator("input:checked").count() == 4
    page.get_by_role("button", name="Continuer").tap()
    assert page.url == f"{phones.url}{phones.today.place}/seen"
    assert len(phones.today.there()) == 4


def test_names_are_pasted_and_taken_back(phones: Phones) -> None:
    page = phones.page(phones.coach)
    page.goto(f"{phones.url}{phones.today.place}/present")
    page.get_by_label("Un nom par ligne").fill(TWELVE)
    page.get_by_role("button", name="Ajouter").tap()
    assert "12 personnes ajoutées." in page.get_by_role("status").inner_text()
    assert page.locator("input[name=there]:checked").count() == 12
    assert_accessible(page)
    page.get_by_role("button", name="Annuler").tap()
    assert page.locator("input[name=there]").count() == 4


def test_two_coaches_at_once_keep_each_others_ticks(phones: Phones) -> None:
    first, second = phones.page(phones.coach), phones.page(phones.second)
    for page in (first, second):
        page.goto(f"{phones.url}{phones.today.place}/present")
    first.get_by_label("Zéphyrine").tap()
    first.get_by_role("button", name="Enregistrer").tap()
    second.get_by_label("Mbalinka").tap()
    second.get_by_role("button", name="Enregistrer").tap()
    assert second.locator("input[name=there]:checked").count() == 2
    assert len(phones.today.there()) == 2


def test_a_double_tap_and_a_reload_start_one_activity(phones: Phones) -> None:
    page = phones.page(phones.coach)
    page.goto(f"{phones.url}/activities/new")
    page.get_by_label("Nom de l'activité").fill("Maraude")
    page.get_by_role("button", name="Créer l'activité").dblclick()
    page.wait_for_url("**/present")
    page.go_back()
    page.get_by_role("button", name="Créer l'activité").tap()
    page.wait_for_url("**/present")
    page.reload()
    page.goto(f"{phones.url}/activities")
    assert page.get_by_role("link", name="Maraude").count() == 1


def test_a_list_is_imported_after_a_look(phones: Phones, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes(
        "Prénom;Nom;E-mail\r\nZéphyrine;Qwarlov;z@x.example\r\nZoé;É.;\r\n".encode("cp1252")
    )
    page = phones.page(phones.coach, java_script_enabled=False)
    page.goto(f"{phones.url}{phones.today.place}/import")
    page.get_by_label("Fichier CSV ou texte").set_input_files(file)
    page.get_by_role("button", name="Voir ce qui va se passer").tap()
    assert "E-mail" in page.locator("main").inner_text()
    assert "Zoé É." in page.locator("main").inner_text()
    assert "z@x.example" not in page.content()
    page.get_by_role("button", name="importer").tap()
    assert "1 personne ajoutée." in page.get_by_role("status").inner_text()
    assert len(phones.today.there()) == 2


def test_the_preview_is_accessible(phones: Phones) -> None:
    page = phones.page(phones.coach)
    page.goto(f"{phones.url}{phones.today.place}/import")
    page.get_by_label("Ou collez la liste ici").fill("nom;date;âge\nNour;21/01/2027;3\nAli;hier;4")
    page.get_by_role("button", name="Voir ce qui va se passer").tap()
    assert_accessible(page)
    assert_fits(page)
    assert page.evaluate(TOO_SMALL) == []


def test_the_keyboard_is_enough(phones: Phones) -> None:
    page = phones.page(phones.coach)
    page.goto(f"{phones.url}{phones.today.place}/present")
    page.get_by_role("button", name="Tous (4)").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/seen")
    assert len(phones.today.there()) == 1
