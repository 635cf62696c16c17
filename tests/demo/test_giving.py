from dataclasses import replace

from badges.demo.attendance import Meeting, Observation
from badges.demo.description import load
from badges.demo.giving import Award, given

DEMO = load()
FUTSAL = next(one for one in DEMO.activities if one.id == "futsal-1")
COACH = FUTSAL.coaches[0]


def _meeting(number: int, *criteria: int, ended_days_ago: int = 376) -> Meeting:
    activity = replace(FUTSAL, sessions=2, ended_days_ago=ended_days_ago)
    seen = tuple(Observation("p001", "esprit-equipe", one, COACH) for one in criteria)
    return Meeting(activity=activity, number=number, people=("p001",), seen=seen)


def _awards(*held: Meeting) -> list[Award]:
    return [one.award for one in given(DEMO, held)]


def test_it_works() -> None:
    (one,) = given(DEMO, [_meeting(1, 1), last := _meeting(2, 3)])
    assert one.award == Award("futsal-1", "esprit-equipe", "p001")
    assert one.meeting is last


def test_the_same_criterion_twice_is_not_two() -> None:
    assert _awards(_meeting(1, 1), _meeting(2, 1)) == []


def test_all_in_one_session_is_not_two() -> None:
    assert _awards(_meeting(1), _meeting(2, 1, 2, 3)) == []


def test_nothing_is_given_before_the_last_session_of_a_short_activity() -> None:
    assert _awards(_meeting(1, 1, 2)) == []


def test_a_long_activity_gives_halfway_too_and_once_only() -> None:
    activity = replace(FUTSAL, sessions=6)
    held = [replace(_meeting(number, 1, 2), activity=activity) for number in range(1, 7)]
    assert [one.meeting.number for one in given(DEMO, held)] == [3]


def test_who_is_not_there_is_given_nothing() -> None:
    assert _awards(_meeting(1, 1), replace(_meeting(2, 2), people=())) == []


def test_a_badge_is_given_again_only_after_a_while() -> None:
    first = [_meeting(1, 1), _meeting(2, 2)]
    soon = [_meeting(number, number, ended_days_ago=346) for number in (1, 2)]
    late = [_meeting(number, number, ended_days_ago=300) for number in (1, 2)]
    assert len(_awards(*first, *soon)) == 1
    assert len(_awards(*first, *late)) == 2
