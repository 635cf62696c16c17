"""Handing a person on to another organisation of the programme, with their agreement (S27).

The row goes, and with it card and badges; what the former organisation saw and gave stays in its
counts. The receiving side sees the name alone until it takes the person.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from badges.models import (
    Activity,
    ActivityOpening,
    Enrolment,
    HandOver,
    Merge,
    Organisation,
    Participant,
    Request,
    RequestKind,
)
from badges.services import alphabet, auditing, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import Invalid, NotFound, Refused

_PENDING = (HandOver.taken_at.is_(None), HandOver.dropped_at.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody who may come: nothing but the name, who offers, and the day of their agreement."""

    id: int
    name: str
    former: str
    to: str
    agreed_on: date


def destinations(session: Session, person: Participant) -> list[Organisation]:
    """The other organisations of the programme that take people."""
    home = session.get_one(Organisation, person.organisation_id)
    query = select(Organisation).where(
        Organisation.programme_id == home.programme_id,
        Organisation.id != home.id,
        Organisation.left_at.is_(None),
        Organisation.suspended_at.is_(None),
    )
    return list(session.scalars(query.order_by(alphabet.order(Organisation.name), Organisation.id)))


def pending(session: Session, person: Participant) -> HandOver | None:
    """The offer that was neither taken nor dropped."""
    query = select(HandOver).where(HandOver.participant_id == person.id, *_PENDING)
    return session.scalar(query)


def offer(
    session: Session,
    person: Participant,
    *,
    to: int,
    agreed_on: date,
    staff_id: int,
    zone: ZoneInfo,
    now: datetime,
) -> HandOver:
    """Offer a person to another organisation, on the day that they agreed to it.

    Raises Invalid (`to`, `agreed_on`), Refused when they are offered already.
    """
    session.execute(select(Participant.id).where(Participant.id == person.id).with_for_update())
    problems = {}
    if to not in {one.id for one in destinations(session, person)}:
        problems["to"] = "name another organisation of the programme"
    if agreed_on > now.astimezone(zone).date():
        problems["agreed_on"] = "name a day that has begun"
    if problems:
        raise Invalid(problems)
    if pending(session, person) is not None:
        raise Refused("This person is offered to an organisation already.")
    made = HandOver(
        participant_id=person.id,
        from_id=person.organisation_id,
        to_id=to,
        agreed_on=agreed_on,
        offered_by_id=staff_id,
        offered_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, person, staff_id=staff_id, what="offered", now=now)
    return made


def arrivals(session: Session, organisation_ids: tuple[int, ...]) -> list[Arrival]:
    """Who is offered to these organisations, the oldest offer first."""
    former, receiving = aliased(Organisation), aliased(Organisation)
    query = (
        select(HandOver.id, Participant.name, former.name, receiving.name, HandOver.agreed_on)
        .join(Participant, Participant.id == HandOver.participant_id)
        .join(former, former.id == HandOver.from_id)
        .join(receiving, receiving.id == HandOver.to_id)
        .where(HandOver.to_id.in_(organisation_ids), *_PENDING)
        .order_by(HandOver.offered_at, HandOver.id)
    )
    return [
        Arrival(id=one[0], name=one[1], former=one[2], to=one[3], agreed_on=one[4])
        for one in session.execute(query)
    ]


def arrival(session: Session, organisation_ids: tuple[int, ...], number: int) -> HandOver:
    """One offer to these organisations that waits for an answer, locked. Raises NotFound."""
    query = select(HandOver).where(
        HandOver.id == number, HandOver.to_id.in_(organisation_ids), *_PENDING
    )
    found = session.scalar(query.with_for_update())
    if found is None:
        raise NotFound(f"no arrival {number}")
    return found


def take(session: Session, hand_over: HandOver, *, staff_id: int, now: datetime) -> Participant:
    """The person is the other organisation's from now on; the former has no access any more.

    Raises Closed when the receiving organisation has left or is suspended, NotFound for an offer
    that was settled meanwhile.
    """
    organisations.check_open(session.get_one(Organisation, hand_over.to_id))
    _lock(session, hand_over)
    person = session.get_one(Participant, hand_over.participant_id)
    person.organisation_id = hand_over.to_id
    session.flush()
    hand_over.taken_at, hand_over.settled_by_id = now, staff_id
    _take_along(session, person, hand_over.from_id, now)
    session.flush()
    _record(session, hand_over, person, staff_id=staff_id, what="taken", now=now)
    return person


def drop(session: Session, hand_over: HandOver, *, staff_id: int, now: datetime) -> None:
    """The offer was declined or taken back: the person stays where they are. Raises NotFound for
    one that was settled meanwhile.
    """
    _lock(session, hand_over)
    hand_over.dropped_at, hand_over.settled_by_id = now, staff_id
    session.flush()
    person = session.get_one(Participant, hand_over.participant_id)
    _record(session, hand_over, person, staff_id=staff_id, what="dropped", now=now)


def _lock(session: Session, hand_over: HandOver) -> None:
    """One at a time for one offer. Raises NotFound once it is settled."""
    session.refresh(hand_over, with_for_update=True)
    if hand_over.taken_at is not None or hand_over.dropped_at is not None:
        raise NotFound("the offer is settled")


def _take_along(session: Session, person: Participant, former_id: int, now: datetime) -> None:
    """What was merged into the row goes along, a merge that nobody confirmed is dropped, and what
    is asked about the person and still open is settled by the new side, but for a badge to be taken
    back: that is for whoever gave it. The person leaves the former one's lists.
    """
    opened = exists().where(
        ActivityOpening.activity_id == Activity.id,
        ActivityOpening.organisation_id == person.organisation_id,
    )
    behind = select(Activity.id).where(Activity.organisation_id == former_id, ~opened)
    session.execute(
        delete(Enrolment).where(
            Enrolment.participant_id == person.id, Enrolment.activity_id.in_(behind)
        )
    )
    session.execute(
        update(Participant)
        .where(Participant.merged_into_id == person.id)
        .values(organisation_id=person.organisation_id)
    )
    session.execute(
        update(Merge)
        .where(
            or_(Merge.kept_id == person.id, Merge.gone_id == person.id),
            Merge.confirmed_at.is_(None),
            Merge.dropped_at.is_(None),
        )
        .values(dropped_at=now)
    )
    session.execute(
        update(Request)
        .where(
            Request.participant_id == person.id,
            Request.settled_at.is_(None),
            Request.kind != RequestKind.REVOCATION.value,  # whoever gave it takes it back
        )
        .values(organisation_id=person.organisation_id)
    )


def _record(
    session: Session,
    hand_over: HandOver,
    person: Participant,
    *,
    staff_id: int,
    what: str,
    now: datetime,
) -> None:
    """One line for each side; the receiving one's names the person only once they are its own."""
    subject = f"hand_over:{hand_over.id} {what}"
    sides = ((hand_over.from_id, True), (hand_over.to_id, what == "taken"))
    entries = [
        Entry(side, f"staff:{staff_id}", Action.HAND_OVER, subject, person.reference if own else "")
        for side, own in sides
    ]
    auditing.record(session, entries, now=now)
