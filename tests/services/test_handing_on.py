"""Handing a person on to another organisation, with their agreement."""

from datetime import date

import pytest
from sqlalchemy import func, select

from badges.models import (
    Actor,
    AuditLine,
    Award,
    Card,
    CardPack,
    Enrolment,
    HandOver,
    Merge,
    Observation,
    Participant,
    Request,
    Role,
)
from badges.services import (
    activities,
    awarding,
    handing_on,
    merging,
    opening,
    organisations,
    scoping,
)
from badges.services.errors import Closed, Invalid, NotFound, Refused
from tests.cast import NOW, ZONE, Cast, later
from tests.services.test_opening import actor_of

AGREED = date(2026, 11, 20)


def offer(world: Cast, *, to: int | None = None, agreed_on: date = AGREED) -> HandOver:
    return handing_on.offer(
        world.session,
        world.people[0],
        to=world.twin.id if to is None else to,
        agreed_on=agreed_on,
        staff_id=world.coordinator.id,
        zone=ZONE,
        now=NOW,
    )


def take(world: Cast, made: HandOver) -> Participant:
    return handing_on.take(world.session, made, staff_id=world.twin_coach.id, now=later(5))


def ours(world: Cast) -> Actor:
    return actor_of(world.coordinator, world.organisation, Role.COORDINATOR)


def theirs(world: Cast) -> Actor:
    return actor_of(world.twin_coach, world.twin, Role.COORDINATOR)


