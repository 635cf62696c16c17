"""Digests of documents, as `badgeDigest` and `issuerDigest` state them."""

import base64
import hashlib


def digest(data: bytes) -> str:
    """`sha256-` and the padded standard base64 of the SHA-256 of the bytes."""
    return "sha256-" + base64.b64encode(hashlib.sha256(data).digest()).decode("ascii")


def matches(data: bytes, claimed: str) -> bool:
    """Whether the claimed digest is, character for character, that of the bytes."""
    return digest(data) == claimed
