"""Who comes to which session of the demonstration, and what the coaches see there."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from badges.demo.chance import chance
from badges.demo.entries import DemoActivity, Demonstration, DemoPerson

COMES = 0.83
SEES = 0.24
SEES_IN_A_SHORT_ACTIVITY = 0.4
LEADER_SEES = 0.65
TIRES = 0.4
SHORT = 2
CRITERIA = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Observation:
    """A coach saw a person do what a criterion of a badge names, by its number."""

    person: str
    badge: str
    criterion: int
    coach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session of an activity, its number counted from 1: who was there, and what was seen."""

    activity: DemoActivity
    number: int
    people: tuple[str, ...]
    seen: tuple[Observation, ...]

    @property
    def days_ago(self) -> int:
        """How many days before the day of building it was."""
        return self.activity.days_ago(self.number)


def meetings(demonstration: Demonstration) -> tuple[Meeting, ...]:
    """Every session of every activity, the oldest first."""
    enrolled = _enrolled(demonstration)
    held = [
        _meeting(activity, number, enrolled[activity.id])
        for activity in demonstration.activities
        for number in range(1, activity.sessions + 1)
    ]
    return tuple(sorted(held, key=lambda one: -one.days_ago))


def _enrolled(demonstration: Demonstration) -> Mapping[str, tuple[DemoPerson, ...]]:
    """Activity to its people: those who pass by come to one activity, the others fill the rest."""
    enrolled: dict[str, tuple[DemoPerson, ...]] = {}
    for organisation in demonstration.organisations:
        people = [one for one in demonstration.people if one.organisation == organisation.id]
        activities = [
            one for one in demonstration.activities if one.organisation == organisation.id
        ]
        guests = _guests([one for one in people if not one.regular], activities)
        regular = [one for one in people if one.regular]
        times: Counter[str] = Counter()
        for activity in activities:
            came = guests.get(activity.id, [])
            came = came + _filling(regular, activity, times, activity.size - len(came))
            times.update(one.id for one in came)
            enrolled[activity.id] = tuple(came)
    return enrolled


def _guests(
    passing: list[DemoPerson], activities: list[DemoActivity]
) -> dict[str, list[DemoPerson]]:
    several = [one.id for one in activities if one.sessions > SHORT]
    order = sorted(passing, key=lambda person: chance("passes", person.id))
    return {activity: order[turn :: len(several)] for turn, activity in enumerate(several)}


def _filling(
    regular: list[DemoPerson], activity: DemoActivity, times: Counter[str], seats: int
) -> list[DemoPerson]:
    def wish(person: DemoPerson) -> float:
        return chance("enrols", activity.id, person.id) + TIRES * times[person.id]

    return sorted(regular, key=wish)[:seats]


def _meeting(activity: DemoActivity, number: int, enrolled: tuple[DemoPerson, ...]) -> Meeting:
    there = [one for one in enrolled if _comes(one, activity, number)]
    return Meeting(
        activity=activity,
        number=number,
        people=tuple(one.id for one in there),
        seen=tuple(
            Observation(person.id, badge, criterion, _coach(activity, number, person, criterion))
            for person in there
            if person.regular
            for badge in activity.badges
            for criterion in CRITERIA
            if _is_seen(activity, number, person, badge, criterion)
        ),
    )


def _comes(person: DemoPerson, activity: DemoActivity, number: int) -> bool:
    if person.regular:
        return activity.sessions == 1 or chance("comes", activity.id, number, person.id) < COMES
    return number == 1 + int(chance("comes", activity.id, person.id) * activity.sessions)


def _is_seen(
    activity: DemoActivity, number: int, person: DemoPerson, badge: str, criterion: int
) -> bool:
    often = SEES if activity.sessions > SHORT else SEES_IN_A_SHORT_ACTIVITY
    return chance("seen", activity.id, number, person.id, badge, criterion) < often


def _coach(activity: DemoActivity, number: int, person: DemoPerson, criterion: int) -> str:
    leads = chance("coach", activity.id, number, person.id, criterion) < LEADER_SEES
    return activity.coaches[0 if leads else -1]
