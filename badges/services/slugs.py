"""The words in public addresses: drawn once with a random suffix, never renamed."""

import re
import secrets
import unicodedata

from badges.services.codes import ALPHABET

LONGEST = 40
SUFFIX = 4


def draw(name: str) -> str:
    """A new slug for `name`: ASCII, lower case, hyphens, four random symbols at the end."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    suffix = "".join(secrets.choice(ALPHABET) for _ in range(SUFFIX)).lower()
    return f"{words or 'x'}-{suffix}"
