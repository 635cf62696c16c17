"""Signed tokens: JWS in compact serialisation (RFC 7515), written in one way and read strictly.

The header is believed in nothing: the algorithm is that of the key which the caller chose, a key
or an address of a key in the header is not looked at, and an extension is refused.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from jwt import PyJWS
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from badges.openbadges import keys, strict_json
from badges.openbadges.errors import DocumentError, TokenError

READ_CODES = strict_json.CODES | {
    "token_size",
    "token_parts",
    "token_encoding",
    "token_header",
    "token_extension",
}
"""Every code that `read` may raise."""

VERIFY_CODES = frozenset({"token_algorithm", "token_signature"})
"""Every code that `verify` may raise."""

MAX_LENGTH = 64 * 1024

_JWS = PyJWS()
_ALGORITHM = "RS256"
_SIGNER = RSAAlgorithm(RSAAlgorithm.SHA256)
_HEADER = base64url_encode(b'{"alg":"RS256"}')  # PyJWS would say that a badge is a JWT
_EXTENSIONS = ("crit", "b64")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it was handed in, and what it says; nothing of it is verified yet."""

    text: str
    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    payload_bytes: bytes
    signature: bytes


def sign(payload: bytes, key: RSAPrivateKey) -> str:
    """The payload signed with RS256, under the header `{"alg":"RS256"}` and nothing else."""
    signed = b".".join((_HEADER, base64url_encode(payload)))
    signature = base64url_encode(_SIGNER.sign(signed, key))
    return b".".join((signed, signature)).decode("ascii")


def read(token: str | bytes) -> Token:
    """Take a token apart: three parts in canonical base64url, two of them strict JSON objects.

    At most 64 KB. TokenError otherwise. The signature is not verified.
    """
    text = _text(token)
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        raise TokenError("token_parts")
    header_bytes, payload_bytes, signature = (_decoded(part) for part in parts)
    header, payload = _object(header_bytes), _object(payload_bytes)
    if any(name in header for name in _EXTENSIONS):
        raise TokenError("token_extension")
    if not isinstance(header.get("alg"), str):
        raise TokenError("token_header")
    return Token(
        text=text,
        header=header,
        payload=payload,
        payload_bytes=payload_bytes,
        signature=signature,
    )


def verify(token: Token, key: keys.PublicKey) -> None:
    """Return if the key's own algorithm finds the signature right, else TokenError."""
    algorithm = keys.algorithm_for(key)
    if token.header["alg"] != algorithm:
        named = str(token.header["alg"])[:20]
        raise TokenError("token_algorithm", {"expected": algorithm, "named": named})
    # `read` has taken the token apart already, and more strictly than PyJWS would do it again.
    signed = token.text.rpartition(".")[0].encode("ascii")
    if not _JWS.get_algorithm_by_name(algorithm).verify(signed, key, token.signature):
        raise TokenError("token_signature")


def _text(token: str | bytes) -> str:
    if len(token) > MAX_LENGTH:
        raise TokenError("token_size", {"limit": str(MAX_LENGTH)})
    try:
        text = token.decode("ascii") if isinstance(token, bytes) else token
        text.encode("ascii")
    except UnicodeError as error:
        raise TokenError("token_encoding") from error
    return text


def _decoded(part: str) -> bytes:
    """Only the one spelling that an encoder writes: no padding, no spare bits, no foreign signs."""
    try:
        data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as error:
        raise TokenError("token_encoding") from error
    if base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii") != part:
        raise TokenError("token_encoding")
    return data


def _object(data: bytes) -> dict[str, Any]:
    try:
        return strict_json.loads(data)
    except DocumentError as error:
        raise TokenError(error.code, error.values) from error
