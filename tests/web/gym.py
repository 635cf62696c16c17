"""A session of today in the web tests, with people on its list, and what is kept of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from badges.language import local_day
from badges.models import Attendance, Participant
from badges.services import activities, attending
from tests.cast import Cast
from tests.web import states


@dataclass(frozen=True, slots=True)
class Gym:
    """The organisation's activity with its session of today, four people on the list."""

    world: Cast
    activity: int
    session: int
    people: tuple[int, ...]

    @property
    def place(self) -> str:
        """The address under which the session's pages lie."""
        return f"/activities/{self.activity}/sessions/{self.session}"

    def there(self) -> dict[int, str]:
        """Who was ticked, as what."""
        self.world.session.rollback()
        query = select(Attendance.participant_id, Attendance.role).where(
            Attendance.session_id == self.session
        )
        return dict(self.world.session.execute(query).all())

    def count(self, model: type = Participant) -> int:
        """How many rows there are."""
        self.world.session.rollback()
        return self.world.session.execute(select(func.count()).select_from(model)).scalar_one()


def opened(world: Cast, *, days: int = 0) -> Gym:
    """The same, so many days from today; committed."""
    session, day = world.session, local_day(states.NOW) + timedelta(days=days)
    number = activities.add_session(session, world.activity, day, actor="test", now=states.NOW)
    people = tuple(one.id for one in world.people)
    attending.enrol(session, world.activity, people, actor="test", now=states.NOW)
    session.commit()
    return Gym(world, world.activity.id, number, people)
