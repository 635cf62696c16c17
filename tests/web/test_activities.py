"""Today, one activity, and what is changed of it."""

import re

import pytest
from sqlalchemy import select, update

from badges.models import Activity, Award, Role, Staff
from badges.models import Session as Meeting
from tests.actors import appointed, opened, works
from tests.cast import Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym as Gymnasium
from tests.web import gym
from tests.web.gym import Gym


@pytest.fixture
def today(world: Cast) -> Gym:
    """A session of today."""
    return gym.opened(world)


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    """Whoever leads the activity."""
    return desk_of(world.coach)


@pytest.fixture
def full(world: Cast) -> Gymnasium:
    """A session with everybody there."""
    return Gymnasium(world)


def words(html: str) -> str:
    """What a page says, on one line."""
    main = html[html.index("<main") : html.index("</main>")]
    inline = re.sub(r"</?(?:b|bdi)>", "", main)
    return " ".join(re.sub(r"<[^>]+>", " ", inline).split())


def test_it_works(today: Gym, coach: Desk) -> None:
    page = coach.get("/activities")
    assert page.status_code == 200
    assert "Tournoi de futsal solidaire Aujourd'hui, Bobigny" in words(page.text)
    assert "dire qui est là" in page.text
    assert f'href="{today.place}/present"' in page.text
    assert len(page.data) < 50_000


def test_the_next_screen_is_what_is_left_to_do(today: Gym, coach: Desk) -> None:
    coach.post(f"{today.place}/present", {"there": str(today.people[0])})
    page = coach.get("/activities").text
    assert f'href="{today.place}/seen"' in page
    assert "1 personne présente." in words(page)
    assert "dire ce que vous avez vu" in page


@pytest.mark.parametrize(("days", "said"), [(-1, "Hier"), (1, "Demain")])
def test_yesterday_and_tomorrow_are_near(world: Cast, coach: Desk, days: int, said: str) -> None:
    place = gym.opened(world, days=days)
    page = coach.get("/activities").text
    assert f"{said}, Bobigny" in words(page)
    assert f'href="{place.place}/present"' in page


def test_without_a_session_near_it_says_what_to_do(coach: Desk) -> None:
    page = words(coach.get("/activities").text)
    assert "Aucune séance hier, aujourd'hui ni demain." in page
    assert "Tournoi de futsal solidaire Bobigny, 21 novembre 2026" in page


def test_who_has_no_activity_is_told_what_to_do(world: Cast, desk_of: MakeDesk) -> None:
    page = desk_of(world.second_coach).get("/activities").text
    assert "Créez la première" in page
    assert page.count('class="button') == 1
    partner = appointed(world, "partner@x.example", Role.PARTNER)
    world.session.commit()
    page = desk_of(partner).get("/activities").text
    assert "Demandez à un coach" in page
    assert "/activities/new" not in page


def test_many_activities_come_page_by_page(world: Cast, coach: Desk) -> None:
    world.session.add_all(
        Activity(
            organisation_id=world.organisation.id,
            kind_key="sport",
            name=f"Activité {number}",
            town="Pantin",
            lead_id=world.coach.id,
        )
        for number in range(45)
    )
    world.session.commit()
    assert "?page=2" in coach.get("/activities").text
    last = coach.get("/activities?page=3").text
    assert "Tournoi de futsal" in last
    assert "?page=4" not in last
    for odd in ("0", "x", "99999999999999999999"):
        assert coach.get(f"/activities?page={odd}").status_code == 200


def test_one_activity_shows_sessions_list_and_team(today: Gym, coach: Desk) -> None:
    page = words(coach.get(f"/activities/{today.activity}").text)
    for said in ("21 janvier 2027", "7 novembre 2026", "Personnes sur la liste (4)", "Zéphyrine"):
        assert said in page
    assert "coach@passerelles.example mène l'activité" in page
    assert "Ajouter la séance d'aujourd'hui" not in page


def test_todays_session_is_added_by_one_tap_once(world: Cast, coach: Desk) -> None:
    address = f"/activities/{world.activity.id}/sessions"
    first, second = coach.post(address), coach.post(address)
    assert first.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert re.fullmatch(rf"{address}/\d+/present", first.headers["Location"])
    future = coach.post(address, {"day": "2027-01-30"})
    assert future.headers["Location"] == f"/activities/{world.activity.id}?done=session"


