"""Several people act at one time, each in a transaction of their own, on both databases."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from badges.extensions import db
from badges.models import (
    Activity,
    Assertion,
    AuditLine,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Card,
    HandOver,
    Merge,
    Organisation,
    Participant,
    RevocationReason,
    Staff,
)
from badges.openbadges.verification.report import Verdict
from badges.services import (
    activities,
    auditing,
    awarding,
    binding,
    epochs,
    handing_on,
    merging,
    revoking,
    verifying,
)
from badges.services.errors import Refused
from badges.services.orders import AwardOrder, Given
from tests import team
from tests.cast import NOW, ZONE, Cast

CROWD = 12
Act = Callable[[Session], object]


@dataclass(slots=True)
class AtOnce:
    """Acts that begin together, each with a session of its own; what went wrong is kept."""

    app: Flask
    acts: list[Callable[[], None]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    def run(self) -> None:
        """Run them all, and wait; whoever waits holds nothing."""
        db.session.rollback()
        ready = threading.Barrier(len(self.acts))
        threads = [threading.Thread(target=self._run, args=(act, ready)) for act in self.acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _run(self, act: Callable[[], None], ready: threading.Barrier) -> None:
        with self.app.app_context():
            ready.wait()
            try:
                act()
                db.session.commit()
            except Exception as error:  # noqa: BLE001 -- told by the test
                self.failures.append(error)
            finally:
                db.session.remove()


def prepared(world: Cast) -> list[int]:
    """A crowd of whom enough was seen; committed."""
    names = [f"Crowd {number}" for number in range(CROWD)]
    people = activities.add_people(world.session, world.organisation, names, actor="test", now=NOW)
    world.observe(people)
    world.session.commit()
    return [one.id for one in people]


def give(world: Cast, people: list[int], key: str, given: list[Given]) -> Callable[[], None]:
    """The coach gives the badge to these people, in a session of the moment."""
    ids = (world.badge_class.id, world.activity.id, world.coach.id)

    def act() -> None:
        session = db.session()
        badge_class, activity, staff = ids
        order = AwardOrder(
            badge_class=session.get_one(BadgeClass, badge_class),
            activity=session.get_one(Activity, activity),
            staff=session.get_one(Staff, staff),
            participants=tuple(people),
            key=key,
        )
        given.append(awarding.award(session, world.keyring, world.urls, order, zone=ZONE, now=NOW))

    return act


def rotate(world: Cast) -> Callable[[], None]:
    """The organisation takes its next key, in a session of the moment."""
    organisation = world.organisation.id

    def act() -> None:
        session = db.session()
        found = session.get_one(Organisation, organisation)
        epochs.rotate(session, world.keyring, world.urls, found, actor="test", now=NOW)

    return act


def test_the_same_people_get_a_badge_once(any_app: Flask, any_world: Cast) -> None:
    people = prepared(any_world)
    given: list[Given] = []
    at_once = AtOnce(any_app)
    at_once.acts += [give(any_world, people, f"coach-{number}", given) for number in range(4)]
    at_once.run()
    assert at_once.failures == []
    assert sorted(len(one.gifts) for one in given) == [0, 0, 0, CROWD]
    assert sorted(len(one.already) for one in given) == [0, CROWD, CROWD, CROWD]
    rows = db.session.execute(select(Award.participant_id, func.count()).group_by("participant_id"))
    assert sorted(map(tuple, rows)) == [(person, 1) for person in people]


def test_many_coaches_give_many_badges(any_app: Flask, any_world: Cast) -> None:
    people = prepared(any_world)
    given: list[Given] = []
    at_once = AtOnce(any_app)
    at_once.acts += [
        give(any_world, people[start : start + 3], f"coach-{start}", given)
        for start in range(0, CROWD, 3)
    ]
    at_once.run()
    assert at_once.failures == []
    gifts = [gift for one in given for gift in one.gifts]
    assert {gift.participant_id for gift in gifts} == set(people)
    assert len({gift.uid for gift in gifts} | {gift.code for gift in gifts}) == 2 * CROWD
    assert auditing.first_broken(db.session()) is None


def test_a_rotation_in_between_spoils_no_badge(any_app: Flask, any_world: Cast) -> None:
    people = prepared(any_world)
    given: list[Given] = []
    for turn in range(3):
        part = people[turn * 4 : turn * 4 + 4]
        at_once = AtOnce(any_app)
        at_once.acts += [
            give(any_world, part[:2], f"a-{turn}", given),
            rotate(any_world),
            give(any_world, part[2:], f"b-{turn}", given),
        ]
        at_once.run()
        assert at_once.failures == []
    uids = [gift.uid for one in given for gift in one.gifts]
    assert len(uids) == CROWD
    connection = db.session.connection()
    for uid in uids:
        assert (
            verifying.judge_uid(connection, any_world.urls, uid, now=NOW).verdict is Verdict.VALID
        )
    mixed = (
        select(func.count())
        .select_from(Assertion)
        .join(BadgeClassVersion, BadgeClassVersion.id == Assertion.version_id)
        .where(BadgeClassVersion.epoch_id != Assertion.epoch_id)
    )
    assert db.session.scalar(mixed) == 0


def settle(act: Act) -> Callable[[], None]:
    """An act in a session of the moment."""

    def run() -> None:
        act(db.session())

    return run


def test_a_person_gets_one_card(any_app: Flask, any_world: Cast) -> None:
    world, person = any_world, any_world.people[0].id
    pack = team.pack_for(world, world.coach, count=4)
    world.session.commit()
    numbers = [one.id for one in world.session.scalars(select(Card).where(Card.pack_id == pack.id))]
    staff = world.coach.id

    def bound(number: int) -> Act:
        return lambda session: binding.bind(
            session, session.get_one(Card, number), session.get_one(Participant, person),
            staff_id=staff, now=NOW,
        )  # fmt: skip

    at_once = AtOnce(any_app, [settle(bound(number)) for number in numbers])
    at_once.run()
    assert [type(one) for one in at_once.failures] == [binding.HasOne] * 3
    living = select(func.count()).where(Card.participant_id == person, Card.ended_at.is_(None))
    assert db.session.scalar(living) == 1


def test_a_badge_is_undone_or_revoked(any_app: Flask, any_world: Cast) -> None:
    world, given = any_world, any_world.award()
    coach, office = world.coach.id, world.coordinator.id

    def undone(uid: str) -> Act:
        return lambda session: revoking.undo(
            session, revoking.by_uid(session, uid), staff=session.get_one(Staff, coach), now=NOW
        )

    def revoked(uid: str) -> Act:
        return lambda session: revoking.revoke(
            session, revoking.by_uid(session, uid), RevocationReason.WRONG_BADGE,
            staff=session.get_one(Staff, office), now=NOW,
        )  # fmt: skip

    for gift in given.gifts:
        at_once = AtOnce(any_app, [settle(undone(gift.uid)), settle(revoked(gift.uid))])
        at_once.run()
        assert [type(one) for one in at_once.failures] == [Refused]
        row = db.session.get_one(Award, gift.uid)
        assert (row.undone_at is None) != (row.revoked_at is None)
    wanted = AuditLine.action.in_(("undo", "revoke"))
    count = select(func.count()).select_from(AuditLine).where(wanted)
    assert db.session.scalar(count) == len(given.gifts)


def test_an_offer_is_taken_or_withdrawn(any_app: Flask, any_world: Cast) -> None:
    world = any_world
    home, away = world.coordinator.id, world.twin_coach.id

    def taken(number: int) -> Act:
        return lambda session: handing_on.take(
            session, session.get_one(HandOver, number), staff_id=away, now=NOW
        )

    def dropped(number: int) -> Act:
        return lambda session: handing_on.drop(
            session, session.get_one(HandOver, number), staff_id=home, now=NOW
        )

    for person in world.people:
        made = handing_on.offer(
            world.session, person, to=world.twin.id, agreed_on=NOW.date(),
            staff_id=home, zone=ZONE, now=NOW,
        )  # fmt: skip
        world.session.commit()
        AtOnce(any_app, [settle(taken(made.id)), settle(dropped(made.id))]).run()
        row = db.session.get_one(HandOver, made.id)
        assert (row.taken_at is None) != (row.dropped_at is None)
        moved = db.session.get_one(Participant, row.participant_id).organisation_id == row.to_id
        assert moved == (row.taken_at is not None)


def test_a_double_is_confirmed_or_dropped(any_app: Flask, any_world: Cast) -> None:
    world, staff = any_world, any_world.coordinator.id
    first, second = world.people[:2]

    def confirmed(number: int) -> Act:
        return lambda session: merging.confirm(
            session, session.get_one(Merge, number), staff_id=staff, now=NOW
        )

    def dropped(number: int) -> Act:
        return lambda session: merging.drop(
            session, session.get_one(Merge, number), staff_id=staff, now=NOW
        )

    for _ in range(3):
        made = merging.propose(world.session, first, second, staff_id=world.coach.id, now=NOW)
        world.session.commit()
        at_once = AtOnce(any_app, [settle(confirmed(made.id)), settle(dropped(made.id))])
        at_once.run()
        assert [type(one) for one in at_once.failures] == [merging.Over]
        row = db.session.get_one(Merge, made.id)
        assert (row.confirmed_at is None) != (row.dropped_at is None)
        if row.confirmed_at is not None:
            merging.undo(db.session(), row, staff_id=staff, now=NOW)
            db.session.commit()
