"""The screen of a session: what was seen, and the gift."""

import re

from sqlalchemy import event, select

from badges.extensions import READER, db
from badges.models import (
    Act,
    Activity,
    ActivityStaff,
    Award,
    Declined,
    Observation,
    Participant,
    Role,
)
from badges.services import activities, organisations, publishing
from tests.cast import CRITERIA, DAYS, NOW, Cast, draft
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym, count, give


def test_it_works(desk: Desk, gym: Gym) -> None:
    page = desk.get(f"{gym.place}/seen")
    assert page.status_code == 200
    assert page.text.count('name="person"') == 4
    assert not re.search(r'name="person"[^>]*checked', page.text)
    assert all(text.replace("'", "&#39;") in page.text for text in CRITERIA)
    given = desk.get(give(desk, gym, gym.form()))
    assert "<h1>4 badges donnés</h1>" in given.text
    assert count(Award) == 4
    assert count(Observation) == 8


def test_what_was_seen_is_kept_and_adds_up(desk: Desk, gym: Gym, desk_of: MakeDesk) -> None:
    kept = desk.post(f"{gym.place}/seen", gym.form(gym.world.people[:2], numbers=(1,)))
    assert kept.headers["Location"] == f"{gym.place}/seen?done=kept"
    page = desk.get(kept.headers["Location"])
    assert "Ce que vous avez vu est gardé." in page.text
    assert page.text.count("1 à donner") == 2
    assert (count(Observation), count(Award)) == (2, 0)


def test_the_same_key_gives_once_and_shows_the_first_result(desk: Desk, gym: Gym) -> None:
    assert give(desk, gym, gym.form()) == give(desk, gym, gym.form())
    assert (count(Award), count(Act)) == (4, 1)
    other = desk.post(f"{gym.place}/give", gym.form(gym.world.people[:1]))
    assert other.status_code == 409
    assert (count(Award), count(Act)) == (4, 1)


def test_another_form_gives_nothing_twice(desk: Desk, gym: Gym) -> None:
    give(desk, gym, gym.form())
    page = desk.get(give(desk, gym, gym.form(key="another")))
    assert "Avaient déjà ce badge" in page.text
    assert count(Award) == 4


def test_looking_gives_nothing(desk: Desk, gym: Gym) -> None:
    for address in (f"{gym.place}/seen", f"{gym.place}/seen/{gym.world.people[0].id}"):
        assert desk.get(address).status_code == 200
    for method in ("told", "declined", "give"):
        assert desk.get(f"{gym.place}/{method}").status_code == 405
    assert (count(Award), count(Observation)) == (0, 0)


def test_those_who_have_not_reached_it_are_named_with_what_was_seen(desk: Desk, gym: Gym) -> None:
    world = gym.world
    world.version = publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Deux fois", needed_sessions=2),
        actor="test", now=NOW,
    )  # fmt: skip
    world.observe(world.people[:1], numbers=(3,), days=DAYS[:1])
    world.session.commit()
    page = desk.get(give(desk, gym, gym.form(world.people[:2])))
    assert "1 badge donné" in page.text
    waiting = page.text.partition("En chemin vers ce badge")[2]
    assert world.people[1].name in waiting
    assert "2 actes, pendant 1 séance." in waiting
    assert world.people[0].name not in waiting
    alone = desk.get(give(desk, gym, gym.form(world.people[2:], key="more")))
    assert "Ce que vous avez vu est gardé" in alone.text
    assert count(Award) == 1


def test_nothing_that_was_ticked_is_lost(desk: Desk, gym: Gym) -> None:
    for where in ("seen", "give"):
        form = gym.form() | {"person": [], "line": "Bravo"}
        page = desk.post(f"{gym.place}/{where}", form)
        assert page.status_code == 409
        assert "Choisissez d&#39;abord pour qui." in page.text or "d'abord pour qui" in page.text
        assert len(re.findall(r'name="criterion"[^>]*checked', page.text)) == 2
        assert ">Bravo</textarea>" in page.text
    page = desk.post(f"{gym.place}/seen", gym.form(numbers=()))
    assert page.status_code == 409
    assert len(re.findall(r'name="person"[^>]*checked', page.text)) == 4
    assert count(Observation) == 0


def test_everybody_stands_for_who_was_shown(desk: Desk, gym: Gym) -> None:
    shown = [str(one.id) for one in gym.world.people[:3]]
    form = gym.form() | {"person": [], "everybody": "1", "here": shown}
    assert "3 badges donnés" in desk.get(give(desk, gym, form)).text


