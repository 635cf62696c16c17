"""What somebody may see: every query about people and activities is cut to it here, and only here.

Loading is the permission: what one may not see is not found, exactly as what is not there.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from badges.models import (
    Activity,
    ActivityOpening,
    ActivityStaff,
    Actor,
    Appointment,
    Attendance,
    BadgeClass,
    Enrolment,
    Invitation,
    Organisation,
    Participant,
    Role,
)
from badges.models import Session as Meeting
from badges.services.errors import NotFound

GROUP_LASTS = timedelta(days=365)
# Whom a role may invite, disable and give another role: always somebody below it.
BELOW: Mapping[Role, tuple[Role, ...]] = MappingProxyType(
    {
        Role.ADMIN: (Role.COORDINATOR,),
        Role.COORDINATOR: (Role.COACH, Role.PARTNER),
    }
)


def activities(actor: Actor) -> ColumnElement[bool]:
    """Activities of the actor's organisations; for coach and partner those they work in.

    An activity opened to another organisation is seen by that one's coordinators too.
    """
    theirs = Activity.organisation_id.in_(actor.organisations)
    if actor.role is Role.COORDINATOR:
        opened = exists().where(
            ActivityOpening.activity_id == Activity.id,
            ActivityOpening.organisation_id.in_(actor.organisations),
        )
        return or_(theirs, opened)
    if actor.role not in (Role.COACH, Role.PARTNER):
        return Activity.id.is_(None)
    works = exists().where(
        ActivityStaff.activity_id == Activity.id, ActivityStaff.staff_id == actor.staff_id
    )
    return and_(theirs, or_(Activity.lead_id == actor.staff_id, works))


def people(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """People of the actor's organisations; for a coach those of their own groups.

    A group is who is enrolled or was there, within twelve months, in an activity that the coach
    leads or works in. A row that was merged into another is never seen.
    """
    theirs = and_(
        Participant.organisation_id.in_(actor.organisations),
        Participant.merged_into_id.is_(None),
    )
    if actor.role is Role.COORDINATOR:
        return theirs
    if actor.role is not Role.COACH:
        return Participant.id.is_(None)
    return and_(theirs, Participant.id.in_(_groups(actor, now)))


def badge_classes(actor: Actor) -> ColumnElement[bool]:
    """Badge classes of the actor's organisations."""
    return BadgeClass.organisation_id.in_(actor.organisations)


def appointments(actor: Actor) -> ColumnElement[bool]:
    """Appointments that the actor may see: for an admin of coordinators and admins everywhere, for
    a coordinator all those in their organisations, and their programme's own.
    """
    current = Appointment.ended_at.is_(None)
    if actor.role is Role.ADMIN:
        return and_(current, Appointment.role.in_((Role.ADMIN, Role.COORDINATOR)))
    if actor.role is not Role.COORDINATOR:
        return Appointment.id.is_(None)
    theirs = Appointment.organisation_id.in_(actor.organisations)
    programmes = Appointment.programme_id == actor.programme_id
    return and_(current, or_(theirs, programmes))


def invitations(actor: Actor) -> ColumnElement[bool]:
    """Invitations that the actor may see and withdraw: to roles below theirs, where they reach."""
    below = Invitation.role.in_(BELOW.get(actor.role, ()))
    if actor.role is Role.ADMIN:
        return below
    return and_(below, Invitation.organisation_id.in_(actor.organisations))


def activity(session: Session, actor: Actor, number: int) -> Activity:
    """One activity that the actor may see. Raises NotFound."""
    found = session.scalar(select(Activity).where(Activity.id == number, activities(actor)))
    if found is None:
        raise NotFound(f"no activity {number} for {actor.name}")
    return found


def meeting(session: Session, actor: Actor, activity_id: int, number: int) -> Meeting:
    """One session of an activity that the actor may see. Raises NotFound."""
    seen = activity(session, actor, activity_id)
    found = session.scalar(
        select(Meeting).where(Meeting.id == number, Meeting.activity_id == seen.id)
    )
    if found is None:
        raise NotFound(f"no session {number} for {actor.name}")
    return found


def person(session: Session, actor: Actor, number: int, *, now: datetime) -> Participant:
    """One person whom the actor may see. Raises NotFound."""
    query = select(Participant).where(Participant.id == number, people(actor, now=now))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no person {number} for {actor.name}")
    return found


def badge_class(session: Session, actor: Actor, slug: str) -> BadgeClass:
    """One badge class of the actor's organisations. Raises NotFound."""
    query = select(BadgeClass).where(BadgeClass.slug == slug, badge_classes(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no badge class {slug} for {actor.name}")
    return found


def organisation(session: Session, actor: Actor, number: int | None = None) -> Organisation:
    """One of the actor's organisations: that one, or the one that they act for. Raises NotFound.

    Who is appointed to a programme of several has to say which.
    """
    wanted = number if number is not None else actor.organisation_id
    if wanted is None and len(actor.organisations) == 1:
        wanted = actor.organisations[0]
    if wanted not in actor.organisations:
        raise NotFound(f"no organisation {wanted} for {actor.name}")
    return session.get_one(Organisation, wanted)


def appointment(session: Session, actor: Actor, number: int) -> Appointment:
    """An appointment below the actor's own role, and never of themselves. Raises NotFound."""
    query = select(Appointment).where(
        Appointment.id == number,
        Appointment.role.in_(BELOW.get(actor.role, ())),
        Appointment.staff_id != actor.staff_id,
        appointments(actor),
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no appointment {number} for {actor.name}")
    return found


def invitation(session: Session, actor: Actor, number: int) -> Invitation:
    """One invitation that the actor may withdraw. Raises NotFound."""
    query = select(Invitation).where(Invitation.id == number, invitations(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no invitation {number} for {actor.name}")
    return found


def _groups(actor: Actor, now: datetime) -> Select[tuple[int]]:
    since = now - GROUP_LASTS
    mine = select(Activity.id).where(activities(actor))
    enrolled = select(Enrolment.participant_id).where(
        Enrolment.activity_id.in_(mine), Enrolment.enrolled_at >= since
    )
    there = (
        select(Attendance.participant_id)
        .join(Meeting, Meeting.id == Attendance.session_id)
        .where(Meeting.activity_id.in_(mine), Meeting.day >= since.date())
    )
    either = enrolled.union(there).subquery()
    return select(either.c[0])
