"""Who works in an activity: its lead, and the coaches and partners beside."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from badges.models import Activity, ActivityStaff, Organisation, Role, Staff
from badges.services import auditing, organisations
from badges.services.auditing import Action, Entry
from badges.services.errors import NotFound

ROLES = (Role.COACH, Role.PARTNER)


@dataclass(frozen=True, slots=True)
class Crew:
    """Who leads an activity, who works in it beside, who could, and which of them may lead."""

    lead: Staff | None
    team: list[Staff]
    others: list[Staff]
    coaches: frozenset[int]


def crew(session: Session, activity: Activity) -> Crew:
    """Everybody of one activity's organisation by what they are to it."""
    organisation = session.get_one(Organisation, activity.organisation_id)
    found = organisations.staff_in(session, organisation, (Role.COACH,))
    return Crew(
        lead=session.get(Staff, activity.lead_id) if activity.lead_id else None,
        team=team(session, activity),
        others=others(session, activity),
        coaches=frozenset(one.id for one in found),
    )


def team(session: Session, activity: Activity) -> list[Staff]:
    """Who works in an activity beside its lead, oldest first."""
    inside = select(ActivityStaff.staff_id).where(ActivityStaff.activity_id == activity.id)
    return list(session.scalars(select(Staff).where(Staff.id.in_(inside)).order_by(Staff.id)))


def others(session: Session, activity: Activity) -> list[Staff]:
    """Coaches and partners of the activity's organisation who do not work in it yet."""
    organisation = session.get_one(Organisation, activity.organisation_id)
    inside = {one.id for one in team(session, activity)} | {activity.lead_id}
    found = organisations.staff_in(session, organisation, ROLES)
    return [one for one in found if one.id not in inside]


def join(session: Session, activity: Activity, staff_id: int, *, actor: str, now: datetime) -> None:
    """Somebody of the organisation works in the activity from now on. Raises NotFound."""
    if staff_id not in {one.id for one in others(session, activity)}:
        if staff_id in {one.id for one in team(session, activity)}:
            return
        raise NotFound(f"no staff {staff_id} of this organisation")
    session.execute(insert(ActivityStaff).values(activity_id=activity.id, staff_id=staff_id))
    _log(session, activity, actor, f"staff:{staff_id} joined", now)


def leave(
    session: Session, activity: Activity, staff_id: int, *, actor: str, now: datetime
) -> None:
    """Somebody no longer works in the activity; the lead can only be replaced."""
    gone = session.execute(
        delete(ActivityStaff)
        .where(ActivityStaff.activity_id == activity.id, ActivityStaff.staff_id == staff_id)
        .returning(ActivityStaff.staff_id)
    ).all()
    if gone:
        _log(session, activity, actor, f"staff:{staff_id} left", now)


def lead(session: Session, activity: Activity, staff_id: int, *, actor: str, now: datetime) -> None:
    """A coach of the team takes the lead; the former one stays in the team. Raises NotFound."""
    organisation = session.get_one(Organisation, activity.organisation_id)
    coaches = {one.id for one in organisations.staff_in(session, organisation, (Role.COACH,))}
    if staff_id not in coaches & {one.id for one in team(session, activity)}:
        raise NotFound(f"no coach {staff_id} in this team")
    leave(session, activity, staff_id, actor=actor, now=now)
    before, activity.lead_id = activity.lead_id, staff_id
    session.flush()
    _log(session, activity, actor, f"staff:{staff_id} leads", now)
    if before is not None and before in {one.id for one in others(session, activity)}:
        join(session, activity, before, actor=actor, now=now)


def _log(session: Session, activity: Activity, actor: str, what: str, now: datetime) -> None:
    entry = Entry(
        organisation_id=activity.organisation_id,
        actor=actor,
        action=Action.ACTIVITY,
        subject=f"activity:{activity.id} {what}",
    )
    auditing.record(session, [entry], now=now)
