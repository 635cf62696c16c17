"""What happens in the demonstration, from its first session to today; the same each time.

Nothing here knows a date, a row or a key: days are counted back from the day of building.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass

from badges.demo.attendance import Meeting, meetings
from badges.demo.chance import chance
from badges.demo.entries import DemoErasure, Demonstration, DemoRevocation, DemoRotation
from badges.demo.giving import Award, Given, given
from badges.models import RevocationReason

REVOKED_BEFORE_ERASURE_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A coach gives one badge to people who have reached it by then."""

    badge: str
    coach: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A session, what was given at its end, and what of that was taken back at once."""

    meeting: Meeting
    gifts: tuple[Gift, ...]
    undone: tuple[Award, ...]

    @property
    def days_ago(self) -> int:
        """How many days before the day of building it was."""
        return self.meeting.days_ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """A badge is taken back."""

    award: Award
    reason: RevocationReason
    days_ago: int


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person is forgotten."""

    person: str
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that happens; within a day: rotations, sessions with gifts, revocations, erasures."""

    rotations: tuple[DemoRotation, ...]
    chapters: tuple[Chapter, ...]
    revocations: tuple[Revocation, ...]
    erasures: tuple[Erasure, ...]

    def awards(self) -> Iterator[tuple[Award, int]]:
        """Each badge that was given and not undone, with how many days ago."""
        for chapter in self.chapters:
            for gift in chapter.gifts:
                for person in gift.people:
                    award = Award(chapter.meeting.activity.id, gift.badge, person)
                    if award not in chapter.undone:
                        yield award, chapter.days_ago


class _Lots:
    """Draws awards for what happens to few: each person once, nobody listed, no badge that ends."""

    def __init__(self, demonstration: Demonstration, all_given: Sequence[Given]) -> None:
        lasting = {one.id for one in demonstration.badges if one.valid_months is None}
        unlisted = {one.id for one in demonstration.people if not one.listed}
        eligible = (
            one for one in all_given if one.award.badge in lasting and one.award.person in unlisted
        )
        self._left = sorted(eligible, key=lambda one: chance("lot", *astuple(one.award)))

    def draw(self, organisation: str, *, days_ago: int) -> Given:
        """An award that the organisation gave that long ago or longer."""
        drawn = next(
            one
            for one in self._left
            if one.meeting.activity.organisation == organisation
            and one.meeting.days_ago >= days_ago
        )
        self._left = [one for one in self._left if one.award.person != drawn.award.person]
        return drawn


def plan(demonstration: Demonstration) -> Plan:
    """All that happens in a demonstration."""
    held = meetings(demonstration)
    all_given = list(given(demonstration, held))
    lots = _Lots(demonstration, all_given)
    undone = [lots.draw(one.organisation, days_ago=0).award for one in demonstration.undoings]
    revocations = [_revoked(one, lots) for one in demonstration.revocations]
    forgotten = [_forgotten(one, lots) for one in demonstration.erasures]
    revocations += [before for _, before in forgotten if before]
    return Plan(
        rotations=demonstration.rotations,
        chapters=tuple(_chapter(meeting, all_given, undone) for meeting in held),
        revocations=tuple(sorted(revocations, key=lambda one: -one.days_ago)),
        erasures=tuple(sorted((one for one, _ in forgotten), key=lambda one: -one.days_ago)),
    )


def _revoked(entry: DemoRevocation, lots: _Lots) -> Revocation:
    drawn = lots.draw(entry.organisation, days_ago=entry.days_later)
    return Revocation(
        award=drawn.award,
        reason=entry.reason,
        days_ago=drawn.meeting.days_ago - entry.days_later,
    )


def _forgotten(entry: DemoErasure, lots: _Lots) -> tuple[Erasure, Revocation | None]:
    """Who is erased, and which badge of theirs was taken back before, if the entry says so."""
    revoked_days_ago = entry.days_ago + REVOKED_BEFORE_ERASURE_DAYS
    drawn = lots.draw(entry.organisation, days_ago=revoked_days_ago)
    erasure = Erasure(drawn.award.person, entry.days_ago)
    if entry.revoked_before is None:
        return erasure, None
    return erasure, Revocation(
        award=drawn.award,
        reason=entry.revoked_before,
        days_ago=revoked_days_ago,
    )


def _chapter(meeting: Meeting, all_given: Iterable[Given], undone: Iterable[Award]) -> Chapter:
    now = [one.award for one in all_given if one.meeting is meeting]
    return Chapter(
        meeting=meeting,
        gifts=tuple(
            Gift(
                badge=badge,
                coach=meeting.activity.coaches[0],
                people=tuple(award.person for award in now if award.badge == badge),
            )
            for badge in dict.fromkeys(award.badge for award in now)
        ),
        undone=tuple(award for award in now if award in undone),
    )
