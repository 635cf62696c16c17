"""Builds the demonstration: what is planned, played by the services of real use."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from badges.demo import (
    claiming,
    founding,
    gathering,
    listing,
    neighbours,
    playing,
    sharing,
    showing,
)
from badges.demo.days import Days
from badges.demo.description import load
from badges.demo.drafting import draft
from badges.demo.entries import (
    DemoActivity,
    DemoBadge,
    DemoGathering,
    Demonstration,
    DemoOrganisation,
    DemoProgramme,
    DemoRotation,
    DemoStaff,
)
from badges.demo.packs import Pack, packs
from badges.demo.plan import Chapter, Erasure, Plan, Revocation, plan
from badges.demo.world import World
from badges.services import showcase
from badges.services.drafts import BadgeDraft
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

Foundation = DemoProgramme | DemoOrganisation | DemoStaff | DemoBadge | DemoActivity | Pack
Happening = DemoRotation | Chapter | Revocation | Erasure | DemoGathering
Drafts = Mapping[str, Future[BadgeDraft]]

FOUNDED_DAYS_BEFORE = 30
MORNING, EVENING = time(9), time(18, 30)
AFTERWARDS, LAST_OF_ALL = time(19), time(19, 30)


def build(
    session: Session,
    keyring: Keyring,
    urls: PublicUrls,
    *,
    zone: ZoneInfo,
    now: datetime,
    on_step: Callable[[int, int], None],
) -> dict[str, Any]:
    """Fill an empty database that has its kinds of activity; gives what demo.json says.

    Nothing is committed. Whatever happens is dated as it would have been, the last of it `now`;
    `on_step` is told how many steps are done, and of how many. Raises ServiceError, KeyringError.
    """
    demonstration = load()
    story = plan(demonstration)
    world = World(
        session=session,
        keyring=keyring,
        urls=urls,
        days=Days(zone, now),
        described={one.id: one for one in demonstration.people},
    )
    held = [one.meeting for one in story.chapters]
    founded = (*_foundations(demonstration), *packs(held, world.described))
    happens = _happenings(story, demonstration)
    total = len(founded) + len(happens) + 1
    with ThreadPoolExecutor(1) as artist:  # keys are made without the interpreter's lock meanwhile
        drafts = {one.id: artist.submit(draft, one, urls) for one in demonstration.badges}
        first = world.days.moment(happens[0].days_ago + FOUNDED_DAYS_BEFORE, MORNING)
        for step, foundation in enumerate(founded, start=1):
            _found(world, foundation, drafts, first)
            on_step(step, total)
    for step, happening in enumerate(happens, start=len(founded) + 1):
        _happen(world, happening)
        on_step(step, total)
    sharing.lay_out(world, now=now)
    neighbours.share(world, day=world.days.day(1), now=now)
    neighbours.keys_in_standby(world, now=now)
    claiming.claim(world, demonstration.people, now=now)
    told = _tell(world, demonstration)
    on_step(total, total)
    return told


def _foundations(demonstration: Demonstration) -> tuple[Foundation, ...]:
    return (
        *demonstration.programmes,
        *demonstration.organisations,
        *demonstration.staff,
        *demonstration.badges,
        *demonstration.activities,
    )


def _happenings(story: Plan, demonstration: Demonstration) -> list[Happening]:
    """All that happens, the oldest first; within a day in the order of the plan."""
    happenings: list[Happening] = [*story.rotations, *story.chapters]
    happenings += [*story.revocations, *story.erasures, *demonstration.gatherings]
    return sorted(happenings, key=lambda one: -one.days_ago)


def _found(world: World, entry: Foundation, drafts: Drafts, now: datetime) -> None:
    match entry:
        case DemoProgramme():
            founding.programme(world, entry)
        case DemoOrganisation():
            founding.organisation(world, entry, now=now)
        case DemoStaff():
            founding.staff(world, entry, now=now)
        case DemoBadge():
            founding.badge_class(world, entry, drafts[entry.id].result(), now=now)
        case DemoActivity():
            founding.activity(world, entry, now=now)
        case Pack():
            founding.pack(world, entry, now=now)


def _happen(world: World, entry: Happening) -> None:
    days_ago = entry.days_ago
    match entry:
        case DemoRotation():
            playing.rotate(world, entry, now=world.days.moment(days_ago, MORNING))
        case Chapter():
            playing.hold(world, entry, now=world.days.moment(days_ago, EVENING))
        case Revocation():
            playing.revoke(world, entry, now=world.days.moment(days_ago, AFTERWARDS))
        case Erasure():
            playing.erase(world, entry, now=world.days.moment(days_ago, LAST_OF_ALL))
        case DemoGathering():
            gathering.gather(world, entry, now=world.days.moment(days_ago, LAST_OF_ALL))


def _tell(world: World, demonstration: Demonstration) -> dict[str, Any]:
    standing = listing.standings(world)
    shown = showing.choose(standing)
    showcase.keep(world.session, shown)
    return {
        **listing.body(world, demonstration, standing),
        "showcase": showing.addresses(world.urls, shown),
        "example": listing.example(world, demonstration),
    }
