"""One session of the cast's activity, with everybody there: what the coach's pages are shown."""

from collections.abc import Sequence

from sqlalchemy import func, select

from badges.extensions import db
from badges.models import Actor, Attendance, Enrolment, Participant, Role, Staff
from badges.models import Session as Meeting
from badges.services import activities
from badges.services.giving import Ticks
from tests.cast import DAYS, NOW, Cast
from tests.fixtures.desk import Desk, Form


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

    def actor(self, staff: Staff | None = None, role: Role = Role.COACH) -> Actor:
        """Who acts: the coach, or somebody else of the organisation."""
        return Actor(
            staff_id=(staff or self.world.coach).id,
            email=(staff or self.world.coach).email,
            role=role,
            appointment_id=1,
            session_id=1,
            organisations=(self.world.organisation.id,),
            organisation_id=self.world.organisation.id,
            programme_id=None,
        )

    def meeting(self, number: int = 1) -> Meeting:
        """One of the sessions, counted from 0."""
        return self.world.session.get_one(Meeting, self.meetings[number])

    def ticks(
        self, people: Sequence[Participant] = (), *, numbers: Sequence[int] = (1, 2)
    ) -> Ticks:
        """These acts of the badge, for these people or for everybody."""
        return Ticks(
            badge_class_id=self.world.badge_class.id,
            criteria=tuple(int(one) for one in self.criteria(*numbers)),
            people=tuple(one.id for one in people or self.world.people),
        )

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


def count(table: type) -> int:
    number: int = db.session().scalar(select(func.count()).select_from(table)) or 0
    db.session.rollback()
    return number


def give(desk: Desk, gym: Gym, form: Form) -> str:
    """The address of what it came to."""
    answer = desk.post(f"{gym.place}/give", form)
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["Location"]
    return address
