"""Requests: asked once, settled once, and never done by saying so."""

import pytest
from sqlalchemy import select

from badges.models import AuditLine, Award, Request, RequestKind, RequestOutcome
from badges.services import requesting, scoping
from badges.services.errors import Invalid, NotFound
from tests import standings, team
from tests.cast import NOW, Cast, later


def ask(world: Cast, kind: RequestKind, reason: str, *, award: Award | None = None) -> Request:
    return requesting.ask(
        world.session, world.people[0], kind, reason=reason, award=award,
        staff_id=world.coach.id, now=NOW,
    )  # fmt: skip


def test_it_works(any_world: Cast) -> None:
    one = ask(any_world, RequestKind.CORRECTION, "missing")
    everything = Request.id > 0
    (line,) = requesting.lines(
        any_world.session, everything, (any_world.organisation.id,), is_open=True
    )
    assert (line.id, line.person, line.asked_by) == (
        one.id, any_world.people[0].name, any_world.coach.email,
    )  # fmt: skip
    requesting.settle(
        any_world.session, one, RequestOutcome.DONE, staff_id=any_world.coordinator.id, now=later(9)
    )
    assert (
        requesting.lines(any_world.session, everything, (any_world.organisation.id,), is_open=True)
        == []
    )
    (line,) = requesting.lines(
        any_world.session, everything, (any_world.organisation.id,), is_open=False
    )
    assert (line.outcome, line.settled_at) == (RequestOutcome.DONE, later(9))


def test_the_same_question_is_asked_once(world: Cast) -> None:
    first = ask(world, RequestKind.CORRECTION, "name")
    assert ask(world, RequestKind.CORRECTION, "name").id == first.id
    assert ask(world, RequestKind.CORRECTION, "other").id != first.id
    staff = world.coordinator.id
    requesting.settle(world.session, first, RequestOutcome.NOT_OURS, staff_id=staff, now=NOW)
    assert ask(world, RequestKind.CORRECTION, "name").id != first.id


@pytest.mark.parametrize("kind", RequestKind)
def test_a_reason_is_of_the_list(world: Cast, kind: RequestKind) -> None:
    with pytest.raises(Invalid):
        ask(world, kind, "because")
    for reason in requesting.REASONS[kind]:
        ask(world, kind, reason)


def test_a_badge_is_not_taken_back_by_saying_so(any_world: Cast) -> None:
    one = standings.promised(any_world, any_world.people[:1])[0]
    award = any_world.session.get_one(Award, one.uid)
    asked = ask(any_world, RequestKind.REVOCATION, "wrong_badge", award=award)
    staff = any_world.coordinator.id
    with pytest.raises(requesting.NotDoneYet):
        requesting.settle(
            any_world.session, asked, RequestOutcome.DONE, staff_id=staff, now=later(9)
        )
    (line,) = requesting.lines(
        any_world.session, Request.id == asked.id, (any_world.organisation.id,), is_open=True
    )
    assert (line.uid, line.badge, line.taken_back) == (one.uid, "Esprit d'équipe", False)
    standings.revoke(any_world, one)
    requesting.settle(any_world.session, asked, RequestOutcome.DONE, staff_id=staff, now=later(90))
    assert asked.outcome == "done"


def test_who_sees_what_was_asked(world: Cast) -> None:
    team.enrol(world, *world.people, now=NOW)
    mine = ask(world, RequestKind.ERASURE, requesting.ON_REQUEST)
    theirs = ask(world, RequestKind.CORRECTION, "name")
    theirs.made_by_id = None  # as the person asks it
    world.session.flush()
    seen = {
        staff.email: {
            one.id
            for one in requesting.lines(
                world.session,
                scoping.requests(team.actor_of(world, staff), now=NOW),
                (world.organisation.id,),
                is_open=True,
            )
        }
        for staff in (world.coach, world.second_coach, world.coordinator, world.twin_coach)
    }
    assert [*seen.values()] == [{mine.id, theirs.id}, set(), {mine.id, theirs.id}, set()]
    with pytest.raises(NotFound):
        scoping.request(world.session, team.actor_of(world, world.second_coach), mine.id, now=NOW)


def test_who_was_handed_on_is_named_to_nobody_of_the_former_side(world: Cast) -> None:
    one = ask(world, RequestKind.CORRECTION, "name")
    one.line = "Elle s'appelle Zoé."
    staff = world.coordinator.id
    requesting.settle(world.session, one, RequestOutcome.DONE, staff_id=staff, now=NOW)
    world.people[0].organisation_id = world.twin.id
    world.session.flush()
    for organisation, shown in ((world.organisation, False), (world.twin, True)):
        (line,) = requesting.lines(
            world.session, Request.id == one.id, (organisation.id,), is_open=False
        )
        assert (line.moved, line.person is not None, line.line is not None) == (
            not shown, shown, shown,
        )  # fmt: skip
        assert line.outcome == RequestOutcome.DONE


def test_it_is_written_down_without_the_line(world: Cast) -> None:
    one = requesting.ask(
        world.session, world.people[0], RequestKind.CORRECTION, reason="other",
        line="Zzyvindra", staff_id=world.coach.id, now=NOW,
    )  # fmt: skip
    staff = world.coordinator.id
    requesting.settle(world.session, one, RequestOutcome.DONE, staff_id=staff, now=later(1))
    lines = world.session.scalars(select(AuditLine).where(AuditLine.action == "request")).all()
    assert [one.subject.partition(" ")[2] for one in lines] == [
        "correction asked", "correction settled done",
    ]  # fmt: skip
    assert {one.person for one in lines} == {world.people[0].reference}
