"""People of equal names are told apart by a pictogram and a colour, drawn once and kept."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from badges.models import Enrolment, Participant

# What they look like, and how they are read aloud, says the pages.
PICTOGRAMS: Final = (
    *("star", "moon", "house", "leaf", "flower", "key", "bell", "apple"),
    *("guitar", "rocket", "feather", "carrot", "turtle", "cherry", "anchor", "bike"),
)
COLOURS: Final = ("blue", "green", "red", "purple", "orange")

_Mark = tuple[str, str]


def tell_apart(session: Session, organisation_id: int, names: Iterable[str]) -> None:
    """Give each person of an organisation who bears one of `names` a mark, where several do.

    To be called after a name was written. Who has a mark keeps it.
    """
    theirs = and_(
        Participant.organisation_id == organisation_id, Participant.merged_into_id.is_(None)
    )
    _mark(session, theirs, {name.casefold() for name in names})


def tell_apart_in(session: Session, activity_id: int, names: Iterable[str]) -> None:
    """The same among those on the list of an activity, who may be of several organisations."""
    listed = select(Enrolment.participant_id).where(Enrolment.activity_id == activity_id)
    _mark(session, Participant.id.in_(listed), {name.casefold() for name in names})


def _mark(session: Session, among: ColumnElement[bool], names: set[str]) -> None:
    query = select(
        Participant.id, Participant.name, Participant.pictogram, Participant.colour
    ).where(among)
    alike: dict[str, list[tuple[int, _Mark | None]]] = {}
    for number, name, pictogram, colour in session.execute(query.order_by(Participant.id)):
        if name.casefold() in names:
            mark = (pictogram, colour) if pictogram and colour else None
            alike.setdefault(name.casefold(), []).append((number, mark))
    for people in alike.values():
        if len(people) > 1:
            _draw(session, people)


def _draw(session: Session, people: Sequence[tuple[int, _Mark | None]]) -> None:
    taken = [mark for _, mark in people if mark]
    for number, mark in people:
        if mark is None:
            drawn = _free(number, taken)
            taken.append(drawn)
            session.execute(
                update(Participant)
                .where(Participant.id == number)
                .values(pictogram=drawn[0], colour=drawn[1])
            )


def _free(number: int, taken: Sequence[_Mark]) -> _Mark:
    """A mark whose pictogram, and if it can be whose colour, none of the others has."""
    pictograms = PICTOGRAMS[number % len(PICTOGRAMS) :] + PICTOGRAMS[: number % len(PICTOGRAMS)]
    colours = COLOURS[number % len(COLOURS) :] + COLOURS[: number % len(COLOURS)]

    def shared(mark: _Mark) -> tuple[bool, bool, bool]:
        return (
            mark in taken,
            mark[0] in {one for one, _ in taken},
            mark[1] in {one for _, one in taken},
        )

    return min(product(pictograms, colours), key=shared)
