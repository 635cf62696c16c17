"""Forgetting a person: what goes, and the little that stays, tied to nobody."""

import re
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from badges.models import Assertion, Award, Observation, Participant
from badges.services import auditing
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
    version, month, kind of activity and town. The revocation list loses nothing and gains nothing.
    """
    organisation_id, reference = person.organisation_id, person.reference
    awards = session.scalars(
        select(Award).where(Award.participant_id == person.id).with_for_update()
    ).all()
    for award in awards:
        _strip(award, now)
    session.execute(
        update(Assertion)
        .where(Assertion.award_id.in_([award.id for award in awards]))
        .values(token=None, mirror=None, salt=None)
    )
    session.flush()
    session.execute(delete(Observation).where(Observation.participant_id == person.id))
    session.execute(delete(Participant).where(Participant.id == person.id))
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


def _strip(award: Award, now: datetime) -> None:
    award.participant_id = None
    award.activity_id = None
    award.act_id = None
    award.staff_id = None
    award.awarded_at = None
    award.hidden_at = None
    award.code = None
    award.line = None
    award.day = award.day.replace(day=1)
    award.erased_at = now
