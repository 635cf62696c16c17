"""What is asked of awarding, what was decided, and what it came to: values."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from badges.models import Activity, BadgeClass, BadgeClassVersion, KeyEpoch, Organisation, Staff
from badges.services.readiness import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardOrder:
    """Who decides to give which badge to whom, for what they did in which activity.

    `key` is drawn by whoever submits the order: the same order under the same key is done once.
    `submitted` is what was asked for where that is more than the order, and `asked` for whom;
    `line` is what the coach adds in their own words, never signed.
    """

    badge_class: BadgeClass
    activity: Activity
    staff: Staff
    participants: tuple[int, ...]
    key: str
    session_id: int | None = None
    line: str | None = None
    asked: tuple[int, ...] = ()
    submitted: str = ""

    @property
    def actor(self) -> str:
        """Who does it, as the audit log says it."""
        return f"staff:{self.staff.id}"

    def digest(self) -> str:
        """What was asked, in 64 hex digits."""
        whom = self.submitted or sorted(self.participants)
        asked = [self.badge_class.id, self.activity.id, self.staff.id, whom]
        return hashlib.sha256(json.dumps(asked).encode("ascii")).hexdigest()


class Gift(NamedTuple):
    """One badge that was given."""

    participant_id: int
    uid: str
    code: str


@dataclass(frozen=True, slots=True)
class Given:
    """What an order came to: the badges given, and who had this one already."""

    gifts: tuple[Gift, ...]
    already: tuple[int, ...]


class Person(NamedTuple):
    """What an award needs to know of a participant; `has_it`: this badge, for this activity."""

    id: int
    name: str
    reference: str
    profile: str
    has_it: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An order that may be carried out: who gets the badge for what was seen, and who has it."""

    organisation: Organisation
    epoch: KeyEpoch
    version: BadgeClassVersion
    people: Mapping[int, Person]
    seen: dict[int, Progress]
    already: tuple[int, ...]
