"""Short codes: ten Crockford symbols and a check symbol (contract: Codes)."""

import hashlib
import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_CHECKED = 37
_SHIFTS = range(5 * (LENGTH - 1), -1, -5)
_READ = str.maketrans("OIL", "011")
_DROPPED = re.compile(r"[\s‐‑‒–—-]+")


class Mistyped(Exception):
    """What was read is not eleven symbols with the right check symbol."""


def draw() -> str:
    """A new code, eleven symbols. One whose check symbol is no letter or digit is drawn again."""
    while True:
        number = secrets.randbits(5 * LENGTH)
        check = number % _CHECKED
        if check < len(ALPHABET):
            return _symbols(number) + ALPHABET[check]


def folded(text: str) -> str:
    """What was typed as codes are written: capitals, no hyphens or spaces, O as 0, I and L as 1."""
    return _DROPPED.sub("", text).upper().translate(_READ)


def read(text: str) -> str:
    """The code in what a person typed or scanned. Raises Mistyped."""
    code = folded(text)
    if len(code) != LENGTH + 1 or any(symbol not in ALPHABET for symbol in code):
        raise Mistyped
    number = 0
    for symbol in code[:LENGTH]:
        number = number * len(ALPHABET) + ALPHABET.index(symbol)
    if number % _CHECKED != ALPHABET.index(code[LENGTH]):
        raise Mistyped
    return code


def shown(code: str) -> str:
    """The code as it is printed: `7K3M-Q9TX-WAA`."""
    return "-".join((code[:4], code[4:8], code[8:]))


def hashed(code: str) -> str:
    """What stays of a code when its award is erased: SHA-256, 64 hex digits."""
    return hashlib.sha256(code.encode("ascii")).hexdigest()


def _symbols(number: int) -> str:
    return "".join([ALPHABET[number >> shift & 31] for shift in _SHIFTS])
