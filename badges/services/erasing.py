"""Forgetting a person: what goes, and the little that stays, tied to nobody."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from badges.models import Act, Assertion, Award, Card, EmailLink, Observation, Participant
from badges.services import auditing, outbox, share_links
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound

_NUMBER = re.compile(r"[0-9]{1,9}")


def by_reference(session: Session, reference: str) -> Participant:
    """The person of a number or random reference. Raises NotFound."""
    known_by = Participant.reference == reference
    if _NUMBER.fullmatch(reference):
        known_by = Participant.id == int(reference)
    person = session.scalar(select(Participant).where(known_by))
    if person is None:
        raise NotFound(f"Nobody is known as {reference}.")
    return person


def erase(session: Session, person: Participant, *, actor: str, now: datetime) -> int:
    """Erase a person; gives how many of their badges were withdrawn.

    Of each award stay the uid and a hash of its code as tombstones, organisation, badge class
    version, month, kind of activity and town; of each card a hash of its code. The revocation list
    loses nothing and gains nothing. The act that gave an award names neither its uid nor the
    person any more: nothing leads from a tombstone to who gave it and when. Rows that were merged
    into this one go with it.
    """
    session.refresh(person, with_for_update=True)  # nobody gives them a card meanwhile
    organisation_id, reference = person.organisation_id, person.reference
    rows = _rows_of(session, person)
    awards = session.scalars(
        select(Award).where(Award.participant_id.in_(rows)).with_for_update()
    ).all()
    _leave_acts(session, awards, rows)
    for award in awards:
        _strip(award, now)
    session.execute(
        update(Assertion)
        .where(Assertion.award_id.in_([award.id for award in awards]))
        .values(token=None, mirror=None, salt=None)
    )
    _end_cards(session, rows, now)
    share_links.close_all(session, rows, now=now)
    _recall_mails(session, rows, now)
    session.flush()
    session.execute(delete(Observation).where(Observation.participant_id.in_(rows)))
    # What else hangs on a row (enrolments, attendances, requests, merges, hand-overs) goes with it.
    for number in rows:
        session.execute(delete(Participant).where(Participant.id == number))
    session.expire_all()
    entry = Entry(
        organisation_id=organisation_id,
        actor=actor,
        action=Action.ERASE,
        subject=f"person, {len(awards)} badges",
        person=reference,
    )
    auditing.record(session, [entry], now=now)
    return len(awards)


def _rows_of(session: Session, person: Participant) -> list[int]:
    """The person's row, and before it those that were merged into it, which point to it."""
    rows, newest = [person.id], [person.id]
    while newest:
        merged = select(Participant.id).where(Participant.merged_into_id.in_(newest))
        newest = [one for one in session.scalars(merged) if one not in rows]
        rows = newest + rows
    return rows


def _end_cards(session: Session, rows: Sequence[int], now: datetime) -> None:
    """Of a card the hash of its code stays, so that its page can say that it is closed."""
    session.execute(
        update(Card)
        .where(Card.participant_id.in_(rows))
        .values(participant_id=None, code=None, bound_by_id=None, bound_at=None, ended_at=now)
    )


def _recall_mails(session: Session, rows: Sequence[int], now: datetime) -> None:
    """A mail that waits to confirm an address of theirs holds it; it was written with the link."""
    for link in session.scalars(select(EmailLink).where(EmailLink.participant_id.in_(rows))):
        outbox.recall(session, recipient=link.address, written_at=link.created_at, now=now)


def _leave_acts(session: Session, awards: Sequence[Award], rows: Sequence[int]) -> None:
    """Take what was erased out of what the acts came to, while the awards still name them."""
    uids, people = {award.id for award in awards}, {str(number) for number in rows}
    signed = select(Assertion.uid).where(Assertion.award_id.in_(uids))
    uids |= set(session.scalars(signed))
    numbers = {award.act_id for award in awards}
    for act in session.scalars(select(Act).where(Act.id.in_(numbers)).with_for_update()):
        act.result = act.result | {
            name: [one for one in act.result.get(name, []) if one not in gone]
            for name, gone in (("uids", uids), ("asked", people))
        }


def _strip(award: Award, now: datetime) -> None:
    award.participant_id = None
    award.activity_id = None
    award.act_id = None
    award.staff_id = None
    award.awarded_at = None
    award.hidden_at = None
    award.on_page_at = None
    award.code = None
    award.line = None
    award.day = award.day.replace(day=1)
    award.erased_at = now
