"""Key epochs: one key, one Profile, one RevocationList each."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from badges.models import AuditLine, KeyEpoch, KeyState
from badges.openbadges import digests, jws, keys, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import epochs, organisations
from badges.services.errors import Refused
from badges.storage.keyring import KeyringError
from tests.cast import CARD, NOW, Cast, later
from tests.keys import POOL, PooledKeyring, pooled_key


def create(world: Cast) -> KeyEpoch:
    return epochs.create_key(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=later(10)
    )


def rotate(world: Cast) -> KeyEpoch:
    return epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=later(20)
    )


def states(world: Cast) -> list[tuple[int, str]]:
    listed = epochs.listed(world.session, world.organisation)
    return [(one.number, one.state) for one in listed]


def keyless(world: Cast) -> None:
    """Let the organisation be one without a key."""
    world.organisation = organisations.create_organisation(
        world.session, world.organisation.programme, CARD, actor="test", now=NOW
    )


def test_the_first_key_starts_at_once(any_world: Cast) -> None:
    keyless(any_world)
    epoch = create(any_world)
    assert states(any_world) == [(1, KeyState.ACTIVE)]
    assert (epoch.started_at, epoch.ended_at) == (later(10), None)
    assert epochs.signing(any_world.session, any_world.organisation) is epoch


def test_without_a_key_nobody_signs_and_nothing_rotates(world: Cast) -> None:
    keyless(world)
    with pytest.raises(Refused, match=f"badges key create {world.organisation.slug}"):
        epochs.signing(world.session, world.organisation)
    with pytest.raises(Refused, match="has no key yet"):
        rotate(world)
    assert states(world) == []


def test_a_further_key_waits(any_world: Cast) -> None:
    epoch = create(any_world)
    assert states(any_world) == [(1, KeyState.ACTIVE), (2, KeyState.STANDBY)]
    assert (epoch.started_at, epoch.profile_document, epoch.profile_digest) == (None, None, None)


def test_a_rotation_takes_the_key_that_waits(any_world: Cast) -> None:
    waiting = create(any_world)
    create(any_world)
    assert rotate(any_world) is waiting
    assert states(any_world) == [
        (1, KeyState.RETIRED),
        (2, KeyState.ACTIVE),
        (3, KeyState.STANDBY),
    ]


def test_a_rotation_without_one_makes_it(any_world: Cast) -> None:
    first = epochs.signing(any_world.session, any_world.organisation)
    second = rotate(any_world)
    assert states(any_world) == [(1, KeyState.RETIRED), (2, KeyState.ACTIVE)]
    assert (first.ended_at, second.started_at) == (later(20), later(20))
    assert any_world.keyring.holds(second.key_name)


@pytest.mark.parametrize("start", [epochs.rotate, epochs.start_waiting])
def test_a_key_that_cannot_sign_is_not_started(
    any_world: Cast, start: Callable[..., KeyEpoch]
) -> None:
    waiting = create(any_world)
    assert isinstance(any_world.keyring, PooledKeyring)
    any_world.keyring.forget(waiting.key_name)
    where = (any_world.session, any_world.keyring, any_world.urls, any_world.organisation)
    with pytest.raises(KeyringError):
        start(*where, actor="test", now=later(20))
    assert states(any_world) == [(1, KeyState.ACTIVE), (2, KeyState.STANDBY)]
    assert any_world.award().gifts


def test_five_rotations_leave_one_that_signs(any_world: Cast) -> None:
    for _ in range(5):
        rotate(any_world)
    assert [state for _, state in states(any_world)] == [KeyState.RETIRED] * 5 + [KeyState.ACTIVE]


def test_the_database_knows_one_active_epoch_an_organisation(any_world: Cast) -> None:
    create(any_world).state = KeyState.ACTIVE
    with pytest.raises(IntegrityError):
        any_world.session.flush()


def test_old_epochs_never_change(world: Cast) -> None:
    def documents() -> list[tuple[object, ...]]:
        listed = epochs.listed(world.session, world.organisation)
        return [
            (one.key_document, one.profile_document, one.profile_digest, one.pad) for one in listed
        ]

    before = documents()
    rotate(world)
    rotate(world)
    assert documents()[:1] == before


def test_the_documents_of_an_epoch_name_each_other(any_world: Cast) -> None:
    rotate(any_world)
    slug, urls = any_world.organisation.slug, any_world.urls
    for epoch in epochs.listed(any_world.session, any_world.organisation):
        assert epoch.profile_document is not None
        profile = schemas.load_profile(strict_json.loads(epoch.profile_document))
        key = schemas.load_key(strict_json.loads(epoch.key_document))
        assert profile.id == key.owner == urls.profile(slug, epoch.number)
        assert profile.public_key == (key.id,) == (urls.key(slug, epoch.number),)
        assert profile.revocation_list == urls.revocations(slug, epoch.number)
        assert profile.verification is None
        assert epoch.profile_digest == digests.digest(epoch.profile_document)
        token = jws.sign(b"{}", any_world.keyring.signer(epoch.key_name))
        jws.verify(jws.read(token), keys.load_public(key.public_key_pem))


def test_the_profile_says_the_one_key_as_one_string(world: Cast) -> None:
    document = epochs.signing(world.session, world.organisation).profile_document
    assert document is not None
    said = strict_json.loads(document)
    assert isinstance(said["publicKey"], str)
    assert list(said) == [
        "@context", "type", "id", "name", "url", "email", "publicKey", "revocationList"
    ]  # fmt: skip


def test_each_epoch_has_a_pad_of_its_own(world: Cast) -> None:
    rotate(world)
    pads = [one.pad for one in epochs.listed(world.session, world.organisation)]
    assert len(set(pads)) == 2
    assert {uuid.UUID(pad).version for pad in pads} == {4}


def test_a_key_that_cannot_be_written_leaves_no_row(
    world: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_name: str) -> None:
        raise KeyringError("No space left on device")

    monkeypatch.setattr(world.keyring, "create", full)
    with pytest.raises(KeyringError):
        rotate(world)
    assert states(world) == [(1, KeyState.ACTIVE)]


def test_two_keys_of_one_number_have_two_names(world: Cast) -> None:
    name = create(world).key_name
    world.session.rollback()
    assert create(world).key_name != name


def test_each_key_and_start_stands_in_the_log(world: Cast) -> None:
    rotate(world)
    subject = f"key:{world.organisation.slug}/2"
    lines = world.session.scalars(
        select(AuditLine.action).where(AuditLine.subject == subject).order_by(AuditLine.number)
    )
    assert list(lines) == ["key_created", "key_started"]


def test_a_key_that_is_not_the_published_one_signs_nothing(world: Cast) -> None:
    epoch = epochs.signing(world.session, world.organisation)
    published = world.keyring.signer(epoch.key_name)
    epochs.check_pair(epoch, published)
    for number in range(POOL):
        other = pooled_key(number)
        if other is not published:
            with pytest.raises(Refused, match="not the one that was published"):
                epochs.check_pair(epoch, other)
