"""The PIN of a card: four digits, kept as argon2id; those that are tried first are refused."""

import unicodedata
from itertools import pairwise
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LENGTH: Final = 4
# What OWASP asks of argon2id; four digits are held by the five tries, not by this.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS: Final = _HASHER.hash("nobody")
_YEARS: Final = range(1900, 2100)
# The first ones of every list of PINs that were found out, beside years and what is a pattern.
_COMMON: Final = frozenset({"2580", "0852", "1004", "6969", "5683", "1379", "1593", "7410", "1478"})


def read(text: str) -> str | None:
    """The four digits in what somebody typed, in whichever script; None for anything else."""
    digits = [unicodedata.decimal(sign, None) for sign in text if not sign.isspace()]
    if len(digits) != LENGTH or None in digits:
        return None
    return "".join(str(digit) for digit in digits)


def too_common(pin: str) -> bool:
    """Whether others would try it first: a year, one digit or a pair again and again, a run."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    return (
        int(pin) in _YEARS
        or pin in _COMMON
        or pin[:2] == pin[2:]
        or (pin[:2] == pin[:1] * 2 and pin[2:] == pin[2:3] * 2)
        or steps in ({0}, {1}, {9})
    )


def hashed(pin: str) -> str:
    """What is kept of a PIN."""
    return _HASHER.hash(pin)


def holds(pin_hash: str | None, pin: str | None) -> bool:
    """Whether that is the PIN; it takes as long where there is none."""
    try:
        right = _HASHER.verify(pin_hash or _NOBODYS, pin or "")
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(right) and None not in (pin_hash, pin)
