"""What is kept of an award by its state, and the keys of a day."""

import pytest

from badges.models import KeyState
from badges.openbadges import baking, digests
from badges.services import documents, epochs, keeping
from badges.services.documents import Standing
from tests import standings
from tests.cast import NOW, Cast
from tests.fixtures.settled import Settled

NOBODYS = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"


def test_it_works(settled: Settled) -> None:
    world, uid = settled.world, settled.standings.kept.uid
    connection = world.session.connection()
    standing, kept = keeping.award(connection, world.urls, uid)
    assert standing is Standing.KEPT
    assert kept is not None
    assert kept.files[kept.token].decode() == settled.standings.kept.token
    assert baking.unbake(kept.files[kept.picture]) == settled.standings.kept.token
    slug = world.organisation.slug
    assert kept.files[kept.profile] == documents.profile(connection, slug, 1)
    assert kept.files[kept.key] == documents.key(connection, slug, 1)
    listed = documents.revocations(connection, world.urls, slug, 1)
    assert kept.files[kept.revocations] == listed
    shown = documents.badge_class(connection, world.badge_class.slug, 1)
    assert shown is not None
    assert kept.files[kept.badge_class] == shown.body
    assert len(kept.files) == 6


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        ("revoked", Standing.REVOKED),
        ("hidden", Standing.WITHDRAWN),
        ("erased", Standing.WITHDRAWN),
        ("revoked_then_erased", Standing.WITHDRAWN),
        ("undone", Standing.UNKNOWN),
    ],
)
def test_what_is_served_no_more_is_not_kept(
    settled: Settled, state: str, standing: Standing
) -> None:
    uid = getattr(settled.standings, state).uid
    found = keeping.award(settled.world.session.connection(), settled.world.urls, uid)
    assert found == (standing, None)


def test_what_never_was_is_unknown(settled: Settled) -> None:
    found = keeping.award(settled.world.session.connection(), settled.world.urls, NOBODYS)
    assert found == (Standing.UNKNOWN, None)


def test_an_expired_badge_is_kept(settled: Settled) -> None:
    uid = settled.standings.expired.uid
    standing, kept = keeping.award(settled.world.session.connection(), settled.world.urls, uid)
    assert standing is Standing.KEPT
    assert kept


def test_every_published_key_is_there_and_no_other(any_world: Cast) -> None:
    world = any_world
    epochs.create_key(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=NOW
    )
    world.session.flush()
    ids = [key.id for key in keeping.published_keys(world.session.connection(), world.urls)]
    slug = world.organisation.slug
    assert world.urls.key(slug, 1) in ids
    assert world.urls.key(slug, 2) not in ids, "a key that waits is not published"
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=NOW
    )
    found = {key.id: key for key in keeping.published_keys(world.session.connection(), world.urls)}
    old, new = found[world.urls.key(slug, 1)], found[world.urls.key(slug, 2)]
    assert (old.state, new.state) == (KeyState.RETIRED, KeyState.ACTIVE)
    assert new.name == world.organisation.name
    assert new.profile == world.urls.profile(slug, 2)
    body = documents.profile(world.session.connection(), slug, 2)
    assert body is not None
    assert new.digest == digests.digest(body)
    assert new.pem.startswith("-----BEGIN PUBLIC KEY-----")
    assert "PRIVATE" not in "".join(key.pem for key in found.values())


def test_a_badge_taken_back_is_on_the_list_that_another_keeps(world: Cast) -> None:
    kept, gone, *_ = standings.promised(world)
    standings.revoke(world, gone)
    _, archive = keeping.award(world.session.connection(), world.urls, kept.uid)
    assert archive is not None
    assert gone.uid in archive.files[archive.revocations].decode()
    assert kept.uid not in archive.files[archive.revocations].decode()
