"""Two settle one thing at once on PostgreSQL: exactly one of them does, and the log says one."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import Select, func, select, text

from badges.extensions import db
from badges.models import (
    AuditLine,
    Award,
    Card,
    HandOver,
    Merge,
    Participant,
    RevocationReason,
    Staff,
)
from badges.services import (
    auditing,
    binding,
    erasing,
    handing_on,
    merging,
    revoking,
)
from badges.services.errors import NotFound, Refused
from tests import team
from tests.cast import NOW, ZONE, Cast, later
from tests.racing import Act, found, meet
from tests.team import Team

pytestmark = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


@pytest.fixture
def crew(any_world: Cast) -> Team:
    """The cast, with blank cards in the coach's hands."""
    return team.gather(any_world)


def said(*, action: str) -> list[str]:
    """What the log says of acts of that kind, in order."""
    query = select(AuditLine.subject).where(AuditLine.action == action).order_by(AuditLine.number)
    lines = list(db.session().scalars(query))
    assert auditing.first_broken(db.session()) is None
    return lines


def living(person: int) -> Select[int]:
    """How many cards of a person live."""
    return select(func.count()).where(Card.participant_id == person, Card.ended_at.is_(None))


# ---- cards


def binding_of(crew: Team, code: str) -> Act:
    person, staff = crew.world.people[0].id, crew.world.coach.id
    card = team.card_with(crew.world, code).id

    def act() -> None:
        one = found(Participant, person)
        binding.bind(db.session(), found(Card, card), one, staff_id=staff, now=NOW)

    return act


def replacing_of(crew: Team, code: str) -> Act:
    person, staff = crew.world.people[0].id, crew.world.coach.id
    card = team.card_with(crew.world, code).id

    def act() -> None:
        one = found(Participant, person)
        binding.replace(db.session(), found(Card, card), one, staff_id=staff, now=later(1))

    return act


def without_index() -> None:
    db.session.execute(text("DROP INDEX uq_cards_living"))
    db.session.commit()


@pytest.mark.parametrize("second", [binding_of, replacing_of])
def test_two_cards_for_one_person(
    any_app: Flask, crew: Team, second: Callable[[Team, str], Act]
) -> None:
    """The lock alone keeps them apart: whoever comes second sees the first card."""
    without_index()
    person = crew.world.people[0].id
    codes = crew.codes
    refusal = meet(any_app, binding_of(crew, codes[0]), second(crew, codes[1]))
    assert db.session.scalar(living(person)) == 1
    log = [one.rpartition(" ")[2] for one in said(action="card")]
    if second is binding_of:
        assert isinstance(refusal, binding.HasOne)
        assert log.count("bound") == 1
    else:
        assert refusal is None
        assert (log.count("bound"), log.count("lost")) == (2, 1)


