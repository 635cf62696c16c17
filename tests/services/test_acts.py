"""An act under one key is done once."""

import pytest

from badges.services import acts
from badges.services.acts import Submitted
from badges.services.errors import Conflict
from tests.cast import NOW, Cast


def submitted(world: Cast, key: str = "one", what: str = "this") -> Submitted:
    return Submitted(organisation_id=world.organisation.id, key=key, asked=[what])


def test_it_works(any_world: Cast) -> None:
    session = any_world.session
    assert acts.done_before(session, submitted(any_world)) is None
    acts.note(session, submitted(any_world), {"ids": ["1"]}, now=NOW)
    assert acts.done_before(session, submitted(any_world)) == {"ids": ["1"]}
    assert acts.done_before(session, submitted(any_world, key="two")) is None


def test_a_key_stands_for_one_thing(world: Cast) -> None:
    acts.note(world.session, submitted(world), {}, now=NOW)
    with pytest.raises(Conflict):
        acts.done_before(world.session, submitted(world, what="that"))


def test_the_twin_has_keys_of_its_own(world: Cast) -> None:
    acts.note(world.session, submitted(world), {}, now=NOW)
    other = Submitted(organisation_id=world.twin.id, key="one", asked=["this"])
    assert acts.done_before(world.session, other) is None
