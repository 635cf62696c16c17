"""Who acts for several organisations: nothing is changed in the one that is suspended or left."""

import pytest
from flask import Flask

from badges.services import activities
from tests.cast import NOW, Cast
from tests.fixtures.desk import Desk
from tests.gym import Gym
from tests.web import people_of_the_house
from tests.web.test_activities import words
from tests.web.test_programme import FORM as CARD


@pytest.fixture
def wide(app: Flask, gym: Gym) -> Desk:
    """They coordinate both organisations of the programme; the first is suspended."""
    world = gym.world
    programme = world.organisation.programme
    desk = people_of_the_house.programmes_coordinator(app, world.session, programme)
    world.organisation.suspended_at = NOW
    world.session.commit()
    return desk


def new_things(world: Cast, place: str) -> list[tuple[str, dict[str, str]]]:
    """Forms that make or change something in the organisation of the cast."""
    activity, person = world.activity.id, world.people[0].id
    home = str(world.organisation.id)
    plan = {"name": "Foot", "kind": "sport", "town": "Bobigny", "day": "2026-11-22"}
    return [
        ("/activities/new", {**plan, "organisation": home}),
        (f"/activities/{activity}", {"name": "Foot", "kind": "sport", "town": "Bobigny"}),
        (f"/activities/{activity}/sessions", {}),
        (f"/activities/{activity}/delete", {}),
        (f"{place}/present", {"there": str(person)}),
        (f"{place}/people", {"names": "Bob"}),
        (f"{place}/seen", {"badge": world.badge_class.slug, "person": str(person)}),
        (f"{place}/give", {"badge": world.badge_class.slug, "person": str(person)}),
        (f"/people/{person}", {"name": "Bob"}),
        ("/cards", {"count": "3", "holder": f"{home}:"}),
        ("/badge-classes/new", {"organisation": home}),
        (f"/badge-classes/{world.badge_class.slug}/edit", {}),
        (f"/badge-classes/{world.badge_class.slug}/retire", {}),
        (f"/programme/organisations/{home}", dict(CARD)),
        (f"/people/{person}/hand-over", {"to": "2", "agreed_on": "2026-11-20"}),
    ]


def test_what_is_suspended_is_left_as_it_is(wide: Desk, gym: Gym) -> None:
    for path, form in new_things(gym.world, gym.place):
        answer = wide.post(path, form)
        assert answer.status_code == 409, path
        assert "est suspendue. Rien de nouveau" in words(answer.text), path
    world = gym.world
    world.session.expire_all()
    assert world.activity.name == "Tournoi de futsal solidaire"


def test_the_other_goes_on(wide: Desk, gym: Gym) -> None:
    world = gym.world
    (person,) = activities.add_people(world.session, world.twin, ["Ana"], actor="x", now=NOW)
    world.session.commit()
    there = f"/activities/{world.twin_activity.id}"
    for path, form in (
        (f"{there}/sessions", {}),
        (f"/people/{person.id}", {"name": "Anna"}),
        ("/cards", {"count": "3", "holder": f"{world.twin.id}:"}),
        ("/badge-classes/new", {"organisation": str(world.twin.id)}),
    ):
        assert wide.post(path, form).status_code == 303, path


def test_everything_is_still_read(wide: Desk, gym: Gym) -> None:
    person = gym.world.people[0].id
    for path in (gym.place + "/seen", f"/people/{person}", f"/activities/{gym.world.activity.id}"):
        assert wide.get(path).status_code == 200


def test_what_people_have_a_right_to_goes_on(wide: Desk, gym: Gym) -> None:
    person = gym.world.people[0].id
    assert wide.post(f"/people/{person}/erasure-request", {}).status_code == 303
    assert wide.post(f"/people/{person}/lost-card", {}).status_code != 409


def test_one_that_left_is_told_apart(wide: Desk, gym: Gym) -> None:
    world = gym.world
    world.organisation.suspended_at, world.organisation.left_at = None, NOW
    world.session.commit()
    answer = wide.post(f"/activities/{world.activity.id}/sessions", {})
    assert answer.status_code == 409
    assert "a quitté le programme" in words(answer.text)
    card = f"/programme/organisations/{world.organisation.id}"
    assert wide.post(card, {}).status_code == 400  # employers still reach it by its card
