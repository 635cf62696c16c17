"""Who acts: a member of staff under one appointment, as a value."""

from dataclasses import dataclass
from datetime import datetime

from badges.models.organisations import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A member of staff who is signed in, and what their appointment reaches.

    `organisations` holds the ids that *O* means in the permission table, never empty but for an
    admin; `organisation_id` is the one in whose name things are made: for an appointment to a
    programme the one that was chosen, else the only one. `left` and `suspended` are those of them
    in which nothing new is made. `shut` are those in which this very request changes nothing.
    """

    staff_id: int
    email: str
    role: Role
    appointment_id: int
    session_id: int
    organisations: tuple[int, ...]
    organisation_id: int | None
    programme_id: int | None
    left: frozenset[int] = frozenset()
    suspended: frozenset[int] = frozenset()
    shut: frozenset[int] = frozenset()

    @property
    def is_closed(self) -> bool:
        """Whether nothing new can be made in any of their organisations."""
        return bool(self.organisations) and set(self.organisations) <= self.left | self.suspended

    @property
    def name(self) -> str:
        """Who does it, as the audit log says it."""
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who reads their own pages, having shown their card and their PIN."""

    participant_id: int
    reference: str
    language: str
    session_id: int
    seen_at: datetime

    @property
    def name(self) -> str:
        """Who does it, as the audit log says it: a random word, which goes with the person."""
        return f"person:{self.reference}"
