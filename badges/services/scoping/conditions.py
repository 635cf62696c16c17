"""Which rows an actor may see, as conditions of queries: written here, and only here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from badges.models import (
    Activity,
    ActivityOpening,
    ActivityStaff,
    Actor,
    Appointment,
    Attendance,
    AuditLine,
    BadgeClass,
    BadgeClassDraft,
    CardPack,
    Enrolment,
    Invitation,
    Merge,
    Organisation,
    Participant,
    Request,
    RequestKind,
    Role,
)
from badges.models import Session as Meeting

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


def run_activities(actor: Actor) -> ColumnElement[bool]:
    """Of these the activities that the actor's own organisations run: to work in, to change."""
    return and_(Activity.organisation_id.in_(actor.organisations), activities(actor))


def on_lists(actor: Actor, activity: Activity) -> ColumnElement[bool]:
    """People of an activity's lists as who works in it sees them: the organisation's own and its
    guests, by display name; nobody who was handed on, or whose organisation it was closed to.

    Who only coordinates another organisation that it is opened to sees that one's people.
    """
    if activity.organisation_id in actor.organisations:
        return takes_part(activity.id, activity.organisation_id)
    return and_(
        Participant.organisation_id.in_(actor.organisations),
        Participant.merged_into_id.is_(None),
    )


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


def drafts(actor: Actor) -> ColumnElement[bool]:
    """Badge classes that are being written in the actor's organisations; a coach's own alone."""
    theirs = BadgeClassDraft.organisation_id.in_(actor.organisations)
    if actor.role is Role.COORDINATOR:
        return theirs
    if actor.role is not Role.COACH:
        return BadgeClassDraft.id.is_(None)
    return and_(theirs, BadgeClassDraft.author_id == actor.staff_id)


def library(actor: Actor) -> ColumnElement[bool]:
    """Badge classes that organisations of the actor's programme share, and still give."""
    programme = select(Organisation.programme_id).where(Organisation.id.in_(actor.organisations))
    members = select(Organisation.id).where(Organisation.programme_id.in_(programme))
    return and_(
        BadgeClass.shared_at.is_not(None),
        BadgeClass.retired_at.is_(None),
        BadgeClass.organisation_id.in_(members),
    )


def takes_part(
    activity_id: int | BindParameter[int], organisation_id: int | BindParameter[int]
) -> ColumnElement[bool]:
    """People of whom something may be noted, and to whom a badge may be given, in an activity: of
    the organisation that runs it, or enrolled in it once it was opened to their organisation.
    """
    ours = Participant.organisation_id == organisation_id
    return and_(Participant.merged_into_id.is_(None), or_(ours, _invited(activity_id)))


def named(
    actor: Actor, activity_id: int | BindParameter[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """People whose name the actor may read beside what was done in an activity: of their own
    organisations, or guests there. Who was handed on is neither.
    """
    ours = Participant.organisation_id.in_(actor.organisations)
    return or_(ours, _invited(activity_id))


def packs(actor: Actor) -> ColumnElement[bool]:
    """Packs of cards of the actor's organisations; for a coach those that they hold today."""
    theirs = CardPack.organisation_id.in_(actor.organisations)
    if actor.role is Role.COORDINATOR:
        return theirs
    if actor.role is not Role.COACH:
        return CardPack.id.is_(None)
    held = and_(CardPack.held_by_id == actor.staff_id, CardPack.called_back_at.is_(None))
    return and_(theirs, held)


def requests(actor: Actor, *, now: datetime) -> ColumnElement[bool]:
    """What was asked of the actor's organisations; for a coach what they asked for themselves, and
    corrections about their own groups.
    """
    theirs = Request.organisation_id.in_(actor.organisations)
    if actor.role is Role.COORDINATOR:
        return theirs
    if actor.role is not Role.COACH:
        return Request.id.is_(None)
    mine = select(Participant.id).where(people(actor, now=now))
    asked = Request.made_by_id == actor.staff_id
    theirs_to_mend = and_(
        Request.kind == RequestKind.CORRECTION.value, Request.participant_id.in_(mine)
    )
    return and_(theirs, or_(asked, theirs_to_mend))


def merges(actor: Actor) -> ColumnElement[bool]:
    """Doubles of the actor's organisations, while the person is still theirs; for a coach those
    that they proposed.
    """
    kept = select(Participant.id).where(Participant.organisation_id.in_(actor.organisations))
    theirs = and_(Merge.organisation_id.in_(actor.organisations), Merge.kept_id.in_(kept))
    if actor.role is Role.COORDINATOR:
        return theirs
    if actor.role is not Role.COACH:
        return Merge.id.is_(None)
    return and_(theirs, Merge.proposed_by_id == actor.staff_id)


def audit_lines(actor: Actor) -> ColumnElement[bool]:
    """Lines of the audit log: of the actor's organisations, for a coach their own acts there; who
    administers reads all of them.
    """
    if actor.role is Role.ADMIN:
        return true()
    theirs = AuditLine.organisation_id.in_(actor.organisations)
    if actor.role is Role.COORDINATOR:
        return theirs
    return and_(theirs, AuditLine.actor == actor.name)


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


def _invited(
    activity_id: int | BindParameter[int] | InstrumentedAttribute[int | None],
) -> ColumnElement[bool]:
    """Guests: enrolled in an activity that is open to their organisation."""
    return exists().where(
        Enrolment.activity_id == activity_id,
        Enrolment.participant_id == Participant.id,
        ActivityOpening.activity_id == activity_id,
        ActivityOpening.organisation_id == Participant.organisation_id,
    )


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
