"""Awarding: from what was seen to signed badges, for one or many people in one transaction."""

import io
import os
import secrets
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    ActivityKind,
    Assertion,
    Award,
    BadgeClassVersion,
    Organisation,
    Participant,
    Programme,
)
from badges.models import Session as Meeting
from badges.services import epochs, ledger, organisations, publishing, readiness, scoping, signing
from badges.services.errors import Conflict, Missing, NotReached, Refused
from badges.services.orders import AwardOrder, Decision, Gift, Given, Person
from badges.services.promises import Occasion
from badges.services.readiness import Progress
from badges.services.signing import Pending, Promise
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

_RANDOM = 16  # bytes of a uid, and of a salt

# Built once: an IN with hundreds of values costs more to build than to answer.
_HAS_IT = (
    exists()
    .where(
        Award.badge_class_id == bindparam("badge_class"),
        Award.activity_id == bindparam("activity"),
        Award.participant_id == Participant.id,
        Award.undone_at.is_(None),
        Award.revoked_at.is_(None),
    )
    .correlate(Participant)
)
_PEOPLE = select(
    Participant.id, Participant.name, Participant.reference, Participant.profile, _HAS_IT
).where(
    scoping.takes_part(bindparam("activity"), bindparam("organisation")),
    Participant.id.in_(bindparam("people", expanding=True)),
)
_PLANNED = select(func.count()).where(Meeting.activity_id == Activity.id).scalar_subquery()
_SETTING = (
    select(ActivityKind.name, Programme.name, _PLANNED)
    .select_from(Activity)
    .join(ActivityKind)
    .join(Organisation, Organisation.id == Activity.organisation_id)
    .join(Programme)
    .where(Activity.id == bindparam("activity"))
)


def award(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    order: AwardOrder,
    *,
    zone: ZoneInfo,
    now: datetime,
    on_signed: Callable[[int], None] = signing.silent,
) -> Given:
    """Sign and store one badge for each person of the order who has not got it for this activity.

    All or none. Raises NotReached (who lacks what), Refused, Conflict (the key was used for another
    order), KeyringError. A constant number of statements plus one signature a person; `on_signed`
    is told how many more were signed.
    """
    done = _done_before(session, order)
    if done is not None:
        return done
    decision = decide(session, urls, order, now=now)
    done = _done_before(session, order)  # by somebody who held the lock that was waited for
    if done is not None:
        return done
    if not decision.seen:
        ledger.add_awards(session, decision, order, [], now=now)
        return Given((), decision.already)
    _check_days(decision, zone, now)
    key = keyring.signer(decision.epoch.key_name)
    epochs.check_pair(decision.epoch, key)
    occasion = _occasion(session, urls, decision, order, zone)
    drawn = io.BytesIO(secrets.token_bytes(2 * _RANDOM * len(decision.seen)))
    draw = partial(_promise, urls, decision, drawn)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        promises, pending = signing.begin(pool, key, urls, occasion, list(decision.seen), draw=draw)
        gifts = ledger.add_awards(session, decision, order, promises, now=now)
        for some in _portions(pending):  # written while what comes after is being signed
            ledger.add_assertions(session, decision, signing.finish(some, on_signed))
    return Given(gifts, decision.already)


def _portions(pending: Pending) -> tuple[Pending, ...]:
    """Three quarters, then three quarters of the rest, so that little is left to write at last."""
    first = len(pending) * 3 // 4
    second = first + (len(pending) - first) * 3 // 4
    cuts = (pending[:first], pending[first:second], pending[second:])
    return tuple(some for some in cuts if some)


def decide(session: Session, urls: PublicUrls, order: AwardOrder, *, now: datetime) -> Decision:
    """Whether the order may be carried out, and for whom; nothing is signed.

    Raises NotReached (who lacks what), Refused.
    """
    organisation = session.get_one(Organisation, order.activity.organisation_id)
    _check(session, organisation, order)
    version, epoch = publishing.current(
        session, urls, order.badge_class, actor=order.actor, now=now
    )
    people = _people(session, order)
    waiting = [one for one in order.participants if not people[one].has_it]
    return Decision(
        organisation=organisation,
        epoch=epoch,
        version=version,
        people=people,
        seen=_reached(session, version, order, people, waiting),
        already=tuple(one for one in order.participants if people[one].has_it),
    )