@pytest.mark.parametrize("day", ["hier", "2207-01-30", "1999-01-30"])
def test_a_day_that_cannot_be_is_said(world: Cast, coach: Desk, day: str) -> None:
    before = gym_sessions(world)
    page = coach.post(f"/activities/{world.activity.id}/sessions", {"day": day})
    assert page.status_code == 400
    assert "Donnez un jour de cette année" in page.text
    assert day in page.text
    assert gym_sessions(world) == before


def gym_sessions(world: Cast) -> int:
    world.session.rollback()
    return len(world.session.scalars(select(Meeting.id)).all())


def test_name_town_and_kind_are_changed(world: Cast, coach: Desk) -> None:
    address = f"/activities/{world.activity.id}"
    form = {"name": "Futsal", "town": "Pantin", "kind": "mentorat-inverse"}
    assert coach.post(address, form).headers["Location"] == f"{address}?done=changed"
    assert "C'est changé." in coach.get(f"{address}?done=changed").text
    page = words(coach.get(address).text)
    assert "Futsal Mentorat inversé, Pantin" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("name", " ", "Donnez un nom, sur une ligne."),
        ("town", "a\nb", "Donnez une ville, sur une ligne."),
        ("kind", "escalade", "Choisissez une sorte d'activité."),
        ("name", "n" * 301, "Donnez un nom, sur une ligne."),
    ],
)
def test_what_cannot_be_is_said_and_kept_as_typed(
    world: Cast, coach: Desk, name: str, value: str, said: str
) -> None:
    form = {"name": "Typed name", "town": "Typed town", "kind": "sport"} | {name: value}
    page = coach.post(f"/activities/{world.activity.id}", form)
    assert page.status_code == 400
    assert said in page.text
    assert ("Typed town" if name == "name" else "Typed name") in page.text
    assert "Tournoi de futsal solidaire" in coach.get("/activities").text


def test_deleting_asks_first_and_keeps_badges(world: Cast, coach: Desk) -> None:
    world.award()
    address = f"/activities/{world.activity.id}"
    assert "Les badges déjà donnés restent valables." in coach.get(f"{address}/delete").text
    assert coach.post(f"{address}/delete").headers["Location"] == "/activities?done=deleted"
    assert coach.get(address).status_code == 404
    assert coach.post(f"{address}/delete").status_code == 404
    world.session.rollback()
    assert len(world.session.scalars(select(Award.id)).all()) == 4


def test_only_the_lead_and_who_coordinates_delete(world: Cast, desk_of: MakeDesk) -> None:
    works(world, world.second_coach)
    world.session.commit()
    address = f"/activities/{world.activity.id}"
    second = desk_of(world.second_coach)
    assert "/delete" not in second.get(address).text
    page = second.post(f"{address}/delete")
    assert page.status_code == 409
    assert "Seule la personne qui mène" in page.text
    assert desk_of(world.coordinator).post(f"{address}/delete").status_code == 303


def test_who_coordinates_another_organisation_only_looks(world: Cast, desk_of: MakeDesk) -> None:
    actor = opened(world)
    place = gym.opened(world)
    theirs = desk_of(world.session.get_one(Staff, actor.staff_id))
    page = theirs.get(f"/activities/{place.activity}")
    assert page.status_code == 200
    assert "<form" not in page.text
    assert "Zéphyrine" not in page.text
    assert theirs.post(f"/activities/{place.activity}/sessions").status_code == 404
    assert theirs.get(f"{place.place}/present").status_code == 404


GETS = ("", "/delete", "/sessions/{session}/present", "/sessions/{session}/import")
POSTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {"name": "A", "town": "B", "kind": "sport"}),
    ("/delete", {}),
    ("/sessions", {}),
    ("/team", {"staff": "1"}),
    ("/team/leave", {"staff": "1"}),
    ("/team/lead", {"staff": "1"}),
    ("/people/remove", {"person": "1"}),
    ("/sessions/{session}/present", {"there": "1"}),
    ("/sessions/{session}/people", {"names": "Nour"}),
    ("/sessions/{session}/people/undo", {"new": "1"}),
    ("/sessions/{session}/import", {"text": "Nour"}),
    ("/sessions/{session}/import/confirm", {"text": "Nour"}),
)


