"""Tokens are written in one way, read strictly, and verified with the key's own algorithm."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import jws, strict_json
from badges.openbadges.errors import TokenError
from badges.openbadges.schemas import v2 as schemas
from tests import simulator
from tests.simulator import VECTORS, PrivateKey, assembled, encoded, pem, published_key, refusal

PAYLOAD = b'{"id":"urn:uuid:1","name":"\xc3\x89quipe"}'
HEADER = {"alg": "RS256"}
KEY = published_key()
TOKEN = jws.sign(PAYLOAD, KEY)
ASYMMETRIC: dict[str, PrivateKey] = {
    "RS256": simulator.rsa_key(),
    "ES256": simulator.ec_key(),
    "EdDSA": simulator.ed_key(),
}


def unreadable(token: str | bytes) -> str:
    with pytest.raises(TokenError) as caught:
        jws.read(token)
    return caught.value.code


def unverified(token: str, key: PrivateKey = KEY) -> str:
    with pytest.raises(TokenError) as caught:
        jws.verify(jws.read(token), key.public_key())
    return caught.value.code


def test_it_signs_reads_and_verifies() -> None:
    token = jws.read(TOKEN)
    jws.verify(token, KEY.public_key())
    assert token.text == TOKEN
    assert token.header == HEADER
    assert token.payload == {"id": "urn:uuid:1", "name": "Équipe"}
    assert token.payload_bytes == PAYLOAD
    assert jws.read(TOKEN.encode()) == token


def test_the_header_is_the_algorithm_and_nothing_else() -> None:
    header = TOKEN.partition(".")[0]
    assert base64.urlsafe_b64decode(header + "==") == b'{"alg":"RS256"}'


def test_a_fixed_assertion_and_key_give_these_very_bytes() -> None:
    document = strict_json.loads((VECTORS / "assertion.json").read_bytes())
    payload = strict_json.dumps(schemas.dump(schemas.load_assertion(document)))
    assert jws.sign(payload, KEY) == (VECTORS / "assertion.jws").read_text("ascii")


@pytest.mark.parametrize("algorithm", ASYMMETRIC)
def test_each_algorithm_verifies_with_its_key_alone(algorithm: str) -> None:
    token = jws.read(simulator.signed(PAYLOAD, ASYMMETRIC[algorithm]))
    for name, key in ASYMMETRIC.items():
        if name == algorithm:
            jws.verify(token, key.public_key())
        else:
            with pytest.raises(TokenError) as caught:
                jws.verify(token, key.public_key())
            assert caught.value.code == "token_algorithm"
            assert caught.value.values == {"expected": name, "named": algorithm}


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS384", "PS256", "rs256", ""])
def test_the_header_does_not_choose_the_algorithm(algorithm: str) -> None:
    _, payload, signature = TOKEN.split(".")
    header = encoded(json.dumps({"alg": algorithm}).encode())
    assert unverified(f"{header}.{payload}.{signature}") == "token_algorithm"


def test_the_public_key_is_no_shared_secret() -> None:
    parts = assembled({"alg": "HS256"}, PAYLOAD, b"").rstrip(".")
    secret = pem(KEY).encode()
    forged = encoded(hmac.digest(secret, parts.encode(), hashlib.sha256))
    assert unverified(f"{parts}.{forged}") == "token_algorithm"


def test_a_signature_of_another_key_or_text_is_refused() -> None:
    header, payload, signature = TOKEN.split(".")
    other = encoded(PAYLOAD.replace(b"1", b"2"))
    spaced = encoded(b'{"alg": "RS256"}')
    assert unverified(jws.sign(PAYLOAD, simulator.rsa_key())) == "token_signature"
    assert unverified(f"{header}.{other}.{signature}") == "token_signature"
    assert unverified(f"{spaced}.{payload}.{signature}") == "token_signature"
    assert unverified(f"{header}.{payload}.AAAA") == "token_signature"


@pytest.mark.parametrize("key", [simulator.ec_key(), simulator.ed_key()])
def test_a_signature_of_any_length_is_refused_in_the_same_way(key: PrivateKey) -> None:
    header, payload, _ = simulator.signed(PAYLOAD, key).split(".")
    for length in (1, 63, 64, 65, 512):
        assert unverified(f"{header}.{payload}.{encoded(b'1' * length)}", key) == "token_signature"


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c", "kid"])
def test_a_key_in_the_header_is_not_looked_at(member: str) -> None:
    stranger = simulator.rsa_key()
    token = simulator.signed(PAYLOAD, stranger, **{member: pem(stranger)})
    assert unverified(token) == "token_signature"
    jws.verify(jws.read(token), stranger.public_key())


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "RS256", "crit": ["exp"]},
        {"alg": "RS256", "crit": []},
        {"alg": "RS256", "b64": False, "crit": ["b64"]},
        {"alg": "RS256", "b64": True},
        {"alg": "RS256", "b64": None},
    ],
)
def test_an_extension_is_refused(header: dict[str, Any]) -> None:
    assert unreadable(assembled(header, PAYLOAD, b"1")) == "token_extension"


@pytest.mark.parametrize("header", [{}, {"alg": None}, {"alg": ["RS256"]}, {"alg": 1}])
def test_a_header_without_algorithm_is_refused(header: dict[str, Any]) -> None:
    assert unreadable(assembled(header, PAYLOAD, b"1")) == "token_header"


@pytest.mark.parametrize("token", ["", ".", "..", "a.b", "a..b", ".a.b", "a.b.", "a.b.c.d"])
def test_a_token_has_three_parts(token: str) -> None:
    assert unreadable(token) == "token_parts"


@pytest.mark.parametrize(
    "change",
    [
        lambda token: token + "=",
        lambda token: token + "\n",
        lambda token: " " + token,
        lambda token: token.replace(".", "=.", 1),
        lambda token: token.replace(".", "\n.", 1),
        lambda token: token[:-1] + "é",
        lambda token: token[:-1] + "+",
        lambda token: token[:-1] + "\ud800",
        lambda token: token.rpartition(".")[0] + ".A",
        lambda token: token.rpartition(".")[0] + ".AB",
    ],
)
def test_only_one_spelling_is_read(change: Any) -> None:
    assert unreadable(change(TOKEN)) == "token_encoding"


def test_bytes_that_are_no_ascii_are_refused() -> None:
    assert unreadable(TOKEN.encode() + b"\xff") == "token_encoding"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"[]", "json_object"),
        (b"{", "json_syntax"),
        (b'{"a":1,"a":2}', "json_duplicate"),
        (b'{"a":NaN}', "json_number"),
        (b'{"a":"\xff"}', "json_encoding"),
        (b'{"a":' + b"[" * 51 + b"]" * 51 + b"}", "json_depth"),
    ],
)
def test_header_and_payload_are_strict_json(payload: bytes, code: str) -> None:
    assert unreadable(assembled(HEADER, payload, b"1")) == code
    assert unreadable(assembled(payload, PAYLOAD, b"1")) == code


def test_a_token_is_at_most_64_kilobytes_long() -> None:
    padding = "a" * (48 * 1024 - 700)
    token = jws.sign(strict_json.dumps({"a": padding}), KEY)
    assert len(token) <= jws.MAX_LENGTH
    jws.verify(jws.read(token), KEY.public_key())
    assert unreadable("a" * (jws.MAX_LENGTH + 1)) == "token_size"


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("ABab01-_.=é\x00 "))
def test_one_changed_character_is_refused(at: int, sign: str) -> None:
    changed = TOKEN[:at] + sign + TOKEN[at + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(TokenError):
        jws.verify(jws.read(changed), KEY.public_key())


@given(
    st.binary()
    | st.text()
    | st.lists(st.binary().map(encoded), min_size=3, max_size=3).map(".".join)
    | st.binary().map(lambda payload: assembled(HEADER, payload, b"1"))
)
def test_it_raises_nothing_but_its_own_error(token: str | bytes) -> None:
    assert refusal(TokenError, jws.read, token) in jws.READ_CODES | {""}