def test_the_index_keeps_two_cards_apart_too(
    any_app: Flask, crew: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = crew.world.people[0].id
    codes = crew.codes
    acts = binding_of(crew, codes[0]), binding_of(crew, codes[1])
    monkeypatch.setattr(binding, "_lock", lambda *_: None)
    assert isinstance(meet(any_app, *acts), binding.HasOne)
    assert db.session.scalar(living(person)) == 1
    log = [one.rpartition(" ")[2] for one in said(action="card")]
    assert log.count("bound") == 1


# ---- badges


def awarded(world: Cast) -> str:
    return world.award(world.people[:1]).gifts[0].uid


def undoing(world: Cast, uid: str) -> Act:
    staff = world.coach.id

    def act() -> None:
        award = found(Award, uid)
        revoking.undo(db.session(), award, staff=found(Staff, staff), now=later(1))

    return act


def revoking_of(world: Cast, uid: str) -> Act:
    staff, reason = world.coordinator.id, RevocationReason.ON_REQUEST

    def act() -> None:
        award = found(Award, uid)
        revoking.revoke(db.session(), award, reason, staff=found(Staff, staff), now=later(1))

    return act


@pytest.mark.parametrize("order", [(undoing, revoking_of), (revoking_of, undoing)])
def test_a_badge_is_taken_back_once(
    any_app: Flask, any_world: Cast, order: tuple[Callable[[Cast, str], Act], ...]
) -> None:
    uid = awarded(any_world)
    first, second = (one(any_world, uid) for one in order)
    assert isinstance(meet(any_app, first, second), Refused)
    row = found(Award, uid)
    assert (row.undone_at is None) is (order[0] is revoking_of)
    assert (row.revoked_at is None) is (order[0] is undoing)
    assert len(said(action="undo") + said(action="revoke")) == 1


# ---- handing on


def offered(world: Cast) -> int:
    made = handing_on.offer(
        world.session, world.people[0], to=world.twin.id, agreed_on=date(2026, 11, 20),
        staff_id=world.coordinator.id, zone=ZONE, now=NOW,
    )  # fmt: skip
    world.session.commit()
    return made.id


def taking(world: Cast, number: int) -> Act:
    there, staff = world.twin.id, world.twin_coach.id

    def act() -> None:
        one = handing_on.arrival(db.session(), (there,), number)
        handing_on.take(db.session(), one, staff_id=staff, now=later(1))

    return act


def declining(world: Cast, number: int) -> Act:
    there, staff = world.twin.id, world.twin_coach.id

    def act() -> None:
        one = handing_on.arrival(db.session(), (there,), number)
        handing_on.drop(db.session(), one, staff_id=staff, now=later(1))

    return act


def withdrawing(world: Cast, _number: int) -> Act:
    person, staff = world.people[0].id, world.coordinator.id

    def act() -> None:
        one = handing_on.pending(db.session(), found(Participant, person))
        assert one is not None
        handing_on.drop(db.session(), one, staff_id=staff, now=later(1))

    return act


@pytest.mark.parametrize(
    "order",
    [(taking, withdrawing), (withdrawing, taking), (declining, withdrawing), (taking, declining)],
)
def test_an_offer_is_settled_once(
    any_app: Flask, any_world: Cast, order: tuple[Callable[[Cast, int], Act], ...]
) -> None:
    number = offered(any_world)
    first, second = (one(any_world, number) for one in order)
    home = any_world.organisation.id if order[0] is not taking else any_world.twin.id
    assert isinstance(meet(any_app, first, second), NotFound)
    row = found(HandOver, number)
    assert (row.taken_at is None, row.dropped_at is None) in ((True, False), (False, True))
    assert found(Participant, row.participant_id).organisation_id == home
    what = "taken" if order[0] is taking else "dropped"
    log = [one.rpartition(" ")[2] for one in said(action="hand_over")]
    assert log == ["offered", "offered", what, what]  # one for each side


# ---- doubles


def proposed(world: Cast) -> int:
    kept, gone, *_ = world.people
    made = merging.propose(world.session, kept, gone, staff_id=world.coach.id, now=NOW)
    world.session.commit()
    return made.id


def confirming(world: Cast, number: int) -> Act:
    staff = world.coordinator.id

    def act() -> None:
        merging.confirm(db.session(), found(Merge, number), staff_id=staff, now=later(1))

    return act


def dropping(world: Cast, number: int) -> Act:
    staff = world.coordinator.id

    def act() -> None:
        merging.drop(db.session(), found(Merge, number), staff_id=staff, now=later(1))

    return act


@pytest.mark.parametrize(
    "order", [(confirming, dropping), (dropping, confirming), (confirming, confirming)]
)
def test_a_merge_is_settled_once(
    any_app: Flask, any_world: Cast, order: tuple[Callable[[Cast, int], Act], ...]
) -> None:
    number, gone = proposed(any_world), any_world.people[1].id
    first, second = (one(any_world, number) for one in order)
    assert isinstance(meet(any_app, first, second), merging.Over)
    row = found(Merge, number)
    confirmed = order[0] is confirming
    assert (row.confirmed_at is not None, row.dropped_at is not None) == (confirmed, not confirmed)
    assert (found(Participant, gone).merged_into_id is not None) is confirmed
    what = "confirmed" if confirmed else "dropped"
    log = [one.rpartition(" ")[2] for one in said(action="merge")]
    assert log == ["proposed", "proposed", what, what]  # one for each row


def test_who_was_merged_elsewhere_meanwhile_gets_no_card(any_app: Flask, crew: Team) -> None:
    kept, gone = (one.id for one in crew.world.people[:2])
    made = merging.propose(
        crew.world.session, *reversed(crew.world.people[:2]), staff_id=crew.world.coach.id, now=NOW
    )
    crew.world.session.commit()
    assert (made.kept_id, made.gone_id) == (gone, kept)
    acts = confirming(crew.world, made.id), binding_of(crew, crew.codes[0])
    assert isinstance(meet(any_app, *acts), NotFound)
    assert db.session.scalar(living(kept)) == 0


# ---- erasing


def erasing_of(crew: Team) -> Act:
    person = crew.world.people[0].id

    def act() -> None:
        erasing.erase(db.session(), found(Participant, person), actor="test", now=later(1))

    return act


def cards_of_the_erased(crew: Team, codes: list[str]) -> list[tuple[object, ...]]:
    """What is left of the cards of that person, and of those that they did not get."""
    query = select(Card.code, Card.participant_id, Card.bound_by_id, Card.ended_at.is_(None))
    kept = select(Card.id).where(Card.code.in_(codes[2:]))
    rows = db.session.execute(query.where(Card.id.not_in(kept)).order_by(Card.id))
    return [tuple(row) for row in rows]


def test_whoever_is_erased_first_gets_no_card(any_app: Flask, crew: Team) -> None:
    codes = crew.codes
    binding_of(crew, codes[0])()
    db.session.commit()
    refusal = meet(any_app, erasing_of(crew), replacing_of(crew, codes[1]))
    assert isinstance(refusal, NotFound)
    dead, blank = (None, None, None, False), (codes[1], None, None, True)
    assert cards_of_the_erased(crew, codes) == [dead, blank]
    assert len(said(action="erase")) == 1
    assert [one for one in said(action="card") if one.endswith(" lost")] == []


def test_a_card_that_was_just_given_goes_with_whoever_is_erased(any_app: Flask, crew: Team) -> None:
    codes = crew.codes
    binding_of(crew, codes[0])()
    db.session.commit()
    assert meet(any_app, replacing_of(crew, codes[1]), erasing_of(crew)) is None
    dead = (None, None, None, False)
    assert cards_of_the_erased(crew, codes) == [dead, dead]
    assert len(said(action="erase")) == 1
