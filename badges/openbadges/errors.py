"""What can be wrong with something that calls itself a badge: a code and its values, no sentence.

The sentence that a person reads is made from the code at the edge, in their language.
"""

from collections.abc import Mapping
from types import MappingProxyType

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


class OpenBadgesError(Exception):
    """Something is wrong: `code` says what, `values` (text only) say where or how much."""

    def __init__(self, code: str, values: Mapping[str, str] = _NO_VALUES) -> None:
        super().__init__(code, dict(values))
        self.code = code
        self.values = values


class DocumentError(OpenBadgesError):
    """Bytes are no strict JSON object, or an object has not the shape of its document."""


class TokenError(OpenBadgesError):
    """A text is no acceptable JWS, or its signature is not that of the key."""


class KeyFormatError(OpenBadgesError):
    """A text is no public key of a kind and size that Open Badges may be verified with."""


class BakingError(OpenBadgesError):
    """A picture cannot carry a badge, carries none, or is not safe to read."""


class SubmissionError(OpenBadgesError):
    """What somebody handed in cannot be a badge, or a recipient cannot be read."""


class Unreachable(OpenBadgesError):
    """A document could not be had now: this says nothing about the badge."""
