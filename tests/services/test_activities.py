"""Activities, their sessions, and the people in them."""

from datetime import date

import pytest
from sqlalchemy import func, select

from badges.models import (
    Activity,
    AuditLine,
    Award,
    Observation,
    Participant,
)
from badges.models import Session as Meeting
from badges.services import activities, erasing
from badges.services.errors import Invalid, NotFound
from tests.cast import DAYS, NAMES, NOW, Cast


def count(world: Cast, model: type) -> int:
    return world.session.execute(select(func.count()).select_from(model)).scalar_one()


def named(world: Cast, *names: str) -> list[Participant]:
    return activities.people_named(world.session, world.organisation, names, actor="test", now=NOW)


def add(world: Cast, *names: str) -> list[Participant]:
    return activities.add_people(world.session, world.organisation, names, actor="test", now=NOW)


def create(
    world: Cast, *, kind: str = "sport", name: str = "Maraude", town: str = "Pantin"
) -> Activity:
    return activities.create_activity(
        world.session, world.organisation, kind=kind, name=name, town=town, lead=None
    )


def test_an_activity_has_its_planned_sessions(any_world: Cast) -> None:
    assert any_world.activity.lead_id == any_world.coach.id
    query = select(Meeting.day).where(Meeting.activity_id == any_world.activity.id)
    assert tuple(any_world.session.scalars(query.order_by(Meeting.day))) == DAYS
    assert create(any_world, name=" Maraude ").name == "Maraude"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("kind", "escalade"),
        ("name", " "),
        ("name", "n" * 121),
        ("town", ""),
        ("town", "Pan\ntin"),
    ],
)
def test_an_activity_that_cannot_be_is_refused(world: Cast, member: str, value: str) -> None:
    with pytest.raises(Invalid) as refusal:
        create(world, **{member: value})
    assert list(refusal.value.problems) == [member]


def test_each_day_has_one_session_and_new_days_get_one(any_world: Cast) -> None:
    session, activity = any_world.session, any_world.activity
    extra = date(2026, 11, 20)
    found = activities.sessions_on(session, activity, [DAYS[1], extra, DAYS[1], extra])
    assert list(found) == [DAYS[1], extra]
    assert activities.sessions_on(session, activity, [extra, DAYS[1]]) == found
    assert count(any_world, Meeting) == 2 * len(DAYS) + 1


def test_of_two_sessions_on_one_day_the_first_is_taken(world: Cast) -> None:
    first = activities.sessions_on(world.session, world.activity, [DAYS[0]])
    world.session.add(Meeting(activity_id=world.activity.id, day=DAYS[0]))
    world.session.flush()
    assert activities.sessions_on(world.session, world.activity, [DAYS[0]]) == first


def test_the_sessions_of_another_activity_are_not_taken(world: Cast) -> None:
    mine = activities.sessions_on(world.session, world.activity, DAYS)
    theirs = activities.sessions_on(world.session, world.twin_activity, DAYS)
    assert not set(mine.values()) & set(theirs.values())


def test_a_deleted_activity_takes_its_sessions_along_but_no_badge(any_world: Cast) -> None:
    any_world.award()
    number = any_world.activity.id
    activities.delete_activity(any_world.session, any_world.activity, actor="test", now=NOW)
    any_world.session.commit()
    assert any_world.session.get(Activity, number) is None
    assert count(any_world, Meeting) == len(DAYS)
    assert count(any_world, Observation) == 0
    assert set(any_world.session.scalars(select(Award.activity_id))) == {None}
    assert count(any_world, Award) == 4
    line = any_world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    assert line.subject == f"activity:{number} deleted"


def test_a_number_is_never_given_again(any_world: Cast) -> None:
    last = create(any_world)
    number = last.id
    meeting = activities.sessions_on(any_world.session, last, [DAYS[0]])[DAYS[0]]
    activities.delete_activity(any_world.session, last, actor="test", now=NOW)
    following = create(any_world)
    assert following.id > number
    assert activities.sessions_on(any_world.session, following, [DAYS[0]])[DAYS[0]] > meeting
    person = add(any_world, "Zéphyrine")[0].id
    erasing.erase(
        any_world.session, any_world.session.get_one(Participant, person), actor="test", now=NOW
    )
    assert add(any_world, "Zéphyrine")[0].id > person


def test_an_activity_is_found_in_its_own_organisation_alone(world: Cast) -> None:
    found = activities.by_id(world.session, world.organisation, world.activity.id)
    assert found is world.activity
    for number in (world.twin_activity.id, 999_999):
        with pytest.raises(NotFound) as refusal:
            activities.by_id(world.session, world.organisation, number)
        assert f"{world.activity.id} Tournoi de futsal solidaire (sport, Bobigny)" in str(
            refusal.value
        )
        assert f"; {world.twin_activity.id} " not in str(refusal.value)


