"""Who the cast lacks for the pages of a programme: an admin, and the twin's coordinator."""

from flask import Flask

from badges.models import Appointment, Role, Staff
from badges.services import organisations
from tests.cast import NOW, Cast
from tests.fixtures.desk import Desk


def admin(app: Flask, world: Cast) -> Desk:
    """Somebody who administers, signed in."""
    row = Staff(email="admin@badges.example", created_at=NOW)
    world.session.add(row)
    world.session.flush()
    world.session.add(Appointment(staff_id=row.id, role=Role.ADMIN.value))
    world.session.commit()
    return Desk(app, row)


def twin_coordinator(app: Flask, world: Cast) -> Desk:
    """Who coordinates the twin organisation, signed in."""
    row = organisations.appoint(
        world.session,
        email="coordination@jumelle.example",
        role=Role.COORDINATOR,
        organisation=world.twin,
        now=NOW,
    )
    world.session.commit()
    return Desk(app, row)
