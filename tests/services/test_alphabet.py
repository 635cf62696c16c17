"""Names in the order in which people look for them, on both databases."""

from sqlalchemy import null, select

from badges.models import Participant
from badges.services import activities, alphabet
from tests.cast import NOW, Cast

IN_ORDER = ["Ángel", "Anna", "Emma", "Éric", "eva", "Íñigo", "İpek", "Œdipe", "Omar", "Žana", "Zoé"]


def test_it_works(any_world: Cast) -> None:
    activities.add_people(
        any_world.session, any_world.organisation, IN_ORDER[::-1], actor="test", now=NOW
    )
    query = select(Participant.name).where(Participant.name.in_(IN_ORDER))
    found = any_world.session.scalars(query.order_by(alphabet.order(Participant.name))).all()
    assert found == IN_ORDER


def test_no_name_is_no_error(any_world: Cast) -> None:
    assert any_world.session.scalar(select(alphabet.order(null()))) is None
