"""What a coach has before them in a session."""

import pytest

from badges.models import ActivityOpening, Attendance
from badges.services import activities, boards, publishing
from badges.services.errors import NotFound
from tests.cast import DAYS, NOW, Cast, draft
from tests.gym import Gym


def test_it_works(any_world: Cast) -> None:
    gym = Gym(any_world)
    any_world.observe(any_world.people[:2])
    any_world.award(any_world.people[:1])
    board = boards.board(any_world.session, gym.meeting())
    assert [one.name for one in board.people] == sorted(one.name for one in any_world.people)
    (badge,) = board.badges
    assert badge.id == any_world.version.id
    members = {one.id: one for one in board.people}
    first, second, third = (members[one.id] for one in any_world.people[:3])
    assert board.standing(first, badge).given
    assert board.standing(second, badge).reached
    assert not board.standing(third, badge).progress.criteria
    assert board.ready(badge) == (second,)
    assert board.untold() == ()


def test_those_who_are_there_else_those_who_are_enrolled(any_world: Cast) -> None:
    gym = Gym(any_world)
    assert boards.board(any_world.session, gym.meeting(0)).nobody_noted
    any_world.session.add(
        Attendance(
            session_id=gym.meetings[0], participant_id=any_world.people[0].id,
            role="participant", noted_at=NOW,
        )
    )  # fmt: skip
    board = boards.board(any_world.session, gym.meeting(0))
    assert [one.id for one in board.people] == [any_world.people[0].id]
    assert not board.nobody_noted
    with pytest.raises(NotFound):
        board.member(any_world.people[1].id)


def test_a_badge_is_shown_as_it_is_now_where_its_kind_fits(world: Cast) -> None:
    gym = Gym(world)
    world.award(world.people[:1])
    publishing.edit(
        world.session, world.urls, world.badge_class, draft(name="Nouveau nom"),
        actor="t", now=NOW,
    )  # fmt: skip
    publishing.publish(
        world.session, world.urls, world.twin, draft(name="Des autres"), actor="t", now=NOW
    )
    names = [one.name for one in boards.board(world.session, gym.meeting()).badges]
    assert names == ["Nouveau nom"]
    world.activity.kind_key = "mentorat-inverse"
    world.session.flush()
    assert boards.board(world.session, gym.meeting()).badges == ()


def test_neither_a_merged_row_nor_a_stranger_is_on_it(any_world: Cast) -> None:
    gym = Gym(any_world)
    guest = activities.add_people(
        any_world.session, any_world.twin, ["Invitée"], actor="t", now=NOW
    )[0]
    gym.arrives(guest)
    any_world.people[0].merged_into_id = any_world.people[1].id
    any_world.session.flush()
    there = [one.id for one in any_world.people[1:]]
    assert {one.id for one in boards.board(any_world.session, gym.meeting()).people} == {*there}
    any_world.session.add(
        ActivityOpening(
            activity_id=any_world.activity.id, organisation_id=any_world.twin.id, opened_at=NOW
        )
    )
    any_world.session.flush()
    board = boards.board(any_world.session, gym.meeting())
    assert {one.id for one in board.people} == {*there, guest.id}


def test_sightings_say_who_saw_it_and_when(any_world: Cast) -> None:
    person = any_world.people[0]
    any_world.observe([person], numbers=(2,), days=DAYS[1:2])
    any_world.second_coach.name = "Nora"
    any_world.observe([person], numbers=(1,), days=DAYS[:1], staff=any_world.second_coach)
    seen = boards.sightings(any_world.session, any_world.activity, person.id)
    assert [(one.day, one.coach) for one in seen] == [
        (DAYS[0], "Nora"),
        (DAYS[1], any_world.coach.email),
    ]
