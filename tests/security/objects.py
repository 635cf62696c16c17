"""What the permission test is played with: everybody, and an object for each parameter of a route.

A new route whose parameter is named here already needs nothing. For a new parameter add a line to
OBJECTS: how its own, another group's, another organisation's, a deleted one and one that never was
are called in an address.
"""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from flask import Flask
from sqlalchemy import Column, ColumnElement, Table, delete, select
from sqlalchemy.orm import Session

from badges.extensions import db, reading
from badges.models import (
    Act,
    Activity,
    ActivityOpening,
    ActivityStaff,
    Appointment,
    Base,
    CardPack,
    Enrolment,
    HandOver,
    Merge,
    Organisation,
    Participant,
    Request,
    RequestKind,
    Role,
    Staff,
    StaffSession,
)
from badges.models import Session as Meeting
from badges.security.permissions import Reach
from badges.services import activities, awarding, handing_on, observing, organisations
from badges.services.observing import Seen
from badges.services.orders import AwardOrder
from tests.cast import DAYS, NAMES, NOW, ZONE, Cast
from tests.fixtures.desk import Desk

ABSENT: Final = 2_000_000_000
# A slug or an identifier of an assertion that nobody drew.
ABSENT_WORD: Final = "00000000-0000-4000-8000-000000000000"
STRANGER: Final = "signed out"


class Variant(StrEnum):
    """Whose object an address names."""

    OWN = "own"
    OTHER_GROUP = "of another group"
    OTHER_ORGANISATION = "of another organisation"
    DELETED = "deleted"
    ABSENT = "that never was"


# Which objects a reach holds; all others are answered as one that never was.
WITHIN: Final[Mapping[Reach, frozenset[Variant]]] = {
    Reach.NOTHING: frozenset(),
    Reach.OWN: frozenset({Variant.OWN}),
    Reach.ASSIGNED: frozenset({Variant.OWN}),
    Reach.GROUPS: frozenset({Variant.OWN}),
    Reach.ORGANISATIONS: frozenset({Variant.OWN, Variant.OTHER_GROUP}),
    Reach.EVERYTHING: frozenset({Variant.OWN, Variant.OTHER_GROUP, Variant.OTHER_ORGANISATION}),
}


