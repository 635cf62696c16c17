"""Who has reached which badge: a query over what was seen, never a stored flag."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from badges.models import Activity, BadgeClassVersion, Observation
from badges.models import Session as Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What was seen of one person in one activity, towards one badge."""

    criteria: tuple[int, ...]
    sessions: int
    coaches: int
    last_day: date | None

    def reaches(self, version: BadgeClassVersion) -> bool:
        """Whether this is what the version demands."""
        return (
            len(self.criteria) >= version.needed_criteria
            and self.sessions >= version.needed_sessions
        )


_Sighting = tuple[int, int, int, date]  # criterion number, session, coach, day

NOTHING_SEEN = Progress(criteria=(), sessions=0, coaches=0, last_day=None)

# Built once: an IN with hundreds of values costs more to build than to answer.
_SEEN = (
    select(
        Observation.participant_id,
        Observation.criterion_id,
        Observation.session_id,
        Observation.staff_id,
        Meeting.day,
    )
    .join(Meeting, Meeting.id == Observation.session_id)
    .where(
        Observation.participant_id.in_(bindparam("people", expanding=True)),
        Observation.criterion_id.in_(bindparam("criteria", expanding=True)),
        Meeting.activity_id == bindparam("activity"),
    )
)


def progress(
    session: Session,
    version: BadgeClassVersion,
    activity: Activity,
    participants: Sequence[int],
) -> dict[int, Progress]:
    """Participant id to what was seen, by criterion numbers of `version`; one statement."""
    return progress_towards(session, [version], activity, participants)[version.id]


def progress_towards(
    session: Session,
    versions: Sequence[BadgeClassVersion],
    activity: Activity,
    participants: Sequence[int],
) -> dict[int, dict[int, Progress]]:
    """Version id to participant id to what was seen towards it; one statement for all of them."""
    owners = {
        one.criterion_id: (version.id, one.number)
        for version in versions
        for one in version.criteria
    }
    asked = {"activity": activity.id, "criteria": list(owners), "people": participants}
    seen: dict[int, dict[int, list[_Sighting]]] = {
        version.id: {one: [] for one in participants} for version in versions
    }
    rows = session.connection().execute(_SEEN, asked).all()
    for participant, criterion, meeting, staff, day in rows:
        version_id, number = owners[criterion]
        seen[version_id][participant].append((number, meeting, staff, day))
    return {version_id: _added_up(some) for version_id, some in seen.items()}


def _added_up(seen: dict[int, list[_Sighting]]) -> dict[int, Progress]:
    alike = {tuple(some) for some in seen.values()}  # most of a group did the same
    sums = {some: _summed(some) for some in alike}
    return {participant: sums[tuple(some)] for participant, some in seen.items()}


def _summed(seen: Sequence[_Sighting]) -> Progress:
    if not seen:
        return NOTHING_SEEN
    numbers, meetings, coaches, days = zip(*seen, strict=True)
    return Progress(
        criteria=tuple(sorted(set(numbers))),
        sessions=len(set(meetings)),
        coaches=len(set(coaches)),
        last_day=max(days),
    )
