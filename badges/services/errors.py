"""Why an act was not done, in one English sentence each, for logs and commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class ServiceError(Exception):
    """An act was refused and nothing was changed."""


class NotFound(ServiceError):
    """What was named does not exist, or is not the caller's."""


class NotChosen(NotFound):
    """Something is made in the name of one organisation, and nobody said of which of several."""


class Refused(ServiceError):
    """What was asked breaks a rule; the text says which."""


class Closed(Refused):
    """The organisation left its programme or is suspended: nothing new is made in its name."""

    def __init__(self, name: str, *, left: bool) -> None:
        why = "left its programme" if left else "is suspended"
        super().__init__(f"{name} {why}: it gives no new badge, and nothing new is made in it.")
        self.name = name
        self.left = left


class NoKeyWaiting(Refused):
    """What is to change starts a key epoch, and there is no key in standby for it."""


class Conflict(ServiceError):
    """The same key was used for another act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What one person still lacks for a badge."""

    participant_id: int
    name: str
    criteria_seen: int
    criteria_needed: int
    sessions_seen: int
    sessions_needed: int

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.criteria_seen} of {self.criteria_needed} criteria seen, "
            f"in {self.sessions_seen} of {self.sessions_needed} sessions"
        )


class NotReached(ServiceError):
    """Somebody lacks what the badge class demands; `missing` says who and what."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__("; ".join(str(one) for one in missing))
        self.missing = tuple(missing)


class Invalid(ServiceError):
    """Values that cannot be kept: member name to what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {text}" for name, text in problems.items()))
        self.problems = dict(problems)
