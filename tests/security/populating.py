"""Everybody and everything that the permission test is played with, made by the real services."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from badges.models import (
    Act,
    Activity,
    ActivityStaff,
    Actor,
    Appointment,
    Base,
    Card,
    CardPack,
    Enrolment,
    HandOver,
    Invitation,
    Merge,
    Organisation,
    Participant,
    Request,
    RequestKind,
    Role,
    Staff,
)
from badges.models import Session as Meeting
from badges.security import sessions
from badges.services import (
    activities,
    awarding,
    badge_drafts,
    badge_shelf,
    cards,
    erasing,
    handing_on,
    invitations,
    merging,
    observing,
    organisations,
    passkeys,
    publishing,
    requesting,
    staff,
)
from badges.services.badge_drafts import Written
from badges.services.invitations import Place
from badges.services.observing import Seen
from badges.services.orders import AwardOrder
from badges.services.requesting import ON_REQUEST
from tests.cast import CARD, DAYS, NAMES, NOW, ZONE, Cast, draft
from tests.fixtures.desk import Desk
from tests.security.village import Variant, Village

COUNT = 3


class Crowd:
    """Everybody who works somewhere, as the village calls them, and as who they act."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        session, here, there = cast.session, cast.organisation, cast.twin
        self.staff = {
            Role.COACH.value: cast.coach,
            Role.COORDINATOR.value: cast.coordinator,
            Role.PARTNER.value: _appointed(session, here, Role.PARTNER, "partner@p.example"),
            Role.ADMIN.value: _administrator(session),
            "second coach": cast.second_coach,
            "twin coach": cast.twin_coach,
            "twin coordinator": _appointed(session, there, Role.COORDINATOR, "coord@j.example"),
        }
        session.commit()
        self.desks = {name: Desk(app, one) for name, one in self.staff.items()}
        connection = session.connection()
        self.actors: dict[str, Actor] = {}
        for name, desk in self.desks.items():
            found = sessions.find(connection, desk.key, now=NOW)
            assert found is not None
            self.actors[name] = found.actor


def populate(app: Flask, file: Path, cast: Cast) -> Village:
    """Everybody and everything, committed and kept."""
    village, session, crowd = Village(app, file, cast), cast.session, Crowd(app, cast)
    partner = crowd.staff[Role.PARTNER.value]
    session.add(ActivityStaff(activity_id=cast.activity.id, staff_id=partner.id))
    _activities_and_people(village, session)
    _organisations_and_badges(village, session, crowd)
    _hand_overs(village, session, crowd.staff["twin coordinator"])
    _packs(village, session)
    _doubles(village, session)
    _questions(village, session)
    _drafts(village, session, crowd)
    _awards(village)
    _named_in_forms(village, session)
    _appointments(village, session, crowd)
    _invitations(village, session, crowd)
    session.commit()
    _devices_and_passkeys(village, session, crowd)
    session.commit()
    village.desks = {role.value: crowd.desks[role.value] for role in Role}
    village.keep()
    return village


def _appointed(session: Session, organisation: Organisation, role: Role, email: str) -> Staff:
    return organisations.appoint(
        session, email=email, role=role, organisation=organisation, now=NOW
    )


def _administrator(session: Session) -> Staff:
    admin = Staff(email="admin@b.example", created_at=NOW)
    session.add(admin)
    session.flush()
    session.add(Appointment(staff_id=admin.id, role=Role.ADMIN.value))
    return admin


def _sides(cast: Cast) -> Iterator[tuple[Variant, Organisation, Staff]]:
    """Whose a thing is that a coach of an organisation makes; the deleted one is made first."""
    yield Variant.DELETED, cast.organisation, cast.coach
    yield Variant.OWN, cast.organisation, cast.coach
    yield Variant.OTHER_GROUP, cast.organisation, cast.second_coach
    yield Variant.OTHER_ORGANISATION, cast.twin, cast.twin_coach


