"""What lies on the desks: badge classes that are shared, proposed, and being written."""

from datetime import datetime

from badges import frameworks
from badges.demo.world import World
from badges.models import Actor, BadgeClassDraft, Role
from badges.services import badge_drafts, badge_shelf
from badges.web import badge_writing

SHARED = ("coup-de-main", "sang-froid", "velo-repare")
COORDINATOR = "coordination@passerelle-mirabelle.example"
# By whom, of which organisation, from which template.
PROPOSED = ("sabine@passerelle-mirabelle.example", "mirabelle", "idee-neuve")
IN_WORK = (
    ("samir@sept-ecluses.example", "ecluses", "ecoute"),
    (COORDINATOR, "mirabelle", "je-m-adapte"),
)


def lay_out(world: World, *, now: datetime) -> None:
    """Put three badge classes in the library, one proposal and two drafts on the desks."""
    for name in SHARED:
        badge_class = world.badge_classes[name]
        by = acting(world, COORDINATOR, badge_class.organisation_id)
        badge_shelf.share(world.session, badge_class, actor=by, now=now)
    for email, organisation, template in IN_WORK:
        _begin(world, email, organisation, template, now)
    proposal = _begin(world, *PROPOSED, now)
    by = acting(world, PROPOSED[0], proposal.organisation_id)
    badge_drafts.propose(world.session, proposal, actor=by, now=now)


def acting(world: World, email: str, organisation: int) -> Actor:
    """A member of staff as if they were signed in for that organisation."""
    return Actor(
        staff_id=world.staff[email].id,
        email=email,
        role=Role.COORDINATOR if email == COORDINATOR else Role.COACH,
        appointment_id=0,
        session_id=0,
        organisations=(organisation,),
        organisation_id=organisation,
        programme_id=None,
    )


def _begin(
    world: World, email: str, organisation: str, template: str, now: datetime
) -> BadgeClassDraft:
    owner = world.organisations[organisation]
    chosen = next(one for one in frameworks.templates() if one.id == template)
    written = badge_writing.of_template(chosen, world.urls)
    by = acting(world, email, owner.id)
    return badge_drafts.begin(world.session, owner, written, actor=by, now=now)
