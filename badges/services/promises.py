"""What an award promises: the Assertion of one person, from what was seen (conformance.md)."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from badges.openbadges.documents import v2
from badges.services.readiness import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """All that the assertions of one act have in common: addresses, digests, names, wordings."""

    badge: str
    badge_digest: str
    issuer_digest: str
    creator: str
    language: str
    valid_months: int | None
    criteria: dict[int, str]
    kind: str
    activity: str
    town: str
    programme: str
    sessions: int
    zone: ZoneInfo


def assertion(
    occasion: Occasion, *, identifier: str, recipient: v2.IdentityObject, seen: Progress
) -> v2.Assertion:
    """What is signed for one person: nothing of them but the hashed recipient goes in."""
    if seen.last_day is None:
        raise ValueError("nothing was seen")
    return v2.Assertion(
        id=identifier,
        language=occasion.language,
        recipient=recipient,
        badge=occasion.badge,
        badge_digest=occasion.badge_digest,
        issuer_digest=occasion.issuer_digest,
        verification=v2.Verification(type=v2.SIGNED, creator=occasion.creator),
        issued_on=midnight(seen.last_day, occasion.zone),
        expires=expiry(seen.last_day, occasion.valid_months, occasion.zone),
        evidence=(_activity(occasion, seen), *_observations(occasion, seen)),
    )


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a local day, with its offset: nothing finer than the day is signed."""
    return datetime.combine(day, time(), tzinfo=zone)


def expiry(day: date, months: int | None, zone: ZoneInfo) -> datetime | None:
    """The same day `months` later, or the last one of a shorter month."""
    if months is None:
        return None
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return midnight(date(year, month + 1, min(day.day, last)), zone)


def _activity(occasion: Occasion, seen: Progress) -> v2.Evidence:
    return v2.Evidence(
        genre="activity",
        name=occasion.activity,
        description=circumstances(
            occasion.kind,
            occasion.town,
            coaches=seen.coaches,
            sessions=seen.sessions,
            planned=occasion.sessions,
        ),
        extra={"programme": occasion.programme},
    )


def circumstances(kind: str, town: str, *, coaches: int, sessions: int, planned: int) -> str:
    """Where it was, by how many coaches it was seen, and in how many sessions of how many."""
    by = "un coach" if coaches == 1 else f"{coaches} coachs"
    during = "1 séance" if sessions == 1 else f"{sessions} séances"
    return f"{kind}, {town}. Vu par {by}, pendant {during} sur {planned}."


class Counted(NamedTuple):
    """What `circumstances` says, to be said in other words."""

    where: str
    coaches: int
    sessions: int
    planned: int


_COUNTED = re.compile(
    r"(?P<where>.+)\. Vu par (?:un coach|(?P<coaches>[0-9]{1,6}) coachs), "
    r"pendant (?P<sessions>[0-9]{1,6}) séances? sur (?P<planned>[0-9]{1,6})\.",
    re.DOTALL,
)


def counted(description: str) -> Counted | None:
    """What `circumstances` was told when it wrote this; None for any other text."""
    found = _COUNTED.fullmatch(description)
    if found is None:
        return None
    coaches, sessions, planned = found["coaches"] or "1", found["sessions"], found["planned"]
    return Counted(found["where"], int(coaches), int(sessions), int(planned))


def _observations(occasion: Occasion, seen: Progress) -> tuple[v2.Evidence, ...]:
    return tuple(
        v2.Evidence(
            genre="observation", name=occasion.criteria[number], extra={"criterion": number}
        )
        for number in seen.criteria
    )
