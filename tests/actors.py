"""Who acts in a test of services: a member of staff under one appointment, as the gate says it."""

from badges.models import ActivityOpening, ActivityStaff, Actor, Enrolment, Role, Staff
from badges.services import organisations
from tests.cast import NOW, Cast


def actor_of(world: Cast, staff: Staff, role: Role = Role.COACH, *, twin: bool = False) -> Actor:
    """That person, acting in the organisation or in its twin."""
    place = world.twin if twin else world.organisation
    return Actor(
        staff_id=staff.id,
        email=staff.email,
        role=role,
        appointment_id=0,
        session_id=0,
        organisations=(place.id,),
        organisation_id=place.id,
        programme_id=place.programme_id,
    )


def appointed(world: Cast, email: str, role: Role, *, twin: bool = False) -> Staff:
    """Somebody more who works for the organisation or for its twin."""
    place = world.twin if twin else world.organisation
    return organisations.appoint(world.session, email=email, role=role, organisation=place, now=NOW)


def works(world: Cast, staff: Staff) -> None:
    """They work in the activity of the organisation."""
    world.session.add(ActivityStaff(activity_id=world.activity.id, staff_id=staff.id))
    world.session.flush()


def opened(world: Cast) -> Actor:
    """The activity is opened to the twin: whoever coordinates that one."""
    world.session.add(
        ActivityOpening(activity_id=world.activity.id, organisation_id=world.twin.id, opened_at=NOW)
    )
    staff = appointed(world, "coordination@jumelle.example", Role.COORDINATOR, twin=True)
    return actor_of(world, staff, Role.COORDINATOR, twin=True)


def listed(world: Cast, *people: int) -> None:
    """These people are on the list of the activity."""
    world.session.add_all(
        Enrolment(activity_id=world.activity.id, participant_id=one, enrolled_at=NOW)
        for one in people
    )
    world.session.flush()
