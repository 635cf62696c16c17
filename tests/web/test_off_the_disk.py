"""Who said no, or was added by a slip, is in no file of the database once the answer is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from badges.extensions import reading
from badges.models import Participant
from badges.services import activities
from tests.cast import NOW, Cast
from tests.fixtures.desk import Desk, MakeDesk
from tests.gym import Gym
from tests.web import gym as today

NAME = "Xwqéphora Zvonkplitz"


@pytest.fixture
def reader(world: Cast) -> Iterator[Connection]:
    """As a server keeps it: while one is open, SQLite keeps its log."""
    with reading() as connection:
        connection.execute(select(Participant.id)).all()
        yield connection


@pytest.fixture
def coach(world: Cast, desk_of: MakeDesk) -> Desk:
    """Whoever leads the activity."""
    return desk_of(world.coach)


def is_on_disk(folder: Path) -> bool:
    files = list(folder.glob("badges.sqlite3*"))
    assert files
    return any(NAME.encode() in file.read_bytes() for file in files)


def test_who_says_no(world: Cast, reader: Connection, coach: Desk, tmp_path: Path) -> None:
    gym = Gym(world)
    (person,) = activities.add_people(
        world.session, world.organisation, [NAME], actor="test", now=NOW
    )
    gym.arrives(person)
    number = person.id
    world.session.commit()
    assert is_on_disk(tmp_path)
    answer = coach.post(f"{gym.place}/declined", {"person": str(number)})
    assert answer.status_code == 303
    assert world.session.get(Participant, number) is None
    assert not is_on_disk(tmp_path)


def test_who_was_typed_by_a_slip(
    world: Cast, reader: Connection, coach: Desk, tmp_path: Path
) -> None:
    place = today.opened(world).place
    answer = coach.post(f"{place}/people", {"names": NAME})
    assert answer.status_code == 303
    assert is_on_disk(tmp_path)
    (number,) = world.session.scalars(select(Participant.id).where(Participant.name == NAME))
    assert re.search(rf"new={number}\b", answer.headers["Location"])
    undone = coach.post(f"{place}/people/undo", {"new": str(number), "ticked": str(number)})
    assert undone.status_code == 303
    assert world.session.get(Participant, number) is None
    assert not is_on_disk(tmp_path)