def _check(session: Session, organisation: Organisation, order: AwardOrder) -> None:
    if order.badge_class.organisation_id != organisation.id:
        raise Refused(f"This badge class is not {organisation.name}'s.")
    if order.badge_class.retired_at is not None:
        raise Refused("This badge class was retired: it is not given any more.")
    if len(set(order.participants)) != len(order.participants):
        raise Refused("Somebody is named twice.")
    organisations.check_may_award(session, organisation, order.staff)


def _check_days(decision: Decision, zone: ZoneInfo, now: datetime) -> None:
    """Nothing is signed for a day that has not begun where the activity is."""
    days = [one.last_day for one in decision.seen.values() if one.last_day]
    if max(days) > now.astimezone(zone).date():
        raise Refused(f"{max(days)} is in the future: nothing can have been seen yet.")


def _done_before(session: Session, order: AwardOrder) -> Given | None:
    act = session.execute(
        select(Act.digest, Act.result).where(
            Act.organisation_id == order.activity.organisation_id,
            Act.idempotency_key == order.key,
        )
    ).one_or_none()
    if act is None:
        return None
    if act.digest != order.digest():
        raise Conflict("This key was used for another order.")
    rows = session.execute(
        select(Award.participant_id, Assertion.uid, Award.code)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(Assertion.uid.in_(act.result["uids"]), Award.participant_id.is_not(None))
        .order_by(Award.audit_number)
    )
    gifts = tuple(
        Gift(row.participant_id, row.uid, row.code)
        for row in rows
        if row.participant_id is not None and row.code is not None
    )
    given = {gift.participant_id for gift in gifts}
    return Given(gifts, tuple(one for one in order.participants if one not in given))


def _people(session: Session, order: AwardOrder) -> dict[int, Person]:
    asked = {
        "badge_class": order.badge_class.id,
        "activity": order.activity.id,
        "organisation": order.activity.organisation_id,
        "people": order.participants,
    }
    rows = session.connection().execute(_PEOPLE, asked).all()
    people = {row.id: Person(*row) for row in rows}
    if len(people) != len(order.participants):
        raise Refused("Somebody is not of this organisation, nor a guest of this activity.")
    return people


def _reached(
    session: Session,
    version: BadgeClassVersion,
    order: AwardOrder,
    people: dict[int, Person],
    waiting: Sequence[int],
) -> dict[int, Progress]:
    if not waiting:
        return {}
    seen = readiness.progress(session, version, order.activity, waiting)
    missing = [
        Missing(
            participant_id=one,
            name=people[one].name,
            criteria_seen=len(seen[one].criteria),
            criteria_needed=version.needed_criteria,
            sessions_seen=seen[one].sessions,
            sessions_needed=version.needed_sessions,
        )
        for one in waiting
        if not seen[one].reaches(version)
    ]
    if missing:
        raise NotReached(missing)
    return seen


def _promise(urls: PublicUrls, decision: Decision, drawn: io.BytesIO, participant: int) -> Promise:
    """What is promised to one person; uid and salt come from what was `drawn` for all at once."""
    person = decision.people[participant]
    return Promise(
        participant_id=person.id,
        reference=person.reference,
        uid=str(uuid.UUID(bytes=drawn.read(_RANDOM), version=4)),
        salt=drawn.read(_RANDOM).hex(),
        profile=urls.public_page(person.profile),
        seen=decision.seen[participant],
    )


def _occasion(
    session: Session, urls: PublicUrls, decision: Decision, order: AwardOrder, zone: ZoneInfo
) -> Occasion:
    version, activity = decision.version, order.activity
    asked = {"activity": activity.id}
    kind, programme, sessions = session.connection().execute(_SETTING, asked).one()
    return Occasion(
        badge=urls.badge_class(order.badge_class.slug, version.number),
        badge_digest=version.digest,
        issuer_digest=decision.epoch.profile_digest or "",
        creator=urls.key(decision.organisation.slug, decision.epoch.number),
        language=version.language,
        valid_months=version.valid_months,
        criteria={one.number: one.text for one in version.criteria},
        kind=kind,
        activity=activity.name,
        town=activity.town,
        programme=programme,
        sessions=sessions,
        zone=zone,
    )
