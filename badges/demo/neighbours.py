"""What the organisations of the demonstration's programme do with each other: an activity that is
open to a second one, a person on the way from there, and a key in standby for whoever changes a
name or a logo.
"""

from datetime import date, datetime

from sqlalchemy import select

from badges.demo.founding import ACTOR
from badges.demo.world import World
from badges.models import Activity, Organisation, Participant, Role
from badges.services import epochs, handing_on, opening, organisations

GUESTS = 3


def keys_in_standby(world: World, *, now: datetime) -> None:
    """One more key for each organisation of the first programme, as the command makes them."""
    for one in _neighbours(world):
        epochs.create_key(world.session, world.keyring, world.urls, one, actor=ACTOR, now=now)


def share(world: World, *, day: date, now: datetime) -> None:
    """The second organisation comes to the newest activity of the first, and hands a person on."""
    host, guest = _neighbours(world)[:2]
    newest = select(Activity).where(Activity.organisation_id == host.id)
    activity = world.session.scalars(newest.order_by(Activity.id.desc()).limit(1)).one()
    query = select(Participant).where(Participant.organisation_id == guest.id)
    people = world.session.scalars(query.order_by(Participant.id).limit(GUESTS + 1)).all()
    opening.open_to(world.session, activity, guest.id, actor=ACTOR, now=now)
    guests = [one.id for one in people[:GUESTS]]
    opening.enrol(world.session, activity, guest.id, guests, actor=ACTOR, now=now)
    giver = organisations.staff_in(world.session, guest, [Role.COORDINATOR])[0]
    handing_on.offer(
        world.session,
        people[GUESTS],
        to=host.id,
        agreed_on=day,
        staff_id=giver.id,
        zone=world.days.zone,
        now=now,
    )


def _neighbours(world: World) -> list[Organisation]:
    """The organisations of the first programme, in the order of the description."""
    every = list(world.organisations.values())
    return [one for one in every if one.programme_id == every[0].programme_id]
