"""Chance that is the same each time, on every machine and every version of Python."""

from hashlib import blake2b


def chance(*of: object) -> float:
    """A number from 0 up to 1 that belongs to these words."""
    words = "/".join(map(str, of)).encode()
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "big") / 2**64
