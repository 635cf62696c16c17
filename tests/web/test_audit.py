"""The audit log, as far as one may read it."""

import pytest
from flask import Flask

from badges.models import Role
from badges.services import auditing, organisations
from badges.services.auditing import Action, Entry
from badges.services.journal import LINES
from badges.web.audit import ACTIONS
from tests.cast import NAMES, NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.web.people_of_the_house import admin
from tests.web.test_awards import text


@pytest.fixture
def coordinator(desk_of: MakeDesk, world: Cast) -> Desk:
    return desk_of(world.coordinator)


def write(world: Cast, *entries: Entry) -> None:
    auditing.record(world.session, entries, now=NOW)
    world.session.commit()


def line(world: Cast, actor: str, subject: str, *, twin: bool = False, person: str = "") -> Entry:
    home = world.twin if twin else world.organisation
    return Entry(home.id, actor, Action.OBSERVE, subject, person)


def test_it_works(coordinator: Desk, world: Cast) -> None:
    person = world.people[0]
    mine, theirs = f"staff:{world.coordinator.id}", f"staff:{world.coach.id}"
    write(
        world,
        line(world, mine, "session:901", person=person.reference),
        line(world, theirs, "session:902", person="00000000-gone"),
        line(world, f"staff:{world.twin_coach.id}", "session:903", twin=True),
    )
    page = coordinator.get("/audit")
    said = text(page.text)
    assert page.status_code == 200
    assert "session:901" in said
    assert f"{world.coach.email} : a noté ce qui a été vu" in said
    assert "Vous : a noté ce qui a été vu" in said
    assert f'href="/people/{person.id}"' in page.text
    assert person.name in said
    assert f"Personne {person.reference[:8]}" not in said
    assert "Personne 00000000" in said
    assert "session:903" not in said
    assert "badges audit verify" in said


def test_a_coach_reads_their_own_acts_alone(
    coordinator: Desk, desk_of: MakeDesk, world: Cast
) -> None:
    coach = desk_of(world.coach)
    assert "Il n'y a pas encore de ligne ici." in text(coach.get("/audit").text)
    write(
        world,
        line(world, f"staff:{world.coach.id}", "session:901"),
        line(world, f"staff:{world.second_coach.id}", "session:902"),
        line(world, f"staff:{world.coach.id}", "session:903", twin=True),
    )
    said = text(coach.get("/audit").text)
    assert "session:901" in said
    assert "session:902" not in said
    assert "session:903" not in said


def test_who_administers_reads_everything_but_the_people(app: Flask, world: Cast) -> None:
    person = world.people[0]
    write(
        world,
        line(world, f"staff:{world.coach.id}", "session:901", person=person.reference),
        line(world, f"staff:{world.twin_coach.id}", "session:902", twin=True),
    )
    page = admin(app, world.session).get("/audit").text
    assert "session:901" in page
    assert "session:902" in page
    assert person.reference[:8] not in page
    assert "/people/" not in page
    assert not [name for name in NAMES if name in page]
    assert "@" not in page


def test_a_colleague_of_another_organisation_is_not_named(coordinator: Desk, world: Cast) -> None:
    organisations.appoint(
        world.session,
        email="ailleurs@jumelle.example",
        role=Role.COACH,
        organisation=world.twin,
        now=NOW,
    )
    write(world, line(world, f"staff:{world.twin_coach.id}", "session:901"))
    page = coordinator.get("/audit").text
    assert f"staff:{world.twin_coach.id}" in page
    assert world.twin_coach.email not in page


def test_older_lines_lie_behind_the_number(coordinator: Desk, world: Cast) -> None:
    mine = f"staff:{world.coordinator.id}"
    write(world, *(line(world, mine, f"session:{9000 + one}") for one in range(LINES + 1)))
    first = coordinator.get("/audit").text
    assert first.count("session:9") == LINES
    assert "session:9000<" not in first
    older = first.split('href="/audit?before=')[1].split('"')[0]
    second = coordinator.get(f"/audit?before={older}").text
    assert "session:9000<" in second
    assert "session:9001<" not in second


def test_lines_are_chosen_by_what_was_done(coordinator: Desk, world: Cast) -> None:
    write(world, line(world, "system", "session:901"))
    assert "session:901" in coordinator.get("/audit?action=observe").text
    chosen = coordinator.get("/audit?action=award").text
    assert "session:901" not in chosen
    assert '<option value="award" selected>' in chosen


@pytest.mark.parametrize("query", ["before=x", "before=-1", f"before={10**30}", "action=nothing"])
def test_what_is_no_number_chooses_nothing(coordinator: Desk, world: Cast, query: str) -> None:
    write(world, line(world, "system", "session:901"))
    assert "session:901" in coordinator.get(f"/audit?{query}").text


def test_every_act_has_its_words() -> None:
    missing = set(Action) - set(ACTIONS)
    assert not missing, f"say in badges/web/audit.py what {sorted(missing)} did"
