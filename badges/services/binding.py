"""Whose a card is: bound to a person, unbound within minutes, replaced when it is lost."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from badges.models import Actor, Card, CardPack, Participant
from badges.services import auditing, cards, codes, scoping
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound, Refused

UNDO_WITHIN: Final = timedelta(minutes=15)


class HasOne(Refused):
    """The person has a card already: it is replaced, not added to."""


class Taken(Refused):
    """The card is another person's, or dead."""


class NoneEndsSo(Refused):
    """No blank card in the actor's packs ends as it was typed."""


class SeveralEndAlike(Refused):
    """More than one card ends so: more of the code has to be typed."""


def of(session: Session, person: Participant) -> Card | None:
    """The living card of a person."""
    query = select(Card).where(Card.participant_id == person.id, Card.ended_at.is_(None))
    return session.scalars(query.order_by(Card.id.desc())).first()


def is_in_hand(session: Session, person: Participant, typed: str) -> bool:
    """Whether somebody reads the beginning of the code of the person's living card: our pages for
    staff say but its end.
    """
    card, begins = of(session, person), codes.folded(typed)
    return card is not None and len(begins) >= cards.ENDING and (card.code or "").startswith(begins)


def blank(session: Session, actor: Actor, person: Participant, typed: str) -> Card:
    """The blank card in the actor's packs that ends as typed, locked. Raises NoneEndsSo, Taken,
    SeveralEndAlike.

    Four symbols are enough; a whole code that is this person's already is found too.
    """
    wanted = codes.folded(typed)
    if len(wanted) < cards.ENDING:
        raise NoneEndsSo(f"no card ends in {wanted!r}")
    query = _reached(actor, person).where(Card.code.endswith(wanted, autoescape=True))
    found = session.scalars(query.with_for_update(of=Card)).all()
    usable = [one for one in found if one.participant_id in (None, person.id) and not one.ended_at]
    if len(usable) > 1:
        raise SeveralEndAlike(f"{len(usable)} cards end in {wanted}")
    if usable:
        return usable[0]
    if found:
        raise Taken("this card is somebody's, or dead")
    raise NoneEndsSo(f"no card of {actor.name} ends in {wanted}")


def offered(session: Session, actor: Actor, code: str) -> CardPack | None:
    """The pack of a blank card that the actor may bind, by its whole code; None for all others."""
    query = (
        select(CardPack)
        .join(Card, Card.pack_id == CardPack.id)
        .where(scoping.packs(actor), cards.BLANK, Card.code == code)
    )
    return session.scalar(query)


def owner(session: Session, actor: Actor, code: str, *, now: datetime) -> Participant | None:
    """Whose living card that is, if the actor may see that person."""
    query = (
        select(Participant)
        .join(Card, Card.participant_id == Participant.id)
        .where(scoping.people(actor, now=now), Card.code == code, Card.ended_at.is_(None))
    )
    return session.scalar(query)


def next_blank(session: Session, actor: Actor, person: Participant) -> Card | None:
    """The first blank card of the packs that the actor holds, as they lie in the pile."""
    held = CardPack.held_by_id == actor.staff_id
    query = _reached(actor, person).where(cards.BLANK, held).order_by(Card.pack_id, Card.id)
    return session.scalars(query).first()


def bind(
    session: Session, card: Card, person: Participant, *, staff_id: int, now: datetime
) -> None:
    """The card is this person's from now on; a second time changes nothing.

    Raises HasOne, Taken, NotFound once the person is gone.
    """
    _lock(session, person)
    if card.participant_id == person.id and card.ended_at is None:
        return
    if card.participant_id is not None or card.ended_at is not None or card.code is None:
        raise Taken("this card is somebody's, or dead")
    if of(session, person) is not None:
        raise HasOne(f"person {person.id} has a card")
    _give(session, card, person, staff_id, now)
    _log(session, person, card, actor=f"staff:{staff_id}", what="bound", now=now)


def can_unbind(card: Card, *, now: datetime) -> bool:
    """Whether a binding is so new that it can be taken back as if it had never been."""
    return card.bound_at is not None and now - card.bound_at <= UNDO_WITHIN


def unbind(session: Session, person: Participant, *, actor: str, now: datetime) -> None:
    """The person's card is nobody's again, within 15 minutes of binding. Raises Refused, NotFound.

    A card of a pack that was called back meanwhile is dead instead.
    """
    _lock(session, person)
    card = of(session, person)
    if card is None or not can_unbind(card, now=now):
        raise Refused("More than 15 minutes have passed: replace the card instead.")
    pack = session.get_one(CardPack, card.pack_id)
    card.participant_id = card.bound_by_id = card.bound_at = None
    card.ended_at = now if pack.called_back_at else None
    session.flush()
    _log(session, person, card, actor=actor, what="unbound", now=now)


def replace(
    session: Session, card: Card | None, person: Participant, *, staff_id: int, now: datetime
) -> None:
    """The person's former card is dead at once; `card` is theirs, or they have none for now.

    Badges are untouched. Raises Taken, HasOne when they were given another one at that moment,
    NotFound once the person is gone.
    """
    _lock(session, person)
    before = of(session, person)
    if card is not None and before is not None and before.id == card.id:
        return
    if card is not None and (card.participant_id or card.ended_at or card.code is None):
        raise Taken("this card is somebody's, or dead")
    if before is not None:
        before.ended_at = now
        session.flush()
        _log(session, person, before, actor=f"staff:{staff_id}", what="lost", now=now)
    if card is not None:
        _give(session, card, person, staff_id, now)
        _log(session, person, card, actor=f"staff:{staff_id}", what="bound", now=now)


def _lock(session: Session, person: Participant) -> None:
    """One at a time for one person, who was neither erased nor merged elsewhere meanwhile."""
    query = select(Participant.merged_into_id).where(Participant.id == person.id)
    found = session.execute(query.with_for_update()).one_or_none()
    if found is None or found.merged_into_id is not None:
        raise NotFound("the person is gone")


def without_card(session: Session, people: Collection[int]) -> set[int]:
    """Which of these people have no living card."""
    query = select(Card.participant_id).where(
        Card.participant_id.in_(people), Card.ended_at.is_(None)
    )
    return set(people) - set(session.scalars(query))


def _reached(actor: Actor, person: Participant) -> Select[Card]:
    return (
        select(Card)
        .join(CardPack, CardPack.id == Card.pack_id)
        .where(scoping.packs(actor), CardPack.organisation_id == person.organisation_id)
    )


def _give(session: Session, card: Card, person: Participant, staff_id: int, now: datetime) -> None:
    """The database itself keeps a second living card out (`uq_cards_living`). Raises HasOne."""
    number = person.id
    try:
        with session.begin_nested():
            card.participant_id, card.bound_by_id, card.bound_at = number, staff_id, now
            session.flush()
    except IntegrityError as error:
        raise HasOne(f"person {number} was given a card meanwhile") from error


def _log(
    session: Session, person: Participant, card: Card, *, actor: str, what: str, now: datetime
) -> None:
    entry = Entry(
        organisation_id=person.organisation_id,
        actor=actor,
        action=Action.CARD,
        subject=f"card:{card.id} {what}",
        person=person.reference,
    )
    auditing.record(session, [entry], now=now)
