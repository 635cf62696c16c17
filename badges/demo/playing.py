"""What happens in the demonstration, done by the services of real use."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from badges.demo import gathering
from badges.demo.attendance import Meeting
from badges.demo.entries import DemoPerson, DemoRotation
from badges.demo.founding import ACTOR
from badges.demo.giving import Award
from badges.demo.packs import gets_a_card
from badges.demo.plan import Chapter, Erasure, Gift, Revocation
from badges.demo.world import World
from badges.models import Organisation, Participant, Role
from badges.services import (
    activities,
    awarding,
    binding,
    epochs,
    erasing,
    observing,
    organisations,
    revoking,
)
from badges.services.observing import Seen
from badges.services.orders import AwardOrder


def rotate(world: World, entry: DemoRotation, *, now: datetime) -> None:
    """An organisation signs with its next key from now on."""
    owner = world.organisations[entry.organisation]
    epochs.rotate(world.session, world.keyring, world.urls, owner, actor=ACTOR, now=now)


def hold(world: World, chapter: Chapter, *, now: datetime) -> None:
    """A session: who came for the first time, what the coaches saw, what they gave at its end."""
    _welcome(world, chapter.meeting, now)
    came = [world.people[one] for one in chapter.meeting.people]
    gathering.come(world, chapter.meeting.activity.id, chapter.days_ago, came, now)
    _observe(world, chapter.meeting, now)
    for gift in chapter.gifts:
        _give(world, chapter.meeting, gift, now)
    for award in chapter.undone:
        coach = world.staff[chapter.meeting.activity.coaches[0]]
        given = revoking.by_uid(world.session, world.awards.pop(award))
        revoking.undo(world.session, given, staff=coach, now=now)


def revoke(world: World, entry: Revocation, *, now: datetime) -> None:
    """Whoever coordinates takes a badge back."""
    award = revoking.by_uid(world.session, world.awards[entry.award])
    owner = world.session.get_one(Organisation, award.organisation_id)
    coordinator = organisations.staff_in(world.session, owner, (Role.COORDINATOR,))[0]
    revoking.revoke(world.session, award, entry.reason, staff=coordinator, now=now)


def erase(world: World, entry: Erasure, *, now: datetime) -> None:
    """A person is forgotten."""
    person = world.session.get_one(Participant, world.people[entry.person])
    erasing.erase(world.session, person, actor=ACTOR, now=now)


def _welcome(world: World, meeting: Meeting, now: datetime) -> None:
    """Write down who comes for the first time, once they were told what is noted; minors with the
    day on which they come of age.
    """
    owner = world.organisations[meeting.activity.organisation]
    coach = world.staff[meeting.activity.coaches[0]]
    new = [world.described[one] for one in meeting.people if one not in world.people]
    for days, some in groupby(sorted(new, key=_minor_for), key=_minor_for):
        people = list(some)
        rows = activities.add_people(
            world.session,
            owner,
            [one.name for one in people],
            actor=f"staff:{coach.id}",
            now=now,
            minor_until=world.days.day(-days) if days else None,
        )
        for row in rows:
            row.informed_at = now
        world.people |= {one.id: row.id for one, row in zip(people, rows, strict=True)}
        _hand_cards(world, meeting, dict(zip(people, rows, strict=True)), now)


def _hand_cards(
    world: World, meeting: Meeting, people: Mapping[DemoPerson, Participant], now: datetime
) -> None:
    """The coach gives most of them the next card of the pile."""
    coach, owner = meeting.activity.coaches[0], meeting.activity.organisation
    pile, staff_id = world.piles[coach, owner], world.staff[coach].id
    for described, row in people.items():
        if gets_a_card(described):
            binding.bind(world.session, pile.pop(0), row, staff_id=staff_id, now=now)


def _minor_for(person: DemoPerson) -> int:
    return person.minor_for_days or 0


def _observe(world: World, meeting: Meeting, now: datetime) -> None:
    activity = world.activities[meeting.activity.id]
    number = world.sessions[meeting.activity.id, meeting.number]
    for coach in dict.fromkeys(one.coach for one in meeting.seen):
        seen = [
            Seen(world.people[one.person], number, world.criteria[one.badge, one.criterion])
            for one in meeting.seen
            if one.coach == coach
        ]
        observing.record(world.session, activity, world.staff[coach], seen, now=now)


def _give(world: World, meeting: Meeting, gift: Gift, now: datetime) -> None:
    order = AwardOrder(
        badge_class=world.badge_classes[gift.badge],
        activity=world.activities[meeting.activity.id],
        staff=world.staff[gift.coach],
        participants=tuple(world.people[one] for one in gift.people),
        key=f"{meeting.activity.id}/{meeting.number}/{gift.badge}",
    )
    given = awarding.award(
        world.session, world.keyring, world.urls, order, zone=world.days.zone, now=now
    )
    names = {world.people[one]: one for one in gift.people}
    world.awards |= {
        Award(meeting.activity.id, gift.badge, names[one.participant_id]): one.uid
        for one in given.gifts
    }