def test_who_is_not_there_gets_nothing(desk: Desk, gym: Gym) -> None:
    world = gym.world
    stranger = activities.add_people(
        world.session, world.organisation, ["Inconnue"], actor="test", now=NOW
    )[0]
    stranger.informed_at = NOW
    theirs = activities.add_people(world.session, world.twin, ["Autre"], actor="t", now=NOW)[0]
    world.session.commit()
    for person in (stranger, theirs):
        for where in ("seen", "give"):
            assert desk.post(f"{gym.place}/{where}", gym.form([person])).status_code == 404
    bad = gym.form() | {"criterion": [str(world.twin_version.criteria[0].criterion_id)]}
    assert desk.post(f"{gym.place}/give", bad).status_code == 404
    bad = gym.form() | {"badge": world.twin_version.badge_class.slug}
    assert desk.post(f"{gym.place}/give", bad).status_code == 404
    assert desk.post(f"{gym.place}/give", gym.form(organisation_id="1")).status_code == 400
    assert (count(Award), count(Observation)) == (0, 0)


def test_another_organisations_session_is_not_there(gym: Gym, desk_of: MakeDesk) -> None:
    for staff in (gym.world.twin_coach, gym.world.second_coach):
        desk = desk_of(staff)
        absent = desk.get("/activities/999/sessions/999/seen")
        assert absent.status_code == 404
        for where in ("seen", f"seen/{gym.world.people[0].id}"):
            page = desk.get(f"{gym.place}/{where}")
            assert (page.status_code, page.data) == (404, absent.data)
        for where in ("seen", "give", "told", "declined"):
            assert desk.post(f"{gym.place}/{where}", gym.form()).status_code in (400, 404)
    assert count(Award) == 0


def test_a_partner_observes_but_gives_nothing(gym: Gym, desk_of: MakeDesk) -> None:
    world = gym.world
    partner = organisations.appoint(
        world.session, email="partenaire@p.example", role=Role.PARTNER,
        organisation=world.organisation, now=NOW,
    )  # fmt: skip
    world.session.commit()
    desk = desk_of(partner)
    assert desk.get(f"{gym.place}/seen").status_code == 404
    world.session.add(ActivityStaff(activity_id=world.activity.id, staff_id=partner.id))
    world.session.commit()
    page = desk.get(f"{gym.place}/seen")
    assert f"{gym.place}/give" not in page.text
    assert desk.post(f"{gym.place}/give", gym.form()).status_code == 403
    assert desk.post(f"{gym.place}/seen", gym.form()).status_code == 303
    assert (count(Award), count(Observation)) == (0, 8)


def test_before_anything_is_noted_the_sentence_is_read(world: Cast, desk_of: MakeDesk) -> None:
    gym, desk = Gym(world, told=False), desk_of(world.coach)
    page = desk.get(f"{gym.place}/seen")
    assert "Vous pouvez dire non" in page.text
    for where in ("seen", "give"):
        again = desk.post(f"{gym.place}/{where}", gym.form())
        assert again.status_code == 409
        assert "ce qui est noté." in again.text
    one = f"{gym.place}/seen/{world.people[0].id}"
    assert desk.post(one, {"criterion": gym.criteria(1)}).status_code == 409
    assert count(Observation) == 0
    ticked = gym.form(world.people[1:3])
    everybody = ticked | {"untold": [str(one.id) for one in world.people]}
    said = desk.post(f"{gym.place}/told", everybody)
    assert said.status_code == 200
    for person in world.people:  # what was ticked before it was said is ticked still
        ticks = re.findall(rf'name="person"\s+value="{person.id}"\s*(checked)?', said.text)
        assert ("checked" in ticks) == (person in world.people[1:3])
    assert len(re.findall(r'name="criterion"\s+value="[0-9]+"\s+checked', said.text)) == 2
    page = desk.get(f"{gym.place}/seen")
    assert "Vous pouvez dire non" not in page.text
    give(desk, gym, gym.form())


