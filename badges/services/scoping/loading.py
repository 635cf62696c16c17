"""One row or one list, cut to what an actor may see; what one may not see is not found.

What is loaded to be changed is besides of an organisation in which it may be: else Closed is raised
(Actor: `shut`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    Actor,
    Appointment,
    Assertion,
    Award,
    BadgeClass,
    BadgeClassDraft,
    CardPack,
    Enrolment,
    Invitation,
    Merge,
    Organisation,
    Participant,
    Request,
    Role,
)
from badges.models import Session as Meeting
from badges.services import alphabet
from badges.services.errors import Closed, NotChosen, NotFound
from badges.services.scoping.conditions import (
    BELOW,
    activities,
    appointments,
    badge_classes,
    drafts,
    invitations,
    library,
    merges,
    on_lists,
    packs,
    people,
    requests,
    run_activities,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Somebody on the list of an activity; of a foreign one no more than this is ever shown."""

    id: int
    name: str
    pictogram: str | None
    colour: str | None
    is_foreign: bool


def activity(session: Session, actor: Actor, number: int) -> Activity:
    """One activity that the actor may see. Raises NotFound."""
    found = session.scalar(select(Activity).where(Activity.id == number, activities(actor)))
    if found is None:
        raise NotFound(f"no activity {number} for {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def run_activity(session: Session, actor: Actor, number: int) -> Activity:
    """One activity that the actor's own organisations run. Raises NotFound."""
    found = session.scalar(select(Activity).where(Activity.id == number, run_activities(actor)))
    if found is None:
        raise NotFound(f"no activity {number} run by {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def run_meeting(
    session: Session, actor: Actor, activity_id: int, number: int
) -> tuple[Activity, Meeting]:
    """One session of such an activity, after its activity. Raises NotFound."""
    run = run_activity(session, actor, activity_id)
    found = session.scalar(
        select(Meeting).where(Meeting.id == number, Meeting.activity_id == run.id)
    )
    if found is None:
        raise NotFound(f"no session {number} for {actor.name}")
    return run, found


def meeting(session: Session, actor: Actor, activity_id: int, number: int) -> Meeting:
    """One session of an activity that the actor may see. Raises NotFound."""
    seen = activity(session, actor, activity_id)
    found = session.scalar(
        select(Meeting).where(Meeting.id == number, Meeting.activity_id == seen.id)
    )
    if found is None:
        raise NotFound(f"no session {number} for {actor.name}")
    return found


def act(session: Session, actor: Actor, number: int) -> Act:
    """One act of giving: the actor's own, or for who coordinates of their organisations.

    Raises NotFound.
    """
    query = select(Act).where(Act.id == number, Act.organisation_id.in_(actor.organisations))
    if actor.role is not Role.COORDINATOR:
        query = query.where(Act.staff_id == actor.staff_id)
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no act {number} for {actor.name}")
    return found


def award(session: Session, actor: Actor, uid: str) -> Award:
    """One award that the actor may have taken back: of the organisations of who coordinates, given
    by the coach, from an activity of the partner. Raises NotFound.
    """
    query = (
        select(Award)
        .join(Assertion, Assertion.award_id == Award.id)
        .where(Assertion.uid == uid, Award.organisation_id.in_(actor.organisations))
        .where(Award.erased_at.is_(None))
    )
    if actor.role is Role.COACH:
        query = query.where(Award.staff_id == actor.staff_id)
    elif actor.role is not Role.COORDINATOR:
        query = query.where(Award.activity_id.in_(select(Activity.id).where(activities(actor))))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no badge {uid} for {actor.name}")
    return found


def person(session: Session, actor: Actor, number: int, *, now: datetime) -> Participant:
    """One person whom the actor may see. Raises NotFound."""
    query = select(Participant).where(Participant.id == number, people(actor, now=now))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no person {number} for {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def pack(session: Session, actor: Actor, number: int) -> CardPack:
    """One pack of cards that the actor may see. Raises NotFound."""
    found = session.scalar(select(CardPack).where(CardPack.id == number, packs(actor)))
    if found is None:
        raise NotFound(f"no pack {number} for {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def request(session: Session, actor: Actor, number: int, *, now: datetime) -> Request:
    """One request that the actor may see. Raises NotFound."""
    query = select(Request).where(Request.id == number, requests(actor, now=now))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no request {number} for {actor.name}")
    return found


def merge(session: Session, actor: Actor, number: int) -> Merge:
    """One proposal that two rows are one person, which the actor may see. Raises NotFound."""
    found = session.scalar(select(Merge).where(Merge.id == number, merges(actor)))
    if found is None:
        raise NotFound(f"no merge {number} for {actor.name}")
    return found


def people_of(session: Session, actor: Actor, *, now: datetime) -> Sequence[Participant]:
    """Everybody whom the actor may see, by name."""
    query = select(Participant).where(people(actor, now=now))
    return session.scalars(query.order_by(alphabet.order(Participant.name), Participant.id)).all()


def enrolled(session: Session, actor: Actor, activity: Activity) -> list[Listed]:
    """Who is on the list of an activity that the actor may see, by name.

    Whoever acts for the organisation that runs it sees all of them, guests of other organisations
    by display name; another organisation's coordinator sees their own people alone.
    """
    query = (
        select(Participant)
        .join(Enrolment, Enrolment.participant_id == Participant.id)
        .where(Enrolment.activity_id == activity.id, on_lists(actor, activity))
        .order_by(alphabet.order(Participant.name), Participant.id)
    )
    return [
        Listed(
            id=one.id,
            name=one.name,
            pictogram=one.pictogram,
            colour=one.colour,
            is_foreign=one.organisation_id not in actor.organisations,
        )
        for one in session.scalars(query)
    ]


def badge_class(session: Session, actor: Actor, slug: str) -> BadgeClass:
    """One badge class of the actor's organisations. Raises NotFound."""
    query = select(BadgeClass).where(BadgeClass.slug == slug, badge_classes(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no badge class {slug} for {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def draft(session: Session, actor: Actor, number: int) -> BadgeClassDraft:
    """One draft of a badge class that the actor may work on. Raises NotFound."""
    query = select(BadgeClassDraft).where(BadgeClassDraft.id == number, drafts(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no draft {number} for {actor.name}")
    _check_open(session, actor, found.organisation_id)
    return found


def shared(session: Session, actor: Actor, slug: str) -> BadgeClass:
    """One badge class of the programme's library. Raises NotFound."""
    found = session.scalar(select(BadgeClass).where(BadgeClass.slug == slug, library(actor)))
    if found is None:
        raise NotFound(f"no shared badge class {slug} for {actor.name}")
    return found


def organisation(session: Session, actor: Actor, number: int | None = None) -> Organisation:
    """One of the actor's organisations: that one, or the one that they act for. Raises NotFound.

    Who is appointed to a programme of several has to say which. Raises NotChosen.
    """
    wanted = number if number is not None else actor.organisation_id
    if wanted is None and len(actor.organisations) == 1:
        wanted = actor.organisations[0]
    if wanted is None:
        raise NotChosen(f"{actor.name} acts for no organisation yet")
    if wanted not in actor.organisations:
        raise NotFound(f"no organisation {wanted} for {actor.name}")
    _check_open(session, actor, wanted)
    return session.get_one(Organisation, wanted)


def own_organisations(session: Session, actor: Actor) -> list[Organisation]:
    """Those to choose from where something is made in the name of one; by name."""
    query = select(Organisation).where(Organisation.id.in_(actor.organisations))
    if actor.organisation_id is not None:
        query = query.where(Organisation.id == actor.organisation_id)
    return list(session.scalars(query.order_by(alphabet.order(Organisation.name), Organisation.id)))


def any_organisation(session: Session, actor: Actor, number: int) -> Organisation:
    """An organisation that exists, for who administers: without its people. Raises NotFound."""
    found = session.get(Organisation, number) if actor.role is Role.ADMIN else None
    if found is None:
        raise NotFound(f"no organisation {number} for {actor.name}")
    return found


def appointment(session: Session, actor: Actor, number: int) -> Appointment:
    """An appointment below the actor's own role, and never of themselves. Raises NotFound."""
    query = select(Appointment).where(
        Appointment.id == number,
        Appointment.role.in_(BELOW.get(actor.role, ())),
        Appointment.staff_id != actor.staff_id,
        appointments(actor),
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no appointment {number} for {actor.name}")
    return found


def invitation(session: Session, actor: Actor, number: int) -> Invitation:
    """One invitation that the actor may withdraw. Raises NotFound."""
    query = select(Invitation).where(Invitation.id == number, invitations(actor))
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"no invitation {number} for {actor.name}")
    return found


def _check_open(session: Session, actor: Actor, number: int) -> None:
    if number in actor.shut:
        found = session.get_one(Organisation, number)
        raise Closed(found.name, left=number in actor.left)
