"""The hostile server, and a fetcher that may reach it on its port alone."""

from collections.abc import Iterator

import pytest

from badges.storage.fetching.fetcher import Fetcher
from tests.storage import hostile
from tests.storage.hostile import Hostile, World


@pytest.fixture
def server() -> Iterator[Hostile]:
    """A server that means ill."""
    with hostile.serving() as server:
        yield server


@pytest.fixture
def world(server: Hostile) -> World:
    """An internet of one server, under any name."""
    return World(server)


@pytest.fixture
def fetcher(server: Hostile) -> Fetcher:
    """One that really connects, and may do so to the hostile server."""
    return Fetcher(
        at_once=2,
        allowed=lambda: True,
        own_host="badges.example.org",
        test_hosts=frozenset({server.host}),
    )