def _remove(village: Village, model: type[Base], name: str) -> None:
    """That row is gone, and its number is known."""
    table = model.__table__
    number = village.numbers[name, Variant.DELETED]
    village.cast.session.execute(delete(model).where(table.c.id == number))


def _activity(village: Village, home: Organisation, lead: Staff, variant: Variant) -> Activity:
    """One activity of equal name, with a session and one person of equal name."""
    session, numbers = village.cast.session, village.numbers
    activity = activities.create_activity(
        session, home, kind="sport", name="Foot du lundi", town="Bobigny", lead=lead, days=DAYS[:1]
    )
    (person,) = activities.add_people(session, home, NAMES[:1], actor="test", now=NOW)
    _enrol(session, activity, person)
    meeting = session.scalars(select(Meeting.id).where(Meeting.activity_id == activity.id)).one()
    numbers["activity", variant] = activity.id
    numbers["person", variant] = person.id
    numbers["meeting", variant] = meeting
    return activity


def _activities_and_people(village: Village, session: Session) -> None:
    cast, numbers = village.cast, village.numbers
    _activity(village, cast.organisation, cast.second_coach, Variant.OTHER_GROUP)
    _activity(village, cast.twin, cast.twin_coach, Variant.OTHER_ORGANISATION)
    gone = _activity(village, cast.organisation, cast.coach, Variant.DELETED)
    activities.delete_activity(session, gone, actor="test", now=NOW)
    _remove(village, Participant, "person")
    _enrol(session, cast.activity, cast.people[0])
    meetings = activities.sessions_on(session, cast.activity, DAYS[:1])
    numbers["activity", Variant.OWN] = cast.activity.id
    numbers["person", Variant.OWN] = cast.people[0].id
    numbers["meeting", Variant.OWN] = meetings[DAYS[0]]


def _organisations_and_badges(village: Village, session: Session, crowd: Crowd) -> None:
    """Each with a badge class, and one that the twin shares."""
    cast, numbers = village.cast, village.numbers
    numbers["organisation", Variant.OWN] = cast.organisation.id
    numbers["organisation", Variant.OTHER_ORGANISATION] = cast.twin.id
    twins = cast.twin_version.badge_class
    numbers["badge_class", Variant.OWN] = cast.badge_class.slug
    numbers["badge_class", Variant.OTHER_ORGANISATION] = twins.slug
    shared = publishing.publish(
        session, cast.urls, cast.twin, draft(name="Entraide"), actor="test", now=NOW
    ).badge_class
    badge_shelf.share(session, shared, actor=crowd.actors["twin coordinator"], now=NOW)
    numbers["shared_class", Variant.OWN] = shared.slug
    numbers["shared_class", Variant.OTHER_ORGANISATION] = twins.slug


def _hand_overs(village: Village, session: Session, twin_coordinator: Staff) -> None:
    """One that arrives here, one that goes elsewhere, and one that is settled."""
    cast, numbers = village.cast, village.numbers
    (arriving, settled) = activities.add_people(
        session, cast.twin, NAMES[1:3], actor="test", now=NOW
    )
    for variant, person, by, to in (
        (Variant.OWN, arriving, twin_coordinator, cast.organisation),
        (Variant.OTHER_ORGANISATION, cast.people[3], cast.coordinator, cast.twin),
        (Variant.DELETED, settled, twin_coordinator, cast.organisation),
    ):
        made: HandOver = handing_on.offer(
            session,
            person,
            to=to.id,
            agreed_on=date(2026, 11, 20),
            staff_id=by.id,
            zone=ZONE,
            now=NOW,
        )
        numbers["hand_over", variant] = made.id
        if variant is Variant.DELETED:
            handing_on.drop(session, made, staff_id=by.id, now=NOW)


def _packs(village: Village, session: Session) -> None:
    """A pack of cards in the hands of each coach."""
    for variant, home, coach in _sides(village.cast):
        pack = cards.make(
            session, home, count=COUNT, staff_id=coach.id, key=f"pack {variant}", now=NOW
        )
        cards.hand_out(session, pack, coach, actor="test", now=NOW)
        village.numbers["pack", variant] = pack.id
    gone = village.numbers["pack", Variant.DELETED]
    session.execute(delete(Card).where(Card.pack_id == gone))
    _remove(village, CardPack, "pack")


