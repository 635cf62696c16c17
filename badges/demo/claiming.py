"""Who of the demonstration has opened their card already, and with which PIN."""

from collections.abc import Sequence
from datetime import datetime

from badges.demo.chance import chance
from badges.demo.entries import DemoPerson
from badges.demo.world import World
from badges.models import Naming, Participant
from badges.security import pins
from badges.services import binding, codes, share_links, showing, wallets
from badges.services.showing import Showing

LANGUAGE = "fr"


def pin_of(person: DemoPerson) -> str:
    """The PIN of somebody in the demonstration, the same each time, none that would be refused."""
    drawn = (f"{int(chance('pin', person.id, at) * 10_000):04d}" for at in range(100))
    return next(pin for pin in drawn if not pins.too_common(pin))


def claim(world: World, people: Sequence[DemoPerson], *, now: datetime) -> None:
    """Those who are listed have all opened their card."""
    for one in people:
        if not one.listed or one.id not in world.people:
            continue
        person = world.session.get_one(Participant, world.people[one.id])
        card = binding.of(world.session, person)
        door = wallets.door(world.session, card.code) if card and card.code else None
        if door is not None:
            kept = pins.hashed(pin_of(one))
            wallets.claim(world.session, door, kept, language=LANGUAGE, now=now)
            _share(world, person, now)


def _share(world: World, person: Participant, now: datetime) -> None:
    """A link for their newest badges, without their name: it is nowhere in the demonstration."""
    badges = showing.badges_of(world.session, person)
    found = [one.uid for one in badges if one.stands(now) and one.showing is Showing.LINK]
    if found:
        link = share_links.make(
            world.session,
            person,
            found[: share_links.MOST_BADGES],
            naming=Naming.NONE,
            days=None,
            actor=f"person:{person.reference}",
            today=now.date(),
            now=now,
        )
        world.share_links.append(world.urls.code(codes.shown(link.code or "")))
