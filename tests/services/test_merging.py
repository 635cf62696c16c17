"""Doubles: proposed by one, confirmed by another, and taken apart again to the last row."""

from datetime import timedelta

import pytest
from sqlalchemy import Table, select, update

from badges.models import (
    Activity,
    Attendance,
    AuditLine,
    Award,
    Base,
    Card,
    Merge,
    Observation,
    Participant,
    RequestKind,
)
from badges.openbadges.recipients import Identity
from badges.services import activities, binding, dossiers, merging, readiness, requesting, verifying
from badges.services.errors import Refused
from tests import standings, team
from tests.cast import DAYS, NOW, ZONE, Cast, later
from tests.team import Team

MOVING = ("observations", "attendances", "enrolments", "requests", "awards", "cards")


@pytest.fixture
def crew(any_world: Cast) -> Team:
    """The first two people are one: both enrolled, there, seen, given the badge, with a card."""
    return team.gather(any_world)


def bind(crew: Team, person: Participant, number: int) -> None:
    card = team.card_with(crew.world, crew.codes[number])
    binding.bind(crew.world.session, card, person, staff_id=crew.world.coach.id, now=NOW)


def pair(crew: Team) -> tuple[Participant, Participant]:
    kept, gone, *_ = crew.world.people
    return kept, gone


def propose(crew: Team) -> Merge:
    kept, gone = pair(crew)
    return merging.propose(crew.world.session, kept, gone, staff_id=crew.world.coach.id, now=NOW)


def confirm(crew: Team, merge: Merge) -> None:
    merging.confirm(crew.world.session, merge, staff_id=crew.world.coordinator.id, now=later(5))


def undo(crew: Team, merge: Merge, *, after: timedelta = timedelta(days=29)) -> None:
    staff = crew.world.coordinator.id
    merging.undo(crew.world.session, merge, staff_id=staff, now=later(5) + after)


def rows(crew: Team) -> dict[str, list[tuple[object, ...]]]:
    """All rows that hang on people."""
    return {name: rows_of(crew, Base.metadata.tables[name]) for name in MOVING}


def rows_of(crew: Team, table: Table) -> list[tuple[object, ...]]:
    found = crew.world.session.execute(select(table))
    keys = [one.name for one in table.primary_key]
    return sorted((tuple(row) for row in found), key=str) if keys else []


