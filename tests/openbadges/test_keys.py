"""Only keys that Open Badges may be verified with are keys."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, rsa, x25519
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import keys
from badges.openbadges.errors import KeyFormatError
from tests import simulator
from tests.simulator import refusal

RSA_PEM = simulator.pem(simulator.rsa_key())


def spki(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | dsa.DSAPublicKey) -> str:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def raw_spki(key: ed448.Ed448PublicKey | x25519.X25519PublicKey) -> str:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


def private(key: rsa.RSAPrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def refused(pem: str) -> str:
    with pytest.raises(KeyFormatError) as caught:
        keys.load_public(pem)
    return caught.value.code


@pytest.mark.parametrize(
    ("private_key", "algorithm"),
    [
        (simulator.rsa_key(), "RS256"),
        (simulator.published_key(), "RS256"),
        (simulator.ec_key(), "ES256"),
        (simulator.ed_key(), "EdDSA"),
    ],
)
def test_each_kind_has_one_algorithm(private_key: simulator.PrivateKey, algorithm: str) -> None:
    key = keys.load_public(simulator.pem(private_key))
    assert key == private_key.public_key()
    assert keys.algorithm_for(key) == algorithm


def test_the_older_way_to_write_an_rsa_key_is_read_too() -> None:
    key = simulator.rsa_key().public_key()
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
    assert keys.load_public(pem.decode()) == key


def test_the_same_text_gives_the_same_object() -> None:
    assert keys.load_public(RSA_PEM) is keys.load_public(RSA_PEM)


def test_an_rsa_key_has_a_size_that_is_safe_and_bearable() -> None:
    assert refused(spki(rsa.RSAPublicNumbers(65_537, 2**1_023 + 1_155).public_key())) == "key_size"
    assert refused(spki(rsa.RSAPublicNumbers(65_537, 2**8_192 + 1).public_key())) == "key_size"


def test_other_kinds_are_refused() -> None:
    assert refused(spki(ec.generate_private_key(ec.SECP384R1()).public_key())) == "key_kind"
    assert refused(spki(ec.generate_private_key(ec.SECP256K1()).public_key())) == "key_kind"
    assert refused(raw_spki(ed448.Ed448PrivateKey.generate().public_key())) == "key_kind"
    assert refused(raw_spki(x25519.X25519PrivateKey.generate().public_key())) == "key_kind"


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "key",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        RSA_PEM[:-40],
        RSA_PEM.replace("PUBLIC", "PÜBLIC"),
        "\ud800",
        "\x00" * 10,
        private(simulator.rsa_key()),
        RSA_PEM + " " * 8_000,
    ],
)
def test_what_is_no_public_key_is_refused(pem: str) -> None:
    assert refused(pem) == "key_format"


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_it_raises_nothing_but_its_own_error(text: str) -> None:
    for pem in (text, f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"):
        assert refused(pem) in keys.CODES


@given(st.integers(0, len(RSA_PEM) - 1), st.characters(min_codepoint=32, max_codepoint=126))
def test_a_changed_key_raises_nothing_but_its_own_error(at: int, sign: str) -> None:
    changed = RSA_PEM[:at] + sign + RSA_PEM[at + 1 :]
    assert refusal(KeyFormatError, keys.load_public, changed) in keys.CODES | {""}
