"""Who works in an activity."""

import pytest
from sqlalchemy import select

from badges.models import AuditLine, Role
from badges.services import organisations, scoping, teams
from badges.services.errors import NotFound
from tests.actors import actor_of, appointed, works
from tests.cast import NOW, Cast


def join(world: Cast, number: int) -> None:
    teams.join(world.session, world.activity, number, actor="test", now=NOW)


def ids(world: Cast) -> list[int]:
    return [one.id for one in teams.team(world.session, world.activity)]


def test_a_colleague_joins_once_and_leaves(any_world: Cast) -> None:
    second = any_world.second_coach.id
    for _ in range(2):
        join(any_world, second)
    assert ids(any_world) == [second]
    actor = actor_of(any_world, any_world.second_coach)
    found = scoping.activity(any_world.session, actor, any_world.activity.id)
    assert found == any_world.activity
    for _ in range(2):
        teams.leave(any_world.session, any_world.activity, second, actor="test", now=NOW)
    assert ids(any_world) == []
    with pytest.raises(NotFound):
        scoping.activity(any_world.session, actor, any_world.activity.id)
    said = any_world.session.scalars(select(AuditLine.subject).order_by(AuditLine.number)).all()
    number = any_world.activity.id
    assert said[-2:] == [
        f"activity:{number} staff:{second} joined",
        f"activity:{number} staff:{second} left",
    ]


def test_nobody_joins_from_elsewhere(world: Cast) -> None:
    for number in (world.twin_coach.id, world.coordinator.id, 999_999):
        with pytest.raises(NotFound):
            join(world, number)
    assert ids(world) == []


def test_a_partner_sees_the_activities_that_they_are_assigned_to(world: Cast) -> None:
    partner = appointed(world, "partner@x.example", Role.PARTNER)
    actor = actor_of(world, partner, Role.PARTNER)
    with pytest.raises(NotFound):
        scoping.activity(world.session, actor, world.activity.id)
    join(world, partner.id)
    assert scoping.activity(world.session, actor, world.activity.id) == world.activity


def test_a_coach_of_the_team_takes_the_lead(any_world: Cast) -> None:
    world = any_world
    works(world, world.second_coach)
    second = world.second_coach.id
    teams.lead(world.session, world.activity, second, actor="test", now=NOW)
    assert world.activity.lead_id == second
    assert ids(world) == [world.coach.id]
    crew = teams.crew(world.session, world.activity)
    assert crew.lead == world.second_coach
    assert crew.others == []
    assert crew.coaches == {world.coach.id, second}


def test_who_leads_is_a_coach_of_the_team(world: Cast) -> None:
    partner = appointed(world, "partner@x.example", Role.PARTNER)
    works(world, partner)
    for number in (partner.id, world.second_coach.id, world.twin_coach.id):
        with pytest.raises(NotFound):
            teams.lead(world.session, world.activity, number, actor="test", now=NOW)
    assert world.activity.lead_id == world.coach.id


def test_who_may_join_is_of_the_organisation(world: Cast) -> None:
    found = teams.others(world.session, world.activity)
    assert found == [world.second_coach]
    assert organisations.staff_in(world.session, world.organisation, teams.ROLES)[0] == world.coach
