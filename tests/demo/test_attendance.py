from collections import Counter, defaultdict

from badges.demo.attendance import meetings
from badges.demo.description import load

DEMO = load()
HELD = meetings(DEMO)
PEOPLE = {one.id: one for one in DEMO.people}


def _enrolled() -> dict[str, set[str]]:
    enrolled: defaultdict[str, set[str]] = defaultdict(set)
    for meeting in HELD:
        enrolled[meeting.activity.id].update(meeting.people)
    return enrolled


def test_it_works() -> None:
    assert len(HELD) == sum(one.sessions for one in DEMO.activities)
    days = [one.days_ago for one in HELD]
    assert days == sorted(days, reverse=True)
    assert days[-1] == 0


def test_it_is_the_same_each_time() -> None:
    assert meetings(DEMO) == HELD


def test_an_activity_holds_one_session_a_day() -> None:
    assert max(Counter((one.activity.id, one.days_ago) for one in HELD).values()) == 1


def test_groups_are_as_large_as_groups_are() -> None:
    assert max(map(len, _enrolled().values())) <= 14
    assert min(map(len, _enrolled().values())) >= 7
    assert all(2 <= len(one.people) <= 14 for one in HELD)


def test_everybody_came_to_something_of_their_own_organisation() -> None:
    came = {person for one in HELD for person in one.people}
    assert came == PEOPLE.keys()
    for meeting in HELD:
        for person in meeting.people:
            assert PEOPLE[person].organisation == meeting.activity.organisation


def test_who_is_not_regular_came_once_and_nothing_was_noted_of_them() -> None:
    times = Counter(person for one in HELD for person in one.people)
    noted = {one.person for meeting in HELD for one in meeting.seen}
    passing = [one.id for one in DEMO.people if not one.regular]
    assert {times[person] for person in passing} == {1}
    assert noted.isdisjoint(passing)


def test_regular_people_come_to_most_sessions() -> None:
    sessions = Counter(
        person
        for activity, people in _enrolled().items()
        for person in people
        for one in HELD
        if one.activity.id == activity
    )
    came = Counter(person for one in HELD for person in one.people)
    regular = [one.id for one in DEMO.people if one.regular]
    assert sum(came[one] for one in regular) > 0.75 * sum(sessions[one] for one in regular)


def test_only_what_can_be_seen_is_seen() -> None:
    for meeting in HELD:
        for one in meeting.seen:
            assert one.person in meeting.people
            assert one.badge in meeting.activity.badges
            assert one.criterion in (1, 2, 3)
            assert one.coach in meeting.activity.coaches
        assert len(set(meeting.seen)) == len(meeting.seen)


def test_people_are_seen_by_several_coaches_where_there_are_several() -> None:
    seen = {(one.activity.id, seen.coach) for one in HELD for seen in one.seen}
    coaches = {(one.id, coach) for one in DEMO.activities for coach in one.coaches}
    assert seen == coaches
