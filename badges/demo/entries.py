"""What the demonstration is made of, as frozen values.

All people and organisations are invented. Days are counted back from the day of building, so that
a demonstration is always fresh.
"""

from dataclasses import dataclass

from badges.artwork.design import Design
from badges.models import RevocationReason, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProgramme:
    """Several organisations that work together."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOrganisation:
    """An association that does not exist, at addresses and a number that are nobody's.

    Its address and mailbox end in `.example` (RFC 2606); its telephone is of a range that ARCEP
    keeps for fiction, written as E.164 as Open Badges wants it.
    """

    id: str
    programme: str
    name: str
    url: str
    email: str
    telephone: str
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStaff:
    """Somebody who works for an organisation, or an admin, who works for none."""

    email: str
    role: Role
    organisation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoActivity:
    """An activity of a kind, in a town: `sessions` of them, every so many days, the last one then.

    `size` people are enrolled. The first of `coaches` leads and gives the badges.
    """

    id: str
    organisation: str
    kind: str
    name: str
    town: str
    sessions: int
    every_days: int
    ended_days_ago: int
    size: int
    badges: tuple[str, ...]
    coaches: tuple[str, ...]

    def days_ago(self, session: int) -> int:
        """How many days ago a session was, the first one being session 1."""
        return self.ended_days_ago + (self.sessions - session) * self.every_days


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoBadge:
    """A badge class of an organisation after a template, whose skills it stands for.

    Its name ends in (DÉMO) and its design says so too: nobody shall take it for a real one.
    """

    id: str
    organisation: str
    template: str
    name: str
    sentence: str
    criteria: tuple[str, ...]
    kinds: tuple[str, ...]
    design: Design
    skills: tuple[tuple[str, str], ...]
    needed_criteria: int
    needed_sessions: int
    valid_months: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Somebody invented. `regular` ones come back; the names of `listed` ones are words of nothing.

    A minor comes of age `minor_for_days` after the day of building.
    """

    id: str
    name: str
    organisation: str
    regular: bool = False
    listed: bool = False
    minor_for_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGathering:
    """One more session round the day of building, negative for days to come: nothing is noted yet.

    `came` is how many of those on the list are ticked; whoever is left is left to the visitor.
    """

    activity: str
    days_ago: int
    came: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRotation:
    """An organisation takes a new key on that day, before anything else happens on it."""

    organisation: str
    days_ago: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRevocation:
    """An organisation takes one badge back, so many days after it was given."""

    organisation: str
    reason: RevocationReason
    days_later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUndoing:
    """An organisation gives one badge and takes it back at once."""

    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoErasure:
    """Somebody of an organisation asks to be forgotten, perhaps after a badge was taken back."""

    organisation: str
    days_ago: int
    revoked_before: RevocationReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """All that is written down."""

    programmes: tuple[DemoProgramme, ...]
    organisations: tuple[DemoOrganisation, ...]
    staff: tuple[DemoStaff, ...]
    activities: tuple[DemoActivity, ...]
    badges: tuple[DemoBadge, ...]
    people: tuple[DemoPerson, ...]
    gatherings: tuple[DemoGathering, ...]
    rotations: tuple[DemoRotation, ...]
    revocations: tuple[DemoRevocation, ...]
    undoings: tuple[DemoUndoing, ...]
    erasures: tuple[DemoErasure, ...]
