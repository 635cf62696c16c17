"""Strangers' documents for one verification: few, small, soon, and never from inside."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Final
from urllib.parse import urldefrag, urljoin

from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource
from badges.storage.fetching import exchange, lookups, targets
from badges.storage.fetching.exchange import Answer, Connect
from badges.storage.fetching.kept import Kept
from badges.storage.fetching.limits import SECONDS, Budget
from badges.storage.fetching.lookups import Lookup, Lookups
from badges.storage.fetching.targets import Target

MOST_REDIRECTS: Final = 3
MOST_DOCUMENTS: Final = 8
BUSY: Final = "fetching_busy"


class Fetcher:
    """The way out of one process: at most `at_once` verifications are on it at one time.

    `allowed` counts one fetch and says whether it may be made. The last arguments are the outside
    world, which tests replace.
    """

    def __init__(
        self,
        *,
        at_once: int,
        allowed: Callable[[], bool],
        own_host: str,
        test_hosts: frozenset[str] = frozenset(),
        lookup: Lookup = lookups.by_the_system,
        connect: Connect = socket.create_connection,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.slots = threading.BoundedSemaphore(at_once)
        self.kept = Kept(clock)
        self.clock = clock
        self._allowed = allowed
        self._own_host = own_host
        self._test_hosts = test_hosts
        self._lookups = Lookups(lookup)
        self._connect = connect

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Whom to believe that they are who they say: the system decides."""
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        return context

    @contextmanager
    def visit(self) -> Iterator["Visit"]:
        """What one verification fetches with: a Resolver."""
        visit = Visit(self)
        try:
            yield visit
        finally:
            visit.end()

    def target(self, address: str) -> Target:
        """Where an address leads. Raises Unreachable."""
        return targets.read(address, test_hosts=self._test_hosts, own_host=self._own_host)

    def ask(self, target: Target, budget: Budget) -> Answer:
        """One answer, which may be a redirect. Raises Unreachable."""
        if not self._allowed():
            raise Unreachable(BUSY)
        found = self._lookups.addresses(target, budget.seconds())
        return exchange.ask(target, found, budget=budget, tls=self.tls, connect=self._connect)


class Visit:
    """One verification's way out. It takes a place at its first question and keeps it."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._documents = 0
        self._budget: Budget | None = None

    def fetch(self, address: str) -> Resource:
        """What the address answers, or answered lately. Raises Unreachable."""
        self._documents += 1
        if self._documents > MOST_DOCUMENTS:
            raise Unreachable("too_many_documents", {"address": address})
        outcome = self._fetcher.kept.find(address)
        if outcome is None:
            outcome = self._fetched(address)
        if isinstance(outcome, Unreachable):
            raise Unreachable(outcome.code, {"address": address})
        return outcome

    def end(self) -> None:
        """Give the place back."""
        if self._budget is not None:
            self._fetcher.slots.release()
            self._budget = None

    def _fetched(self, address: str) -> Resource | Unreachable:
        """The outcome, which is kept unless it may be owed to what was asked before or by others.

        Else a slow stranger's badge that names somebody's Profile would make that one unreachable.
        """
        first = self._budget is None
        try:
            resource = self._followed(address, self._started())
        except Unreachable as error:
            if first and error.code != BUSY:
                self._fetcher.kept.keep(address, Unreachable(error.code))
            return error
        self._fetcher.kept.keep(address, resource)
        return resource

    def _started(self) -> Budget:
        if self._budget is None:
            if not self._fetcher.slots.acquire(blocking=False):
                raise Unreachable(BUSY)
            clock = self._fetcher.clock
            self._budget = Budget(clock=clock, until=clock() + SECONDS)
        return self._budget

    def _followed(self, address: str, budget: Budget) -> Resource:
        at, target = address, self._fetcher.target(address)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._fetcher.ask(target, budget)
            if answer.location is None:
                return Resource(
                    address=at,
                    status=answer.status,
                    media_type=answer.media_type,
                    body=answer.body,
                )
            at = _joined(at, answer.location)
            former, target = target, self._fetcher.target(at)
            if former.scheme == "https" and target.scheme != "https":
                raise Unreachable("address_refused")
        raise Unreachable("not_answering")


def _joined(address: str, location: str) -> str:
    try:
        return urldefrag(urljoin(address, location)).url
    except ValueError as error:
        raise Unreachable("address_refused") from error
