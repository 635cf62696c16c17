"""People as staff find them: cut to whom they may see, and the latest session first."""

from datetime import timedelta

from sqlalchemy import insert

from badges.models import Attendance, Enrolment
from badges.services import activities, binding, people, scoping
from tests import team
from tests.cast import DAYS, NOW, Cast


def test_it_works(any_world: Cast) -> None:
    crew = team.gather(any_world)
    actor = team.actor_of(any_world, any_world.coach)
    (group,) = people.groups(any_world.session, actor, now=NOW).groups
    assert group.name == "Tournoi de futsal solidaire"
    assert [one.name for one in group.people] == sorted(one.name for one in any_world.people)
    found = people.find(any_world.session, actor, words="vubnik OKSA", now=NOW)
    assert [one.name for one in found.people] == ["Oksatryna Vubnik"]
    assert not found.more
    assert not group.people[0].has_card
    assert crew.pack.held_by_id == any_world.coach.id


def test_a_group_lasts_twelve_months(any_world: Cast) -> None:
    team.gather(any_world)
    actor = team.actor_of(any_world, any_world.coach)
    later = NOW + scoping.GROUP_LASTS + timedelta(days=60)
    assert people.groups(any_world.session, actor, now=later).groups == ()
    assert people.find(any_world.session, actor, words="", now=later).people == ()
    office = team.actor_of(any_world, any_world.coordinator)
    assert len(people.find(any_world.session, office, words="", now=later).people) == 4


def test_those_of_the_latest_session_who_have_no_card_come_first(any_world: Cast) -> None:
    session = any_world.session
    crew = team.gather(any_world)
    aaron, zoe = activities.add_people(
        session, any_world.organisation, ["Aaron", "Zoé"], actor="test", now=NOW
    )
    early = activities.sessions_on(session, any_world.activity, DAYS[:1])[DAYS[0]]
    enrolled = [
        {"activity_id": any_world.activity.id, "participant_id": one.id, "enrolled_at": NOW}
        for one in (aaron, zoe)
    ]
    session.execute(insert(Enrolment), enrolled)
    was_early = {"session_id": early, "participant_id": aaron.id, "role": "participant"}
    session.execute(insert(Attendance), [was_early | {"noted_at": NOW}])
    card = team.card_with(any_world, crew.codes[0])
    owner = any_world.people[0]
    binding.bind(session, card, owner, staff_id=any_world.coach.id, now=NOW)
    found = people.latest_first(
        session, team.actor_of(any_world, any_world.coach), any_world.organisation.id,
        words="", now=NOW, today=NOW.date(),
    )  # fmt: skip
    names = [one.name for one in found.people]
    assert owner.name not in names
    assert names[-2:] == ["Aaron", "Zoé"]
    assert set(names[:-2]) == {one.name for one in any_world.people[1:]}