def test_it_works(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    given = world.award([person])
    made = offer(world)
    (seen,) = handing_on.arrivals(world.session, (world.twin.id,))
    assert (seen.id, seen.name, seen.agreed_on) == (made.id, person.name, AGREED)
    taken = take(world, handing_on.arrival(world.session, (world.twin.id,), made.id))
    assert taken.id == person.id
    assert scoping.person(world.session, theirs(world), person.id, now=NOW) is person
    with pytest.raises(NotFound):
        scoping.person(world.session, ours(world), person.id, now=NOW)
    award = world.session.get_one(Award, given.gifts[0].uid)
    assert (award.organisation_id, award.participant_id) == (world.organisation.id, person.id)
    assert handing_on.arrivals(world.session, (world.twin.id,)) == []


def test_the_former_organisation_keeps_its_counts_and_gives_no_more(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    world.award()
    world.observe([person], numbers=(3,))
    count = select(func.count()).select_from(Award)
    count = count.where(Award.organisation_id == world.organisation.id)
    seen = select(func.count()).select_from(Observation)
    before = world.session.scalar(count), world.session.scalar(seen)
    take(world, offer(world))
    assert (world.session.scalar(count), world.session.scalar(seen)) == before
    with pytest.raises(Refused):
        awarding.decide(world.session, world.urls, world.order([person], key="next"), now=NOW)
    with pytest.raises(Refused):
        world.observe([person], numbers=(1, 2, 3))


def test_card_and_wish_to_be_erased_go_along(any_world: Cast) -> None:
    world, (person, double) = any_world, any_world.people[:2]
    pack = CardPack(
        organisation_id=world.organisation.id, made_by_id=world.coordinator.id, made_at=NOW
    )
    world.session.add(pack)
    world.session.flush()
    card = Card(pack_id=pack.id, code="7K3MQ9TXWAA", code_hash="0" * 64, participant_id=person.id)
    wish = Request(
        organisation_id=world.organisation.id,
        kind="erasure",
        participant_id=person.id,
        reason="wish",
        made_at=NOW,
    )
    merge = Merge(
        organisation_id=world.organisation.id,
        kept_id=person.id,
        gone_id=double.id,
        proposed_by_id=world.coach.id,
        proposed_at=NOW,
        moved={},
    )
    gone = world.people[2]
    gone.merged_into_id = person.id
    world.session.add_all([card, wish, merge])
    world.session.flush()
    take(world, offer(world))
    world.session.expire_all()
    assert card.participant_id == person.id
    assert wish.organisation_id == world.twin.id
    assert merge.dropped_at == later(5)
    assert (gone.organisation_id, double.organisation_id) == (world.twin.id, world.organisation.id)


@pytest.mark.parametrize(
    ("kind", "goes"), [("correction", True), ("revocation", False), ("erasure", True)]
)
def test_what_is_open_goes_along_and_what_was_settled_stays(
    any_world: Cast, kind: str, goes: bool
) -> None:
    world = any_world
    asked = [
        Request(
            organisation_id=world.organisation.id,
            kind=kind,
            participant_id=world.people[0].id,
            reason="x",
            made_at=NOW,
            settled_at=settled,
        )
        for settled in (None, NOW)
    ]
    world.session.add_all(asked)
    world.session.flush()
    take(world, offer(world))
    world.session.expire_all()
    homes = [one.organisation_id for one in asked]
    assert homes == [(world.twin if goes else world.organisation).id, world.organisation.id]


def test_the_former_side_undoes_no_merge_of_who_went(any_world: Cast) -> None:
    world, (person, double) = any_world, any_world.people[:2]
    merge = merging.propose(world.session, person, double, staff_id=world.coach.id, now=NOW)
    merging.confirm(world.session, merge, staff_id=world.coordinator.id, now=NOW)
    assert scoping.merge(world.session, ours(world), merge.id) is merge
    take(world, offer(world))
    with pytest.raises(NotFound):
        scoping.merge(world.session, ours(world), merge.id)


def test_who_went_is_on_the_lists_of_open_activities_alone(any_world: Cast) -> None:
    world, person = any_world, any_world.people[0]
    shut = activities.create_activity(
        world.session, world.organisation, kind="sport", name="x", town="y", lead=world.coach
    )
    for one in (world.activity, shut):
        world.session.add(Enrolment(activity_id=one.id, participant_id=person.id, enrolled_at=NOW))
    opening.open_to(world.session, world.activity, world.twin.id, actor="x", now=NOW)
    take(world, offer(world))
    coach = actor_of(world.coach, world.organisation, Role.COACH)
    assert scoping.enrolled(world.session, coach, shut) == []
    (guest,) = scoping.enrolled(world.session, coach, world.activity)
    assert (guest.id, guest.is_foreign) == (person.id, True)


def test_both_sides_have_it_in_their_log(any_world: Cast) -> None:
    world = any_world
    take(world, offer(world))
    query = select(AuditLine).where(AuditLine.action == "hand_over").order_by(AuditLine.number)
    lines = [(one.organisation_id, one.actor, one.person) for one in world.session.scalars(query)]
    reference = world.people[0].reference
    giver, taker = f"staff:{world.coordinator.id}", f"staff:{world.twin_coach.id}"
    assert lines == [
        (world.organisation.id, giver, reference),
        (world.twin.id, giver, ""),
        (world.organisation.id, taker, reference),
        (world.twin.id, taker, reference),
    ]


@pytest.mark.parametrize("ours_too", [True, False])
def test_who_declines_leaves_them_where_they_are(any_world: Cast, ours_too: bool) -> None:
    world = any_world
    made = offer(world)
    decider = world.coordinator if ours_too else world.twin_coach
    handing_on.drop(world.session, made, staff_id=decider.id, now=later(1))
    assert world.people[0].organisation_id == world.organisation.id
    assert handing_on.pending(world.session, world.people[0]) is None
    with pytest.raises(NotFound):
        handing_on.arrival(world.session, (world.twin.id,), made.id)
    assert offer(world).id != made.id


def test_an_offer_is_for_one_organisation(any_world: Cast) -> None:
    made = offer(any_world)
    for other in ((any_world.organisation.id,), ()):
        assert handing_on.arrivals(any_world.session, other) == []
        with pytest.raises(NotFound):
            handing_on.arrival(any_world.session, other, made.id)


def test_nobody_is_offered_twice(any_world: Cast) -> None:
    offer(any_world)
    with pytest.raises(Refused):
        offer(any_world)


def test_the_day_of_the_agreement_has_begun(any_world: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        offer(any_world, to=any_world.organisation.id, agreed_on=date(2026, 11, 23))
    assert set(refusal.value.problems) == {"to", "agreed_on"}
    assert any_world.session.scalars(select(HandOver)).all() == []


def test_nobody_goes_to_another_programme_or_to_who_left(any_world: Cast) -> None:
    world = any_world
    assert [one.id for one in handing_on.destinations(world.session, world.people[0])] == [
        world.twin.id
    ]
    organisations.leave(world.session, world.twin, actor="x", now=NOW)
    with pytest.raises(Invalid):
        offer(world)
    world.twin.left_at = None
    world.twin.programme_id = organisations.create_programme(world.session, name="Autre").id
    world.session.flush()
    with pytest.raises(Invalid):
        offer(world)


def test_who_left_in_the_meantime_takes_nobody(any_world: Cast) -> None:
    made = offer(any_world)
    organisations.leave(any_world.session, any_world.twin, actor="x", now=NOW)
    with pytest.raises(Closed):
        take(any_world, made)


def test_people_may_be_handed_on_by_an_organisation_that_left(any_world: Cast) -> None:
    organisations.leave(any_world.session, any_world.organisation, actor="x", now=NOW)
    take(any_world, offer(any_world))
    assert any_world.people[0].organisation_id == any_world.twin.id
