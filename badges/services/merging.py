"""Doubles: two rows that are one person. One proposes, another confirms; 30 days to take apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from badges.models import Base, Card, Merge, Participant
from badges.services import auditing, wallets
from badges.services.auditing import Action, Entry
from badges.services.errors import Refused

REVERSIBLE_FOR: Final = timedelta(days=30)
IS_OPEN: Final = and_(Merge.confirmed_at.is_(None), Merge.dropped_at.is_(None))


class SameHands(Refused):
    """Who proposed cannot confirm: a second pair of eyes has to."""


class Over(Refused):
    """It was settled, taken apart, or the 30 days have passed."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A table whose rows go along: what tells a row, and what may stand once a person only.

    `once` is None where a person may have any number of rows.
    """

    name: str
    key: tuple[str, ...]
    once: tuple[str, ...] | None

    @property
    def table(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.name]


_KINDS: Final = (
    _Kind("observations", ("id",), ("session_id", "criterion_id", "staff_id")),
    _Kind("attendances", ("session_id",), ("session_id",)),
    _Kind("enrolments", ("activity_id",), ("activity_id",)),
    _Kind("requests", ("id",), None),
    _Kind("hand_overs", ("id",), None),
)
_PARENTS: Final = {"session_id": "sessions", "activity_id": "activities"}
_AWARDS = Base.metadata.tables["awards"]


def propose(
    session: Session, kept: Participant, gone: Participant, *, staff_id: int, now: datetime
) -> Merge:
    """Somebody saw that both rows are one person. Nothing moves before another has confirmed.

    The same proposal again is the one that stands. Raises Refused.
    """
    if kept.id == gone.id or kept.organisation_id != gone.organisation_id:
        raise Refused("Name two rows of one organisation.")
    open_one = session.scalar(
        select(Merge).where(
            IS_OPEN,
            or_(
                and_(Merge.kept_id == kept.id, Merge.gone_id == gone.id),
                and_(Merge.kept_id == gone.id, Merge.gone_id == kept.id),
            ),
        )
    )
    if open_one is not None:
        return open_one
    merge = Merge(
        organisation_id=kept.organisation_id,
        kept_id=kept.id,
        gone_id=gone.id,
        proposed_by_id=staff_id,
        proposed_at=now,
        moved={},
    )
    session.add(merge)
    session.flush()
    _log(session, merge, f"staff:{staff_id}", "proposed", now)
    return merge


def confirm(session: Session, merge: Merge, *, staff_id: int, now: datetime) -> None:
    """Move everything to the kept row; the other points to it and is nowhere shown.

    What both have (was there, was seen by the same coach in the same session) counts once. Signed
    badges do not change: the row that is gone keeps the profile that its badges are made out to.
    Raises SameHands, Over.
    """
    _lock(session, merge)
    _check_open(merge)
    if merge.proposed_by_id == staff_id:
        raise SameHands("who proposed a merge cannot confirm it")
    kept, gone = _rows(session, merge)
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise Over("one of the rows was merged elsewhere meanwhile")
    moved: dict[str, Any] = {one.name: _move(session, one, kept, gone) for one in _KINDS}
    moved["awards"] = _move_awards(session, kept, gone)
    moved["cards"] = _move_card(session, kept, gone, now)
    moved["wallet"] = wallets.move(session, gone.id, kept.id, now=now)
    moved["below"] = _point(session, gone.id, kept.id)
    gone.merged_into_id = kept.id
    merge.moved, merge.settled_by_id, merge.confirmed_at = moved, staff_id, now
    session.flush()
    session.expire_all()
    _log(session, merge, f"staff:{staff_id}", "confirmed", now)


def drop(session: Session, merge: Merge, *, staff_id: int, now: datetime) -> None:
    """They are two people after all. Raises Over."""
    _lock(session, merge)
    _check_open(merge)
    merge.dropped_at, merge.settled_by_id = now, staff_id
    session.flush()
    _log(session, merge, f"staff:{staff_id}", "dropped", now)


def can_undo(merge: Merge, *, now: datetime) -> bool:
    """Whether it can still be taken apart."""
    confirmed = merge.confirmed_at
    return confirmed is not None and merge.undone_at is None and now - confirmed <= REVERSIBLE_FOR


def undo(session: Session, merge: Merge, *, staff_id: int, now: datetime) -> None:
    """Take a merge apart: what was moved goes back, what came later stays. Raises Over."""
    _lock(session, merge)
    kept, gone = _rows(session, merge)
    if not can_undo(merge, now=now) or gone.merged_into_id != kept.id:
        raise Over("this cannot be taken apart any more")
    moved = merge.moved
    for one in _KINDS:
        _move_back(session, one, kept, gone, moved[one.name])
    back = and_(_AWARDS.c.id.in_(moved["awards"]), _AWARDS.c.participant_id == kept.id)
    session.execute(update(_AWARDS).where(back).values(participant_id=gone.id))
    _move_card_back(session, kept, gone, moved["cards"])
    if moved.get("wallet"):
        wallets.move(session, kept.id, gone.id, now=now)
    below = and_(Participant.id.in_(moved["below"]), Participant.merged_into_id == kept.id)
    session.execute(update(Participant).where(below).values(merged_into_id=gone.id))
    gone.merged_into_id = None
    merge.undone_at = now
    session.flush()
    session.expire_all()
    _log(session, merge, f"staff:{staff_id}", "undone", now)


def rows_of(session: Session, person: Participant) -> list[int]:
    """The ids of all rows that are this person: badges may stand under one that is gone."""
    merged = session.scalars(select(Participant.id).where(Participant.merged_into_id == person.id))
    return [person.id, *merged]


def of(session: Session, person: Participant) -> list[Merge]:
    """What is proposed of a person and not settled."""
    about = or_(Merge.kept_id == person.id, Merge.gone_id == person.id)
    return list(session.scalars(select(Merge).where(IS_OPEN, about).order_by(Merge.id)))


def waiting(session: Session, which: ColumnElement[bool], *, staff_id: int) -> int:
    """How many doubles wait for somebody else than who proposed them."""
    query = select(func.count()).select_from(Merge)
    query = query.where(which, IS_OPEN, Merge.proposed_by_id != staff_id)
    return session.execute(query).scalar_one()


def _lock(session: Session, merge: Merge) -> None:
    """One at a time for one proposal, as it is by then."""
    session.refresh(merge, with_for_update=True)


def _check_open(merge: Merge) -> None:
    if merge.confirmed_at is not None or merge.dropped_at is not None:
        raise Over("this was settled already")


def _rows(session: Session, merge: Merge) -> tuple[Participant, Participant]:
    """Both rows, locked in the order of their numbers."""
    query = select(Participant).where(Participant.id.in_((merge.kept_id, merge.gone_id)))
    rows = session.scalars(query.order_by(Participant.id).with_for_update()).all()
    found = {one.id: one for one in rows}
    return found[merge.kept_id], found[merge.gone_id]


def _move(session: Session, kind: _Kind, kept: Participant, gone: Participant) -> dict[str, Any]:
    """Give the kept row what the other has; what it has already is put aside, whole."""
    table, person = kind.table, kind.table.c.participant_id
    rows = session.execute(select(table).where(person == gone.id)).mappings().all()
    theirs = session.execute(select(table).where(person == kept.id)).mappings().all()
    has = {_of(row, kind.once) for row in theirs} if kind.once else set()
    aside = [row for row in rows if kind.once and _of(row, kind.once) in has]
    going = [row for row in rows if row not in aside]
    for row in aside:
        session.execute(delete(table).where(person == gone.id, _is(kind, _of(row, kind.key))))
    for row in going:
        this = and_(person == gone.id, _is(kind, _of(row, kind.key)))
        session.execute(update(table).where(this).values(participant_id=kept.id))
    return {
        "moved": [list(_of(row, kind.key)) for row in going],
        "aside": [_written(table, row) for row in aside],
    }


def _move_back(
    session: Session, kind: _Kind, kept: Participant, gone: Participant, moved: Mapping[str, Any]
) -> None:
    table, person = kind.table, kind.table.c.participant_id
    for key in moved["moved"]:
        this = and_(person == kept.id, _is(kind, key))
        session.execute(update(table).where(this).values(participant_id=gone.id))
    for row in moved["aside"]:
        if all(_stands(session, parent, row.get(name)) for name, parent in _PARENTS.items()):
            session.execute(insert(table).values(_read(row)))


def _move_awards(session: Session, kept: Participant, gone: Participant) -> list[str]:
    """Badges go along, but for one that the kept row has of the same activity: it stays below."""
    stands = and_(_AWARDS.c.undone_at.is_(None), _AWARDS.c.revoked_at.is_(None))
    occasion = (_AWARDS.c.badge_class_id, _AWARDS.c.activity_id)
    theirs = select(*occasion).where(_AWARDS.c.participant_id == kept.id, stands)
    has = {tuple(row) for row in session.execute(theirs)}
    rows = session.execute(
        select(_AWARDS.c.id, *occasion, stands.label("stands")).where(
            _AWARDS.c.participant_id == gone.id
        )
    )
    going = [
        row.id for row in rows if not (row.stands and (row.badge_class_id, row.activity_id) in has)
    ]
    session.execute(update(_AWARDS).where(_AWARDS.c.id.in_(going)).values(participant_id=kept.id))
    return going


def _move_card(
    session: Session, kept: Participant, gone: Participant, now: datetime
) -> dict[str, list[int]]:
    """The card goes along; where the kept row has one, the other is dead."""
    living = and_(Card.ended_at.is_(None), Card.participant_id == gone.id)
    theirs = list(session.scalars(select(Card.id).where(living)))
    has = _has_card(session, kept)
    change: dict[str, Any] = {"ended_at": now} if has else {"participant_id": kept.id}
    session.execute(update(Card).where(Card.id.in_(theirs)).values(change))
    return {"moved": [] if has else theirs, "ended": theirs if has else []}


def _move_card_back(
    session: Session, kept: Participant, gone: Participant, moved: Mapping[str, list[int]]
) -> None:
    if _has_card(session, gone):
        return
    living = and_(Card.id.in_(moved["moved"]), Card.participant_id == kept.id)
    session.execute(update(Card).where(living).values(participant_id=gone.id))
    ended = and_(Card.id.in_(moved["ended"]), Card.participant_id == gone.id)
    session.execute(update(Card).where(ended).values(ended_at=None))


def _has_card(session: Session, person: Participant) -> bool:
    living = and_(Card.participant_id == person.id, Card.ended_at.is_(None))
    return session.scalars(select(Card.id).where(living)).first() is not None


def _point(session: Session, gone: int, kept: int) -> list[int]:
    """What was merged into the row that goes points to the kept one."""
    below = list(session.scalars(select(Participant.id).where(Participant.merged_into_id == gone)))
    session.execute(
        update(Participant).where(Participant.id.in_(below)).values(merged_into_id=kept)
    )
    return below


def _of(row: Mapping[Any, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def _is(kind: _Kind, key: Sequence[Any]) -> Any:
    return and_(*(kind.table.c[name] == value for name, value in zip(kind.key, key, strict=True)))


def _written(table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as JSON can hold it."""
    return {
        one.name: value.isoformat() if isinstance(value := row[one.name], datetime) else value
        for one in table.columns
    }


def _stands(session: Session, parent: str, number: int | None) -> bool:
    """Whether a row's session or activity is there still."""
    table = Base.metadata.tables[parent]
    return number is None or bool(session.scalar(select(table.c.id).where(table.c.id == number)))


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value
        for name, value in row.items()
    }


def _log(session: Session, merge: Merge, actor: str, what: str, now: datetime) -> None:
    rows = (session.get_one(Participant, one) for one in (merge.kept_id, merge.gone_id))
    entries = [
        Entry(
            organisation_id=merge.organisation_id,
            actor=actor,
            action=Action.MERGE,
            subject=f"merge:{merge.id} {what}",
            person=one.reference,
        )
        for one in rows
    ]
    auditing.record(session, entries, now=now)
