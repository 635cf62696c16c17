"""The audit log as people read it."""

from dataclasses import replace

import pytest

from badges.models import Actor, Role
from badges.services import auditing, journal
from badges.services.auditing import Action, Entry
from tests.cast import NOW, Cast
from tests.services.test_opening import actor_of


def write(world: Cast, count: int = 1, **changed: object) -> None:
    entry = Entry(
        world.organisation.id,
        f"staff:{world.coach.id}",
        Action.OBSERVE,
        "session:1",
        world.people[0].reference,
    )
    given = entry._replace(**changed)  # type: ignore[arg-type]
    auditing.record(world.session, [given] * count, now=NOW)


def read(world: Cast, actor: Actor, **asked: object) -> journal.Journal:
    wanted = {"before": None, "action": None} | asked
    return journal.read(world.session, actor, **wanted, now=NOW)  # type: ignore[arg-type]


def coordinator(world: Cast) -> Actor:
    return actor_of(world.coordinator, world.organisation, Role.COORDINATOR)


def test_it_works(any_world: Cast) -> None:
    write(any_world)
    newest = read(any_world, coordinator(any_world)).lines[0]
    assert (newest.who, newest.is_mine) == (any_world.coach.email, False)
    assert (newest.action, newest.subject, newest.at) == ("observe", "session:1", NOW)
    assert newest.person_id == any_world.people[0].id
    assert newest.reference == any_world.people[0].reference
    assert newest.person == any_world.people[0].name
    assert newest.award == ""


@pytest.mark.parametrize("subject", ["assertion:{}", "hidden assertion:{}", "award:{} on_request"])
def test_a_line_leads_to_its_badge(world: Cast, subject: str) -> None:
    uid = "a8a3b7a2-6a0e-4d3d-9f0e-6f4f9d1c2b3a"
    write(world, subject=subject.format(uid))
    assert read(world, coordinator(world)).lines[0].award == uid


def test_lines_come_some_at_a_time_the_newest_first(any_world: Cast) -> None:
    write(any_world, journal.LINES + 3)
    first = read(any_world, coordinator(any_world), action=Action.OBSERVE)
    numbers = [one.number for one in first.lines]
    assert len(numbers) == journal.LINES
    assert numbers == sorted(numbers, reverse=True)
    rest = read(any_world, coordinator(any_world), action=Action.OBSERVE, before=first.older)
    assert (len(rest.lines), rest.older) == (3, None)
    assert rest.lines[0].number == numbers[-1] - 1


def test_each_role_reads_what_it_may(any_world: Cast) -> None:
    world = any_world
    write(world, subject="ours")
    write(world, subject="second", actor=f"staff:{world.second_coach.id}")
    write(world, subject="twin", organisation_id=world.twin.id)
    write(world, subject="nobody's", organisation_id=None)
    coach = actor_of(world.coach, world.organisation, Role.COACH)
    admin = replace(coordinator(world), role=Role.ADMIN, organisations=())
    partner = replace(coach, role=Role.PARTNER)

    def subjects(actor: Actor) -> set[str]:
        lines = read(world, actor, action=Action.OBSERVE).lines
        return {one.subject for one in lines}

    assert subjects(coordinator(world)) == {"ours", "second"}
    assert subjects(coach) == subjects(partner) == {"ours"}
    assert subjects(admin) == {"ours", "second", "twin", "nobody's"}


def test_who_administers_is_told_no_person_and_no_name(any_world: Cast) -> None:
    write(any_world)
    admin = replace(coordinator(any_world), role=Role.ADMIN, organisations=())
    newest = read(any_world, admin).lines[0]
    assert (newest.reference, newest.person_id) == ("", None)
    assert newest.who == f"staff:{any_world.coach.id}"


def test_a_person_who_went_is_no_link(any_world: Cast) -> None:
    write(any_world)
    any_world.people[0].organisation_id = any_world.twin.id
    any_world.session.flush()
    newest = read(any_world, coordinator(any_world)).lines[0]
    assert (newest.person_id, newest.person) == (None, "")
    assert newest.reference
