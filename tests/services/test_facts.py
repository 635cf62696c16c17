"""What the service remembers about itself."""

import pytest

from badges.services import facts
from badges.services.errors import Refused
from tests.cast import Cast


def test_a_fact_is_kept_in_the_place_of_the_former_one(any_world: Cast) -> None:
    session = any_world.session
    assert facts.read(session, "motto") is None
    facts.keep(session, "motto", "Vu, donc dit")
    facts.keep(session, "motto", "Dit, donc vu")
    session.commit()
    assert facts.read(session, "motto") == "Dit, donc vu"
    assert facts.read(session.connection(), "motto") == "Dit, donc vu"


def test_the_public_address_is_remembered_at_the_first_start(any_world: Cast) -> None:
    facts.keep_public_url(any_world.session, "https://badges.example")
    facts.keep_public_url(any_world.session, "https://badges.example")
    assert facts.read(any_world.session, facts.PUBLIC_URL) == "https://badges.example"


@pytest.mark.parametrize("other", ["https://elsewhere.example", "http://badges.example"])
def test_a_start_under_another_address_is_refused(world: Cast, other: str) -> None:
    facts.keep_public_url(world.session, "https://badges.example")
    with pytest.raises(Refused, match=r"set it to https://badges\.example"):
        facts.keep_public_url(world.session, other)
    assert facts.read(world.session, facts.PUBLIC_URL) == "https://badges.example"
