"""Where verification gets documents from: one method, which databases, fetchers and tests have."""

from dataclasses import dataclass
from typing import Protocol

UNREACHABLE_CODES = frozenset(
    {
        "not_answering",
        "not_ours",
        "fetching_busy",
        "address_refused",
        "answer_encoded",
        "answer_too_large",
        "too_many_documents",
    }
)
"""The codes that a resolver's Unreachable has; the first is the plain one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What an address answered: `address` is the final one, after any redirect."""

    address: str
    status: int
    media_type: str
    body: bytes


class Resolver(Protocol):
    """Gets documents by their address."""

    def fetch(self, address: str) -> Resource:
        """The answer of any status; Unreachable (a code of UNREACHABLE_CODES) if there is none."""
        ...
