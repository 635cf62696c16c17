"""What a coach has before them in a session: badges, people, and what was seen of whom so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload

from badges.models import (
    Activity,
    Attendance,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Enrolment,
    Observation,
    Participant,
    Staff,
)
from badges.models import Session as Meeting
from badges.services import alphabet, readiness, scoping
from badges.services.errors import NotFound
from badges.services.readiness import NOTHING_SEEN, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody on the list; `told` once they know what is noted."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    told: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one person is with one badge in this activity; whether they have it, or had it and it
    was taken back.
    """

    progress: Progress
    reached: bool
    given: bool
    taken_back: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is theirs to be given: reached, not given, and never taken back."""
        return self.reached and not self.given and not self.taken_back


@dataclass(frozen=True, slots=True)
class Tally:
    """One person in short: badges given, badges reached, and acts seen towards the others."""

    given: int
    ready: int
    acts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All of it. `nobody_noted` says that nobody was ticked as present: these are the enrolled."""

    activity: Activity
    meeting: Meeting
    badges: tuple[BadgeClassVersion, ...]
    people: tuple[Member, ...]
    standings: Mapping[tuple[int, int], Standing]
    nobody_noted: bool

    def standing(self, person: Member, badge: BadgeClassVersion) -> Standing:
        """How far that person is with that badge."""
        return self.standings[person.id, badge.id]

    def ready(self, badge: BadgeClassVersion) -> tuple[Member, ...]:
        """Who has reached a badge and has not been given it."""
        return tuple(one for one in self.people if self.standing(one, badge).waits)

    @property
    def any_ready(self) -> bool:
        """Whether somebody has reached a badge that was not given."""
        return any(one.waits for one in self.standings.values())

    def tally(self, person: Member) -> Tally:
        """How far that person is, over all badges."""
        now = [self.standing(person, badge) for badge in self.badges]
        others = [one for one in now if not one.given and not one.reached]
        return Tally(
            given=sum(one.given for one in now),
            ready=sum(one.waits for one in now),
            acts=sum(len(one.progress.criteria) for one in others),
        )

    def untold(self) -> tuple[Member, ...]:
        """Who has not been told yet what is noted."""
        return tuple(one for one in self.people if not one.told)

    def member(self, number: int) -> Member:
        """Somebody of the list. Raises NotFound."""
        for one in self.people:
            if one.id == number:
                return one
        raise NotFound(f"nobody {number} in session {self.meeting.id}")


@dataclass(frozen=True, slots=True)
class Sighting:
    """Who saw one criterion of one person, and when."""

    criterion_id: int
    session_id: int
    day: date
    staff_id: int
    coach: str


def board(session: Session, meeting: Meeting) -> Board:
    """The board of a session, in a constant number of statements."""
    activity = session.get_one(Activity, meeting.activity_id)
    badges = badges_of(session, activity)
    present = _people(session, activity, _present(meeting))
    people = present or _people(session, activity, _enrolled(activity))
    return Board(
        activity=activity,
        meeting=meeting,
        badges=tuple(badges),
        people=tuple(people),
        standings=_standings(session, activity, badges, people),
        nobody_noted=not present,
    )


def badges_of(session: Session, activity: Activity) -> list[BadgeClassVersion]:
    """The badges that this kind of activity can earn, each as it is now, by name."""
    other = aliased(BadgeClassVersion)
    newest = (
        select(func.max(other.number))
        .where(other.badge_class_id == BadgeClass.id)
        .scalar_subquery()
    )
    query = (
        select(BadgeClassVersion)
        .join(BadgeClassVersion.badge_class)
        .where(
            BadgeClass.organisation_id == activity.organisation_id,
            BadgeClass.retired_at.is_(None),
            BadgeClassVersion.number == newest,
        )
        .options(contains_eager(BadgeClassVersion.badge_class))
        .options(selectinload(BadgeClassVersion.criteria))
        .order_by(alphabet.order(BadgeClassVersion.name), BadgeClassVersion.id)
    )
    return [one for one in session.scalars(query) if activity.kind_key in one.kinds]


def sightings(session: Session, activity: Activity, person_id: int) -> list[Sighting]:
    """What was seen of one person in an activity, by whom and when, the oldest first."""
    rows = session.execute(
        select(
            Observation.criterion_id,
            Observation.session_id,
            Meeting.day,
            Observation.staff_id,
            func.coalesce(Staff.name, Staff.email),
        )
        .join(Meeting, Meeting.id == Observation.session_id)
        .join(Staff, Staff.id == Observation.staff_id)
        .where(Observation.participant_id == person_id, Meeting.activity_id == activity.id)
        .order_by(Meeting.day, Observation.id)
    )
    return [Sighting(*row) for row in rows]


def _people(session: Session, activity: Activity, listed: Select[int]) -> Sequence[Member]:
    rows = session.execute(
        select(
            Participant.id,
            Participant.name,
            Participant.pictogram,
            Participant.colour,
            Participant.informed_at,
        )
        .where(
            scoping.takes_part(activity.id, activity.organisation_id), Participant.id.in_(listed)
        )
        .order_by(alphabet.order(Participant.name), Participant.id)
    )
    return [
        Member(
            id=row.id,
            name=row.name,
            pictogram=row.pictogram,
            colour=row.colour,
            told=row.informed_at is not None,
        )
        for row in rows
    ]


def _present(meeting: Meeting) -> Select[int]:
    return select(Attendance.participant_id).where(Attendance.session_id == meeting.id)


def _enrolled(activity: Activity) -> Select[int]:
    return select(Enrolment.participant_id).where(Enrolment.activity_id == activity.id)


def _standings(
    session: Session,
    activity: Activity,
    badges: Sequence[BadgeClassVersion],
    people: Sequence[Member],
) -> dict[tuple[int, int], Standing]:
    numbers = [one.id for one in people]
    seen = readiness.progress_towards(session, badges, activity, numbers)
    rows = session.execute(
        select(Award.participant_id, Award.badge_class_id, Award.revoked_at).where(
            Award.activity_id == activity.id,
            Award.participant_id.in_(numbers),
            Award.undone_at.is_(None),
        )
    ).all()
    has = {(row.participant_id, row.badge_class_id) for row in rows if row.revoked_at is None}
    had = {(row.participant_id, row.badge_class_id) for row in rows} - has
    standings = {}
    for badge in badges:
        for number in numbers:
            progress = seen[badge.id].get(number, NOTHING_SEEN)
            this = (number, badge.badge_class_id)
            standings[number, badge.id] = Standing(
                progress, progress.reaches(badge), given=this in has, taken_back=this in had
            )
    return standings
