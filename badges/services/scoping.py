"""What somebody may see: every query about people and activities is cut to it here, and only here.

Loading is the permission: what one may not see is not found, exactly as what is not there.
"""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    ActivityOpening,
    ActivityStaff,
    Actor,
    Assertion,
    Attendance,
    Award,
    BadgeClass,
    Enrolment,
    Organisation,
    Participant,
    Role,
)
from badges.models import Session as Meeting
from badges.services.errors import NotFound

GROUP_LASTS = timedelta(days=365)


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
    """People of an activity's lists as who works in it sees them: all of them, by display name.

    Who only coordinates another organisation that it is opened to sees that one's people.
    """
    if activity.organisation_id in actor.organisations:
        return Participant.merged_into_id.is_(None)
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
