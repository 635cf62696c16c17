"""The screen of a session: what was seen, and the gift."""

import re

import pytest
from sqlalchemy import event, func, select

from badges import clock
from badges.extensions import READER, db
from badges.extensions import _counting_in as counting_in
from badges.models import (
    Act,
    Activity,
    ActivityStaff,
    Award,
    Base,
    Declined,
    Enrolment,
    Mail,
    Observation,
    Participant,
    Role,
    Staff,
)
from badges.services import activities, organisations, publishing
from tests.cast import CRITERIA, DAYS, NOW, Cast, draft, later
from tests.fixtures.desk import Desk, Form, MakeDesk
from tests.gym import Gym


def count(table: type) -> int:
    number: int = db.session().scalar(select(func.count()).select_from(table)) or 0
    db.session.rollback()
    return number


def give(desk: Desk, gym: Gym, form: Form) -> str:
    """The address of what it came to."""
    answer = desk.post(f"{gym.place}/give", form)
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["Location"]
    return address


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
    assert page.text.count("à donner") == 2
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
    everybody = {"person": [str(one.id) for one in world.people]}
    assert desk.post(f"{gym.place}/told", everybody).status_code == 303
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


def test_the_same_badge_soon_again_asks_first(desk: Desk, gym: Gym) -> None:
    world = gym.world
    other = activities.create_activity(
        world.session, world.organisation, kind="sport", name="Autre tournoi", town="Bondy",
        lead=world.coach, days=DAYS,
    )  # fmt: skip
    meeting = activities.sessions_on(world.session, other, DAYS[2:])[DAYS[2]]
    world.session.add(
        Enrolment(activity_id=other.id, participant_id=world.people[0].id, enrolled_at=NOW)
    )
    world.session.commit()
    place = f"/activities/{other.id}/sessions/{meeting}/give"
    give(desk, gym, gym.form(world.people[:1]))
    form = gym.form(world.people[:1], key="other")
    asked = desk.post(place, form)
    assert asked.status_code == 409
    assert f"<bdi>{world.people[0].name}</bdi>, le 14 novembre 2026." in asked.text
    assert count(Award) == 1
    assert desk.post(place, form | {"again": "1"}).status_code == 303
    assert count(Award) == 2


def test_a_coach_gives_to_fifty_at_once(desk: Desk, gym: Gym, desk_of: MakeDesk) -> None:
    world = gym.world
    names = [f"Foule {number}" for number in range(51)]
    crowd = activities.add_people(world.session, world.organisation, names, actor="t", now=NOW)
    for person in crowd:
        gym.arrives(person)
    world.session.commit()
    form = gym.form(crowd)
    page = desk.post(f"{gym.place}/give", form)
    assert page.status_code == 409
    assert "Donnez à 50 personnes au plus" in page.text
    assert count(Mail) == 0
    assert (
        "51 badges donnés"
        in desk_of(world.coordinator).get(give(desk_of(world.coordinator), gym, form)).text
    )
    assert count(Mail) == 0


def test_very_many_badges_are_told_to_who_coordinates(desk: Desk, gym: Gym) -> None:
    world = gym.world
    names = [f"Foule {number}" for number in range(36)]
    crowd = activities.add_people(world.session, world.organisation, names, actor="t", now=NOW)
    for person in crowd:
        gym.arrives(person)
    world.session.commit()
    for start in (0, 30, 31):
        give(desk, gym, gym.form(crowd[start : start + (30 if not start else 1)], key=f"{start}"))
    mail = db.session().scalars(select(Mail)).one()
    assert mail.recipient == world.coordinator.email
    assert world.coach.email in mail.body
    assert "Foule" not in mail.subject + mail.body


def test_an_act_needs_something_that_was_seen(desk: Desk, gym: Gym) -> None:
    page = desk.get(give(desk, gym, gym.form(numbers=())))
    assert "Ce que vous avez vu est gardé" in page.text
    assert count(Award) == 0


def test_the_coachs_own_line_is_kept_beside_the_badge_and_never_signed(
    desk: Desk, gym: Gym
) -> None:
    long = desk.post(f"{gym.place}/give", gym.form(line="x" * 301))
    assert long.status_code == 409
    assert "gardez 300 lettres au plus" in long.text
    give(desk, gym, gym.form(gym.world.people[:2], line="  Une belle\n partie. "))
    lines = db.session().scalars(select(Award.line)).all()
    assert lines == ["Une belle partie."] * 2


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


def test_who_gives_is_nobody_who_is_given_to() -> None:
    """Staff have no row among the people, nor people one among staff: nobody gives to oneself."""
    pairs = {Staff.__tablename__, Participant.__tablename__}
    for name in pairs:
        keys = Base.metadata.tables[name].foreign_keys
        assert not {key.column.table.name for key in keys} & (pairs - {name})


def test_sixty_acts_a_minute_whoever_else_is_on_the_network(
    gym: Gym, desk_of: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(0))
    desk, other = desk_of(gym.world.coach), desk_of(gym.world.coordinator)
    desk.app.extensions["limits"] = counting_in("memory://")
    bad = {"badge": "nothing", "key": "x"}
    answers = [
        desk.post(f"{gym.place}/{('seen', 'give')[turn % 2]}", bad).status_code
        for turn in range(61)
    ]
    assert answers == [404] * 60 + [429]
    assert other.post(f"{gym.place}/give", bad).status_code == 404
