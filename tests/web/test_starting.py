"""An activity is started by one short form, or as the last one was."""

import re

import pytest
from sqlalchemy import func, select

from badges.models import Activity, Appointment, Enrolment
from tests.cast import Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web import gym

FORM = {"name": "Maraude", "kind": "sport", "town": "Pantin", "day": "2027-01-21", "key": "one"}


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    """Whoever leads the activity of the cast."""
    return desk_of(world.coach)


def count(world: Cast) -> int:
    world.session.rollback()
    return world.session.execute(select(func.count()).select_from(Activity)).scalar_one()


def test_the_form_knows_what_one_can_know(coach: Desk) -> None:
    page = coach.get("/activities/new").text
    assert 'value="Bobigny"' in page
    assert 'value="2027-01-21"' in page
    assert "organisation" not in page[page.index("<main") : page.index("</main>")]
    assert 'action="/activities/again"' in page


def test_the_first_one_takes_the_town_of_the_organisation(world: Cast, desk_of: MakeDesk) -> None:
    page = desk_of(world.second_coach).get("/activities/new").text
    assert 'value="Bobigny"' in page
    assert "/activities/again" not in page


def test_it_works_once_however_often_it_is_sent(world: Cast, coach: Desk) -> None:
    first, second = (coach.post("/activities/new", FORM) for _ in range(2))
    assert first.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert re.fullmatch(r"/activities/\d+/sessions/\d+/present", first.headers["Location"])
    assert count(world) == 3
    assert coach.get(first.headers["Location"]).status_code == 200
    assert coach.post("/activities/new", FORM | {"town": "Bondy"}).status_code == 409


def test_one_that_begins_later_shows_itself(coach: Desk) -> None:
    answer = coach.post("/activities/new", FORM | {"day": "2027-02-01"})
    assert re.fullmatch(r"/activities/\d+\?done=session", answer.headers["Location"])


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", "", "Donnez un nom"),
        ("name", "  ", "Donnez un nom"),
        ("town", "n" * 121, "Donnez une ville"),
        ("kind", "escalade", "Choisissez une sorte"),
        ("day", "demain", "Donnez un jour"),
        ("day", "2047-01-21", "Donnez un jour"),
        ("organisation", "999", "Choisissez l'organisation"),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    world: Cast, coach: Desk, name: str, value: str, said: str
) -> None:
    page = coach.post("/activities/new", FORM | {name: value})
    assert page.status_code == 400
    assert "Maraude" in page.text or name == "name"
    if name != "organisation":
        assert said in page.text
    assert count(world) == 2


def test_the_last_one_is_done_again_in_one_tap(world: Cast, coach: Desk) -> None:
    place = gym.opened(world)
    form = {"key": "one", "activity": str(place.activity)}
    assert f'name="activity" value="{place.activity}"' in coach.get("/activities/new").text
    first, second = (coach.post("/activities/again", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert count(world) == 3
    query = select(func.count()).select_from(Enrolment)
    assert world.session.execute(query).scalar_one() == 2 * len(place.people)


def test_nothing_of_others_is_done_again(world: Cast, coach: Desk) -> None:
    for number, status in ((world.twin_activity.id, 404), (999_999, 404), (0, 400)):
        form = {"key": "one", "activity": str(number)}
        assert coach.post("/activities/again", form).status_code == status
    assert count(world) == 2


def test_who_coordinates_several_organisations_says_which(world: Cast, desk_of: MakeDesk) -> None:
    world.session.execute(
        Appointment.__table__.update()  # type: ignore[attr-defined]
        .where(Appointment.staff_id == world.coordinator.id)
        .values(organisation_id=None, programme_id=world.organisation.programme_id)
    )
    world.session.commit()
    desk = desk_of(world.coordinator)
    assert 'name="organisation"' in desk.get("/activities/new").text
    page = desk.post("/activities/new", FORM | {"organisation": "999"})
    assert page.status_code == 400
    assert "Choisissez l'organisation" in page.text
    assert (
        desk.post("/activities/new", FORM | {"organisation": str(world.twin.id)}).status_code == 303
    )
    world.session.rollback()
    made = world.session.scalars(select(Activity).order_by(Activity.id.desc())).first()
    assert made is not None
    assert (made.organisation_id, made.lead_id) == (world.twin.id, None)
