"""What demo.json says: how each badge of the demonstration stands, and who works and has some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from badges.demo.claiming import pin_of
from badges.demo.entries import Demonstration, DemoPerson
from badges.demo.giving import Award
from badges.demo.world import World
from badges.models import Assertion, Participant
from badges.models import Award as AwardRow
from badges.openbadges import jws
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import binding, codes, wallets


class Group(StrEnum):
    """How a badge stands at the end, by the names of demo.json."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A badge that was given and not undone. Once it was erased, code and token are None."""

    award: Award
    group: Group
    uid: str
    code: str | None
    token: str | None

    @property
    def observed(self) -> tuple[str, ...]:
        """What the coaches saw, in the words that were signed."""
        evidence = _promised(self.token).evidence if self.token else ()
        return tuple(one.name or "" for one in evidence if one.genre == "observation")


def standings(world: World) -> tuple[Standing, ...]:
    """Every badge as it stands at the end, in the order in which they were given.

    One that was taken back before its person was erased is left out: it is neither of the two.
    """
    rows = {row.uid: row for row in world.session.execute(_ROWS)}
    return tuple(
        Standing(
            award=award,
            group=_group(rows[uid], world.days.now),
            uid=uid,
            code=rows[uid].code,
            token=rows[uid].token,
        )
        for award, uid in world.awards.items()
        if not (rows[uid].erased_at and rows[uid].revoked_at)
    )


def body(
    world: World, demonstration: Demonstration, standing: Sequence[Standing]
) -> dict[str, Any]:
    """The contract's members of demo.json. What is not built yet is an empty list or null."""
    return {
        "public_url": world.urls.base,
        "staff": _staff(world, demonstration),
        "participants": _participants(world, demonstration),
        "awards": {
            str(group): [_entry(world, one) for one in standing if one.group is group]
            for group in Group
        },
        "share_links": world.share_links,
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
            "organisation": world.organisations[one.organisation].slug
            if one.organisation
            else None,
            "email": one.email,
            "sign_in": f"{world.urls.base}/demo/sign-in/{world.staff[one.email].id}",
        }
        for one in demonstration.staff
    ]


def _participants(world: World, demonstration: Demonstration) -> list[dict[str, Any]]:
    """Those whose names are words of nothing else, so that a name that leaks can be found."""
    people = [(one, world.people[one.id]) for one in demonstration.people if one.listed]
    return [_participant(world, one, number) for one, number in people]


def _participant(world: World, one: DemoPerson, number: int) -> dict[str, Any]:
    person = world.session.get_one(Participant, number)
    card = binding.of(world.session, person)
    return {
        "name": one.name,
        "card": codes.shown(card.code) if card and card.code else None,
        "pin": pin_of(one) if wallets.of(world.session, person.id) else None,
        "profile": world.urls.public_page(person.profile),
    }


def _entry(world: World, one: Standing) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "document": world.urls.assertion(one.uid),
        "page": world.urls.award(one.uid),
        "token": one.token,
    }


_ROWS = select(
    Assertion.uid, Assertion.token, AwardRow.code, AwardRow.erased_at, AwardRow.revoked_at
).join(AwardRow, AwardRow.id == Assertion.award_id)


def _group(row: Row[*tuple[Any, ...]], now: datetime) -> Group:
    if row.erased_at:
        return Group.ERASED
    if row.revoked_at:
        return Group.REVOKED
    expires = _promised(row.token).expires
    return Group.EXPIRED if expires and expires <= now else Group.VALID


def _promised(token: str) -> v2.Assertion:
    return schemas.load_assertion(jws.read(token).payload)
