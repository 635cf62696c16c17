"""What was fetched lately: few bytes, for a short time, in memory alone."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource

GOOD_SECONDS: Final = 600.0
FAILURE_SECONDS: Final = 60.0
MAX_BYTES: Final = 8 * 1024 * 1024
OVERHEAD: Final = 1_024
Outcome = Resource | Unreachable


@dataclass(frozen=True, slots=True)
class _Entry:
    outcome: Outcome
    until: float
    size: int


class Kept:
    """Outcomes by address; the one unused for longest goes first."""

    def __init__(self, clock: Callable[[], float], *, max_bytes: int = MAX_BYTES) -> None:
        self._clock = clock
        self._max_bytes = max_bytes
        self._bytes = 0
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes that are kept, roughly."""
        return self._bytes

    def find(self, address: str) -> Outcome | None:
        """What the address answered within its time."""
        with self._lock:
            entry = self._entries.get(address)
            if entry is None:
                return None
            if entry.until <= self._clock():
                self._drop(address)
                return None
            self._entries.move_to_end(address)
            return entry.outcome

    def keep(self, address: str, outcome: Outcome) -> None:
        """Remember an answer; one that is no document, and a failure, for a tenth of the time."""
        good = isinstance(outcome, Resource) and outcome.status == 200
        body = len(outcome.body) if isinstance(outcome, Resource) else 0
        entry = _Entry(
            outcome=outcome,
            until=self._clock() + (GOOD_SECONDS if good else FAILURE_SECONDS),
            size=body + 2 * len(address) + OVERHEAD,
        )
        with self._lock:
            if address in self._entries:
                self._drop(address)
            self._entries[address] = entry
            self._bytes += entry.size
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._entries)))

    def _drop(self, address: str) -> None:
        self._bytes -= self._entries.pop(address).size
