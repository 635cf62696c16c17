"""What somebody may see: every query about people and activities is cut to it here, and only here.

Loading is the permission: what one may not see is not found, exactly as what is not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    ActivityOpening,
    ActivityStaff,
    Actor,
    Appointment,
    Assertion,
    Attendance,
    AuditLine,
    Award,
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
from badges.services.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on the list of an activity; of a foreign one no more than this is ever shown."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    is_foreign: bool


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
    invited = exists().where(
        Enrolment.activity_id == activity_id,
        Enrolment.participant_id == Participant.id,
        ActivityOpening.activity_id == activity_id,
        ActivityOpening.organisation_id == Participant.organisation_id,
    )
    ours = Participant.organisation_id == organisation_id
    return and_(Participant.merged_into_id.is_(None), or_(ours, invited))


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
    """Doubles of the actor's organisations; for a coach those that they proposed."""
    theirs = Merge.organisation_id.in_(actor.organisations)
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


def activity(session: Session, actor: Actor, number: int) -> Activity:
    """One activity that the actor may see. Raises NotFound."""
    found = session.scalar(select(Activity).where(Activity.id == number, activities(actor)))
    if found is None:
        raise NotFound(f"no activity {number} for {actor.name}")
    return found


def run_activity(session: Session, actor: Actor, number: int) -> Activity:
    """One activity that the actor's own organisations run. Raises NotFound."""
    found = session.scalar(select(Activity).where(Activity.id == number, run_activities(actor)))
    if found is None:
        raise NotFound(f"no activity {number} run by {actor.name}")
    return found


def run_meeting(
    session: Session, actor: Actor, activity_id: int, number: int
) -> tuple[Activity, Meeting]:
    """One session of such an activity, after its activity. Raises NotFound."""
    run = run_activity(session, actor, activity_id)
    found = session.scalar(
        select(Meeting).where(Meeting.id == number, Meeting.activity_id == run.id)
    )
    if found is None:
        raise NotFound(f"no session {number} for {actor.name}")
    return run, found


def meeting(session: Session, actor: Actor, activity_id: int, number: int) -> Meeting:
    """One session of an activity that the actor may see. Raises NotFound."""
    seen = activity(session, actor, activity_id)
    found = session.scalar(
        select(Meeting).where(Meeting.id == number, Meeting.activity_id == seen.id)
    )
    if found is None:
        raise NotFound(f"no session {number} for {actor.name}")
    return found


def act(session: Session, actor: Actor, number: int) -> Act:
    """One act of giving: the actor's own, or for who coordinates of their organisations.

    Raises NotFound.
    """
    query = select(Act).where(Act.id == number, Act.organisation_id.in_(actor.organisations))
    if actor.role is not Role.COORDINATOR:
        query = query.where(Act.staff_id == actor.staff_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no act {number} for {actor.name}")
    return found


def award(session: Session, actor: Actor, uid: str) -> Award:
    """One award that the actor may have taken back: of the organisations of who coordinates, given
    by the coach, from an activity of the partner. Raises NotFound.
    """
    query = (
        select(Award)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(Assertion.uid == uid, Award.organisation_id.in_(actor.organisations))
        .where(Award.erased_at.is_(None))
    )
    if actor.role is Role.COACH:
        query = query.where(Award.staff_id == actor.staff_id)
    elif actor.role is not Role.COORDINATOR:
        query = query.where(Award.activity_id.in_(select(Activity.id).where(activities(actor))))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no badge {uid} for {actor.name}")
    return found


def person(session: Session, actor: Actor, number: int, *, now: datetime) -> Participant:
    """One person whom the actor may see. Raises NotFound."""
    query = select(Participant).where(Participant.id == number, people(actor, now=now))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no person {number} for {actor.name}")
    return found


def pack(session: Session, actor: Actor, number: int) -> CardPack:
    """One pack of cards that the actor may see. Raises NotFound."""
    found = session.scalar(select(CardPack).where(CardPack.id == number, packs(actor)))
    if found is None:
        raise NotFound(f"no pack {number} for {actor.name}")
    return found


def request(session: Session, actor: Actor, number: int, *, now: datetime) -> Request:
    """One request that the actor may see. Raises NotFound."""
    query = select(Request).where(Request.id == number, requests(actor, now=now))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no request {number} for {actor.name}")
    return found


def merge(session: Session, actor: Actor, number: int) -> Merge:
    """One proposal that two rows are one person, which the actor may see. Raises NotFound."""
    found = session.scalar(select(Merge).where(Merge.id == number, merges(actor)))
    if found is None:
        raise NotFound(f"no merge {number} for {actor.name}")
    return found


def people_of(session: Session, actor: Actor, *, now: datetime) -> Sequence[Participant]:
    """Everybody whom the actor may see, by name."""
    query = select(Participant).where(people(actor, now=now))
    return session.scalars(query.order_by(Participant.name, Participant.id)).all()


def enrolled(session: Session, actor: Actor, activity: Activity) -> list[Listed]:
    """Who is on the list of an activity that the actor may see, by name.

    Whoever acts for the organisation that runs it sees all of them, guests of other organisations
    by display name; another organisation's coordinator sees their own people alone.
    """
    query = (
        select(Participant)
        .join(Enrolment, Enrolment.participant_id == Participant.id)
        .where(Enrolment.activity_id == activity.id, on_lists(actor, activity))
        .order_by(Participant.name, Participant.id)
    )
    return [
        Listed(
            id=one.id,
            name=one.name,
            pictogram=one.pictogram,
            colour=one.colour,
            is_foreign=one.organisation_id not in actor.organisations,
        )
        for one in session.scalars(query)
    ]


def badge_class(session: Session, actor: Actor, slug: str) -> BadgeClass:
    """One badge class of the actor's organisations. Raises NotFound."""
    query = select(BadgeClass).where(BadgeClass.slug == slug, badge_classes(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no badge class {slug} for {actor.name}")
    return found


def draft(session: Session, actor: Actor, number: int) -> BadgeClassDraft:
    """One draft of a badge class that the actor may work on. Raises NotFound."""
    query = select(BadgeClassDraft).where(BadgeClassDraft.id == number, drafts(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no draft {number} for {actor.name}")
    return found


def shared(session: Session, actor: Actor, slug: str) -> BadgeClass:
    """One badge class of the programme's library. Raises NotFound."""
    found = session.scalar(select(BadgeClass).where(BadgeClass.slug == slug, library(actor)))
    if found is None:
        raise NotFound(f"no shared badge class {slug} for {actor.name}")
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


def own_organisations(session: Session, actor: Actor) -> list[Organisation]:
    """Those to choose from where something is made in the name of one; by name."""
    query = select(Organisation).where(Organisation.id.in_(actor.organisations))
    if actor.organisation_id is not None:
        query = query.where(Organisation.id == actor.organisation_id)
    return list(session.scalars(query.order_by(Organisation.name, Organisation.id)))


def any_organisation(session: Session, actor: Actor, number: int) -> Organisation:
    """An organisation that exists, for who administers: without its people. Raises NotFound."""
    found = session.get(Organisation, number) if actor.role is Role.ADMIN else None
    if found is None:
        raise NotFound(f"no organisation {number} for {actor.name}")
    return found


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
