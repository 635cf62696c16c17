"""The story has the numbers that the demonstration promises, and no contradiction in it."""

from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from badges.demo.description import load
from badges.demo.giving import Award
from badges.demo.plan import plan
from badges.services.promises import expiry, midnight

DEMO = load()
PLAN = plan(DEMO)
GIVEN = dict(PLAN.awards())
UNDONE = {award for chapter in PLAN.chapters for award in chapter.undone}
REVOKED = {one.award: one for one in PLAN.revocations}
ERASED = {one.person: one for one in PLAN.erasures}
BADGES = {one.id: one for one in DEMO.badges}
ACTIVITIES = {one.id: one for one in DEMO.activities}
PARIS = ZoneInfo("Europe/Paris")


def _epoch(award: Award, days_ago: int) -> tuple[str, int]:
    organisation = ACTIVITIES[award.activity].organisation
    turned = [one for one in PLAN.rotations if one.organisation == organisation]
    return organisation, 1 + sum(days_ago <= one.days_ago for one in turned)


def _given_days_ago(award: Award) -> int:
    return next(
        chapter.meeting.days_ago
        for chapter in PLAN.chapters
        for gift in chapter.gifts
        if chapter.meeting.activity.id == award.activity
        and gift.badge == award.badge
        and award.person in gift.people
    )


def test_it_works() -> None:
    assert len(GIVEN) == 540
    assert len(list(PLAN.awards())) == 540


def test_it_is_the_same_each_time() -> None:
    assert plan(DEMO) == PLAN


def test_nine_revoked_six_expired_three_erased_one_undone() -> None:
    standing = {award for award in REVOKED if award.person not in ERASED}
    assert (len(standing), len(ERASED), len(UNDONE)) == (9, 3, 1)


@pytest.mark.parametrize(
    "today", [date(2026, 11, 22), date(2028, 2, 29), date(2028, 3, 1), date(2027, 12, 31)]
)
def test_six_are_expired_whatever_the_day_and_for_a_month_to_come(today: date) -> None:
    for now in (today, today + timedelta(days=30)):
        expired = [
            award
            for award, days_ago in GIVEN.items()
            if (months := BADGES[award.badge].valid_months)
            and (ends := expiry(today - timedelta(days=days_ago), months, PARIS))
            and ends <= midnight(now, PARIS)
        ]
        assert len(expired) == 6
        assert not REVOKED.keys() & set(expired)
        assert not ERASED.keys() & {award.person for award in expired}


def test_every_badge_that_is_given_was_reached_by_then() -> None:
    for chapter in PLAN.chapters:
        activity = chapter.meeting.activity
        until = [
            one.meeting
            for one in PLAN.chapters
            if one.meeting.activity is activity and one.meeting.number <= chapter.meeting.number
        ]
        for gift in chapter.gifts:
            assert gift.people
            assert gift.coach in activity.coaches
            for person in gift.people:
                seen = {
                    (meeting.number, one.criterion)
                    for meeting in until
                    for one in meeting.seen
                    if (one.person, one.badge) == (person, gift.badge)
                }
                badge = BADGES[gift.badge]
                assert len({number for number, _ in seen}) >= badge.needed_sessions
                assert len({criterion for _, criterion in seen}) >= badge.needed_criteria


def test_coaches_give_to_no_more_than_fifty_at_once() -> None:
    assert max(len(gift.people) for one in PLAN.chapters for gift in one.gifts) <= 50


def test_every_badge_class_is_given_and_every_organisation_gives() -> None:
    assert {award.badge for award in GIVEN} == BADGES.keys()
    by_organisation = Counter(ACTIVITIES[award.activity].organisation for award in GIVEN)
    assert min(by_organisation.values()) >= 50
    assert len(by_organisation) == 7


def test_the_listed_have_badges_and_nothing_happens_to_those() -> None:
    listed = {one.id for one in DEMO.people if one.listed}
    assert listed <= {award.person for award in GIVEN}
    assert listed.isdisjoint(ERASED.keys() | {award.person for award in (*REVOKED, *UNDONE)})


def test_a_badge_is_taken_back_after_it_was_given_and_before_the_person_is_forgotten() -> None:
    for award, one in REVOKED.items():
        assert one.days_ago <= GIVEN[award]
        if award.person in ERASED:
            assert one.days_ago > ERASED[award.person].days_ago


def test_one_was_taken_back_the_next_day_for_the_wrong_person() -> None:
    next_day = [one for one in PLAN.revocations if GIVEN[one.award] - one.days_ago == 1]
    assert any(one.reason == "wrong_person" for one in next_day)


def test_somebody_was_revoked_and_then_erased_and_somebody_erased_with_valid_badges() -> None:
    revoked = {award.person for award in REVOKED}
    assert len(ERASED.keys() & revoked) == 1
    for one in PLAN.erasures:
        days = [given for award, given in GIVEN.items() if award.person == one.person]
        assert days
        assert min(days) > one.days_ago


def test_nobody_comes_back_after_being_forgotten() -> None:
    for chapter in PLAN.chapters:
        for person in chapter.meeting.people:
            if person in ERASED:
                assert chapter.meeting.days_ago > ERASED[person].days_ago


def test_the_list_of_one_organisation_names_exactly_one_badge() -> None:
    lists = Counter(_epoch(award, GIVEN[award]) for award in REVOKED)
    lists.update(_epoch(award, _given_days_ago(award)) for award in UNDONE)
    assert lists["ecluses", 1] == 1
    assert ACTIVITIES["futsal-1"].organisation == "ecluses"


def test_an_organisation_gave_before_and_after_its_key_was_rotated() -> None:
    epochs = Counter(_epoch(award, days_ago) for award, days_ago in GIVEN.items())
    assert epochs["cadran", 1] >= 20
    assert epochs["cadran", 2] >= 20
    assert not any(number > 1 for organisation, number in epochs if organisation != "cadran")


def test_an_undone_badge_was_among_the_given() -> None:
    (award,) = UNDONE
    assert award not in GIVEN
    assert _given_days_ago(award) >= 0


def test_people_hold_a_plausible_number_of_badges() -> None:
    held = Counter(award.person for award in GIVEN)
    assert max(held.values()) <= 8
    assert 180 <= len(held) <= 201
