"""Taking a badge back: undone within minutes, later revoked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from badges.models import Assertion, AuditLine, Award, Participant, RevocationReason, Staff
from badges.services import organisations, revoking
from badges.services.errors import NotFound, Refused
from tests import standings
from tests.cast import NOW, Cast, later

ON_REQUEST = RevocationReason.ON_REQUEST


def awarded(world: Cast) -> Award:
    return revoking.by_uid(world.session, world.award(world.people[:1]).gifts[0].uid)


def undo(world: Cast, award: Award, *, staff: Staff | None = None, minutes: float = 1) -> None:
    now = NOW + timedelta(minutes=minutes)
    revoking.undo(world.session, award, staff=staff or world.coach, now=now)


def revoke(world: Cast, award: Award, *, staff: Staff | None = None) -> None:
    revoking.revoke(
        world.session, award, ON_REQUEST, staff=staff or world.coordinator, now=later(60)
    )


def last_line(world: Cast) -> AuditLine:
    line = world.session.scalars(select(AuditLine).order_by(AuditLine.number.desc())).first()
    assert line is not None
    return line


def test_an_award_is_undone_within_fifteen_minutes(any_world: Cast) -> None:
    award = awarded(any_world)
    undo(any_world, award, minutes=15)
    any_world.session.commit()
    assert award.undone_at == later(15)
    line = last_line(any_world)
    assert (line.action, line.subject) == ("undo", f"award:{award.id}")
    assert line.person == any_world.people[0].reference


def test_afterwards_it_is_too_late(world: Cast) -> None:
    award = awarded(world)
    with pytest.raises(Refused, match="revoke the badge instead"):
        undo(world, award, minutes=15.001)
    assert award.undone_at is None


@pytest.mark.parametrize("reason", RevocationReason)
def test_a_badge_is_revoked_with_a_reason(any_world: Cast, reason: RevocationReason) -> None:
    award = awarded(any_world)
    revoking.revoke(
        any_world.session, award, reason, staff=any_world.coordinator, now=later(100_000)
    )
    any_world.session.commit()
    assert (award.revoked_at, award.revocation_reason) == (later(100_000), reason)
    line = last_line(any_world)
    assert (line.action, line.subject) == ("revoke", f"award:{award.id} {reason}")


def test_who_coordinates_may_undo_and_revoke(world: Cast) -> None:
    award = awarded(world)
    undo(world, award, staff=world.coordinator)
    other = revoking.by_uid(world.session, world.award(world.people[1:2], key="b").gifts[0].uid)
    revoke(world, other)
    assert other.revoked_at


def test_a_coach_may_undo_what_is_their_own_and_revoke_nothing(world: Cast) -> None:
    award = awarded(world)
    with pytest.raises(Refused, match="may not take back"):
        undo(world, award, staff=world.second_coach)
    for staff in (world.coach, world.second_coach):
        with pytest.raises(Refused, match=r"These may: coordination@passerelles\.example"):
            revoke(world, award, staff=staff)
    undo(world, award, staff=world.coach)


def test_nobody_of_the_twin_organisation_may_either(world: Cast) -> None:
    award = awarded(world)
    for act in (undo, revoke):
        with pytest.raises(Refused, match="may not take back"):
            act(world, award, staff=world.twin_coach)
    assert (award.undone_at, award.revoked_at) == (None, None)


@pytest.mark.parametrize("who", ["coach", "coordinator"])
def test_who_was_disabled_may_not(world: Cast, who: str) -> None:
    award, staff = awarded(world), getattr(world, who)
    staff.disabled_at = NOW
    world.session.flush()
    for act in (undo, revoke):
        with pytest.raises(Refused):
            act(world, award, staff=staff)


def test_an_organisation_that_left_may_still_take_back(world: Cast) -> None:
    award = awarded(world)
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    revoke(world, award)
    assert award.revoked_at


@pytest.mark.parametrize("first", [undo, revoke])
@pytest.mark.parametrize("second", [undo, revoke])
def test_what_was_taken_back_is_taken_back_once(
    world: Cast, first: Callable[[Cast, Award], None], second: Callable[[Cast, Award], None]
) -> None:
    award = awarded(world)
    first(world, award)
    with pytest.raises(Refused, match="taken back already"):
        second(world, award)


def test_of_the_erased_nothing_is_left_to_take_back(world: Cast) -> None:
    one = standings.promised(world, world.people[:1])[0]
    standings.erase(world, one)
    award = revoking.by_uid(world.session, one.uid)
    for act in (undo, revoke):
        with pytest.raises(Refused, match="The person was erased"):
            act(world, award, staff=world.coordinator)
    assert award.revoked_at is None


def test_a_badge_is_found_by_its_uid_alone(world: Cast) -> None:
    award = awarded(world)
    assert revoking.by_uid(world.session, award.id) is award
    for uid in ("", "nonsense", award.code or ""):
        with pytest.raises(NotFound):
            revoking.by_uid(world.session, uid)


def test_taking_back_touches_nothing_that_was_signed(any_world: Cast) -> None:
    one = standings.promised(any_world, any_world.people[:1])[0]
    standings.revoke(any_world, one)
    row = any_world.session.get_one(Assertion, one.uid)
    assert (row.token, row.mirror) == (one.token, one.mirror)
    assert any_world.session.get(Participant, one.participant_id) is not None
