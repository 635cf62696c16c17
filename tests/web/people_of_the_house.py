"""Who the cast lacks for the pages of a programme: an admin, and coordinators of more."""

from flask import Flask
from sqlalchemy.orm import Session

from badges.models import Appointment, Organisation, Programme, Role, Staff
from badges.services import organisations
from tests.cast import NOW
from tests.fixtures.desk import Desk


def admin(app: Flask, session: Session) -> Desk:
    """Somebody who administers, signed in."""
    row = Staff(email="admin@badges.example", created_at=NOW)
    session.add(row)
    session.flush()
    session.add(Appointment(staff_id=row.id, role=Role.ADMIN.value))
    session.commit()
    return Desk(app, row)


def coordinator(app: Flask, session: Session, organisation: Organisation) -> Desk:
    """Somebody new who coordinates an organisation, signed in."""
    row = organisations.appoint(
        session,
        email="coordination@jumelle.example",
        role=Role.COORDINATOR,
        organisation=organisation,
        now=NOW,
    )
    session.commit()
    return Desk(app, row)


def programmes_coordinator(app: Flask, session: Session, programme: Programme) -> Desk:
    """Somebody who coordinates all organisations of a programme, and has chosen none of them."""
    row = organisations.appoint(
        session,
        email="programme@tremplin.example",
        role=Role.COORDINATOR,
        programme=programme,
        now=NOW,
    )
    session.commit()
    return Desk(app, row)
