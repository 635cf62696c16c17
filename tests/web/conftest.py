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
from badges.models import Participant
from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource
from badges.services import hosting
from badges.urls import PublicUrls
from tests import cast, team
from tests.cast import Cast
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk, MakeDesk
from tests.fixtures.live_server import LiveServer
from tests.gym import Gym
from tests.team import Team
from tests.wallets import Hand, give_card
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
def first_name() -> str | None:
    """What the first person is called, where it matters: a module says so by its own."""
    return None


@pytest.fixture
def crew(world: Cast, first_name: str | None) -> Team:
    """The organisation with cards, and whoever works there."""
    found = team.gather(world, now=states.NOW)
    if first_name is not None:
        world.session.get_one(Participant, world.people[0].id).name = first_name
        world.session.commit()
    return found


@pytest.fixture
def coach(crew: Team, desk_of: MakeDesk) -> Desk:
    """Their coach."""
    return desk_of(crew.world.coach)


@pytest.fixture
def office(crew: Team, desk_of: MakeDesk) -> Desk:
    """Their coordinator."""
    return desk_of(crew.world.coordinator)


@pytest.fixture
def uid(crew: Team) -> str:
    """The first person's only badge; everybody else of the crew has one too."""
    return crew.world.award().gifts[0].uid


@pytest.fixture
def hand(app: Flask, crew: Team, uid: str) -> Hand:
    """The first person with their card, signed in, when they have a badge."""
    assert uid
    found = Hand(app, give_card(crew, crew.world.people[0]))
    found.claim()
    return found


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
