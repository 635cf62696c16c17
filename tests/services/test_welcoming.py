"""People come by names, and an activity is started or done once more."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from badges.models import Activity, Actor, Attendance, Enrolment, Participant, Role
from badges.models import Session as Meeting
from badges.services import activities, matching, organisations, welcoming
from badges.services.errors import Conflict, Invalid, Refused
from badges.services.welcoming import Start, Welcomed
from tests.actors import actor_of, appointed, listed, opened, works
from tests.cast import DAYS, NAMES, NOW, Cast, later

TODAY = DAYS[2]
TWELVE = [f"Prénom {letter}." for letter in "ABCDEFGHIJKL"]


def count(world: Cast, model: type) -> int:
    return world.session.execute(select(func.count()).select_from(model)).scalar_one()


def meeting(world: Cast) -> Meeting:
    number = activities.sessions_on(world.session, world.activity, [TODAY])[TODAY]
    return world.session.get_one(Meeting, number)


def welcome(world: Cast, *names: str, actor: Actor | None = None) -> Welcomed:
    coach = actor or actor_of(world, world.coach)
    return welcoming.welcome(
        world.session, coach, world.activity, meeting(world), names, today=TODAY, now=NOW
    )


def others(world: Cast, *names: str, key: str = "k") -> Welcomed:
    coach = actor_of(world, world.coach)
    return welcoming.welcome_others(
        world.session, coach, world.activity, meeting(world), names, key=key, today=TODAY, now=NOW
    )


def test_twelve_names_are_twelve_people_once(any_world: Cast) -> None:
    before = count(any_world, Participant)
    done = welcome(any_world, *TWELVE)
    assert (len(done.new), len(done.known), len(done.ticked)) == (12, 0, 12)
    again = welcome(any_world, *TWELVE)
    assert (len(again.new), len(again.known), len(again.ticked)) == (0, 12, 0)
    assert count(any_world, Participant) == before + 12
    assert count(any_world, Enrolment) == count(any_world, Attendance) == 12


def test_a_name_that_occurs_twice_is_two_people(world: Cast) -> None:
    done = welcome(world, "Nour B.", "nour  b.", "Léa")
    assert len(set(done.new)) == 3
    assert len(welcome(world, "Nour B.", "Nour B.", "Nour B.").new) == 1


def test_whom_a_coach_may_not_know_is_nobody_here(world: Cast) -> None:
    assert len(welcome(world, NAMES[0]).new) == 1
    coordinator = actor_of(world, world.coordinator, Role.COORDINATOR)
    done = welcome(world, NAMES[1], actor=coordinator)
    assert done.known == (world.people[1].id,)


def test_those_on_the_list_come_first(world: Cast) -> None:
    twins = activities.add_people(
        world.session, world.organisation, ["Nour"] * 2, actor="t", now=NOW
    )
    listed(world, twins[1].id)
    coordinator = actor_of(world, world.coordinator, Role.COORDINATOR)
    known = matching.known(world.session, coordinator, world.activity, now=NOW)
    assert known["nour"] == [twins[1].id, twins[0].id]


def test_a_guest_of_another_organisation_is_known_by_the_list_alone(world: Cast) -> None:
    opened(world)
    guests = activities.add_people(
        world.session, world.twin, ["Guest", "Other"], actor="t", now=NOW
    )
    listed(world, guests[0].id)
    done = welcome(world, "Guest", "Other")
    assert done.known == (guests[0].id,)
    new = world.session.get_one(Participant, done.new[0])
    assert new.organisation_id == world.organisation.id


def test_other_people_of_equal_names_are_added_once_for_a_key(any_world: Cast) -> None:
    [known] = welcome(any_world, "Nour").new
    done = others(any_world, "Nour")
    assert known not in done.new
    assert others(any_world, "Nour").new == done.new
    assert others(any_world, "Nour", key="another").new != done.new
    with pytest.raises(Conflict):
        others(any_world, "Léa")
    assert any_world.session.get_one(Participant, known).pictogram


def test_before_a_session_people_are_listed_but_not_ticked(world: Cast) -> None:
    done = welcoming.welcome(
        world.session,
        actor_of(world, world.coach),
        world.activity,
        meeting(world),
        ["Nour"],
        today=TODAY - timedelta(days=1),
        now=NOW,
    )
    assert done.ticked == ()
    assert count(world, Enrolment) == 1
    assert count(world, Attendance) == 0


def test_who_has_left_takes_nobody_in(world: Cast) -> None:
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    with pytest.raises(Refused):
        welcome(world, "Nour")


def take_back(world: Cast, people: tuple[int, ...], minutes: int = 0) -> int:
    return welcoming.take_back(
        world.session, actor_of(world, world.coach), world.activity, people, now=later(minutes)
    )


def test_a_slip_is_gone_as_if_never_typed(any_world: Cast) -> None:
    before = count(any_world, Participant)
    coach = actor_of(any_world, any_world.coach)
    done = welcoming.welcome(
        any_world.session,
        coach,
        any_world.activity,
        meeting(any_world),
        TWELVE,
        today=TODAY - timedelta(days=1),
        now=NOW,
    )
    assert take_back(any_world, done.new, minutes=14) == 12
    assert count(any_world, Participant) == before


@pytest.mark.parametrize("case", ["late", "there", "another's", "not on the list"])
def test_what_is_more_than_a_slip_stays(world: Cast, case: str) -> None:
    done = welcome(world, "Nour")
    if case != "there":
        world.session.execute(Attendance.__table__.delete())  # type: ignore[attr-defined]
    people = (world.people[0].id,) if case == "not on the list" else done.new
    before = count(world, Participant)
    if case == "another's":
        works(world, world.second_coach)
        gone = welcoming.take_back(
            world.session, actor_of(world, world.second_coach), world.activity, people, now=NOW
        )
    else:
        gone = take_back(world, people, minutes=16 if case == "late" else 0)
    assert gone == 0
    assert count(world, Participant) == before
    assert count(world, Enrolment) == (1 if case == "not on the list" else 0)


def start(world: Cast, *, actor: Actor, key: str = "k", name: str = "Maraude") -> Activity:
    wanted = Start(name=name, kind="sport", town="Pantin", day=TODAY)
    return welcoming.start(world.session, actor, world.organisation, wanted, key=key, now=NOW)


def test_an_activity_is_started_once_for_a_key(any_world: Cast) -> None:
    coach = actor_of(any_world, any_world.coach)
    made = start(any_world, actor=coach)
    assert start(any_world, actor=coach).id == made.id
    assert (made.lead_id, made.created_at) == (any_world.coach.id, NOW)
    assert activities.first_session(any_world.session, made)[1] == TODAY
    with pytest.raises(Conflict):
        start(any_world, actor=coach, name="Other")


def test_who_coordinates_does_not_lead(world: Cast) -> None:
    made = start(world, actor=actor_of(world, world.coordinator, Role.COORDINATOR))
    assert made.lead_id is None


def test_an_activity_that_cannot_be_is_not_started(world: Cast) -> None:
    with pytest.raises(Invalid):
        start(world, actor=actor_of(world, world.coach), name=" ")
    wanted = Start(name="M", kind="sport", town="P", day=TODAY - timedelta(days=400))
    with pytest.raises(Invalid):
        welcoming.start(
            world.session,
            actor_of(world, world.coach),
            world.organisation,
            wanted,
            key="k",
            now=NOW,
        )


def test_the_last_one_is_done_again_with_its_own_people(any_world: Cast) -> None:
    world = any_world
    [guest] = activities.add_people(world.session, world.twin, ["Guest"], actor="t", now=NOW)
    listed(world, guest.id, *(one.id for one in world.people))
    coach = actor_of(world, world.coach)
    for _ in range(2):
        made = welcoming.copy_last(
            world.session, coach, world.activity, day=TODAY, key="k", now=NOW
        )
    assert made.id != world.activity.id
    assert (made.name, made.town) == (world.activity.name, world.activity.town)
    query = select(Enrolment.participant_id).where(Enrolment.activity_id == made.id)
    assert set(world.session.scalars(query)) == {one.id for one in world.people}
    assert count(world, Activity) == 3


def test_a_partner_who_copies_leads_nothing(world: Cast) -> None:
    partner = appointed(world, "p@x.example", Role.PARTNER)
    assert activities.lead_by(world.session, actor_of(world, partner, Role.PARTNER)) is None
