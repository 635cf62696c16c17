"""Handing a person on, on pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from badges.models import HandOver
from tests.cast import NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web import people_of_the_house
from tests.web.test_awards import text

AGREED = "2026-11-20"


@pytest.fixture
def ours(desk_of: MakeDesk, world: Cast) -> Desk:
    return desk_of(world.coordinator)


@pytest.fixture
def theirs(app: Flask, world: Cast) -> Desk:
    return people_of_the_house.coordinator(app, world.session, world.twin)


@pytest.fixture
def there(world: Cast) -> str:
    return f"/people/{world.people[0].id}/hand-over"


@pytest.fixture
def form(world: Cast) -> dict[str, str]:
    return {"to": str(world.twin.id), "agreed_on": AGREED}


def number(world: Cast) -> int:
    world.session.expire_all()
    return world.session.scalars(select(HandOver.id).order_by(HandOver.id.desc())).all()[0]


def test_it_works(ours: Desk, theirs: Desk, there: str, form: dict[str, str], world: Cast) -> None:
    person = world.people[0]
    assert "La personne doit être d'accord." in text(ours.get(there).text)
    answer = ours.post(there, form)
    assert answer.headers["Location"] == f"{there}?done=offered"
    assert "Reprendre la proposition" in ours.get(answer.headers["Location"]).text
    arrivals = text(theirs.get("/programme/arrivals").text)
    assert person.name in arrivals
    assert "20 novembre 2026" in arrivals
    taken = theirs.post(f"/programme/arrivals/{number(world)}/take")
    assert taken.headers["Location"] == f"/people/{person.id}"
    world.session.expire_all()
    assert world.people[0].organisation_id == world.twin.id
    assert ours.get(there).status_code == 404
    assert theirs.get(there).status_code == 200


def test_the_receiving_side_is_shown_the_name_and_nothing_else(
    ours: Desk, theirs: Desk, there: str, form: dict[str, str], world: Cast
) -> None:
    person = world.people[0]
    ours.post(there, form)
    page = theirs.get("/programme/arrivals").text
    assert person.reference not in page
    assert f"/people/{person.id}" not in page
    assert theirs.get(there).status_code == 404
    assert theirs.get(f"/people/{person.id}").status_code == 404


def test_it_may_be_declined_or_taken_back(
    ours: Desk, theirs: Desk, there: str, form: dict[str, str], world: Cast
) -> None:
    ours.post(there, form)
    declined = theirs.post(f"/programme/arrivals/{number(world)}/decline")
    assert declined.headers["Location"] == "/programme/arrivals?done=declined"
    assert "La personne reste où elle est." in text(theirs.get(declined.headers["Location"]).text)
    ours.post(there, form)
    back = ours.post(f"{there}/withdraw")
    assert back.headers["Location"] == f"{there}?done=withdrawn"
    assert "Personne n'arrive pour l'instant." in text(theirs.get("/programme/arrivals").text)
    assert theirs.post(f"/programme/arrivals/{number(world)}/take").status_code == 404
    assert ours.post(f"{there}/withdraw").status_code == 404


def test_nobody_is_offered_twice(ours: Desk, there: str, form: dict[str, str]) -> None:
    ours.post(there, form)
    answer = ours.post(there, form)
    assert answer.status_code == 409
    assert "est déjà proposée" in text(answer.text)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"agreed_on": "2031-01-01"}, "aujourd'hui au plus tard"),
        ({"agreed_on": "hier"}, "aujourd'hui au plus tard"),
        ({"agreed_on": ""}, "aujourd'hui au plus tard"),
        ({"to": "999999"}, "Choisissez une organisation du programme."),
        ({"to": ""}, "Choisissez une organisation du programme."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    ours: Desk,
    there: str,
    form: dict[str, str],
    world: Cast,
    changed: dict[str, str],
    sentence: str,
) -> None:
    answer = ours.post(there, form | changed)
    assert answer.status_code == 400
    assert sentence in text(answer.text)
    assert f'value="{(form | changed)["agreed_on"]}"' in answer.text
    assert world.session.scalars(select(HandOver)).all() == []


def test_only_who_receives_takes(ours: Desk, there: str, form: dict[str, str], world: Cast) -> None:
    ours.post(there, form)
    for act in ("take", "decline"):
        assert ours.post(f"/programme/arrivals/{number(world)}/{act}").status_code == 404
    world.session.expire_all()
    assert world.people[0].organisation_id == world.organisation.id


def test_without_another_organisation_it_says_so(ours: Desk, there: str, world: Cast) -> None:
    world.twin.left_at = NOW
    world.session.commit()
    assert "pas d'autre organisation" in text(ours.get(there).text)
