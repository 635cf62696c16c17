"""Cards of the demonstration: most people have one, 31 are nobody's, each in a coach's pack."""

from sqlalchemy import func, select

from badges.demo import packs
from badges.demo.description import load
from badges.demo.plan import plan
from badges.models import Appointment, Card, CardPack, Participant, Role
from badges.services import cards
from tests.demo.building_site import Site

DEMO = load()
HELD = [one.meeting for one in plan(DEMO).chapters]
DESCRIBED = {one.id: one for one in DEMO.people}


def test_it_works(site: Site) -> None:
    blank = site.session.scalars(select(Card).where(cards.BLANK)).all()
    assert len(blank) == packs.UNCLAIMED == 31
    with_card = site.session.scalars(
        select(Card.participant_id).where(Card.participant_id.is_not(None), Card.ended_at.is_(None))
    ).all()
    people = site.session.scalar(select(func.count(Participant.id))) or 0
    assert 0.8 * people < len(set(with_card)) == len(with_card) < people


def test_each_pack_is_in_the_hands_of_a_coach_of_its_organisation(site: Site) -> None:
    for pack in site.session.scalars(select(CardPack)).all():
        found = site.session.scalars(
            select(Appointment).where(Appointment.staff_id == pack.held_by_id)
        ).all()
        assert (Role.COACH, pack.organisation_id) in {
            (one.role, one.organisation_id) for one in found
        }


def test_every_coach_who_gives_cards_has_some_left(site: Site) -> None:
    for line in cards.lines(site.session, CardPack.id > 0):
        assert 1 <= line.left <= 4
        assert line.left + line.bound <= line.total <= cards.MOST


def test_the_packs_are_as_large_as_what_is_given_and_left() -> None:
    planned = packs.packs(HELD, DESCRIBED)
    given = sum(packs.gets_a_card(one) for one in DEMO.people)
    assert sum(one.size for one in planned) == given + packs.UNCLAIMED
    assert len({(one.holder, one.organisation) for one in planned}) == len(planned)
