"""The folder of keys. Making a key takes a second, so the tests of this module share a few."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges.storage import keyring
from badges.storage.keyring import Keyring, KeyringError, NewKey
from tests.keys import pooled_key

PASSPHRASE = "correct horse battery staple, and sixteen more"
NAME = "les-passerelles-1-0f3a"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one real key."""
    return tmp_path_factory.mktemp("keys") / "issuer_keys"


@pytest.fixture(scope="module")
def made(folder: Path) -> NewKey:
    """That key, as it was handed back."""
    ring = Keyring(folder, PASSPHRASE)
    ring.make_private()
    return ring.create(NAME)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of the pool instead of new ones."""

    made = pooled_key(0)
    pooled_key(1)

    def generate(*, public_exponent: int, key_size: int) -> rsa.RSAPrivateKey:
        assert (public_exponent, key_size) == (65537, 3072)
        return made

    monkeypatch.setattr(rsa, "generate_private_key", generate)


@pytest.fixture
def ring(quick: None, tmp_path: Path) -> Keyring:
    """An empty keyring in `tmp_path / "keys"`."""
    made = Keyring(tmp_path / "keys", PASSPHRASE)
    made.make_private()
    return made


def listed(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def signs_as(key: rsa.RSAPrivateKey, public_pem: str) -> None:
    signature = key.sign(b"badge", padding.PKCS1v15(), hashes.SHA256())
    public = serialization.load_pem_public_key(public_pem.encode())
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signature, b"badge", padding.PKCS1v15(), hashes.SHA256())


def test_a_key_signs_after_the_folder_was_opened_again(folder: Path, made: NewKey) -> None:
    key = Keyring(folder, PASSPHRASE).signer(made.name)
    assert key.key_size == 3072
    signs_as(key, made.public_pem)


def test_nothing_but_the_key_and_its_public_half_is_written(folder: Path, made: NewKey) -> None:
    assert listed(folder) == [f"{NAME}.pem", f"{NAME}.pub.pem"]
    assert (folder / f"{NAME}.pub.pem").read_text() == made.public_pem


def test_the_key_is_its_owners_alone_and_encrypted(folder: Path, made: NewKey) -> None:
    private = folder / f"{made.name}.pem"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert private.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    with pytest.raises(TypeError):
        serialization.load_pem_private_key(private.read_bytes(), password=None)


def test_a_key_is_parsed_once(folder: Path, made: NewKey, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []
    real = serialization.load_pem_private_key

    def load(data: bytes, password: bytes | None) -> Any:
        parsed.append(data)
        return real(data, password)

    monkeypatch.setattr(serialization, "load_pem_private_key", load)
    ring = Keyring(folder, PASSPHRASE)
    threads = [threading.Thread(target=ring.signer, args=(made.name,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ring.signer(made.name) is ring.signer(made.name)
    assert len(parsed) == 1


def test_beside_keys_of_another_passphrase_none_is_made(folder: Path, made: NewKey) -> None:
    other = Keyring(folder, "another passphrase")
    for _ in range(2):  # what did not open is not tried again, and still does not
        with pytest.raises(KeyringError, match="BADGES_KEY_PASSPHRASE"):
            other.check_usable()
    with pytest.raises(KeyringError, match="No key opens"):
        other.create("a-second")
    with pytest.raises(KeyringError, match="not set"):
        Keyring(folder, "").check_usable()
    assert listed(folder) == [f"{NAME}.pem", f"{NAME}.pub.pem"]
    Keyring(folder, PASSPHRASE).check_usable()


def test_an_empty_folder_is_usable(ring: Keyring) -> None:
    ring.check_usable()


def test_another_passphrase_opens_nothing(folder: Path, made: NewKey) -> None:
    with pytest.raises(KeyringError, match="BADGES_KEY_PASSPHRASE is another one"):
        Keyring(folder, "another").signer(made.name)


def test_without_a_passphrase_nothing_is_read_or_written(folder: Path, made: NewKey) -> None:
    bare = Keyring(folder, "")
    with pytest.raises(KeyringError, match="BADGES_KEY_PASSPHRASE is not set"):
        bare.signer(made.name)
    with pytest.raises(KeyringError, match="BADGES_KEY_PASSPHRASE is not set"):
        bare.create("another-2")


def test_a_key_in_the_clear_is_not_read(ring: Keyring, tmp_path: Path) -> None:
    clear = pooled_key(0).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (tmp_path / "keys" / "clear.pem").write_bytes(clear)
    for passphrase in (PASSPHRASE, ""):
        with pytest.raises(KeyringError):
            Keyring(tmp_path / "keys", passphrase).signer("clear")


def test_a_key_of_another_kind_is_refused(ring: Keyring, tmp_path: Path) -> None:
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    )
    (tmp_path / "keys" / "curve.pem").write_bytes(curve)
    with pytest.raises(KeyringError, match="no RSA key"):
        ring.signer("curve")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_said_to_be_damaged(
    folder: Path, made: NewKey, tmp_path: Path, data: st.DataObject
) -> None:
    whole = bytearray((folder / f"{made.name}.pem").read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    broken = tmp_path / "broken"
    ring = Keyring(broken, PASSPHRASE)
    ring.make_private()
    (broken / "damaged.pem").write_bytes(whole)
    outcome = _opened(ring)
    # White space between the lines, or outside the marks, may change.
    assert outcome == "a key" or "BADGES_KEY_PASSPHRASE" in outcome or "no RSA key" in outcome


def _opened(ring: Keyring) -> str:
    try:
        ring.signer("damaged")
    except KeyringError as error:
        return str(error)
    return "a key"


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----", b"\0" * 2_000])
def test_garbage_is_said_to_be_damaged(ring: Keyring, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys" / "garbage.pem").write_bytes(content)
    with pytest.raises(KeyringError, match="does not open"):
        ring.signer("garbage")


def test_a_key_that_is_not_there_is_not_made(ring: Keyring, tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="cannot be used: No such file"):
        ring.signer("absent")
    assert not ring.holds("absent")
    assert listed(tmp_path / "keys") == []


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A", "x.pem", "x\n", "é", "x" * 121, "x\0"])
def test_a_name_leads_nowhere_else(ring: Keyring, name: str) -> None:
    for act in (ring.create, ring.signer, ring.holds):
        with pytest.raises(KeyringError, match="is no name of a key"):
            act(name)


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o701, 0o777, 0o500, 0o600, 0o000])
def test_a_folder_that_is_not_its_owners_alone_is_refused(
    ring: Keyring, tmp_path: Path, mode: int
) -> None:
    ring.create("good")
    (tmp_path / "keys").chmod(mode)
    fresh = Keyring(tmp_path / "keys", PASSPHRASE)
    for act in (lambda: fresh.create("more"), lambda: fresh.signer("good"), fresh.check_folder):
        with pytest.raises(KeyringError, match="run `chmod 700"):
            act()
    (tmp_path / "keys").chmod(0o700)
    assert not (tmp_path / "keys" / "more.pem").exists()
    fresh.signer("good")


def test_only_make_private_changes_the_folder(tmp_path: Path, quick: None) -> None:
    ring = Keyring(tmp_path / "a" / "keys", PASSPHRASE)
    for act in (ring.check_folder, lambda: ring.create("x"), lambda: ring.signer("x")):
        with pytest.raises(KeyringError, match="cannot be read: create it with"):
            act()
    assert ring.make_private() is False
    (tmp_path / "a" / "keys").chmod(0o755)
    assert ring.make_private() is True
    assert ring.make_private() is False
    ring.check_folder()


def test_a_file_in_the_place_of_the_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("not a folder")
    with pytest.raises(KeyringError, match="cannot be used"):
        Keyring(tmp_path / "keys", PASSPHRASE).make_private()


def test_a_name_that_is_taken_stays_as_it_is(ring: Keyring, tmp_path: Path) -> None:
    ring.create("taken")
    before = (tmp_path / "keys" / "taken.pem").read_bytes()
    with pytest.raises(KeyringError, match="nothing was changed"):
        ring.create("taken")
    assert (tmp_path / "keys" / "taken.pem").read_bytes() == before


def _links_that_fail(number: int) -> Iterator[bool]:
    return (place == number for place in range(1, 10))


@pytest.mark.parametrize("failing", [1, 2])
def test_a_crash_between_the_halves_blocks_nothing(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    fails, link = _links_that_fail(failing), os.link

    def crashing(source: Path, target: Path) -> None:
        if next(fails):
            raise OSError(28, "No space left on device")
        link(source, target)

    monkeypatch.setattr(os, "link", crashing)
    with pytest.raises(KeyringError, match="No space left on device"):
        ring.create("first-1-aa")
    assert not ring.holds("first-1-aa")
    left = listed(tmp_path / "keys")
    assert left == ([] if failing == 1 else ["first-1-aa.pub.pem"])
    made = ring.create("first-1-bb")
    signs_as(ring.signer("first-1-bb"), made.public_pem)


def test_the_public_half_is_there_before_the_private_one(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked = []
    link = os.link

    def noting(source: Path, target: Path) -> None:
        linked.append(target.name)
        link(source, target)

    monkeypatch.setattr(os, "link", noting)
    ring.create("pair")
    assert linked == ["pair.pub.pem", "pair.pem"]


def test_what_does_not_open_again_is_never_put_in_place(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        keyring,
        "_encrypted",
        lambda *_: pooled_key(1).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        ),
    )
    with pytest.raises(KeyringError, match="does not sign"):
        ring.create("wrong")
    assert not ring.holds("wrong")
    assert listed(tmp_path / "keys") == ["wrong.pub.pem"]


def test_both_halves_and_the_folder_reach_the_disk(
    ring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    fsync = os.fsync

    def noting(handle: int) -> None:
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    ring.create("synced")
    assert synced == [False, True, False, True]
