"""What the demonstration's home page opens."""

from dataclasses import replace

import pytest

from badges.openbadges import jws
from badges.openbadges.verification.report import Verdict
from badges.services import showcase, verifying
from badges.services.showcase import Showcase
from tests import standings
from tests.cast import NOW, Cast

SHOWN = Showcase(
    valid_uid="a",
    valid_code="b",
    revoked_uid="c",
    expired_uid="d",
    unknown_code="e",
    forged_token="f",
    original_excerpt="Esprit d'équipe",
    forged_excerpt="Esprit d'équipa",
)


def test_there_is_none_outside_the_demonstration(world: Cast) -> None:
    assert showcase.read(world.session.connection()) is None


def test_what_is_kept_is_shown(any_world: Cast) -> None:
    showcase.keep(any_world.session, replace(SHOWN, valid_uid="former"))
    showcase.keep(any_world.session, SHOWN)
    assert showcase.read(any_world.session.connection()) == SHOWN


def test_a_forgery_differs_in_one_letter_and_is_not_valid(world: Cast) -> None:
    token = standings.promised(world)[0].token
    forged = showcase.forge(token, "Tournoi", "Tournoa")
    original, changed = jws.read(token), jws.read(forged)
    assert changed.payload_bytes == original.payload_bytes.replace(b"Tournoi", b"Tournoa", 1)
    assert forged.split(".")[::2] == token.split(".")[::2]
    judged = verifying.judge(world.session.connection(), world.urls, forged, now=NOW)
    assert judged.verdict is Verdict.INVALID


def test_accents_are_changed_as_well(world: Cast) -> None:
    token = standings.promised(world)[0].token
    assert "sèances".encode() in jws.read(showcase.forge(token, "séance", "sèances")).payload_bytes


@pytest.mark.parametrize("original", ["Natation", "TOURNOI"])
def test_there_must_be_something_to_change(world: Cast, original: str) -> None:
    token = standings.promised(world)[0].token
    with pytest.raises(ValueError, match="nothing to change"):
        showcase.forge(token, original, "autre")
