"""Names to addresses, every one of them checked, in a time that the system's resolver cannot
stretch.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from badges.openbadges.errors import Unreachable
from badges.storage.fetching import targets
from badges.storage.fetching.targets import Target

AT_ONCE = 8
Lookup = Callable[[str, int], Sequence[str]]


def by_the_system(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as this machine finds them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Lookups:
    """Looks names up in threads of its own: a resolver that hangs keeps one, not the visitor's."""

    def __init__(self, lookup: Lookup = by_the_system, *, at_once: int = AT_ONCE) -> None:
        self._lookup = lookup
        self._free = threading.BoundedSemaphore(at_once)

    def addresses(self, target: Target, seconds: float) -> tuple[str, ...]:
        """The addresses to connect to. Raises Unreachable, also if one of them is not public."""
        if targets.is_ip(target.host):
            found: tuple[str, ...] = (target.host,)
        else:
            found = self._found(target, seconds)
        if not found:
            raise Unreachable("not_answering")
        if not target.may_be_private and not all(map(targets.is_public, found)):
            raise Unreachable("address_refused")
        return found

    def _found(self, target: Target, seconds: float) -> tuple[str, ...]:
        if not self._free.acquire(blocking=False):
            raise Unreachable("fetching_busy")
        answers: SimpleQueue[tuple[str, ...]] = SimpleQueue()
        thread = threading.Thread(target=self._ask, args=(target, answers), daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the machine has no thread left
            self._free.release()
            raise Unreachable("fetching_busy") from error
        try:
            return answers.get(timeout=seconds)
        except Empty as error:
            raise Unreachable("not_answering") from error

    def _ask(self, target: Target, answers: "SimpleQueue[tuple[str, ...]]") -> None:
        try:
            answers.put(tuple(dict.fromkeys(self._lookup(target.host, target.port))))
        except (OSError, UnicodeError):
            answers.put(())
        finally:
            self._free.release()
