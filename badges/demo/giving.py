"""Which badges the coaches of the demonstration give: those that what was seen has reached."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from badges.demo.attendance import Meeting
from badges.demo.entries import DemoBadge, Demonstration

AGAIN_AFTER_DAYS = 60
LONG = 6


@dataclass(frozen=True, slots=True, order=True)
class Award:
    """One badge of one person from one activity, by the ids of the description."""

    activity: str
    badge: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An award, and the session at whose end the leading coach gave it."""

    award: Award
    meeting: Meeting


@dataclass(slots=True)
class _Progress:
    """What was seen of one person in one activity towards one badge."""

    criteria: set[int] = field(default_factory=set)
    sessions: set[int] = field(default_factory=set)

    def reaches(self, badge: DemoBadge) -> bool:
        return (
            len(self.criteria) >= badge.needed_criteria
            and len(self.sessions) >= badge.needed_sessions
        )


def given(demonstration: Demonstration, held: Sequence[Meeting]) -> Iterator[Given]:
    """Each badge that is given, in the order of the sessions.

    A badge is given once for an activity, and again for another only after a while.
    """
    badges = {one.id: one for one in demonstration.badges}
    progress: defaultdict[Award, _Progress] = defaultdict(_Progress)
    last_days_ago: dict[tuple[str, str], int] = {}
    for meeting in held:
        for one in meeting.seen:
            award = Award(meeting.activity.id, one.badge, one.person)
            progress[award].criteria.add(one.criterion)
            progress[award].sessions.add(meeting.number)
        for award in _reached(meeting, progress, badges):
            before = last_days_ago.get((award.badge, award.person))
            if before is None or before - meeting.days_ago > AGAIN_AFTER_DAYS:
                last_days_ago[award.badge, award.person] = meeting.days_ago
                yield Given(award=award, meeting=meeting)


def _reached(
    meeting: Meeting, progress: dict[Award, _Progress], badges: dict[str, DemoBadge]
) -> list[Award]:
    """What the people who are there have reached, where badges are given after this session."""
    if not _gives(meeting):
        return []
    return [
        award
        for badge in meeting.activity.badges
        for person in meeting.people
        if (award := Award(meeting.activity.id, badge, person)) in progress
        and progress[award].reaches(badges[badge])
    ]


def _gives(meeting: Meeting) -> bool:
    """Badges are given after the last session, and in a long activity halfway too."""
    last = meeting.activity.sessions
    return meeting.number == last or (last >= LONG and meeting.number == (last + 1) // 2)