def test_who_says_no_is_counted_and_not_kept(world: Cast, desk_of: MakeDesk) -> None:
    gym, desk = Gym(world, told=False), desk_of(world.coach)
    names = [one.name for one in world.people]
    for person in [one.id for one in world.people[:2]]:
        sent = desk.post(f"{gym.place}/declined", {"person": str(person)})
        assert sent.headers["Location"].endswith("done=declined")
        assert desk.post(f"{gym.place}/declined", {"person": str(person)}).status_code == 404
    page = desk.get(f"{gym.place}/seen").text
    assert [name in page for name in names] == [False, False, True, True]
    assert count(Participant) == 2
    declined = db.session().scalars(select(Declined)).one()
    assert (declined.count, declined.month.isoformat()) == (2, "2027-01-01")


def test_one_person_says_no_at_a_time(world: Cast, desk_of: MakeDesk) -> None:
    gym, desk = Gym(world, told=False), desk_of(world.coach)
    several = {"person": [str(one.id) for one in world.people]}
    answer = desk.post(f"{gym.place}/declined", several)
    assert answer.status_code == 400
    assert "Choisissez une seule personne." in answer.text
    assert count(Participant) == len(world.people)
    assert desk.post(f"{gym.place}/declined", {}).status_code == 400


def test_one_persons_ticks_may_differ_and_be_taken_back(
    desk: Desk, gym: Gym, desk_of: MakeDesk
) -> None:
    world = gym.world
    one = f"{gym.place}/seen/{world.people[0].id}"
    world.observe(world.people[:1], numbers=(1,), staff=world.second_coach, days=DAYS[:1])
    world.session.commit()
    assert desk.post(one, {"criterion": gym.criteria(2, 3)}).status_code == 303
    page = desk.get(one).text
    assert len(re.findall(r'name="criterion"[^>]*checked', page)) == 2
    assert "Vu le 7 novembre 2026 par <bdi>second@passerelles.example</bdi>." in page
    assert desk.post(one, {"criterion": gym.criteria(3)}).status_code == 303
    assert count(Observation) == 2
    give(desk, gym, gym.form(world.people[:1], numbers=()))
    assert desk.post(one, {}).status_code == 303
    assert count(Observation) == 2
    assert "Ce badge est donné." in desk.get(one).text
    assert desk.post(one, {"criterion": "999999"}).status_code == 404


def test_nobody_is_ticked_as_present(world: Cast, desk_of: MakeDesk) -> None:
    gym, desk = Gym(world), desk_of(world.coach)
    first = f"/activities/{world.activity.id}/sessions/{gym.meetings[0]}"
    page = desk.get(f"{first}/seen").text
    assert "voici les inscrits." in page
    assert f'href="{first}/present"' in page
    assert page.count('name="person"') == 4


def test_the_empty_screens_say_what_to_do(world: Cast, desk_of: MakeDesk) -> None:
    meeting = activities.sessions_on(world.session, world.activity, DAYS[:1])[DAYS[0]]
    world.session.commit()
    desk = desk_of(world.coach)
    place = f"/activities/{world.activity.id}/sessions/{meeting}"
    assert f'class="button" href="{place}/present"' in desk.get(f"{place}/seen").text
    Gym(world)
    world.session.get_one(Activity, world.activity.id).kind_key = "mentorat-inverse"
    world.session.commit()
    assert 'class="button" href="/badge-classes"' in desk.get(f"{place}/seen").text


def test_a_retired_badge_is_not_on_the_screen(desk: Desk, gym: Gym) -> None:
    gym.world.badge_class.retired_at = NOW
    gym.world.session.commit()
    assert "Aucun badge ne va encore" in desk.get(f"{gym.place}/seen").text
    assert desk.post(f"{gym.place}/give", gym.form()).status_code == 404


def statements_of(desk: Desk, address: str) -> int:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(db.engines[READER], "before_cursor_execute", note)
    assert desk.get(address).status_code == 200
    event.remove(db.engines[READER], "before_cursor_execute", note)
    return len(seen)


def test_the_screen_asks_the_database_as_often_for_four_as_for_forty(desk: Desk, gym: Gym) -> None:
    world = gym.world
    few = statements_of(desk, f"{gym.place}/seen")
    names = [f"Foule {number}" for number in range(40)]
    for person in activities.add_people(
        world.session, world.organisation, names, actor="t", now=NOW
    ):
        gym.arrives(person)
    for name in ("Un", "Deux", "Trois"):
        world.version = publishing.publish(
            world.session, world.urls, world.organisation, draft(name=name), actor="t", now=NOW
        )
        world.observe(world.people)
    world.session.commit()
    assert statements_of(desk, f"{gym.place}/seen") == few <= 12