@dataclass(slots=True)
class Village:
    """Two organisations of equal names in one programme, with all kinds of staff.

    `coach` leads `cast.activity` and `people[0]` is in it; `second_coach` leads `second_activity`
    with `people[1]`; the twin has the same under the same names. The partner is assigned to
    `cast.activity`. Rows that were deleted are known by their former numbers.
    """

    app: Flask
    file: Path
    cast: Cast
    desks: dict[str, Desk] = field(default_factory=dict)
    numbers: dict[tuple[str, Variant], str | int] = field(default_factory=dict)

    def restore(self) -> None:
        """Put the database back as it was before anybody did anything."""
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{self.file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self.file.with_suffix(".kept"), self.file)

    def keep(self) -> None:
        """This is how it is before anybody does anything."""
        db.session.commit()
        db.session.remove()
        with closing(db.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for engine in db.engines.values():
            engine.dispose()
        shutil.copyfile(self.file, self.file.with_suffix(".kept"))


def digest(*, only_of: int | None = None) -> str:
    """A hash of all rows, when each session was last seen aside; or of one organisation's rows and
    of everybody's roles.
    """
    found = hashlib.sha256()
    with reading() as connection:
        for name, table in sorted(Base.metadata.tables.items()):
            query = select(*_columns(table))
            if only_of is not None:
                condition = _of(table, only_of)
                if condition is None:
                    continue
                query = query.where(condition)
            found.update(name.encode())
            for row in sorted(repr(tuple(row)) for row in connection.execute(query)):
                found.update(row.encode())
    return found.hexdigest()


def _columns(table: Table) -> list[Column[Any]]:
    seen = (StaffSession.__tablename__, "seen_at")
    return [column for column in table.columns if (table.name, column.name) != seen]


def _of(table: Table, organisation: int) -> ColumnElement[bool] | None:
    if table.name in (Staff.__tablename__, Appointment.__tablename__):
        return table.c.id.is_not(None)
    if table.name == Organisation.__tablename__:
        return table.c.id == organisation
    if "organisation_id" in table.c and table.name != ActivityOpening.__tablename__:
        return table.c.organisation_id == organisation
    return None


Numbered = Callable[[Village, Variant], str | int | None]


def _row(name: str) -> Numbered:
    """The number of a row that `populate` made, by the name it gave it."""

    def number(village: Village, variant: Variant) -> str | int | None:
        return ABSENT if variant is Variant.ABSENT else village.numbers.get((name, variant))

    return number


def _word(name: str) -> Numbered:
    """The same for what is known by a word in its address."""

    def word(village: Village, variant: Variant) -> str | int | None:
        return ABSENT_WORD if variant is Variant.ABSENT else village.numbers.get((name, variant))

    return word


def _position(_village: Village, variant: Variant) -> str | int | None:
    """The first of several, whosever they are."""
    return ABSENT if variant is Variant.ABSENT else 1


# Parameters that are somebody's by another parameter alone: by themselves never out of reach.
POSITIONS: Final = frozenset({"place"})
# The parameter of a route; or `endpoint:parameter`, or `blueprint:parameter`, where one name stands
# for different things.
OBJECTS: Final[Mapping[str, Numbered]] = {
    "activity_id": _row("activity"),
    "meeting_id": _row("meeting"),
    "session_id": _row("meeting"),
    "person_id": _row("person"),
    "person": _row("person"),
    "organisation_id": _row("organisation"),
    "hand_over_id": _row("hand_over"),
    "pack": _row("pack"),
    "act_id": _row("act"),
    "uid": _word("award"),
    "place": _position,
    "merge": _row("merge"),
    "requests:number": _row("request"),
    "slug": _word("badge_class"),
}


def populate(app: Flask, file: Path, cast: Cast) -> Village:
    """Everybody and everything, committed and kept."""
    village = Village(app, file, cast)
    session = cast.session
    staff = {
        Role.COACH: cast.coach,
        Role.COORDINATOR: cast.coordinator,
        Role.PARTNER: _appointed(session, cast.organisation, Role.PARTNER, "partner@p.example"),
        Role.ADMIN: _administrator(session),
    }
    twin_coordinator = _appointed(session, cast.twin, Role.COORDINATOR, "coordination@j.example")
    session.add(ActivityStaff(activity_id=cast.activity.id, staff_id=staff[Role.PARTNER].id))
    _activities_and_people(village, session)
    _organisations_and_badges(village)
    _hand_overs(village, session, twin_coordinator)
    _cards_and_questions(village, session)
    _awards(village)
    session.commit()
    village.desks = {role.value: Desk(app, one) for role, one in staff.items()}
    village.keep()
    return village


def _appointed(session: Session, organisation: Organisation, role: Role, email: str) -> Staff:
    return organisations.appoint(
        session, email=email, role=role, organisation=organisation, now=NOW
    )


def _administrator(session: Session) -> Staff:
    admin = Staff(email="admin@b.example", created_at=NOW)
    session.add(admin)
    session.flush()
    session.add(Appointment(staff_id=admin.id, role=Role.ADMIN.value))
    return admin


def _activity(village: Village, home: Organisation, lead: Staff, variant: Variant) -> Activity:
    """One activity of equal name, with a session and one person of equal name."""
    session, numbers = village.cast.session, village.numbers
    activity = activities.create_activity(
        session, home, kind="sport", name="Foot du lundi", town="Bobigny", lead=lead, days=DAYS[:1]
    )
    (person,) = activities.add_people(session, home, NAMES[:1], actor="test", now=NOW)
    _enrol(session, activity, person)
    meeting = session.scalars(select(Meeting.id).where(Meeting.activity_id == activity.id)).one()
    numbers["activity", variant] = activity.id
    numbers["person", variant] = person.id
    numbers["meeting", variant] = meeting
    return activity


def _activities_and_people(village: Village, session: Session) -> None:
    cast, numbers = village.cast, village.numbers
    _activity(village, cast.organisation, cast.second_coach, Variant.OTHER_GROUP)
    _activity(village, cast.twin, cast.twin_coach, Variant.OTHER_ORGANISATION)
    gone = _activity(village, cast.organisation, cast.coach, Variant.DELETED)
    activities.delete_activity(session, gone, actor="test", now=NOW)
    session.execute(delete(Participant).where(Participant.id == numbers["person", Variant.DELETED]))
    _enrol(session, cast.activity, cast.people[0])
    meetings = activities.sessions_on(session, cast.activity, DAYS[:1])
    numbers["activity", Variant.OWN] = cast.activity.id
    numbers["person", Variant.OWN] = cast.people[0].id
    numbers["meeting", Variant.OWN] = meetings[DAYS[0]]


def _organisations_and_badges(village: Village) -> None:
    cast, numbers = village.cast, village.numbers
    numbers["organisation", Variant.OWN] = cast.organisation.id
    numbers["organisation", Variant.OTHER_ORGANISATION] = cast.twin.id
    numbers["badge_class", Variant.OWN] = cast.badge_class.slug
    numbers["badge_class", Variant.OTHER_ORGANISATION] = cast.twin_version.badge_class.slug


def _hand_overs(village: Village, session: Session, twin_coordinator: Staff) -> None:
    """One that arrives here, one that goes elsewhere, and one that is settled."""
    cast, numbers = village.cast, village.numbers
    (arriving, settled) = activities.add_people(
        session, cast.twin, NAMES[1:3], actor="test", now=NOW
    )
    for variant, person, by, to in (
        (Variant.OWN, arriving, twin_coordinator, cast.organisation),
        (Variant.OTHER_ORGANISATION, cast.people[3], cast.coordinator, cast.twin),
        (Variant.DELETED, settled, twin_coordinator, cast.organisation),
    ):
        made: HandOver = handing_on.offer(
            session,
            person,
            to=to.id,
            agreed_on=date(2026, 11, 20),
            staff_id=by.id,
            zone=ZONE,
            now=NOW,
        )
        numbers["hand_over", variant] = made.id
        if variant is Variant.DELETED:
            handing_on.drop(session, made, staff_id=by.id, now=NOW)


def _cards_and_questions(village: Village, session: Session) -> None:
    """A pack of cards, a merge that waits and a wish to be erased, on each side and deleted."""
    cast, numbers = village.cast, village.numbers
    twins = activities.add_people(session, cast.twin, NAMES[2:], actor="test", now=NOW)
    sides = (
        (Variant.DELETED, cast.organisation, cast.coach, cast.people[:2]),
        (Variant.OWN, cast.organisation, cast.coach, cast.people[:2]),
        (Variant.OTHER_ORGANISATION, cast.twin, cast.twin_coach, twins),
    )
    for variant, home, coach, (kept, gone) in sides:
        rows: dict[str, CardPack | Merge | Request] = {
            "pack": CardPack(
                organisation_id=home.id, made_by_id=coach.id, held_by_id=coach.id, made_at=NOW
            ),
            "merge": Merge(
                organisation_id=home.id,
                kept_id=kept.id,
                gone_id=gone.id,
                proposed_by_id=coach.id,
                proposed_at=NOW,
                moved={},
            ),
            "request": Request(
                organisation_id=home.id,
                kind=RequestKind.ERASURE.value,
                participant_id=kept.id,
                reason="wish",
                made_by_id=coach.id,
                made_at=NOW,
            ),
        }
        session.add_all(rows.values())
        session.flush()
        numbers.update({(name, variant): row.id for name, row in rows.items()})
    session.execute(delete(CardPack).where(CardPack.id == numbers["pack", Variant.DELETED]))
    session.execute(delete(Merge).where(Merge.id == numbers["merge", Variant.DELETED]))
    session.execute(delete(Request).where(Request.id == numbers["request", Variant.DELETED]))


def _awards(village: Village) -> None:
    """A badge of each coach, and one of the twin."""
    cast = village.cast
    for variant, staff, version in (
        (Variant.OWN, cast.coach, cast.version),
        (Variant.OTHER_GROUP, cast.second_coach, cast.version),
        (Variant.OTHER_ORGANISATION, cast.twin_coach, cast.twin_version),
    ):
        activity = cast.session.get_one(Activity, village.numbers["activity", variant])
        person = int(village.numbers["person", variant])
        meeting = int(village.numbers["meeting", variant])
        seen = [Seen(person, meeting, version.criteria[0].criterion_id)]
        observing.record(cast.session, activity, staff, seen, now=NOW)
        order = AwardOrder(
            badge_class=version.badge_class,
            activity=activity,
            staff=staff,
            participants=(person,),
            key=f"of {variant}",
        )
        given = awarding.award(cast.session, cast.keyring, cast.urls, order, zone=ZONE, now=NOW)
        acted = select(Act.id).where(Act.idempotency_key == order.key)
        village.numbers["award", variant] = given.gifts[0].uid
        village.numbers["act", variant] = cast.session.scalars(acted).one()


def _enrol(session: Session, activity: Activity, person: Participant) -> None:
    session.add(Enrolment(activity_id=activity.id, participant_id=person.id, enrolled_at=NOW))
    session.flush()
