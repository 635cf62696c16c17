"""One session of the cast's activity, with everybody there: what the coach's pages are shown."""

from collections.abc import Sequence

from badges.models import Attendance, Enrolment, Participant
from badges.services import activities
from tests.cast import DAYS, NOW, Cast


class Gym:
    """One session of the activity: everybody is there and has been told."""

    def __init__(self, world: Cast, *, told: bool = True) -> None:
        self.world = world
        days = activities.sessions_on(world.session, world.activity, DAYS)
        self.meetings = [days[day] for day in DAYS]
        for person in world.people:
            self.arrives(person, told=told)
        world.session.commit()

    def arrives(self, person: Participant, *, told: bool = True) -> None:
        """Somebody is enrolled, and there in the second session."""
        session, meeting = self.world.session, self.meetings[1]
        person.informed_at = NOW if told else None
        session.add(
            Enrolment(activity_id=self.world.activity.id, participant_id=person.id, enrolled_at=NOW)
        )
        session.add(
            Attendance(
                session_id=meeting, participant_id=person.id, role="participant", noted_at=NOW
            )
        )
        session.flush()

    @property
    def place(self) -> str:
        return f"/activities/{self.world.activity.id}/sessions/{self.meetings[1]}"

    def criteria(self, *numbers: int) -> list[str]:
        return [
            str(one.criterion_id) for one in self.world.version.criteria if one.number in numbers
        ]

    def form(
        self,
        people: Sequence[Participant] = (),
        *,
        numbers: Sequence[int] = (1, 2),
        key: str = "a key",
        **more: str,
    ) -> dict[str, str | Sequence[str]]:
        """What is sent when these acts were ticked for these people, or for everybody."""
        return {
            "badge": self.world.badge_class.slug,
            "criterion": self.criteria(*numbers),
            "person": [str(one.id) for one in people or self.world.people],
            "key": key,
            **more,
        }
