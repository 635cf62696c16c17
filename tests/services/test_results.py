"""What an act came to, and undoing it; proposing to take a badge back."""

import pytest
from sqlalchemy import select

from badges.models import Act, Award, Request, RevocationReason, Role
from badges.services import giving, opening, proposing, results
from badges.services.errors import NotFound, Refused
from badges.services.giving import Again, Notice
from tests.cast import NOW, ZONE, Cast, later
from tests.gym import Gym


@pytest.fixture
def gym(any_world: Cast) -> Gym:
    """Four people, two of whom did something."""
    gym = Gym(any_world)
    any_world.observe(any_world.people[:2])
    return gym


def give(gym: Gym, key: str = "key") -> Act:
    world = gym.world
    number = giving.give(
        world.session, world.keyring, world.urls, gym.actor(), gym.meeting(),
        ticks=gym.ticks(world.people[:3], numbers=()), key=key, again=Again.ASK,
        notice=Notice("", ""), zone=ZONE, now=NOW,
    )  # fmt: skip
    world.session.commit()
    return world.session.get_one(Act, number)


def test_who_got_it_who_had_it_and_who_is_on_the_way(gym: Gym) -> None:
    people = gym.world.people
    first = results.result(gym.world.session, gym.actor(), give(gym))
    assert [one.person_id for one in first.there] == [people[0].id, people[1].id]
    assert [one.person_id for one in first.waiting] == [people[2].id]
    assert (first.had, first.until) == ((), later(15))
    assert (first.beside(1), first.beside(2)) == ((None, 2), (1, None))
    second = results.result(gym.world.session, gym.actor(), give(gym, "again"))
    assert second.handed == ()
    assert set(second.had) == {people[0].name, people[1].name}
    assert second.version.id == gym.world.version.id


def test_who_was_handed_on_is_named_no_more_but_as_a_guest(gym: Gym) -> None:
    world, act = gym.world, give(gym)
    gone = (world.people[0], world.people[2])
    for one in gone:
        one.organisation_id = world.twin.id
    world.session.flush()

    def names() -> tuple[list[str | None], list[str | None], str | None]:
        result = results.result(world.session, gym.actor(), act)
        award = world.session.get_one(Award, result.handed[0].uid)
        return (
            [one.name for one in result.handed],
            [one.name for one in result.waiting],
            results.person_of(world.session, gym.actor(), award),
        )

    assert names() == ([None, world.people[1].name], [None], None)
    opening.open_to(world.session, world.activity, world.twin.id, actor="x", now=NOW)
    first, third = (one.name for one in gone)
    assert names() == ([first, world.people[1].name], [third], first)


def test_one_then_all_are_undone(gym: Gym) -> None:
    act, session = give(gym), gym.world.session
    one = results.result(session, gym.actor(), act).one(1)
    assert results.undo(session, gym.actor(), act, uid=one.uid, now=later(15)) == 1
    result = results.result(session, gym.actor(), act)
    assert [one.number for one in result.there] == [2]
    with pytest.raises(NotFound):
        result.one(1)
    assert results.undo(session, gym.actor(), act, uid=None, now=later(15)) == 1
    assert results.undo(session, gym.actor(), act, uid=None, now=later(15)) == 0


def test_not_after_a_quarter_of_an_hour_nor_by_anybody(gym: Gym) -> None:
    act, session = give(gym), gym.world.session
    with pytest.raises(Refused, match="15 minutes"):
        results.undo(session, gym.actor(), act, uid=None, now=later(16))
    with pytest.raises(Refused, match="may not take back"):
        results.undo(session, gym.actor(gym.world.second_coach), act, uid=None, now=NOW)
    with pytest.raises(NotFound):
        results.undo(session, gym.actor(), act, uid="no such badge", now=NOW)


def test_a_badge_is_proposed_once_and_settled_with_it(gym: Gym) -> None:
    give(gym)
    session, reason = gym.world.session, RevocationReason.WRONG_PERSON
    award = session.scalars(select(Award).order_by(Award.audit_number)).first()
    assert award is not None
    first = proposing.propose(session, gym.actor(), award, reason, now=later(20))
    again = proposing.propose(session, gym.actor(), award, RevocationReason.ON_REQUEST, now=NOW)
    assert again.id == first.id
    with pytest.raises(Refused, match="may not take back"):
        proposing.take_back(session, gym.actor(), award, reason, now=later(30))
    boss = gym.actor(gym.world.coordinator, Role.COORDINATOR)
    proposing.take_back(session, boss, award, reason, now=later(30))
    request = session.scalars(select(Request)).one()
    assert (request.outcome, request.settled_by_id) == ("taken_back", gym.world.coordinator.id)
    assert proposing.proposed(session, award) is None
    with pytest.raises(Refused, match="already"):
        proposing.propose(session, gym.actor(), award, reason, now=later(40))
