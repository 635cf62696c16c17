"""Programmes and their organisations as those see them who run them: no person among it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from badges.models import Appointment, KeyEpoch, KeyState, Organisation, Programme, Staff
from badges.services import alphabet


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """One organisation: `staff` is how many work there, `key` the epoch in which it signs now, and
    `has_key_waiting` whether another could follow at once.
    """

    id: int
    slug: str
    name: str
    town: str | None
    logo: str | None
    left_at: datetime | None
    suspended_at: datetime | None
    staff: int
    key: int | None
    has_key_waiting: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeLine:
    """One programme with its organisations, by name."""

    id: int
    name: str
    organisations: tuple[OrganisationLine, ...]


_STAFF = (
    select(func.count(func.distinct(Appointment.staff_id)))
    .join(Staff, Staff.id == Appointment.staff_id)
    .where(
        or_(
            Appointment.organisation_id == Organisation.id,
            Appointment.programme_id == Organisation.programme_id,
        ),
        Appointment.ended_at.is_(None),
        Staff.disabled_at.is_(None),
    )
    .correlate(Organisation)
    .scalar_subquery()
)
_KEY = (
    select(KeyEpoch.number)
    .where(KeyEpoch.organisation_id == Organisation.id, KeyEpoch.state == KeyState.ACTIVE)
    .correlate(Organisation)
    .scalar_subquery()
)
_WAITING = (
    select(func.count())
    .where(KeyEpoch.organisation_id == Organisation.id, KeyEpoch.state == KeyState.STANDBY)
    .correlate(Organisation)
    .scalar_subquery()
)
_LINES = select(
    Organisation,
    _STAFF.label("staff"),
    _KEY.label("key"),
    _WAITING.label("waiting"),
).order_by(alphabet.order(Organisation.name), Organisation.id)


def all_of_them(session: Session) -> list[ProgrammeLine]:
    """Every programme, those without an organisation too, by name."""
    named = session.execute(
        select(Programme.id, Programme.name).order_by(alphabet.order(Programme.name))
    )
    lines = session.execute(_LINES).all()
    return [_programme(row.id, row.name, lines) for row in named]


def reached(session: Session, organisations: Sequence[int]) -> list[ProgrammeLine]:
    """The programmes of these organisations, with these alone."""
    lines = session.execute(_LINES.where(Organisation.id.in_(organisations))).all()
    wanted = {row.Organisation.programme_id for row in lines}
    query = select(Programme.id, Programme.name).where(Programme.id.in_(wanted))
    named = session.execute(query.order_by(alphabet.order(Programme.name)))
    return [_programme(row.id, row.name, lines) for row in named]


def _programme(
    number: int, name: str, lines: Sequence[Row[tuple[Organisation, int, int, int]]]
) -> ProgrammeLine:
    mine = tuple(_line(row) for row in lines if row.Organisation.programme_id == number)
    return ProgrammeLine(id=number, name=name, organisations=mine)


def _line(row: Row[tuple[Organisation, int, int, int]]) -> OrganisationLine:
    one = row.Organisation
    return OrganisationLine(
        id=one.id,
        slug=one.slug,
        name=one.name,
        town=one.town,
        logo=one.logo_hash,
        left_at=one.left_at,
        suspended_at=one.suspended_at,
        staff=row.staff,
        key=row.key,
        has_key_waiting=row.waiting > 0,
    )
