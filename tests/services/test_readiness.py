"""Who has reached which badge."""

from dataclasses import replace

import pytest
from sqlalchemy import event

from badges.extensions import db
from badges.models import BadgeClassVersion
from badges.services import publishing, readiness
from badges.services.readiness import NOTHING_SEEN, Progress
from tests.cast import DAYS, NOW, Cast, draft


def progress(world: Cast, person: int = 0) -> Progress:
    one = world.people[person].id
    return readiness.progress(world.session, world.version, world.activity, [one])[one]


def test_what_was_seen_adds_up(any_world: Cast) -> None:
    any_world.observe(any_world.people[:1], numbers=(1, 3), days=DAYS[:2])
    any_world.observe(
        any_world.people[:1], numbers=(3,), days=DAYS[2:], staff=any_world.second_coach
    )
    assert progress(any_world) == Progress(criteria=(1, 3), sessions=3, coaches=2, last_day=DAYS[2])


def test_nothing_is_nothing(world: Cast) -> None:
    world.observe(world.people[:1])
    assert progress(world, person=1) is NOTHING_SEEN


def test_what_another_badge_asks_for_does_not_count(world: Cast) -> None:
    other = publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Autre"), actor="test", now=NOW
    )
    world.observe(world.people[:1], version=other)
    assert progress(world) is NOTHING_SEEN


def test_what_was_seen_in_another_activity_does_not_count(world: Cast) -> None:
    world.observe(world.people[:1])
    one = world.people[0].id
    elsewhere = readiness.progress(world.session, world.version, world.twin_activity, [one])
    assert elsewhere == {one: NOTHING_SEEN}


@pytest.mark.parametrize(
    ("criteria", "sessions", "reached"),
    [((1, 2), 2, True), ((1, 2, 3), 3, True), ((1,), 2, False), ((1, 2), 1, False), ((), 0, False)],
)
def test_a_badge_is_reached_with_all_that_it_demands(
    criteria: tuple[int, ...], sessions: int, *, reached: bool
) -> None:
    version = BadgeClassVersion(needed_criteria=2, needed_sessions=2)
    seen = replace(NOTHING_SEEN, criteria=criteria, sessions=sessions)
    assert seen.reaches(version) is reached


def test_everybody_is_looked_up_in_one_statement(world: Cast) -> None:
    world.observe()
    assert world.version.criteria
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    world.session.flush()
    event.listen(db.engine, "before_cursor_execute", note)
    everybody = [one.id for one in world.people]
    found = readiness.progress(world.session, world.version, world.activity, everybody)
    event.remove(db.engine, "before_cursor_execute", note)
    assert list(found) == everybody
    assert len(statements) == 1