def _doubles(village: Village, session: Session) -> None:
    """Two rows of equal names that each coach took for one person."""
    for variant, home, coach in _sides(village.cast):
        pair = activities.add_people(session, home, NAMES[2:], actor="test", now=NOW)
        made = merging.propose(session, pair[0], pair[1], staff_id=coach.id, now=NOW)
        village.numbers["merge", variant] = made.id
    _remove(village, Merge, "merge")


def _questions(village: Village, session: Session) -> None:
    """Somebody who wishes to be erased told each coach."""
    for variant, home, coach in _sides(village.cast):
        (person,) = activities.add_people(session, home, NAMES[3:], actor="test", now=NOW)
        made = requesting.ask(
            session, person, RequestKind.ERASURE, reason=ON_REQUEST, staff_id=coach.id, now=NOW
        )
        village.numbers["request", variant] = made.id
    _remove(village, Request, "request")


def _drafts(village: Village, session: Session, crowd: Crowd) -> None:
    """Each coach, and who coordinates, is writing a badge class."""
    names = {one.id: name for name, one in crowd.staff.items()}
    for variant, home, coach in _sides(village.cast):
        by = crowd.actors[names[coach.id]]
        made = badge_drafts.begin(session, home, Written(name="Entraide"), actor=by, now=NOW)
        village.numbers["draft", variant] = made.id
        if variant is Variant.DELETED:
            badge_drafts.discard(session, made)


def _awards(village: Village) -> None:
    """A badge of each coach, one of the twin, and one of somebody who was erased."""
    cast = village.cast
    for variant, coach, version in (
        (Variant.OWN, cast.coach, cast.version),
        (Variant.OTHER_GROUP, cast.second_coach, cast.version),
        (Variant.OTHER_ORGANISATION, cast.twin_coach, cast.twin_version),
    ):
        activity = cast.session.get_one(Activity, village.numbers["activity", variant])
        person = int(village.numbers["person", variant])
        meeting = int(village.numbers["meeting", variant])
        seen = [Seen(person, meeting, version.criteria[0].criterion_id)]
        observing.record(cast.session, activity, coach, seen, now=NOW)
        order = AwardOrder(
            badge_class=version.badge_class,
            activity=activity,
            staff=coach,
            participants=(person,),
            key=f"of {variant}",
        )
        given = awarding.award(cast.session, cast.keyring, cast.urls, order, zone=ZONE, now=NOW)
        acted = select(Act.id).where(Act.idempotency_key == order.key)
        village.numbers["award", variant] = given.gifts[0].uid
        village.numbers["act", variant] = cast.session.scalars(acted).one()
    given = cast.award(cast.people[2:3], key="of who was erased")
    village.numbers["award", Variant.DELETED] = given.gifts[0].uid
    erasing.erase(cast.session, cast.people[2], actor="test", now=NOW)


def _appointments(village: Village, session: Session, crowd: Crowd) -> None:
    """Whom a coordinator can disable: coaches; whom an admin can: coordinators."""
    coordinator, admin = Role.COORDINATOR.value, Role.ADMIN.value
    left = _appointed(session, village.cast.organisation, Role.COACH, "left@p.example")
    gone = _appointed(session, village.cast.organisation, Role.COORDINATOR, "gone@p.example")
    for who, variant, one in (
        (coordinator, Variant.OWN, crowd.staff[Role.COACH.value]),
        (coordinator, Variant.OTHER_GROUP, crowd.staff["second coach"]),
        (coordinator, Variant.OTHER_ORGANISATION, crowd.staff["twin coach"]),
        (coordinator, Variant.DELETED, left),
        (admin, Variant.OWN, crowd.staff[coordinator]),
        (admin, Variant.OTHER_ORGANISATION, crowd.staff["twin coordinator"]),
        (admin, Variant.DELETED, gone),
    ):
        query = select(Appointment).where(Appointment.staff_id == one.id)
        appointment = session.scalars(query).one()
        village.numbers[f"appointment of {who}", variant] = appointment.id
        if who == coordinator:  # whoever reaches nothing names these
            village.numbers["appointment", variant] = appointment.id
        if variant is Variant.DELETED:
            staff.disable(session, crowd.actors[who], appointment, now=NOW)


