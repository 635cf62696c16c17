"""Who is on a list, and who was there: noted, taken back, by several at once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.models import (
    Actor,
    Attendance,
    AttendanceRole,
    AuditLine,
    Enrolment,
    Participant,
    Role,
)
from badges.models import Session as Meeting
from badges.services import activities, attending, erasing
from badges.services.attending import Change, Done
from badges.services.errors import Refused
from tests.actors import actor_of, listed, opened, works
from tests.cast import DAYS, NOW, Cast, later

TODAY = DAYS[2]
HERE = AttendanceRole.PARTICIPANT


def meeting(world: Cast, index: int = 2) -> Meeting:
    numbers = activities.sessions_on(world.session, world.activity, [DAYS[index]])
    return world.session.get_one(Meeting, numbers[DAYS[index]])


def note(world: Cast, actor: Actor, change: Change, *, minutes: int = 0) -> Done:
    return attending.note(
        world.session,
        actor,
        world.activity,
        meeting(world),
        change,
        today=TODAY,
        now=later(minutes),
    )


def there(world: Cast) -> dict[int, str]:
    rows = world.session.execute(select(Attendance.participant_id, Attendance.role))
    return dict(rows.all())


def ids(world: Cast) -> list[int]:
    return [one.id for one in world.people]


@pytest.fixture
def group(any_world: Cast) -> Cast:
    """Four people on the list."""
    listed(any_world, *ids(any_world))
    return any_world


def test_it_works(group: Cast) -> None:
    coach, people = actor_of(group, group.coach), ids(group)
    done = note(group, coach, Change(dict.fromkeys(people[:2], HERE)))
    assert done.ticked == tuple(people[:2])
    assert there(group) == dict.fromkeys(people[:2], "participant")
    seen = attending.at_session(group.session, coach, group.activity, meeting(group))
    assert {one.id for one in seen if one.role} == set(people[:2])
    assert [one.name for one in seen] == sorted(one.name for one in seen)


def test_a_change_leaves_alone_whom_it_does_not_name(group: Cast) -> None:
    works(group, group.second_coach)
    people = ids(group)
    note(group, actor_of(group, group.coach), Change({people[0]: HERE}))
    note(group, actor_of(group, group.second_coach), Change({people[1]: HERE}))
    done = note(group, actor_of(group, group.coach), Change({}, [people[0]]))
    assert done.unticked == {people[0]: "participant"}
    assert set(there(group)) == {people[1]}


def test_the_same_again_is_nothing_and_a_role_can_change(group: Cast) -> None:
    coach, one = actor_of(group, group.coach), ids(group)[0]
    note(group, coach, Change({one: HERE}))
    assert note(group, coach, Change({one: HERE})) == Done((), {})
    assert note(group, coach, Change({one: AttendanceRole.MENTEE})).ticked == ()
    assert there(group) == {one: "mentee"}
    assert note(group, coach, Change({}, [one, one])).unticked == {one: "mentee"}
    assert note(group, coach, Change({}, [one])).unticked == {}


def test_who_is_not_on_the_list_is_left_out(group: Cast) -> None:
    [stranger] = activities.add_people(
        group.session, group.twin, ["Quenneval"], actor="test", now=NOW
    )
    done = note(group, actor_of(group, group.coach), Change({stranger.id: HERE, 999_999: HERE}))
    assert done == Done((), {})
    assert there(group) == {}


def test_nobody_was_there_yet_in_what_is_to_come(world: Cast) -> None:
    with pytest.raises(Refused):
        attending.note(
            world.session,
            actor_of(world, world.coach),
            world.activity,
            meeting(world),
            Change({ids(world)[0]: HERE}),
            today=TODAY - timedelta(days=1),
            now=NOW,
        )


def test_the_log_names_nobody_and_each_act(world: Cast) -> None:
    one = world.people[0]
    attending.enrol(world.session, world.activity, [one.id], actor="staff:1", now=NOW)
    coach = actor_of(world, world.coach)
    note(world, coach, Change({one.id: HERE}))
    note(world, coach, Change({}, [one.id]))
    attending.take_off(world.session, world.activity, one.id, actor="staff:1", now=NOW)
    lines = world.session.scalars(
        select(AuditLine).where(AuditLine.person == one.reference, AuditLine.action == "activity")
    ).all()
    number = meeting(world).id
    assert [line.subject for line in lines] == [
        f"activity:{world.activity.id} enrolled",
        f"session:{number} participant",
        f"session:{number} not there",
        f"activity:{world.activity.id} off the list",
    ]


def test_who_is_off_the_list_stays_where_they_were_there(group: Cast) -> None:
    coach, one = actor_of(group, group.coach), ids(group)[0]
    note(group, coach, Change({one: HERE}))
    for _ in range(2):
        attending.take_off(group.session, group.activity, one, actor="test", now=NOW)
    on = attending.on_list(group.session, coach, group.activity)
    assert one not in {who.id for who in on}
    at = attending.at_session(group.session, coach, group.activity, meeting(group))
    assert one in {who.id for who in at}


def test_people_are_enrolled_once(world: Cast) -> None:
    people = ids(world)
    for expected in (4, 0):
        count = attending.enrol(
            world.session, world.activity, [*people, people[0]], actor="test", now=NOW
        )
        assert count == expected


def test_an_opened_activity_lists_everybody_to_its_coach_alone(world: Cast) -> None:
    theirs = opened(world)
    [guest] = activities.add_people(world.session, world.twin, ["Guest"], actor="t", now=NOW)
    listed(world, guest.id, *ids(world))
    coach = actor_of(world, world.coach)
    to_coach = attending.on_list(world.session, coach, world.activity)
    assert {one.id for one in to_coach} == {guest.id, *ids(world)}
    to_them = attending.on_list(world.session, theirs, world.activity)
    assert [one.id for one in to_them] == [guest.id]
    note(world, coach, Change({guest.id: HERE}))
    assert there(world) == {guest.id: "participant"}


def test_who_is_erased_leaves_no_list_behind(group: Cast) -> None:
    one = group.people[0]
    number = one.id
    note(group, actor_of(group, group.coach), Change(dict.fromkeys(ids(group), HERE)))
    erasing.erase(group.session, one, actor="test", now=NOW)
    assert number not in there(group)
    assert number not in set(group.session.scalars(select(Enrolment.participant_id)))
    assert len(there(group)) == 3


def test_who_was_merged_is_on_no_list(world: Cast) -> None:
    listed(world, *ids(world))
    world.people[1].merged_into_id = world.people[0].id
    world.session.flush()
    found = attending.on_list(world.session, actor_of(world, world.coach), world.activity)
    assert len(found) == 3


@pytest.mark.parametrize(
    ("kind", "role"), [("sport", "participant"), ("mentorat-inverse", "mentor")]
)
def test_a_role_is_by_the_kind_of_activity(world: Cast, kind: str, role: str) -> None:
    world.activity.kind_key = kind
    world.session.flush()
    world.session.expire(world.activity)
    assert attending.default_role(world.activity) == role


def test_a_partner_sees_the_list_of_an_assigned_activity(world: Cast) -> None:
    listed(world, *ids(world))
    works(world, world.second_coach)
    partner = actor_of(world, world.second_coach, Role.PARTNER)
    assert len(attending.on_list(world.session, partner, world.activity)) == 4
    assert world.session.get_one(Participant, ids(world)[0]).minor_until is None