def test_people_are_added_in_order_with_what_is_their_own(any_world: Cast) -> None:
    people = add(any_world, "Léa", "Le\u0301a ", "  Nour   B. ")
    assert [one.name for one in people] == ["Léa", "Léa", "Nour B."]
    assert len({one.profile for one in people} | {one.reference for one in people}) == 6
    assert all(len(one.profile) >= 32 for one in people)
    assert add(any_world) == []


@pytest.mark.parametrize("name", ["", " \t", "n" * 121, "Léa\0", "\x1b[31mLéa"])
def test_a_name_that_cannot_be_kept_is_refused_with_all_the_others(world: Cast, name: str) -> None:
    before = count(world, Participant)
    with pytest.raises(Invalid):
        add(world, "Nour", name)
    assert count(world, Participant) == before


def test_a_known_name_is_the_known_person(any_world: Cast) -> None:
    found = named(any_world, NAMES[2], NAMES[0])
    assert [one.id for one in found] == [any_world.people[2].id, any_world.people[0].id]
    assert count(any_world, Participant) == 4


@pytest.mark.parametrize(
    "spelling", ["ZÉPHYRINE QWARLOV", " zéphyrine  qwarlov ", "Ze\u0301phyrine\u00a0Qwarlov"]
)
def test_spelling_makes_no_other_person(world: Cast, spelling: str) -> None:
    assert named(world, spelling)[0].id == world.people[0].id


def test_a_name_that_occurs_twice_stands_for_two_people(any_world: Cast) -> None:
    first = named(any_world, "Nour", "Léa", "Nour")
    assert len({one.id for one in first}) == 3
    assert [one.name for one in first] == ["Nour", "Léa", "Nour"]
    again = named(any_world, "Nour", "Nour", "Léa")
    assert [one.id for one in again] == [first[0].id, first[2].id, first[1].id]
    more = named(any_world, "nour", "Nour", "NOUR")
    assert [one.id for one in more[:2]] == [first[0].id, first[2].id]
    assert more[2].id not in {one.id for one in first}
    assert named(any_world, "Nour")[0].id == first[0].id


def test_nobody_is_taken_from_the_twin_organisation(world: Cast) -> None:
    theirs = activities.people_named(world.session, world.twin, [NAMES[0]], actor="test", now=NOW)
    assert theirs[0].id != world.people[0].id
    assert theirs[0].organisation_id == world.twin.id
    assert named(world, NAMES[0])[0].id == world.people[0].id


def test_the_log_says_that_somebody_was_added_but_not_who(world: Cast) -> None:
    person = add(world, "Quenneval")[0]
    line = world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    assert (line.action, line.subject, line.person) == ("people", "added", person.reference)


def test_an_activity_is_changed_and_the_log_says_so(any_world: Cast) -> None:
    activities.change_activity(
        any_world.session,
        any_world.activity,
        kind="mentorat-inverse",
        name=" Futsal ",
        town="Pantin",
        actor="staff:1",
        now=NOW,
    )
    one = any_world.activity
    assert (one.name, one.town, one.kind_key) == ("Futsal", "Pantin", "mentorat-inverse")
    assert last_line(any_world).subject == f"activity:{one.id} changed"
    with pytest.raises(Invalid):
        activities.change_activity(
            any_world.session, one, kind="x", name="A", town="B", actor="staff:1", now=NOW
        )
    assert one.kind_key == "mentorat-inverse"


def test_a_day_has_one_session_however_often_it_is_added(any_world: Cast) -> None:
    def add_day(day: date) -> int:
        return activities.add_session(
            any_world.session, any_world.activity, day, actor="staff:1", now=NOW
        )

    new = add_day(date(2026, 11, 22))
    assert add_day(date(2026, 11, 22)) == new
    assert count(any_world, Meeting) == 2 * len(DAYS) + 1
    assert last_line(any_world).subject.endswith(f"session:{new} added")
    for slip in (date(2206, 11, 22), date(2006, 11, 22)):
        with pytest.raises(Invalid):
            add_day(slip)


def last_line(world: Cast) -> AuditLine:
    return world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()  # type: ignore[return-value]


def test_a_row_that_was_merged_is_nobody_who_comes_back(world: Cast) -> None:
    kept, gone, *_ = world.people
    gone.merged_into_id = kept.id
    world.session.flush()
    (found,) = activities.people_named(
        world.session, world.organisation, [gone.name], actor="test", now=NOW
    )
    assert found.id not in {kept.id, gone.id}