def test_it_works(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    world.observe([gone], numbers=(1,), days=DAYS[:1])
    world.observe([kept], numbers=(2,), days=DAYS[1:2])
    merge = propose(crew)
    confirm(crew, merge)
    progress = readiness.progress(world.session, world.version, world.activity, [kept.id])
    assert progress[kept.id].criteria == (1, 2)
    assert progress[kept.id].sessions == 2
    assert world.session.get_one(Participant, gone.id).merged_into_id == kept.id


def test_what_both_have_counts_once(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    world.observe([kept, gone], numbers=(1, 2))
    confirm(crew, propose(crew))
    seen = world.session.scalars(select(Observation.participant_id)).all()
    assert seen == [kept.id, kept.id]
    there = world.session.scalars(select(Attendance.participant_id)).all()
    assert there.count(kept.id) == 1
    assert gone.id not in there


def test_it_is_taken_apart_to_the_last_row(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    standings.promised(world, [kept, gone])
    world.observe([gone], numbers=(3,), days=DAYS[:1], staff=world.second_coach)
    bind(crew, kept, 0)
    bind(crew, gone, 1)
    requesting.ask(
        world.session, gone, RequestKind.CORRECTION, reason="name",
        staff_id=world.coach.id, now=NOW,
    )  # fmt: skip
    world.session.commit()
    before = rows(crew)
    merge = propose(crew)
    confirm(crew, merge)
    world.session.commit()
    assert rows(crew) != before
    undo(crew, merge)
    world.session.commit()
    assert rows(crew) == before
    assert world.session.get_one(Participant, gone.id).merged_into_id is None


def test_a_card_goes_along_where_there_is_none(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    bind(crew, gone, 0)
    code = team.card_with(world, crew.codes[0]).code
    merge = propose(crew)
    of_gone = binding.of(world.session, gone)
    assert of_gone is not None
    number = of_gone.id
    confirm(crew, merge)
    moved = binding.of(world.session, kept)
    assert moved is not None
    assert moved.id == number
    assert code is not None
    undo(crew, merge)
    assert binding.of(world.session, kept) is None
    again = binding.of(world.session, gone)
    assert again is not None
    assert again.id == number


def test_of_two_cards_the_kept_ones_lives(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    codes = crew.codes[:2]
    bind(crew, kept, 0)
    bind(crew, gone, 0)
    confirm(crew, propose(crew))
    card = binding.of(world.session, kept)
    assert card is not None
    assert card.code == codes[0]
    dead = world.session.scalars(select(Card.code).where(Card.ended_at.is_not(None))).all()
    assert dead == [codes[1]]


def test_what_was_signed_does_not_change_and_still_names_its_recipient(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    one = standings.promised(world, [gone])[0]
    profile, url = gone.profile, world.urls.public_page(gone.profile)
    confirm(crew, propose(crew))
    world.session.commit()
    award = world.session.get_one(Award, one.uid)
    assert award.participant_id == kept.id
    assert world.session.get_one(Participant, gone.id).profile == profile
    judged = verifying.judge_uid(
        world.session.connection(), world.urls, one.uid, now=later(60),
        recipient=Identity("url", url),
    )  # fmt: skip
    assert judged.verdict == "valid"


def test_the_same_badge_of_the_same_activity_stays_below(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    standings.promised(world, [kept, gone])
    confirm(crew, propose(crew))
    world.session.commit()
    people = world.session.scalars(select(Award.participant_id)).all()
    assert sorted(one or 0 for one in people) == [kept.id, gone.id]
    dossier = dossiers.read(world.session, kept, zone=ZONE, now=NOW)
    assert len(dossier.badges) == 2


def test_who_proposed_cannot_confirm(crew: Team) -> None:
    world, merge = crew.world, propose(crew)
    with pytest.raises(merging.SameHands):
        merging.confirm(world.session, merge, staff_id=world.coach.id, now=later(5))
    assert merge.confirmed_at is None


def test_the_same_proposal_is_made_once(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    first = propose(crew)
    other = merging.propose(world.session, gone, kept, staff_id=world.coach.id, now=later(1))
    assert other.id == first.id


def test_nobody_is_merged_with_themselves_or_with_strangers(crew: Team) -> None:
    world, (kept, _) = crew.world, pair(crew)
    (stranger,) = activities.add_people(world.session, world.twin, ["X"], actor="test", now=NOW)
    for other in (kept, stranger):
        with pytest.raises(Refused):
            merging.propose(world.session, kept, other, staff_id=world.coach.id, now=NOW)


def test_what_is_settled_is_settled(crew: Team) -> None:
    world, merge = crew.world, propose(crew)
    confirm(crew, merge)
    for act in (merging.confirm, merging.drop):
        with pytest.raises(merging.Over):
            act(world.session, merge, staff_id=world.coordinator.id, now=later(6))
    undo(crew, merge)
    with pytest.raises(merging.Over):
        undo(crew, merge)


def test_two_people_stay_two(crew: Team) -> None:
    world, merge = crew.world, propose(crew)
    before = rows(crew)
    merging.drop(world.session, merge, staff_id=world.coordinator.id, now=later(5))
    assert rows(crew) == before
    assert propose(crew).id != merge.id


def test_after_thirty_days_it_stays(crew: Team) -> None:
    merge = propose(crew)
    confirm(crew, merge)
    with pytest.raises(merging.Over):
        undo(crew, merge, after=timedelta(days=30, seconds=1))


def test_three_rows_become_one_and_come_apart_in_order(crew: Team) -> None:
    world, (one, two, three, _) = crew.world, crew.world.people
    staff = {"staff_id": world.coach.id, "now": NOW}
    first = merging.propose(world.session, two, three, **staff)  # type: ignore[arg-type]
    confirm(crew, first)
    second = merging.propose(world.session, one, two, **staff)  # type: ignore[arg-type]
    confirm(crew, second)
    assert set(merging.rows_of(world.session, one)) == {one.id, two.id, three.id}
    with pytest.raises(merging.Over):
        undo(crew, first)
    undo(crew, second)
    undo(crew, first)
    assert merging.rows_of(world.session, one) == [one.id]


def test_a_session_that_went_meanwhile_does_not_stand_in_the_way(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    world.observe([kept, gone], numbers=(1,))
    merge = propose(crew)
    confirm(crew, merge)
    activity = world.session.get_one(Activity, world.activity.id)
    activities.delete_activity(world.session, activity, actor="test", now=NOW)
    undo(crew, merge)
    assert gone.merged_into_id is None
    assert world.session.scalars(select(Attendance)).all() == []


def test_it_is_written_down_without_a_name(crew: Team) -> None:
    world, people = crew.world, pair(crew)
    references = {one.reference for one in people}
    names = [one.name for one in people]
    merge = propose(crew)
    confirm(crew, merge)
    undo(crew, merge)
    lines = world.session.scalars(select(AuditLine).where(AuditLine.action == "merge")).all()
    said = {line.subject.partition(" ")[2] for line in lines}
    assert said == {"proposed", "confirmed", "undone"}
    assert {line.person for line in lines} == references
    assert not [name for name in names if any(name in line.subject for line in lines)]


def test_a_row_that_was_merged_elsewhere_is_not_merged_again(crew: Team) -> None:
    world, (kept, gone) = crew.world, pair(crew)
    merge = propose(crew)
    other = world.people[2]
    world.session.execute(
        update(Participant).where(Participant.id == gone.id).values(merged_into_id=other.id)
    )
    world.session.expire_all()
    with pytest.raises(merging.Over):
        confirm(crew, merge)
    assert kept.merged_into_id is None
