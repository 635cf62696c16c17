"""Into the demonstration: somebody of each role, to look round as."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from badges.models import Appointment, Role, Staff
from badges.services.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A member of staff whom a visitor of the demonstration may be."""

    staff_id: int
    email: str
    role: Role


def doors(connection: Connection) -> list[Door]:
    """The first member of staff of each role, coaches first."""
    first = select(func.min(Appointment.id)).where(Appointment.ended_at.is_(None))
    query = _DOORS.where(Appointment.id.in_(first.group_by(Appointment.role)))
    found = [
        Door(staff_id=row.id, email=row.email, role=Role(row.role))
        for row in connection.execute(query)
    ]
    order = (Role.COACH, Role.COORDINATOR, Role.ADMIN, Role.PARTNER)
    return sorted(found, key=lambda one: order.index(one.role))


def door(session: Session, number: int) -> Door:
    """The door of one member of staff. Raises NotFound."""
    query = _DOORS.where(Staff.id == number, Appointment.ended_at.is_(None))
    row = session.execute(query.order_by(Appointment.id)).first()
    if row is None:
        raise NotFound(f"nobody works here under the number {number}")
    return Door(staff_id=row.id, email=row.email, role=Role(row.role))


_DOORS = (
    select(Staff.id, Staff.email, Appointment.role)
    .join(Appointment, Appointment.staff_id == Staff.id)
    .where(Staff.disabled_at.is_(None))
)
