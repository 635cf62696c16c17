"""What stands of the demonstration while it is being built."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from badges.demo.days import Days
from badges.demo.entries import DemoPerson
from badges.demo.giving import Award
from badges.models import Activity, BadgeClass, Card, Organisation, Programme, Staff
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls


@dataclass(slots=True, kw_only=True)
class World:
    """The collaborators that every act takes, and what the acts made, by the ids of the
    description: criteria, sessions and people by their numbers, awards by the uid of their
    assertion; `piles` are the blank cards that a coach holds for an organisation.
    """

    session: Session
    keyring: Keyring
    urls: PublicUrls
    days: Days
    described: Mapping[str, DemoPerson]
    programmes: dict[str, Programme] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    badge_classes: dict[str, BadgeClass] = field(default_factory=dict)
    criteria: dict[tuple[str, int], int] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)
    sessions: dict[tuple[str, int], int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    piles: dict[tuple[str, str], list[Card]] = field(default_factory=dict)
    awards: dict[Award, str] = field(default_factory=dict)
    share_links: list[str] = field(default_factory=list)