def test_anothers_activity_answers_as_an_absent_one(today: Gym, desk_of: MakeDesk) -> None:
    for who in (today.world.twin_coach, today.world.second_coach):
        desk = desk_of(who)
        for part in GETS:
            here = f"/activities/{today.activity}{part.format(session=today.session)}"
            absent = f"/activities/999999{part.format(session=999999)}"
            found, none = desk.get(here), desk.get(absent)
            assert found.status_code == none.status_code == 404, here
            assert found.data == none.data
        for part, form in POSTS:
            here = f"/activities/{today.activity}{part.format(session=today.session)}"
            assert desk.post(here, form).status_code == 404, here
    assert today.there() == {}
    assert today.count() == 4


def test_a_session_of_another_activity_is_not_found(today: Gym, desk_of: MakeDesk) -> None:
    other = f"/activities/{today.world.twin_activity.id}/sessions/{today.session}/present"
    assert desk_of(today.world.twin_coach).get(other).status_code == 404


def test_fields_that_no_form_has_are_refused(today: Gym, coach: Desk) -> None:
    for part, form in POSTS:
        here = f"/activities/{today.activity}{part.format(session=today.session)}"
        assert coach.post(here, form | {"organisation_id": "2"}).status_code == 400, here
    assert today.there() == {}
    assert coach.get("/activities").status_code == 200


def test_a_partner_ticks_but_changes_nothing_else(today: Gym, desk_of: MakeDesk) -> None:
    partner = appointed(today.world, "partner@x.example", Role.PARTNER)
    works(today.world, partner)
    today.world.session.commit()
    desk = desk_of(partner)
    assert "<form" not in desk.get(f"/activities/{today.activity}").text
    for part, form in POSTS:
        if part != "/sessions/{session}/present":
            here = f"/activities/{today.activity}{part.format(session=today.session)}"
            assert desk.post(here, form).status_code == 403, here
    assert f'action="{today.place}/people' not in desk.get(f"{today.place}/present").text
    assert desk.post(f"{today.place}/present", {"there": str(today.people[0])}).status_code == 303
    assert list(today.there()) == [today.people[0]]


def test_an_activity_nobody_leads_says_so(world: Cast, desk_of: MakeDesk) -> None:
    world.session.execute(update(Activity).values(lead_id=None))
    world.session.commit()
    page = desk_of(world.coordinator).get(f"/activities/{world.activity.id}")
    assert "Personne ne mène encore cette activité." in page.text


def test_it_is_whole_in_english(today: Gym, coach: Desk) -> None:
    page = words(coach.get(f"/activities/{today.activity}?lang=en").text)
    assert "People on the list (4)" in page
    assert "Séance" not in page


# ---- a session that was added by mistake


def test_a_session_added_by_mistake_is_taken_away(today: Gym, coach: Desk) -> None:
    coach.post(f"{today.place}/present", {"there": str(today.people[0])})
    page = words(coach.get(f"{today.place}/present").text)
    assert "1 présence part avec elle." in page
    answer = coach.post(f"{today.place}/remove")
    assert answer.headers["Location"] == f"/activities/{today.activity}?done=session-removed"
    shown = coach.get(answer.headers["Location"]).text
    assert "La séance est retirée." in shown
    assert "21 janvier 2027" not in words(shown)
    for again in (coach.post(f"{today.place}/remove"), coach.get(f"{today.place}/present")):
        assert again.status_code == 404


def test_where_something_was_seen_the_session_stays(
    full: Gymnasium, world: Cast, coach: Desk
) -> None:
    assert f'action="{full.place}/remove"' in coach.get(f"{full.place}/present").text
    coach.post(f"{full.place}/seen", full.form(world.people[:1]))
    page = coach.get(f"{full.place}/present").text
    assert "Des actes ont été vus ce jour-là. La séance reste." in words(page)
    assert f'action="{full.place}/remove"' not in page
    answer = coach.post(f"{full.place}/remove")
    assert answer.status_code == 409
    assert "La séance reste." in words(answer.text)
    assert f'href="{full.place}/present"' in answer.text
    assert coach.get(f"{full.place}/seen").status_code == 200


def test_only_who_may_change_activities_removes_a_session(
    full: Gymnasium, world: Cast, desk_of: MakeDesk
) -> None:
    partner = appointed(world, "partner@x.example", Role.PARTNER)
    works(world, partner)
    world.session.commit()
    desk = desk_of(partner)
    assert "Retirer cette séance" not in desk.get(f"{full.place}/present").text
    assert desk.post(f"{full.place}/remove").status_code == 403
    assert desk_of(world.twin_coach).post(f"{full.place}/remove").status_code == 404
