"""The team and the list, as the page of an activity changes them."""

from sqlalchemy import select

from badges.models import Activity, ActivityStaff, Enrolment
from tests.actors import works
from tests.cast import Cast
from tests.fixtures.desk import MakeDesk
from tests.web import gym


def team(world: Cast) -> set[int]:
    world.session.rollback()
    return set(world.session.scalars(select(ActivityStaff.staff_id)))


def test_a_colleague_is_added_and_removed(world: Cast, desk_of: MakeDesk) -> None:
    coach, here = desk_of(world.coach), f"/activities/{world.activity.id}"
    second = world.second_coach.id
    answer = coach.post(f"{here}/team", {"staff": str(second)})
    assert answer.headers["Location"] == f"{here}?done=team"
    assert team(world) == {second}
    assert "second@passerelles.example" in desk_of(world.second_coach).get(here).text
    assert coach.post(f"{here}/team/leave", {"staff": str(second)}).status_code == 303
    assert team(world) == set()


def test_who_leaves_by_themselves_sees_today(world: Cast, desk_of: MakeDesk) -> None:
    works(world, world.second_coach)
    world.session.commit()
    form = {"staff": str(world.second_coach.id)}
    left = desk_of(world.second_coach).post(f"/activities/{world.activity.id}/team/leave", form)
    assert left.headers["Location"] == "/activities?done=team"


def test_the_lead_is_handed_over(world: Cast, desk_of: MakeDesk) -> None:
    works(world, world.second_coach)
    world.session.commit()
    form = {"staff": str(world.second_coach.id)}
    here = f"/activities/{world.activity.id}"
    assert desk_of(world.coach).post(f"{here}/team/lead", form).status_code == 303
    world.session.rollback()
    found = world.session.get_one(Activity, world.activity.id)
    assert found.lead_id == world.second_coach.id
    assert team(world) == {world.coach.id}


def test_nobody_of_another_organisation_joins(world: Cast, desk_of: MakeDesk) -> None:
    coach = desk_of(world.coach)
    for staff in (world.twin_coach.id, 999_999):
        for part in ("team", "team/lead"):
            answer = coach.post(f"/activities/{world.activity.id}/{part}", {"staff": str(staff)})
            assert answer.status_code == 404
    assert team(world) == set()


def test_what_is_no_number_is_refused(world: Cast, desk_of: MakeDesk) -> None:
    coach, here = desk_of(world.coach), f"/activities/{world.activity.id}"
    for odd in ("", "x", "0", "-1", str(2**40)):
        assert coach.post(f"{here}/team", {"staff": odd}).status_code == 400
        assert coach.post(f"{here}/people/remove", {"person": odd}).status_code == 400


def test_somebody_is_taken_off_the_list(world: Cast, desk_of: MakeDesk) -> None:
    place = gym.opened(world)
    here = f"/activities/{place.activity}"
    form = {"person": str(place.people[0])}
    answer = desk_of(world.coach).post(f"{here}/people/remove", form)
    assert answer.headers["Location"] == f"{here}?done=removed"
    world.session.rollback()
    assert set(world.session.scalars(select(Enrolment.participant_id))) == set(place.people[1:])
