"""Packs of cards: drawn so that no two living cards of an organisation end alike."""

import pytest
from sqlalchemy import select, update

from badges.models import AuditLine, Card, CardPack
from badges.services import cards, codes, scoping
from badges.services.errors import Conflict, Invalid, NotFound, Refused
from tests import team
from tests.cast import NOW, Cast, later


def make(world: Cast, count: int = 20, *, key: str = "k") -> CardPack:
    return cards.make(
        world.session, world.organisation, count=count, staff_id=world.coordinator.id,
        key=key, now=NOW,
    )  # fmt: skip


def test_it_works(any_world: Cast) -> None:
    pack = make(any_world, cards.MOST)
    made = cards.blank_codes(any_world.session, pack)
    assert len(made) == cards.MOST
    assert [codes.read(code) for code in made] == made
    hashes = any_world.session.scalars(select(Card.code_hash).order_by(Card.id)).all()
    assert hashes == [codes.hashed(code) for code in made]
    (line,) = cards.lines(any_world.session, CardPack.id == pack.id)
    assert (line.left, line.bound, line.total, line.holder) == (200, 0, 200, None)


def test_no_two_living_cards_end_alike(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cards.blank_codes(world.session, make(world, 2))
    drawn = iter([first[0][::-1][:7] + first[0][-4:], *(codes.draw() for _ in range(9))])
    monkeypatch.setattr(codes, "draw", lambda: next(drawn))
    second = cards.blank_codes(world.session, make(world, 3, key="again"))
    endings = [code[-cards.ENDING :] for code in first + second]
    assert len(set(endings)) == 5


def test_a_dead_cards_end_may_come_again(world: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = make(world, 1)
    (dead,) = cards.blank_codes(world.session, pack)
    cards.call_back(world.session, pack, actor="test", now=NOW)
    like = codes.draw()[:7] + dead[-4:]
    monkeypatch.setattr(codes, "draw", lambda: like)
    assert cards.blank_codes(world.session, make(world, 1, key="again")) == [like]


def test_the_same_act_makes_one_pack(any_world: Cast) -> None:
    first = make(any_world)
    assert make(any_world).id == first.id
    assert len(any_world.session.scalars(select(CardPack)).all()) == 1
    with pytest.raises(Conflict):
        make(any_world, 21)


@pytest.mark.parametrize("count", [0, -1, 201])
def test_a_number_that_makes_no_pack_is_refused(world: Cast, count: int) -> None:
    with pytest.raises(Invalid):
        make(world, count)


def test_who_is_no_coach_there_holds_none(world: Cast) -> None:
    pack = make(world)
    with pytest.raises(Refused):
        cards.hand_out(world.session, pack, world.twin_coach, actor="test", now=NOW)
    cards.hand_out(world.session, pack, world.coach, actor="test", now=NOW)
    assert pack.held_by_id == world.coach.id


def test_called_back_it_is_in_nobodys_reach_but_the_coordinators(world: Cast) -> None:
    pack = team.pack_for(world, world.coach)
    coach, office = (team.actor_of(world, one) for one in (world.coach, world.coordinator))
    assert scoping.pack(world.session, coach, pack.id) is pack
    assert cards.call_back(world.session, pack, actor="test", now=later(1)) == 12
    assert cards.call_back(world.session, pack, actor="test", now=later(2)) == 0
    assert pack.called_back_at == later(1)
    with pytest.raises(NotFound):
        scoping.pack(world.session, coach, pack.id)
    assert scoping.pack(world.session, office, pack.id) is pack


def test_a_card_of_somebody_survives_it(any_world: Cast) -> None:
    pack = make(any_world, 3)
    session = any_world.session
    first = session.scalars(select(Card.id).order_by(Card.id)).first()
    session.execute(
        update(Card).where(Card.id == first).values(participant_id=any_world.people[0].id)
    )
    assert cards.call_back(session, pack, actor="test", now=later(1)) == 2
    living = session.scalars(select(Card.id).where(Card.ended_at.is_(None))).all()
    assert living == [first]
    (line,) = cards.lines(session, CardPack.id == pack.id)
    assert (line.left, line.bound, line.total) == (0, 1, 3)


def test_each_act_is_written_down(world: Cast) -> None:
    pack = team.pack_for(world, world.coach)
    cards.call_back(world.session, pack, actor="test", now=later(1))
    said = world.session.scalars(select(AuditLine.subject).where(AuditLine.action == "card"))
    assert [one.partition(" ")[2] for one in said] == [
        "made, 12 cards", f"handed to staff:{world.coach.id}", "called back, 12 cards",
    ]  # fmt: skip
