"""From what was seen to signed badges."""

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from badges.extensions import db
from badges.models import Assertion, AuditLine, Award, BadgeClassVersion, Observation, Participant
from badges.openbadges import jws, recipients, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import (
    activities,
    awarding,
    epochs,
    organisations,
    publishing,
    revoking,
    signing,
)
from badges.services.errors import Conflict, NotReached, Refused
from tests.cast import CRITERIA, DAYS, NOW, ZONE, Cast, draft, later


def _assertion(world: Cast, uid: str) -> v2.Assertion:
    row = world.session.get_one(Assertion, uid)
    assert row.token is not None
    token = jws.read(row.token)
    public = world.keyring.signer(epochs.signing(world.session, world.organisation).key_name)
    jws.verify(token, public.public_key())
    return schemas.load_assertion(token.payload)


def _award_columns(session: Session) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(select(Award.id, Award.undone_at))]


def test_four_people_get_four_signed_badges(any_world: Cast) -> None:
    given = any_world.award()
    assert [gift.participant_id for gift in given.gifts] == [one.id for one in any_world.people]
    assert given.already == ()
    for gift, person in zip(given.gifts, any_world.people, strict=True):
        signed = _assertion(any_world, gift.uid)
        assert signed.id == f"urn:uuid:{gift.uid}"
        address = any_world.urls.public_page(person.profile)
        assert recipients.matches(signed.recipient, recipients.Identity("url", address))
        assert signed.issued_on.isoformat() == "2026-11-14T00:00:00+01:00"
        assert [one.name for one in signed.evidence[1:]] == list(CRITERIA[:2])
        assert signed.evidence[0].extra == {"programme": "Tremplin d'essai"}


def test_the_mirror_says_the_same_as_the_token(world: Cast) -> None:
    uid = world.award().gifts[0].uid
    mirror = world.session.get_one(Assertion, uid).mirror
    signed = schemas.dump(_assertion(world, uid))
    assert mirror is not None
    assert strict_json.loads(mirror) == schemas.mirrored(signed, world.urls.assertion(uid))


def test_what_several_coaches_saw_over_several_sessions_adds_up(world: Cast) -> None:
    world.version = _demanding(world)
    world.observe(numbers=(1,), days=DAYS[:2])
    world.observe(numbers=(2,), days=DAYS[2:], staff=world.second_coach)
    given = awarding.award(
        world.session, world.keyring, world.urls, world.order(), zone=ZONE, now=NOW
    )
    said = _assertion(world, given.gifts[0].uid).evidence[0].description
    assert said == "Sport, Bobigny. Vu par 2 coachs, pendant 3 séances sur 3."


def test_planned_sessions_count_as_sessions(any_world: Cast) -> None:
    said = _assertion(any_world, any_world.award().gifts[0].uid).evidence[0].description
    assert said == "Sport, Bobigny. Vu par un coach, pendant 1 séance sur 3."


def _demanding(world: Cast) -> BadgeClassVersion:
    """A badge class that asks for two criteria in two sessions."""
    asked = draft(needed_criteria=2, needed_sessions=2)
    return publishing.publish(
        world.session, world.urls, world.organisation, asked, actor="test", now=NOW
    )


def test_below_what_the_badge_demands_nobody_gets_it(any_world: Cast) -> None:
    any_world.version = _demanding(any_world)
    any_world.observe(any_world.people[:2], numbers=(1, 2), days=DAYS[:2])
    any_world.observe(any_world.people[2:], numbers=(1,), days=DAYS[:1])
    with pytest.raises(NotReached) as refusal:
        awarding.award(
            any_world.session,
            any_world.keyring,
            any_world.urls,
            any_world.order(),
            zone=ZONE,
            now=NOW,
        )
    assert [one.name for one in refusal.value.missing] == [one.name for one in any_world.people[2:]]
    one = refusal.value.missing[0]
    assert (one.criteria_seen, one.criteria_needed) == (1, 2)
    assert (one.sessions_seen, one.sessions_needed) == (1, 2)
    assert _award_columns(any_world.session) == []


def test_the_same_badge_is_given_once_an_activity(any_world: Cast) -> None:
    any_world.award(any_world.people[:2])
    again = any_world.award(key="second")
    assert {gift.participant_id for gift in again.gifts} == {one.id for one in any_world.people[2:]}
    assert again.already == tuple(one.id for one in any_world.people[:2])