def _invitations(village: Village, session: Session, crowd: Crowd) -> None:
    """Coaches whom each coordinator invited, and coordinators whom the admin invited."""
    cast, numbers = village.cast, village.numbers
    for who, role, by in (
        ("", Role.COACH, None),
        (f" of {Role.ADMIN.value}", Role.COORDINATOR, Role.ADMIN.value),
    ):
        for variant, home, _coach in _sides(cast):
            mine = Role.COORDINATOR.value if home is cast.organisation else "twin coordinator"
            made = invitations.invite(
                session,
                email="new@p.example",
                role=role,
                place=Place(organisation=home),
                link=f"{role} {variant}",
                by=crowd.actors[by or mine],
                now=NOW,
            )
            numbers[f"invitation{who}", variant] = made.id
        gone = numbers[f"invitation{who}", Variant.DELETED]
        session.execute(delete(Invitation).where(Invitation.id == gone))


def _devices_and_passkeys(village: Village, session: Session, crowd: Crowd) -> None:
    """Everybody's further device and passkey, and one of each that was taken away again."""
    numbers = village.numbers
    for name, one in crowd.staff.items():
        actor = crowd.actors[name]
        for variant in (Variant.DELETED, Variant.OWN):
            device = Desk(village.app, one, device=f"Phone {variant}")
            numbers[f"device of {name}", variant] = device.session_id
            made = passkeys.add(
                session,
                actor,
                credential=f"{name} {variant}".encode(),
                public_key=b"key",
                sign_count=0,
                name="Phone",
                now=NOW,
            )
            numbers[f"passkey of {name}", variant] = made.id
        gone = int(numbers[f"device of {name}", Variant.DELETED])
        sessions.end_mine(session, actor, gone, now=NOW)
        passkeys.remove(session, actor, int(numbers[f"passkey of {name}", Variant.DELETED]))
        session.commit()
    for what in ("device", "passkey"):
        for variant in (Variant.OWN, Variant.DELETED):
            numbers[what, variant] = numbers[f"{what} of {Role.COACH.value}", variant]
        numbers[what, Variant.OTHER_GROUP] = numbers[f"{what} of second coach", Variant.OWN]
        numbers[what, Variant.OTHER_ORGANISATION] = numbers[f"{what} of twin coach", Variant.OWN]


def _named_in_forms(village: Village, session: Session) -> None:
    """What no address names: a colleague, an act to be seen, another organisation of the programme
    and one of another programme.
    """
    cast, numbers = village.cast, village.numbers
    elsewhere = organisations.create_organisation(
        session,
        organisations.create_programme(session, name="Un autre programme"),
        CARD,
        actor="test",
        now=NOW,
    )
    numbers["programme", Variant.OWN] = elsewhere.programme_id
    numbers["neighbour", Variant.OWN] = cast.twin.id
    numbers["neighbour", Variant.OTHER_ORGANISATION] = elsewhere.id
    numbers["colleague", Variant.OWN] = cast.second_coach.id
    numbers["colleague", Variant.OTHER_ORGANISATION] = cast.twin_coach.id
    numbers["criterion", Variant.OWN] = cast.version.criteria[0].criterion_id
    numbers["criterion", Variant.OTHER_ORGANISATION] = cast.twin_version.criteria[0].criterion_id


def _enrol(session: Session, activity: Activity, person: Participant) -> None:
    session.add(Enrolment(activity_id=activity.id, participant_id=person.id, enrolled_at=NOW))
    session.flush()
