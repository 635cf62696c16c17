"""A programme and its organisations, for who coordinates and for who administers."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from badges import security
from badges.models import Activity, Appointment, Organisation, Programme
from badges.security import Permission
from badges.services import organisations
from tests.cast import CARD, NAMES, NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web.people_of_the_house import admin
from tests.web.test_awards import text

FORM = {
    "programme": "1",
    "new_programme": "",
    "name": "Le Relais du Port",
    "url": "https://relais.example",
    "email": "contact@relais.example",
    "town": "Sète",
    "telephone": "",
}


@pytest.fixture
def coordinator(desk_of: MakeDesk, world: Cast) -> Desk:
    return desk_of(world.coordinator)


@pytest.fixture
def administrator(app: Flask, world: Cast) -> Desk:
    return admin(app, world.session)


def test_it_works(coordinator: Desk, world: Cast) -> None:
    answer = coordinator.get("/programme")
    said = text(answer.text)
    assert answer.status_code == 200
    assert answer.text.count(CARD.name) > 1
    assert f"/programme/organisations/{world.organisation.id}" in answer.text
    assert f"/programme/organisations/{world.twin.id}" not in answer.text
    assert "3 personnes dans l'équipe" in said
    assert "Elle signe avec sa clé 1." in said
    for link in ("/programme/staff", "/programme/arrivals", "/requests", "/audit"):
        assert f'href="{link}"' in answer.text
    assert "Créer une organisation" not in said


def test_a_coordinator_of_the_programme_sees_all_of_it(coordinator: Desk, world: Cast) -> None:
    programme = world.organisation.programme_id
    world.session.execute(
        update(Appointment)
        .where(Appointment.staff_id == world.coordinator.id)
        .values(organisation_id=None, programme_id=programme)
    )
    world.session.commit()
    page = coordinator.get("/programme").text
    for one in (world.organisation, world.twin):
        assert f"/programme/organisations/{one.id}" in page


def test_who_administers_sees_every_organisation_and_no_person(
    administrator: Desk, world: Cast
) -> None:
    page = administrator.get("/programme").text
    assert page.count('<section class="card">') == 2
    assert not [name for name in NAMES if name in page]
    assert "@" not in page


def test_an_organisation_is_founded_and_its_key_is_left_to_the_server(
    administrator: Desk, world: Cast
) -> None:
    assert administrator.get("/programme/organisations/new").status_code == 200
    form = FORM | {"programme": str(world.organisation.programme_id)}
    answer = administrator.post("/programme/organisations", form)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/programme?done=founded")
    made = world.session.scalars(
        select(Organisation).where(Organisation.name == FORM["name"])
    ).one()
    assert (made.town, made.telephone) == ("Sète", None)
    page = administrator.get(answer.headers["Location"]).text
    assert f"badges key create {made.slug}" in page
    assert "Aucun badge ne peut être donné avant." in text(page)


def test_the_first_programme_is_opened_with_an_organisation(
    administrator: Desk, world: Cast
) -> None:
    form = FORM | {"programme": "0", "new_programme": "Cap Sud"}
    assert administrator.post("/programme/organisations", form).status_code == 303
    programme = world.session.scalars(select(Programme).where(Programme.name == "Cap Sud")).one()
    made = select(Organisation.name).where(Organisation.programme_id == programme.id)
    assert world.session.scalars(made).all() == [FORM["name"]]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"programme": "0"}, "Choisissez un programme"),
        ({"programme": "x"}, "Choisissez un programme"),
        ({"name": ""}, "Donnez un nom"),
        ({"url": "relais"}, "Donnez une adresse entière"),
        ({"email": "nobody"}, "boîte partagée"),
        ({"telephone": "0" * 50}, "Écrivez le numéro"),
        ({"town": "t" * 200}, "Écrivez la ville"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_is_kept(
    administrator: Desk, world: Cast, changed: dict[str, str], sentence: str
) -> None:
    answer = administrator.post("/programme/organisations", FORM | changed)
    assert answer.status_code == 400
    assert sentence in text(answer.text)
    assert f'value="{(FORM | changed)["email"]}"' in answer.text
    assert len(world.session.scalars(select(Organisation)).all()) == 2
    assert len(world.session.scalars(select(Programme)).all()) == 1


def test_a_programme_that_is_not_there_is_not_found(administrator: Desk) -> None:
    form = FORM | {"programme": "999999"}
    assert administrator.post("/programme/organisations", form).status_code == 404


def test_an_organisation_is_suspended_and_brought_back(
    administrator: Desk, coordinator: Desk, desk_of: MakeDesk, world: Cast
) -> None:
    coach, there = desk_of(world.coach), f"/programme/organisations/{world.organisation.id}"
    slug = world.organisation.slug
    assert "Suspendre" in administrator.get(f"{there}/suspension").text
    answer = administrator.post(f"{there}/suspension", {"suspended": "true"})
    assert answer.headers["Location"] == "/programme?done=suspended"
    for desk in (administrator, coordinator):
        assert "Elle est suspendue depuis le" in text(desk.get("/programme").text)
    assert "Votre organisation est suspendue." in text(coordinator.get("/programme").text)
    public = coach.app.test_client().get(f"/issuers/{slug}", headers={"Accept-Language": "fr"})
    assert "Elle est suspendue depuis le" in text(public.text)
    assert "Rétablir" in administrator.get(f"{there}/suspension").text
    administrator.post(f"{there}/suspension", {"suspended": "false"})
    assert "suspendue" not in text(coordinator.get("/programme").text)


@pytest.mark.parametrize("why", ["suspended_at", "left_at"])
def test_a_suspended_organisation_changes_and_offers_nothing(
    desk_of: MakeDesk, world: Cast, why: str
) -> None:
    desk, card = desk_of(world.coordinator), f"/programme/organisations/{world.organisation.id}"
    setattr(world.organisation, why, NOW)
    world.session.commit()
    refused = "est suspendue. Rien de nouveau"
    for path in (
        card,
        f"{card}/logo",
        "/programme/staff/invitations",
        f"/people/{world.people[0].id}/hand-over",
    ):
        answer = desk.post(path, {})
        assert (refused in text(answer.text)) is (why == "suspended_at"), path
        assert answer.status_code == (409 if why == "suspended_at" else 400), path
    assert refused not in text(desk.post(f"{card}/leave", {}).text)


def test_a_suspended_organisation_makes_nothing_new(
    app: Flask, desk_of: MakeDesk, world: Cast
) -> None:
    """The gate asks before the view: whatever a coach sends is answered with a sentence."""
    coach = desk_of(world.coach)
    organisations.suspend(world.session, world.organisation, actor="x", now=NOW)
    world.session.commit()
    reached: list[str] = []

    @security.needs(Permission.AWARD)
    def make() -> str:
        reached.append("inside")
        return ""

    app.add_url_rule("/make", "make", make, methods=["GET", "POST"])
    answer = coach.post("/make")
    assert answer.status_code == 409
    assert "est suspendue. Rien de nouveau n'est possible" in text(answer.text)
    assert reached == []
    assert coach.get("/make").status_code == 200
    organisations.leave(world.session, world.organisation, actor="x", now=NOW)
    world.session.commit()
    assert "a quitté le programme" in text(coach.post("/make").text)
    assert world.session.scalars(select(Activity)).all()
