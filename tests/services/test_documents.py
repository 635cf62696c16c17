"""What verifiers fetch, by state."""

import uuid

import pytest
from sqlalchemy import Connection

from badges.models import KeyEpoch, RevocationReason
from badges.openbadges import strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import documents, epochs
from badges.services.documents import Standing
from tests import standings
from tests.cast import NOW, Cast
from tests.fixtures.settled import Settled

PNG, SVG = "image/png", "image/svg+xml"
NOBODYS = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"


def listed(world: Cast, number: int = 1) -> v2.RevocationList:
    body = documents.revocations(
        world.session.connection(), world.urls, world.organisation.slug, number
    )
    assert body is not None
    return schemas.load_revocation_list(strict_json.loads(body))


def entries(world: Cast, number: int = 1) -> dict[str, str | None]:
    found = listed(world, number).revoked_assertions
    assert len(found) != 1
    assert [one.id for one in found] == sorted(one.id or "" for one in found)
    return {(one.id or "").removeprefix("urn:uuid:"): one.revocation_reason for one in found}


def pad(world: Cast, number: int = 1) -> str:
    found = epochs.listed(world.session, world.organisation)[number - 1]
    assert isinstance(found, KeyEpoch)
    return found.pad


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("kept", Standing.KEPT),
        ("expired", Standing.KEPT),
        ("revoked", Standing.REVOKED),
        ("hidden", Standing.WITHDRAWN),
        ("erased", Standing.WITHDRAWN),
        ("revoked_then_erased", Standing.WITHDRAWN),
        ("undone", Standing.UNKNOWN),
    ],
)
def test_each_state_stands_as_the_contract_says(
    settled: Settled, state: str, standing: Standing
) -> None:
    connection, uid = settled.world.session.connection(), getattr(settled.standings, state).uid
    assert documents.mirror(connection, uid)[0] is standing
    assert documents.token(connection, uid)[0] is standing
    for media_type in (PNG, SVG):
        assert documents.baked(connection, uid, media_type)[0] is standing


def test_nobodys_assertion_is_unknown(settled: Settled) -> None:
    connection = settled.world.session.connection()
    assert documents.mirror(connection, NOBODYS) == (Standing.UNKNOWN, None)
    assert documents.token(connection, NOBODYS) == (Standing.UNKNOWN, None)
    assert documents.baked(connection, NOBODYS, PNG) == (Standing.UNKNOWN, None)


def test_what_is_kept_is_given_as_it_was_written(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    connection = any_world.session.connection()
    assert documents.mirror(connection, one.uid) == (Standing.KEPT, one.mirror)
    assert documents.token(connection, one.uid) == (Standing.KEPT, one.token.encode())
    standing, baked = documents.baked(connection, one.uid, SVG)
    assert standing is Standing.KEPT
    assert baked is not None
    assert (baked.token, baked.picture[:4]) == (one.token, b"<svg")


def test_withdrawn_comes_before_revoked_and_undone_before_all(world: Cast) -> None:
    first, second = standings.promised(world, world.people[:2])
    standings.revoke(world, first)
    standings.hide(world, first)
    standings.undo(world, second)
    standings.hide(world, second)
    standings.erase(world, second)
    connection = world.session.connection()
    assert documents.mirror(connection, first.uid)[0] is Standing.WITHDRAWN
    assert documents.mirror(connection, second.uid)[0] is Standing.UNKNOWN


def test_a_list_without_an_entry_is_empty(any_world: Cast) -> None:
    any_world.award()
    found = listed(any_world)
    assert found.revoked_assertions == ()
    slug = any_world.organisation.slug
    assert found.id == any_world.urls.revocations(slug, 1)
    assert found.issuer == any_world.urls.profile(slug, 1)
    body = documents.revocations(any_world.session.connection(), any_world.urls, slug, 1)
    assert strict_json.loads(body or b"")["revokedAssertions"] == []


def test_one_revoked_badge_is_listed_beside_the_pad(any_world: Cast) -> None:
    one = standings.promised(any_world)[0]
    standings.revoke(any_world, one, RevocationReason.ON_REQUEST)
    assert entries(any_world) == {
        one.uid: "Retiré à la demande de la personne.",
        pad(any_world): None,
    }


def test_the_list_has_who_was_revoked_or_undone_and_nobody_else(settled: Settled) -> None:
    states, world = settled.standings, settled.world
    found = entries(world)
    assert set(found) == {
        pad(world),
        states.revoked.uid,
        states.revoked_then_erased.uid,
        states.undone.uid,
    }
    assert found[states.undone.uid] is None
    assert found[states.revoked.uid] == "Donné à une autre personne par erreur."


@pytest.mark.parametrize("reason", RevocationReason)
def test_every_reason_has_neutral_words(reason: RevocationReason) -> None:
    words = documents.REASONS[reason]
    assert words.endswith(".")
    assert len(words.split()) <= 15


def test_each_epoch_has_its_own_list(any_world: Cast) -> None:
    first = standings.promised(any_world, any_world.people[:1])[0]
    args = (any_world.session, any_world.keyring, any_world.urls, any_world.organisation)
    epochs.rotate(*args, actor="test", now=NOW)
    second = standings.promised(any_world, any_world.people[1:2], key="second")[0]
    standings.revoke(any_world, second)
    assert entries(any_world, 1) == {}
    assert set(entries(any_world, 2)) == {second.uid, pad(any_world, 2)}
    standings.revoke(any_world, first)
    assert set(entries(any_world, 1)) == {first.uid, pad(any_world, 1)}


def test_a_list_that_has_not_changed_is_the_same_bytes(settled: Settled) -> None:
    def body(connection: Connection) -> bytes | None:
        slug = settled.world.organisation.slug
        return documents.revocations(connection, settled.world.urls, slug, 1)

    connection = settled.world.session.connection()
    assert body(connection) == body(connection)


def test_no_pad_is_ever_given_to_a_badge(settled: Settled) -> None:
    connection, number = settled.world.session.connection(), pad(settled.world)
    assert documents.mirror(connection, number) == (Standing.UNKNOWN, None)
    assert uuid.UUID(number).version == 4


def test_a_version_is_settled_once_it_was_awarded(any_world: Cast) -> None:
    slug = any_world.badge_class.slug

    def is_settled() -> set[bool]:
        connection = any_world.session.connection()
        found = [documents.badge_class(connection, slug, 1)]
        found += [documents.picture(connection, slug, 1, kind) for kind in (PNG, SVG)]
        return {one.settled for one in found if one}

    assert is_settled() == {False}
    standings.undo(any_world, standings.promised(any_world, any_world.people[:1])[0])
    assert is_settled() == {True}


def test_what_is_nobodys_is_none(settled: Settled) -> None:
    connection, world = settled.world.session.connection(), settled.world
    for slug, number in (("nobody", 1), (world.organisation.slug, 2), (world.badge_class.slug, 1)):
        assert documents.profile(connection, slug, number) is None
        assert documents.key(connection, slug, number) is None
        assert documents.revocations(connection, world.urls, slug, number) is None
    for slug, number in (("nobody", 1), (world.badge_class.slug, 2), (world.organisation.slug, 1)):
        assert documents.badge_class(connection, slug, number) is None
        assert documents.picture(connection, slug, number, PNG) is None
