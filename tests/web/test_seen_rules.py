"""The rules of giving: how many, how often, in which words."""

import re

import pytest
from sqlalchemy import select

from badges import clock
from badges.extensions import _counting_in as counting_in
from badges.extensions import db
from badges.models import (
    Act,
    Award,
    Base,
    Enrolment,
    Mail,
    Observation,
    Participant,
    RevocationReason,
    Staff,
)
from badges.services import activities, erasing, revoking
from tests.cast import DAYS, NOW, later
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym, count, give
from tests.keys import PooledKeyring


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
    assert 'name="again" value="all"' in asked.text
    assert 'name="again" value="others"' not in asked.text  # there are none
    assert desk.post(place, form | {"again": "1"}).status_code == 400
    assert desk.post(place, form | {"again": "all"}).status_code == 303
    assert count(Award) == 2


def test_the_question_carries_all_that_an_answer_takes(desk: Desk, gym: Gym) -> None:
    """Whichever button it was asked from, the one in the question gives the badge."""
    world, (place, meeting) = gym.world, _elsewhere(gym, 2)
    give(desk, gym, gym.form(world.people[:1]))
    asked = desk.post(f"{place}/give", gym.form(world.people[:2], key="other"))
    assert asked.status_code == 409
    question = asked.text.partition('role="alert"')[2].partition("</form>")[0]
    hidden = re.findall(r'name="(\w+)" value="([^"]*)"', question)
    form: dict[str, list[str]] = {}
    for name, value in hidden:
        if name not in {"csrf_token", "again"}:
            form.setdefault(name, []).append(value)
    given = desk.post(f"{place}/give", form | {"again": ["others"]})
    assert given.status_code == 303
    assert count(Award) == 2
    shown = desk.get(given.headers["Location"]).text
    assert "Pas donné cette fois" in shown
    assert "En chemin" not in shown  # who was left out has reached it
    seen = select(Observation.participant_id).where(Observation.session_id == meeting)
    assert set(world.session.scalars(seen)) == {one.id for one in world.people[:2]}
    assert desk.post(f"{place}/give", form | {"again": ["all"]}).status_code == 303  # the same act
    assert count(Award) == 2


def test_nobody_is_asked_about_who_has_not_reached_it(desk: Desk, gym: Gym) -> None:
    world, (place, _) = gym.world, _elsewhere(gym, 1)
    give(desk, gym, gym.form(world.people[:1]))
    world.version.needed_sessions = 2
    world.session.commit()
    assert desk.post(f"{place}/give", gym.form(world.people[:1], key="x")).status_code == 303
    assert count(Award) == 1


def test_a_badge_that_was_taken_back_is_not_offered_again(desk: Desk, gym: Gym) -> None:
    world = gym.world
    give(desk, gym, gym.form(world.people[:1]))
    row = world.session.scalars(select(Award)).one()
    reason = RevocationReason.WRONG_PERSON
    revoking.revoke(world.session, row, reason, staff=world.coordinator, now=later(1))
    world.session.commit()
    assert "Badges atteints" not in desk.get(f"{gym.place}/seen").text


def _elsewhere(gym: Gym, people: int) -> tuple[str, int]:
    """The place and number of a session of another activity, with the first people enrolled."""
    world = gym.world
    other = activities.create_activity(
        world.session, world.organisation, kind="sport", name="Autre tournoi", town="Bondy",
        lead=world.coach, days=DAYS,
    )  # fmt: skip
    meeting = activities.sessions_on(world.session, other, DAYS[2:])[DAYS[2]]
    for one in world.people[:people]:
        world.session.add(Enrolment(activity_id=other.id, participant_id=one.id, enrolled_at=NOW))
    world.session.commit()
    return f"/activities/{other.id}/sessions/{meeting}", meeting


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


def test_without_a_key_nothing_is_given_or_noted(
    desk: Desk, gym: Gym, caplog: pytest.LogCaptureFixture
) -> None:
    desk.app.extensions["keyring"] = PooledKeyring()
    answer = desk.post(f"{gym.place}/give", gym.form())
    assert answer.status_code == 503
    assert "La clé de l'organisation ne s'ouvre pas. Rien n'a été changé." in answer.text
    assert "no badge can be signed: " in caplog.text
    assert (count(Award), count(Observation), count(Act)) == (0, 0, 0)
    desk.app.extensions["keyring"] = gym.world.keyring
    give(desk, gym, gym.form())


def test_a_line_goes_with_the_person(desk: Desk, gym: Gym) -> None:
    give(desk, gym, gym.form(gym.world.people[:1], line="Une belle partie."))
    person = db.session().get_one(Participant, gym.world.people[0].id)
    erasing.erase(db.session(), person, actor="test", now=NOW)
    assert db.session().scalars(select(Award.line)).all() == [None]


def test_a_line_is_questioned_once(desk: Desk, gym: Gym) -> None:
    name = gym.world.people[0].name.split()[0]
    line = f"{name} a joué malgré son asthme."
    asked = desk.post(f"{gym.place}/give", gym.form(line=line))
    assert asked.status_code == 409
    assert f"Votre phrase nomme quelqu'un\u202f: {name}." in asked.text
    assert "Votre phrase parle de santé" in asked.text
    assert f'name="kept" value="{line}"' in asked.text
    other = "Sa dépression est loin."
    assert desk.post(f"{gym.place}/give", gym.form(line=other, kept=line)).status_code == 409
    assert count(Award) == 0
    give(desk, gym, gym.form(line=line, kept=line))
    assert set(db.session().scalars(select(Award.line))) == {line}


def test_who_gives_is_nobody_who_is_given_to() -> None:
    """Staff have no row among the people, nor people one among staff: nobody gives to oneself."""
    pair = {Staff.__tablename__, Participant.__tablename__}
    for name in pair:
        keys = Base.metadata.tables[name].foreign_keys
        assert not {key.column.table.name for key in keys} & (pair - {name})


def test_sixty_acts_a_minute_whoever_else_is_on_the_network(
    gym: Gym, desk_of: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: later(0))
    desk, other = desk_of(gym.world.coach), desk_of(gym.world.coordinator)
    desk.app.extensions["limits"] = counting_in("memory://")
    bad = {"badge": "nothing", "key": "x"}
    answers = [
        desk.post(f"{gym.place}/{('seen', 'give', 'declined')[turn % 3]}", bad).status_code
        for turn in range(61)
    ]
    assert answers == [404, 404, 400] * 20 + [429]
    assert other.post(f"{gym.place}/give", bad).status_code == 404
