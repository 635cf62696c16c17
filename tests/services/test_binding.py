"""Whose a card is: bound, taken back within minutes, replaced when it is lost."""

import pytest
from sqlalchemy import select

from badges.models import AuditLine, Card, Participant
from badges.services import binding, card_standing, cards
from badges.services.card_standing import CardStanding
from badges.services.errors import Refused
from tests import standings, team
from tests.cast import NOW, Cast, later
from tests.team import Team


@pytest.fixture
def crew(any_world: Cast) -> Team:
    return team.gather(any_world)


def blank(crew: Team, typed: str, person: Participant | None = None) -> Card:
    actor = team.actor_of(crew.world, crew.world.coach)
    return binding.blank(crew.world.session, actor, person or crew.world.people[0], typed)


def bind(crew: Team, card: Card, number: int = 0) -> None:
    staff = crew.world.coach.id
    binding.bind(crew.world.session, card, crew.world.people[number], staff_id=staff, now=NOW)


def standing(crew: Team, code: str) -> CardStanding:
    return card_standing.read(crew.world.session.connection(), code, now=NOW).standing


def test_it_works(crew: Team) -> None:
    code = crew.codes[4]
    assert standing(crew, code) is CardStanding.BLANK
    card = blank(crew, code[-4:])
    assert card.code == code
    bind(crew, card)
    assert binding.of(crew.world.session, crew.world.people[0]) is card
    assert standing(crew, code) is CardStanding.BOUND
    ids = [one.id for one in crew.world.people]
    assert binding.without_card(crew.world.session, ids) == set(ids[1:])


def test_the_next_of_the_pile_is_of_the_packs_in_hand(crew: Team) -> None:
    session, person = crew.world.session, crew.world.people[0]
    coach, office = (
        team.actor_of(crew.world, one) for one in (crew.world.coach, crew.world.coordinator)
    )
    following = binding.next_blank(session, coach, person)
    assert following is not None
    assert following.code == crew.codes[0]
    assert binding.next_blank(session, office, person) is None


def test_a_card_of_another_organisation_is_none(crew: Team) -> None:
    world = crew.world
    pack = cards.make(
        world.session, world.twin, count=1, staff_id=world.twin_coach.id, key="k", now=NOW
    )
    (theirs,) = cards.blank_codes(world.session, pack)
    for typed in (theirs, theirs[-4:], "", "AA"):
        with pytest.raises(binding.NoneEndsSo):
            blank(crew, typed)
    actor = team.actor_of(world, world.coach)
    assert binding.offered(world.session, actor, theirs) is None
    assert binding.offered(world.session, actor, crew.codes[0]) is crew.pack


def test_one_card_is_one_persons(crew: Team) -> None:
    card = blank(crew, crew.codes[0])
    bind(crew, card)
    bind(crew, card)
    with pytest.raises(binding.Taken):
        bind(crew, card, 1)
    with pytest.raises(binding.HasOne):
        bind(crew, blank(crew, crew.codes[0]))
    log = crew.world.session.scalars(select(AuditLine.subject))
    assert [one for one in log if one.endswith(" bound")] == [f"card:{card.id} bound"]


def test_it_is_taken_back_for_a_quarter_of_an_hour(crew: Team) -> None:
    session, person = crew.world.session, crew.world.people[0]
    card = blank(crew, crew.codes[0])
    bind(crew, card)
    with pytest.raises(Refused):
        binding.unbind(session, person, actor="test", now=later(16))
    binding.unbind(session, person, actor="test", now=later(15))
    assert (card.participant_id, card.bound_at, card.ended_at) == (None, None, None)
    with pytest.raises(Refused):
        binding.unbind(session, person, actor="test", now=later(15))


def test_a_lost_one_is_dead_and_the_next_one_lives(crew: Team) -> None:
    session, person = crew.world.session, crew.world.people[0]
    old, new = crew.codes[:2]
    bind(crew, blank(crew, old))
    staff = crew.world.coach.id
    for _ in range(2):
        binding.replace(session, blank(crew, new), person, staff_id=staff, now=later(1))
    assert standing(crew, old) is CardStanding.DEAD
    assert standing(crew, new) is CardStanding.BOUND
    other = crew.world.people[1]
    with pytest.raises(binding.Taken):
        binding.replace(session, team.card_with(crew.world, new), other, staff_id=staff, now=NOW)


def test_its_owner_is_known_to_their_coach_alone(crew: Team) -> None:
    code = crew.codes[0]
    bind(crew, blank(crew, code))
    world = crew.world
    known = [
        binding.owner(world.session, team.actor_of(world, staff), code, now=NOW)
        for staff in (world.coach, world.coordinator, world.second_coach, world.twin_coach)
    ]
    assert known == [world.people[0], world.people[0], None, None]


def test_what_is_no_card(crew: Team) -> None:
    one = standings.promised(crew.world, crew.world.people[:1])[0]
    assert standing(crew, one.code) is CardStanding.BADGE
    assert standing(crew, "7K3M-Q9TX-WAA") is CardStanding.UNKNOWN
    assert standing(crew, "7K3M-Q9TX-WAB") is CardStanding.MISTYPED
    standings.undo(crew.world, one)
    assert standing(crew, one.code) is CardStanding.UNKNOWN