def test_the_same_key_answers_with_the_first_result(any_world: Cast) -> None:
    first = any_world.award()
    again = any_world.award()
    assert set(again.gifts) == set(first.gifts)
    assert any_world.session.scalar(select(func.count()).select_from(Award)) == 4


def test_the_same_key_for_another_order_is_a_conflict(world: Cast) -> None:
    world.award(world.people[:1])
    with pytest.raises(Conflict):
        world.award(world.people[1:])


def test_an_undone_or_revoked_award_does_not_stand_in_the_way(world: Cast) -> None:
    uid = world.award(world.people[:1]).gifts[0].uid
    revoking.undo(
        world.session, revoking.by_uid(world.session, uid), staff=world.coach, now=later(1)
    )
    world.session.commit()
    assert len(world.award(world.people[:1], key="second").gifts) == 1


def test_nobody_of_the_twin_organisation_gets_in(any_world: Cast) -> None:
    stranger = activities.add_people(
        any_world.session, any_world.twin, ["Zéphyrine Qwarlov"], actor="test", now=NOW
    )
    with pytest.raises(Refused):
        awarding.award(
            any_world.session, any_world.keyring, any_world.urls, any_world.order(stranger),
            zone=ZONE, now=NOW,
        )  # fmt: skip


def test_a_badge_class_of_the_twin_organisation_is_refused(world: Cast) -> None:
    order = world.order(version=world.twin_version)
    with pytest.raises(Refused):
        awarding.award(world.session, world.keyring, world.urls, order, zone=ZONE, now=NOW)


def test_a_coach_of_the_twin_organisation_may_not_award(world: Cast) -> None:
    world.observe()
    world.coach = world.twin_coach
    with pytest.raises(Refused, match="may not award"):
        awarding.award(world.session, world.keyring, world.urls, world.order(), zone=ZONE, now=NOW)


def test_an_organisation_that_left_gives_no_new_badge(world: Cast) -> None:
    organisations.leave(world.session, world.organisation, actor="test", now=NOW)
    with pytest.raises(Refused, match="left its programme"):
        world.award()


def test_a_retired_badge_class_is_not_given(world: Cast) -> None:
    world.badge_class.retired_at = NOW
    with pytest.raises(Refused, match="retired"):
        world.award()


def test_somebody_named_twice_is_refused(world: Cast) -> None:
    with pytest.raises(Refused, match="twice"):
        world.award([world.people[0], world.people[0]])


def test_each_award_holds_the_number_of_its_audit_line(world: Cast) -> None:
    uid = world.award().gifts[0].uid
    number = world.session.get_one(Award, uid).audit_number
    line = world.session.get_one(AuditLine, number)
    assert (line.action, line.subject) == ("award", f"assertion:{uid}")
    assert line.person == world.people[0].reference


def test_many_cost_as_many_statements_as_few(any_world: Cast) -> None:
    def count(names: list[str], key: str) -> int:
        people = activities.add_people(
            any_world.session, any_world.organisation, names, actor="test", now=NOW
        )
        any_world.observe(people)
        order = any_world.order(people, key=key)
        any_world.session.commit()
        statements: list[str] = []

        def note(*args: object) -> None:
            statements.append(str(args[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        awarding.award(
            any_world.session, any_world.keyring, any_world.urls, order, zone=ZONE, now=NOW
        )
        event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    alone = count(["Alone"], "alone")
    few = count([f"Few {number}" for number in range(signing.CHUNK + 1)], "few")
    many = count([f"Many {number}" for number in range(120)], "many")
    assert alone == few - 2  # one piece is written as one, many are in three portions
    assert few == many


def test_nothing_is_kept_without_a_commit(any_world: Cast) -> None:
    any_world.observe()
    awarding.award(
        any_world.session, any_world.keyring, any_world.urls, any_world.order(), zone=ZONE, now=NOW
    )
    any_world.session.rollback()
    assert _award_columns(any_world.session) == []
    assert any_world.session.scalar(select(func.count()).select_from(Observation)) == 0


def test_a_person_of_one_letter_is_a_person(world: Cast) -> None:
    person = activities.add_people(
        world.session, world.organisation, [" Z "], actor="test", now=NOW
    )
    assert world.session.get_one(Participant, person[0].id).name == "Z"
    assert len(world.award(person).gifts) == 1
