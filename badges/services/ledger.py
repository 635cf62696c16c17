"""The rows of an act of awarding: the act, its audit lines, the awards and their assertions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from badges.models import Act, Assertion, AssertionKind, Award, Base
from badges.services import auditing, bulk, codes
from badges.services.auditing import Action, Entry
from badges.services.orders import AwardOrder, Decision, Gift
from badges.services.signing import Promise, Signed

_AWARDS = Base.metadata.tables[Award.__tablename__]
_ASSERTIONS = Base.metadata.tables[Assertion.__tablename__]


def add_awards(
    session: Session,
    decision: Decision,
    order: AwardOrder,
    promises: Sequence[Promise],
    *,
    now: datetime,
) -> tuple[Gift, ...]:
    """Write the act, an audit line and an award for each promise; gives the codes drawn."""
    act = Act(
        organisation_id=decision.organisation.id,
        idempotency_key=order.key,
        digest=order.digest(),
        result={
            "uids": [one.uid for one in promises],
            "asked": [str(one) for one in order.asked or order.participants],
        },
        created_at=now,
        staff_id=order.staff.id,
        badge_class_id=order.badge_class.id,
        session_id=order.session_id,
    )
    session.add(act)
    session.flush()
    if not promises:
        return ()
    entries = [_entry(decision, order, promise) for promise in promises]
    numbers = auditing.record(session, entries, now=now)
    gifts = tuple(Gift(one.participant_id, one.uid, codes.draw()) for one in promises)
    bulk.insert_rows(
        session,
        _AWARDS,
        common={
            "organisation_id": decision.organisation.id,
            "badge_class_id": order.badge_class.id,
            "activity_id": order.activity.id,
            "act_id": act.id,
            "staff_id": order.staff.id,
            "kind_key": order.activity.kind_key,
            "town": order.activity.town,
            "awarded_at": now,
            "line": order.line,
        },
        own=("id", "participant_id", "day", "code", "code_hash", "audit_number"),
        rows=[
            (
                promise.uid,
                promise.participant_id,
                promise.seen.last_day,
                gift.code,
                codes.hashed(gift.code),
                number,
            )
            for promise, gift, number in zip(promises, gifts, numbers, strict=True)
        ],
    )
    return gifts


def add_assertions(session: Session, decision: Decision, signed: Sequence[Signed]) -> None:
    """Write what was signed, under the awards that stand already."""
    bulk.insert_rows(
        session,
        _ASSERTIONS,
        common={
            "kind": AssertionKind.CARD.value,
            "version_id": decision.version.id,
            "epoch_id": decision.epoch.id,
        },
        own=("uid", "award_id", "salt", "token", "mirror"),
        rows=[
            (one.promise.uid, one.promise.uid, one.promise.salt, one.token, one.mirror)
            for one in signed
        ],
    )


def _entry(decision: Decision, order: AwardOrder, promise: Promise) -> Entry:
    return Entry(
        organisation_id=decision.organisation.id,
        actor=order.actor,
        action=Action.AWARD,
        subject=f"assertion:{promise.uid}",
        person=promise.reference,
    )
