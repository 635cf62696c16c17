"""What one verification may spend in all, however many documents, redirects and reads it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from badges.openbadges.errors import Unreachable

SECONDS = 5.0
MAX_BYTES = 1024 * 1024


@dataclass(slots=True, kw_only=True)
class Budget:
    """Seconds until a moment of `clock`, and bytes."""

    clock: Callable[[], float]
    until: float
    left: int = MAX_BYTES

    def seconds(self) -> float:
        """How long the next step may take at most. Raises Unreachable when the time is over."""
        remaining = self.until - self.clock()
        if remaining <= 0:
            raise Unreachable("not_answering")
        return remaining

    def spend(self, received: int) -> None:
        """Count bytes that came. Raises Unreachable when there are too many."""
        self.left -= received
        self.check_room(0)

    def check_room(self, announced: int) -> None:
        """Raises Unreachable if so many bytes may not come any more."""
        if announced > self.left:
            raise Unreachable("answer_too_large")
