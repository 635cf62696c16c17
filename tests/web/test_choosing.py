"""Who coordinates several organisations is asked for which one, and comes back."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from badges.models import Appointment, BadgeClassDraft, CardPack, Programme
from badges.security import gate
from badges.services import badge_shelf
from tests import team
from tests.cast import NOW, Cast
from tests.fixtures.desk import Desk
from tests.web import people_of_the_house
from tests.web.test_activities import words


@pytest.fixture
def wide(app: Flask, world: Cast) -> Desk:
    """They coordinate both organisations of the programme, and chose neither."""
    programme = world.organisation.programme
    return people_of_the_house.programmes_coordinator(app, world.session, programme)


def choose(desk: Desk, world: Cast, organisation: int, **form: str) -> str:
    """Where they are led once they act for that organisation."""
    query = select(Appointment.id).where(Appointment.staff_id == desk.staff_id)
    number = world.session.scalars(query).one()
    said = {"appointment": f"{number}:{organisation}", **form}
    address: str = desk.post("/account/appointment", said).headers["Location"]
    return address


def asked(desk: Desk, path: str, form: dict[str, str]) -> dict[str, list[str]]:
    """What the address says to which a form leads that names no organisation."""
    answer = desk.post(path, form)
    assert answer.status_code == 303
    there = urlsplit(answer.headers["Location"])
    assert there.path == "/account/appointment"
    return parse_qs(there.query)


def test_it_works(wide: Desk, world: Cast) -> None:
    said = asked(wide, "/cards", {"count": "3"})
    assert said == {"why": ["organisation"], "next": ["/cards"]}
    page = wide.get("/account/appointment?why=organisation&next=/cards")
    assert "pour quelle organisation vous agissez" in words(page.text)
    assert page.text.count('name="appointment"') == 2  # not for all of the programme
    assert 'name="next" value="/cards"' in page.text
    assert choose(wide, world, world.twin.id, next="/cards") == "/cards"
    assert wide.post("/cards", {"count": "3"}).status_code == 303
    world.session.rollback()
    [pack] = world.session.scalars(select(CardPack)).all()
    assert pack.organisation_id == world.twin.id


def test_without_a_reason_nothing_is_said(wide: Desk) -> None:
    page = wide.get("/account/appointment").text
    assert "pour quelle organisation vous agissez" not in page
    assert page.count('name="appointment"') == 3


def test_what_has_no_page_of_its_own_leads_back_to_its_list(wide: Desk, world: Cast) -> None:
    actor = team.actor_of(world, world.coordinator)
    badge_shelf.share(world.session, world.badge_class, actor=actor, now=NOW)
    world.session.commit()
    path = f"/badge-classes/{world.badge_class.slug}/adopt"
    assert asked(wide, path, {})["next"] == ["/badge-classes"]
    assert asked(wide, "/badge-classes/new?lang=en", {})["next"] == ["/badge-classes/new"]
    world.session.rollback()
    assert world.session.scalars(select(BadgeClassDraft)).all() == []


def test_a_way_back_names_nobody(app: Flask) -> None:
    for path, kept in (
        ("/people?q=Zephyrine", "/people"),
        ("/c/7K3M?q=Zephyrine", "/c/7K3M"),
        ("/audit?page=2", "/audit?page=2"),
    ):
        with app.test_request_context(path):
            assert gate.asked_page() == kept
    with app.test_request_context("/cards?q=Zephyrine", method="POST"):
        assert gate.asked_page() == "/cards"


def test_a_programme_without_organisations_says_so(app: Flask, world: Cast) -> None:
    empty = Programme(slug="empty", name="Neuf")
    world.session.add(empty)
    world.session.flush()
    desk = people_of_the_house.programmes_coordinator(app, world.session, empty)
    for answer in (desk.get("/activities/new"), desk.post("/cards", {"count": "1"})):
        assert answer.status_code == 409
        assert "n'a pas encore d'organisation" in answer.text
    assert desk.get("/cards").status_code == 200


# ---- into whose hands a pack of cards goes


def packs(world: Cast) -> list[tuple[int, int | None]]:
    world.session.rollback()
    query = select(CardPack.organisation_id, CardPack.held_by_id).order_by(CardPack.id)
    return [(row[0], row[1]) for row in world.session.execute(query)]


def test_who_holds_a_pack_is_chosen_among_its_organisations_coaches(
    wide: Desk, world: Cast
) -> None:
    page = wide.get("/cards").text
    here, there = world.organisation.id, world.twin.id
    assert page.count("<optgroup") == 2
    for value in (f"{here}:", f"{here}:{world.coach.id}", f"{there}:{world.twin_coach.id}"):
        assert f'value="{value}"' in page
    assert f'value="{there}:{world.coach.id}"' not in page
    form = {"count": "3", "key": "one"}
    assert wide.post("/cards", {**form, "holder": f"{there}:"}).status_code == 303
    held = {**form, "key": "two", "holder": f"{there}:{world.twin_coach.id}"}
    assert wide.post("/cards", held).status_code == 303
    assert packs(world) == [(there, None), (there, world.twin_coach.id)]


@pytest.mark.parametrize("holder", ["x", "1:x", "1:2:3", "::", "-1:2", "9999999999:"])
def test_a_holder_that_is_no_line_of_the_list_is_asked_again(
    wide: Desk, world: Cast, holder: str
) -> None:
    answer = wide.post("/cards", {"count": "7", "holder": holder})
    assert answer.status_code == 400
    assert "Choisissez une ligne." in answer.text
    assert 'value="7"' in answer.text
    assert packs(world) == []


def test_nobody_holds_cards_of_where_they_do_not_work(wide: Desk, world: Cast) -> None:
    crossed = f"{world.twin.id}:{world.coach.id}"
    assert wide.post("/cards", {"count": "3", "holder": crossed}).status_code == 409
    assert wide.post("/cards", {"count": "3", "holder": "900000:"}).status_code == 404
    assert packs(world) == []


def test_what_was_typed_is_kept(wide: Desk, world: Cast) -> None:
    chosen = f"{world.twin.id}:{world.twin_coach.id}"
    page = wide.post("/cards", {"count": "0", "holder": chosen}).text
    assert f'<option value="{chosen}" selected>' in page
