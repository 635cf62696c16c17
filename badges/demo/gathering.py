"""Who came, as the lead of an activity notes it; and sessions round the day of building."""

from collections.abc import Sequence
from datetime import datetime

from badges.demo.entries import DemoGathering
from badges.demo.world import World
from badges.models import Activity, Actor, Organisation, Role, Session, Staff
from badges.services import activities, attending
from badges.services.attending import Change


def come(world: World, name: str, days_ago: int, came: Sequence[int], now: datetime) -> None:
    """The lead puts on the list whoever came, and ticks them."""
    activity, day = world.activities[name], world.days.day(days_ago)
    coach = _coach(world, activity)
    number = activities.sessions_on(world.session, activity, [day])[day]
    meeting = world.session.get_one(Session, number)
    attending.enrol(world.session, activity, came, actor=coach.name, now=now)
    there = Change(dict.fromkeys(came, attending.default_role(activity)))
    attending.note(world.session, coach, activity, meeting, there, today=day, now=now)


def gather(world: World, entry: DemoGathering, *, now: datetime) -> None:
    """One more session of an activity: some who are on its list came, and nothing was noted yet."""
    activity, day = world.activities[entry.activity], world.days.day(entry.days_ago)
    activities.add_session(world.session, activity, day, actor=f"staff:{activity.lead_id}", now=now)
    if entry.came:
        listed = attending.on_list(world.session, _coach(world, activity), activity)
        came = [one.id for one in listed[: entry.came]]
        come(world, entry.activity, entry.days_ago, came, now)


def _coach(world: World, activity: Activity) -> Actor:
    """Whoever leads an activity, as they act; nobody is signed in yet."""
    lead = world.session.get_one(Staff, activity.lead_id)
    owner = world.session.get_one(Organisation, activity.organisation_id)
    return Actor(
        staff_id=lead.id,
        email=lead.email,
        role=Role.COACH,
        appointment_id=0,
        session_id=0,
        organisations=(owner.id,),
        organisation_id=owner.id,
        programme_id=owner.programme_id,
    )
