"""Who is meant by the names of a list: k times a name are k people, matched in order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from badges.models import Activity, Actor, Enrolment, Participant
from badges.services import scoping
from badges.services.activities import folded_name

Known = Mapping[str, Sequence[int]]


class Place(NamedTuple):
    """The n-th person, counted from 0, of one name, as `casefold` gives it."""

    name: str
    nth: int


def known(session: Session, actor: Actor, activity: Activity, *, now: datetime) -> Known:
    """Name to the people whom the actor may know by it, those on the activity's list first.

    Of the others only people of the organisation that runs the activity: whom the actor may not
    see is nobody here, and a name tells nothing about them.
    """
    listed = exists().where(
        Enrolment.activity_id == activity.id, Enrolment.participant_id == Participant.id
    )
    seen = and_(
        Participant.organisation_id == activity.organisation_id, scoping.people(actor, now=now)
    )
    query = select(Participant.id, Participant.name).where(
        or_(and_(listed, scoping.on_lists(actor, activity)), seen)
    )
    people: dict[str, list[int]] = {}
    for number, name in session.execute(query.order_by(listed.desc(), Participant.id)):
        people.setdefault(name.casefold(), []).append(number)
    return people


def places(names: Sequence[str]) -> list[Place]:
    """Which place each name of one list takes."""
    taken: Counter[str] = Counter()
    found = []
    for name in names:
        folded = folded_name(name).casefold()
        found.append(Place(folded, taken[folded]))
        taken[folded] += 1
    return found


def person_at(people: Known, place: Place) -> int | None:
    """Who has a place, None for somebody who is not there yet."""
    bearing = people.get(place.name, ())
    return bearing[place.nth] if place.nth < len(bearing) else None
