"""An activity opened to another organisation, on pages."""

import pytest
from flask import Flask
from sqlalchemy import select

from badges.models import ActivityOpening, Enrolment, Participant
from badges.services import activities
from tests.cast import NAMES, NOW, Cast
from tests.fixtures.desk import Desk, Form, MakeDesk
from tests.web import people_of_the_house
from tests.web.test_awards import text


@pytest.fixture
def ours(desk_of: MakeDesk, world: Cast) -> Desk:
    return desk_of(world.coordinator)


@pytest.fixture
def theirs(app: Flask, world: Cast) -> Desk:
    return people_of_the_house.coordinator(app, world.session, world.twin)


@pytest.fixture
def guests(world: Cast) -> list[Participant]:
    made = activities.add_people(world.session, world.twin, NAMES, actor="test", now=NOW)
    world.session.commit()
    return made


@pytest.fixture
def there(world: Cast) -> str:
    return f"/activities/{world.activity.id}/openings"


def test_it_works(
    ours: Desk, theirs: Desk, guests: list[Participant], there: str, world: Cast
) -> None:
    twin, guest = str(world.twin.id), str(guests[0].id)
    assert theirs.get(there).status_code == 404
    assert "Ouvrir à" in text(ours.get(there).text)
    answer = ours.post(there, {"to": twin})
    assert answer.headers["Location"] == f"{there}?done=opened"
    assert "L'activité est ouverte." in text(ours.get(answer.headers["Location"]).text)
    page = theirs.get(there).text
    assert all(f'name="people" value="{one.id}"' in page for one in guests)
    assert "Ouvrir à d'autres organisations" not in text(page)
    enrolled = theirs.post(f"{there}/people", {"home": twin, "people": [guest]})
    assert enrolled.headers["Location"] == f"{there}?done=enrolled"
    said = text(ours.get(there).text)
    assert f"{guests[0].name} · autre organisation" in said
    assert guests[1].name not in said
    closed = ours.post(f"{there}/close", {"to": twin})
    assert closed.headers["Location"] == f"{there}?done=closed"
    assert guests[0].name not in text(ours.get(there).text)
    assert theirs.get(there).status_code == 404


def test_neither_side_is_shown_the_others_people(
    ours: Desk, theirs: Desk, guests: list[Participant], there: str, world: Cast
) -> None:
    world.session.add(
        Enrolment(activity_id=world.activity.id, participant_id=world.people[0].id, enrolled_at=NOW)
    )
    world.session.commit()
    ours.post(there, {"to": str(world.twin.id)})
    for desk, own, foreign in ((ours, world.people, guests), (theirs, guests, world.people)):
        page = desk.get(there).text
        assert not [one for one in foreign if f'name="people" value="{one.id}"' in page]
        assert own
    assert "Personne n'est encore inscrit." in text(theirs.get(there).text)


@pytest.mark.parametrize("to", ["", "x", "999999", "own"])
def test_it_is_opened_to_another_organisation_alone(
    ours: Desk, there: str, world: Cast, to: str
) -> None:
    number = str(world.organisation.id) if to == "own" else to
    for path in (there, f"{there}/close"):
        assert ours.post(path, {"to": number}).status_code == 404
    assert world.session.scalars(select(ActivityOpening)).all() == []


def test_the_other_side_cannot_open_or_close(
    theirs: Desk, ours: Desk, there: str, world: Cast
) -> None:
    twin = {"to": str(world.twin.id)}
    ours.post(there, twin)
    for path in (there, f"{there}/close"):
        assert theirs.post(path, twin).status_code == 404
    assert len(world.session.scalars(select(ActivityOpening)).all()) == 1


def test_nobody_enrols_whom_they_do_not_have(
    ours: Desk, theirs: Desk, guests: list[Participant], there: str, world: Cast
) -> None:
    ours.post(there, {"to": str(world.twin.id)})
    for desk, home, person in (
        (theirs, world.twin, world.people[0]),
        (theirs, world.organisation, guests[0]),
        (ours, world.twin, guests[0]),
        (ours, world.organisation, world.people[0]),
    ):
        form: Form = {"home": str(home.id), "people": [str(person.id)]}
        assert desk.post(f"{there}/people", form).status_code == 404
    for number, people in (("x", []), (str(world.twin.id), ["x"])):
        form = {"home": number, "people": people}
        assert theirs.post(f"{there}/people", form).status_code == 404
    assert theirs.post(f"{there}/people").status_code == 404
    assert world.session.scalars(select(Enrolment)).all() == []


def test_a_suspended_organisation_is_told_so(ours: Desk, there: str, world: Cast) -> None:
    world.twin.suspended_at = NOW
    world.session.commit()
    answer = ours.post(there, {"to": str(world.twin.id)})
    assert answer.status_code == 409
    assert "est suspendue. Rien de nouveau n'est possible" in text(answer.text)


def test_without_a_neighbour_it_says_what_to_do(ours: Desk, there: str, world: Cast) -> None:
    world.twin.left_at = NOW
    world.session.commit()
    assert "Demandez à l'administrateur" in text(ours.get(there).text)


def test_an_own_person_who_is_enrolled_is_not_offered_again(
    ours: Desk, theirs: Desk, guests: list[Participant], there: str, world: Cast
) -> None:
    ours.post(there, {"to": str(world.twin.id)})
    people = [str(one.id) for one in guests]
    theirs.post(f"{there}/people", {"home": str(world.twin.id), "people": people})
    assert "Toutes vos personnes sont inscrites" in text(theirs.get(there).text)
