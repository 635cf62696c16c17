"""What demo.json says: how each badge of the demonstration stands, and who works and has some."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from badges.demo.entries import Demonstration
from badges.demo.giving import Award
from badges.demo.world import World
from badges.models import Assertion, Participant
from badges.openbadges.verification.report import Verdict
from badges.services import verifying
from badges.services.verifying import Judged

ERASED = "erased"
GROUPS = {
    Verdict.VALID: "valid",
    Verdict.REVOKED: "revoked",
    Verdict.EXPIRED: "expired",
    Verdict.WITHDRAWN: ERASED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A badge that was given and not undone, as anybody who opens it finds it."""

    award: Award
    uid: str
    token: str | None
    judged: Judged

    @property
    def code(self) -> str:
        """The award's own code, without hyphens; nothing where the page is withdrawn."""
        return self.judged.award.code if self.judged.award else ""

    @property
    def observed(self) -> tuple[str, ...]:
        """What the coaches saw, in the words that were signed."""
        assertion = self.judged.report.assertion if self.judged.report else None
        evidence = assertion.evidence if assertion else ()
        return tuple(one.name or "" for one in evidence if one.genre == "observation")


def standings(world: World) -> tuple[Standing, ...]:
    """Every badge as it stands at the end, in the order in which they were given."""
    connection = world.session.connection()
    tokens = dict(world.session.execute(select(Assertion.uid, Assertion.token)).tuples().all())
    return tuple(
        Standing(
            award=award,
            uid=uid,
            token=tokens[uid],
            judged=verifying.judge_uid(connection, world.urls, uid, now=world.days.now),
        )
        for award, uid in world.awards.items()
    )


def body(
    world: World, demonstration: Demonstration, standing: Sequence[Standing]
) -> dict[str, Any]:
    """The contract's members of demo.json. What is not built yet is an empty list or null."""
    return {
        "public_url": world.urls.base,
        "staff": _staff(world, demonstration),
        "participants": _participants(world, demonstration),
        "awards": _awards(world, standing),
        "share_links": [],
    }


def example(world: World, demonstration: Demonstration) -> dict[str, Any]:
    """A badge class that asks for one act in one session, and the newest activity that earns it."""
    badge = next(
        one for one in demonstration.badges if (one.needed_criteria, one.needed_sessions) == (1, 1)
    )
    activity = min(
        (one for one in demonstration.activities if badge.id in one.badges),
        key=lambda one: one.ended_days_ago,
    )
    return {
        "badge": world.badge_classes[badge.id].slug,
        "activity": world.activities[activity.id].id,
    }


def _staff(world: World, demonstration: Demonstration) -> list[dict[str, Any]]:
    return [
        {
            "role": str(one.role),
            "organisation": world.organisations[one.organisation].slug,
            "email": one.email,
            "sign_in": None,
        }
        for one in demonstration.staff
    ]


def _participants(world: World, demonstration: Demonstration) -> list[dict[str, Any]]:
    """Those whose names are words of nothing else, so that a name that leaks can be found."""
    people = ((one, world.people[one.id]) for one in demonstration.people if one.listed)
    return [
        {
            "name": one.name,
            "card": None,
            "pin": None,
            "profile": world.urls.public_page(world.session.get_one(Participant, number).profile),
        }
        for one, number in people
    ]


def _awards(world: World, standing: Sequence[Standing]) -> dict[str, list[dict[str, Any]]]:
    """What was revoked before its person was erased stands nowhere: it is neither of the two."""
    groups: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in standing:
        group = GROUPS[one.judged.verdict]
        if group != ERASED or one.award not in world.revoked:
            groups[group].append(_entry(world, one))
    return {group: groups[group] for group in GROUPS.values()}


def _entry(world: World, one: Standing) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "document": world.urls.assertion(one.uid),
        "page": world.urls.award(one.uid),
        "token": one.token,
    }
