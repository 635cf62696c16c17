"""Who coordinates a programme and has not said for which organisation: every page opens."""

import pytest

from badges import security
from badges.extensions import db
from badges.models import Organisation, Role
from badges.security import Reach
from tests.fixtures.desk import Desk
from tests.security.test_permissions import address, all_of, closed
from tests.security.village import Variant, Village
from tests.web import people_of_the_house

COORDINATOR = Role.COORDINATOR
# What is each one's own stays so: somebody else's session ends under nobody's hands.
THEIRS = (Variant.OWN, Variant.OTHER_GROUP, Variant.OTHER_ORGANISATION)


@pytest.fixture
def wide(village: Village) -> Desk:
    """They coordinate both organisations of the programme, and chose neither."""
    village.restore()
    number = village.numbers["organisation", Variant.OWN]
    programme = db.session().get_one(Organisation, number).programme
    return people_of_the_house.programmes_coordinator(village.app, db.session(), programme)


def test_every_page_opens(village: Village, wide: Desk) -> None:
    count = 0
    for door in closed(village.app):
        if door.method != "GET":
            continue
        if security.reach(COORDINATOR, door.permission) is Reach.NOTHING:
            continue
        for variant in THEIRS:
            path = address(village, COORDINATOR.value, door.rule, all_of(door.rule, variant))
            if path is not None:
                assert wide.get(path).status_code in (200, 303), path
                count += 1
    assert count > 50


def test_no_form_answers_that_there_is_no_such_page(village: Village, wide: Desk) -> None:
    """A form that names nothing is asked for what it lacks, whatever it is for."""
    for path in ("/activities/new", "/activities/again", "/cards", "/badge-classes/new"):
        answer = wide.post(path, {})
        assert answer.status_code in (303, 400), path
