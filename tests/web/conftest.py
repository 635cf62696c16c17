"""The pages' application, one award in each state, and a fixed day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from badges import clock, create_app
from badges.extensions import db
from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource
from badges.services import hosting
from badges.urls import PublicUrls
from tests import cast
from tests.cast import Cast
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk, MakeDesk
from tests.fixtures.live_server import LiveServer
from tests.gym import Gym
from tests.web import states
from tests.web.states import Later, States
from tests.web.visits import Visitor


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: states.NOW)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """`later(minutes=2)`: so much has passed."""

    def pass_by(**passed: float) -> None:
        moment = clock.now() + timedelta(**passed)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return pass_by


@pytest.fixture
def shown(world: Cast) -> States:
    """One award in each state."""
    return states.prepare(world)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody without a browser, who reads French."""
    return Visitor(app)


@pytest.fixture
def gym(world: Cast) -> Gym:
    """Four people in the gymnasium, who were told what is noted."""
    return Gym(world)


@pytest.fixture
def desk(gym: Gym, desk_of: MakeDesk) -> Desk:
    """Their coach."""
    return desk_of(gym.world.coach)


@pytest.fixture
def unverifiable(monkeypatch: pytest.MonkeyPatch) -> None:
    """The documents that a badge names are away."""

    def away(_self: object, address: str) -> Resource:
        raise Unreachable("not_answering", {"address": address})

    monkeypatch.setattr(hosting.Shelf, "fetch", away)
    monkeypatch.setattr(hosting.HostedResolver, "fetch", away)


@dataclass(frozen=True, slots=True)
class Site:
    """A service that a browser can open, and what is to be seen there."""

    url: str
    shown: States
    app: Flask


@pytest.fixture
def site(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """A service of this test's own, as in real use."""
    yield from _serve(live_server, sqlite_url, tmp_path, demo=False)


@pytest.fixture
def demo_site(live_server: LiveServer, sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    """The same as a demonstration."""
    yield from _serve(live_server, sqlite_url, tmp_path, demo=True)


def _serve(server: LiveServer, url: str, folder: Path, *, demo: bool) -> Iterator[Site]:
    app = create_app(settings_for(url, folder, base=server.url, demo=demo))
    with app.app_context():
        shown = states.prepare(cast.assemble(db.session(), PublicUrls(server.url)))
        db.session.remove()
        yield Site(server.serve(app), shown, app)
        server.stop()
        for engine in db.engines.values():
            engine.dispose()
