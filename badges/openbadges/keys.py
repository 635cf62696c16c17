"""Public keys that a badge may be verified with, and the one algorithm of each."""

from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from badges.openbadges.errors import KeyFormatError

CODES = frozenset({"key_format", "key_kind", "key_size"})
"""Every code that `load_public` may raise."""

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey

MIN_RSA_BITS = 2_048
MAX_RSA_BITS = 8_192  # a larger one only costs who verifies
MAX_PEM_LENGTH = 8_000


@lru_cache(maxsize=256)
def load_public(pem: str) -> PublicKey:
    """The key in a PEM: RSA of 2048 to 8192 bits, P-256 or Ed25519; else KeyFormatError."""
    if len(pem) > MAX_PEM_LENGTH:
        raise KeyFormatError("key_format")
    try:
        key = load_pem_public_key(pem.encode("ascii"))
    except UnsupportedAlgorithm as error:
        raise KeyFormatError("key_kind") from error
    except ValueError as error:
        raise KeyFormatError("key_format") from error
    if isinstance(key, RSAPublicKey):
        if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            raise KeyFormatError("key_size", {"bits": str(key.key_size)})
        return key
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return key
    raise KeyFormatError("key_kind")


def algorithm_for(key: PublicKey) -> str:
    """The only JWS algorithm that this key is used with: RS256, ES256 or EdDSA."""
    match key:
        case RSAPublicKey():
            return "RS256"
        case EllipticCurvePublicKey():
            return "ES256"
        case Ed25519PublicKey():
            return "EdDSA"
