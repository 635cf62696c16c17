"""What stands before the first session: programmes, organisations with keys, staff, badge classes
and planned activities.
"""

from datetime import datetime

from sqlalchemy import select

from badges.demo import translating
from badges.demo.entries import DemoActivity, DemoBadge, DemoOrganisation, DemoProgramme, DemoStaff
from badges.demo.packs import Pack
from badges.demo.world import World
from badges.models import Card, Role
from badges.services import activities, cards, epochs, organisations, publishing, teams
from badges.services.drafts import BadgeDraft
from badges.services.organisations import OrganisationCard

ACTOR = "command line"


def programme(world: World, entry: DemoProgramme) -> None:
    """A programme."""
    world.programmes[entry.id] = organisations.create_programme(world.session, name=entry.name)


def organisation(world: World, entry: DemoOrganisation, *, now: datetime) -> None:
    """An organisation of a programme, with its first key."""
    card = OrganisationCard(
        name=entry.name,
        url=entry.url,
        email=entry.email,
        telephone=entry.telephone,
        town=entry.town,
    )
    founded = organisations.create_organisation(
        world.session, world.programmes[entry.programme], card, actor=ACTOR, now=now
    )
    epochs.create_key(world.session, world.keyring, world.urls, founded, actor=ACTOR, now=now)
    world.organisations[entry.id] = founded


def staff(world: World, entry: DemoStaff, *, now: datetime) -> None:
    """Somebody's appointment; who coordinates does so in all organisations of the programme."""
    home = world.organisations[entry.organisation] if entry.organisation else None
    everywhere = home is not None and entry.role is Role.COORDINATOR
    world.staff[entry.email] = organisations.appoint(
        world.session,
        email=entry.email,
        role=entry.role,
        organisation=None if everywhere else home,
        programme=home.programme if home and everywhere else None,
        now=now,
    )


def badge_class(world: World, entry: DemoBadge, draft: BadgeDraft, *, now: datetime) -> None:
    """A badge class of an organisation in its first version."""
    owner = world.organisations[entry.organisation]
    version = publishing.publish(world.session, world.urls, owner, draft, actor=ACTOR, now=now)
    world.badge_classes[entry.id] = version.badge_class
    translating.translate(world, entry.id, version, now=now)
    world.criteria |= {(entry.id, one.number): one.criterion_id for one in version.criteria}


def activity(world: World, entry: DemoActivity, *, now: datetime) -> None:
    """An activity with its planned sessions, led by the first of its coaches with the others."""
    days = [world.days.day(entry.days_ago(one)) for one in range(1, entry.sessions + 1)]
    planned = activities.create_activity(
        world.session,
        world.organisations[entry.organisation],
        kind=entry.kind,
        name=entry.name,
        town=entry.town,
        lead=world.staff[entry.coaches[0]],
        days=days,
    )
    for coach in entry.coaches[1:]:
        teams.join(world.session, planned, world.staff[coach].id, actor=ACTOR, now=now)
    world.activities[entry.id] = planned
    numbers = activities.sessions_on(world.session, planned, days)
    world.sessions |= {(entry.id, one): numbers[day] for one, day in enumerate(days, start=1)}


def pack(world: World, entry: Pack, *, now: datetime) -> None:
    """A pack of cards without names, made by whoever coordinates and handed to its coach."""
    owner, holder = world.organisations[entry.organisation], world.staff[entry.holder]
    coordinators = organisations.staff_in(world.session, owner, (Role.COORDINATOR,))
    maker = coordinators[0] if coordinators else holder
    made = cards.make(
        world.session,
        owner,
        count=entry.size,
        staff_id=maker.id,
        key=f"pack/{entry.holder}",
        now=now,
    )
    cards.hand_out(world.session, made, holder, actor=f"staff:{maker.id}", now=now)
    pile = world.session.scalars(select(Card).where(Card.pack_id == made.id).order_by(Card.id))
    world.piles[entry.holder, entry.organisation] = list(pile)
