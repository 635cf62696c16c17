"""The cast of the tests: twin organisations of equal names, coaches, people, badge classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from badges.artwork import picture
from badges.models import (
    Activity,
    ActivityKind,
    BadgeClass,
    BadgeClassVersion,
    Organisation,
    Participant,
    Programme,
    Role,
    Staff,
)
from badges.services import activities, awarding, epochs, observing, organisations, publishing
from badges.services.drafts import BadgeDraft, CriterionDraft, Target
from badges.services.observing import Seen
from badges.services.orders import AwardOrder, Given
from badges.services.organisations import OrganisationCard
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls
from tests.keys import PooledKeyring

ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DAYS = (date(2026, 11, 7), date(2026, 11, 14), date(2026, 11, 21))
# Words of no document or page: what is personal can be searched for.
NAMES = ("Zéphyrine Qwarlov", "Oksatryna Vubnik", "Mbalinka Jorvwé", "Yacinthos Plorquet")
CRITERIA = (
    "A partagé la balle, la tâche ou la parole avec les autres",
    "A aidé une personne du groupe sans qu'on le demande",
    "A suivi la règle décidée par le groupe",
)
CARD = OrganisationCard(
    name="Les Passerelles du Canal",
    url="https://passerelles.example",
    email="contact@passerelles.example",
    telephone="01 99 00 12 34",
    town="Bobigny",
)


@cache
def _picture(demo: bool) -> tuple[bytes, bytes]:
    design = picture.Design(
        shape=picture.Shape.HEXAGON,
        colour=next(iter(picture.Colour)),
        pictogram="team-carrying",
        demo=demo,
    )
    svg = picture.svg(design, title="Esprit d'équipe")
    return svg, picture.png(svg)


def draft(
    *,
    name: str = "Esprit d'équipe",
    criteria: Sequence[str] = CRITERIA,
    needed_criteria: int = 1,
    needed_sessions: int = 1,
    valid_months: int | None = None,
) -> BadgeDraft:
    """What a badge class says, one criterion in one session unless told."""
    svg, png = _picture(demo=False)
    return BadgeDraft(
        name=name,
        sentence="Je travaille avec les autres. J'aide le groupe à réussir.",
        criteria=tuple(CriterionDraft(text) for text in criteria),
        kinds=("sport",),
        targets=(
            Target(
                name="Travailler en équipe",
                url="https://badges.example/frameworks/rome/travailler-en-equipe",
                framework="ROME 4.0",
            ),
        ),
        design={"shape": "hexagon", "colour": "ochre", "pictogram": "team-carrying"},
        svg=svg,
        png=png,
        needed_criteria=needed_criteria,
        needed_sessions=needed_sessions,
        valid_months=valid_months,
    )


@dataclass(slots=True, kw_only=True)
class Cast:
    """Everybody, with the collaborators that every act takes."""

    session: Session
    keyring: Keyring
    urls: PublicUrls
    organisation: Organisation
    twin: Organisation
    coach: Staff
    second_coach: Staff
    coordinator: Staff
    twin_coach: Staff
    activity: Activity
    twin_activity: Activity
    people: list[Participant]
    version: BadgeClassVersion
    twin_version: BadgeClassVersion

    @property
    def badge_class(self) -> BadgeClass:
        """The lineage of the organisation's badge class."""
        return self.version.badge_class

    def observe(
        self,
        people: Sequence[Participant] = (),
        *,
        numbers: Sequence[int] = (1, 2),
        days: Sequence[date] = DAYS[1:2],
        staff: Staff | None = None,
        version: BadgeClassVersion | None = None,
    ) -> int:
        """The coach sees the criteria of these numbers, on each of these days, of everybody."""
        ids = {one.number: one.criterion_id for one in (version or self.version).criteria}
        meetings = activities.sessions_on(self.session, self.activity, days)
        seen = [
            Seen(person.id, meetings[day], ids[number])
            for person in people or self.people
            for day in days
            for number in numbers
        ]
        return observing.record(self.session, self.activity, staff or self.coach, seen, now=NOW)

    def order(
        self,
        people: Sequence[Participant] = (),
        *,
        key: str = "first",
        version: BadgeClassVersion | None = None,
    ) -> AwardOrder:
        """The coach gives the badge to these people, or to everybody."""
        return AwardOrder(
            badge_class=(version or self.version).badge_class,
            activity=self.activity,
            staff=self.coach,
            participants=tuple(person.id for person in people or self.people),
            key=key,
        )

    def award(
        self,
        people: Sequence[Participant] = (),
        *,
        key: str = "first",
        now: datetime = NOW,
        version: BadgeClassVersion | None = None,
    ) -> Given:
        """The coach saw enough and gives the badge; committed."""
        self.observe(people, version=version)
        order = self.order(people, key=key, version=version)
        given = awarding.award(self.session, self.keyring, self.urls, order, zone=ZONE, now=now)
        self.session.commit()
        return given


def assemble(session: Session, urls: PublicUrls, keyring: Keyring | None = None) -> Cast:
    """Put everybody in an empty, migrated database, and commit."""
    keyring = keyring or PooledKeyring()
    session.add_all(_kinds())
    programme = organisations.create_programme(session, name="Tremplin d'essai")
    ours = _side(session, urls, keyring, programme, "coach@passerelles.example")
    twins = _side(session, urls, keyring, programme, "coach@jumelle.example")

    def appointed(email: str, role: Role) -> Staff:
        return organisations.appoint(
            session, email=email, role=role, organisation=ours.organisation, now=NOW
        )

    second = appointed("second@passerelles.example", Role.COACH)
    coordinator = appointed("coordination@passerelles.example", Role.COORDINATOR)
    people = activities.add_people(session, ours.organisation, NAMES, actor="test", now=NOW)
    session.commit()
    return Cast(
        session=session,
        keyring=keyring,
        urls=urls,
        organisation=ours.organisation,
        twin=twins.organisation,
        coach=ours.coach,
        second_coach=second,
        coordinator=coordinator,
        twin_coach=twins.coach,
        activity=ours.activity,
        twin_activity=twins.activity,
        people=people,
        version=ours.version,
        twin_version=twins.version,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    organisation: Organisation
    coach: Staff
    activity: Activity
    version: BadgeClassVersion


def _side(
    session: Session, urls: PublicUrls, keyring: Keyring, programme: Programme, mail: str
) -> _Side:
    one = organisations.create_organisation(session, programme, CARD, actor="test", now=NOW)
    epochs.create_key(session, keyring, urls, one, actor="test", now=NOW)
    coach = organisations.appoint(session, email=mail, role=Role.COACH, organisation=one, now=NOW)
    activity = activities.create_activity(
        session,
        one,
        kind="sport",
        name="Tournoi de futsal solidaire",
        town="Bobigny",
        lead=coach,
        days=DAYS,
    )
    version = publishing.publish(session, urls, one, draft(), actor="test", now=NOW)
    return _Side(one, coach, activity, version)


def _kinds() -> list[ActivityKind]:
    return [
        ActivityKind(key="sport", name="Sport", pole="coeur", participant_role="participant"),
        ActivityKind(
            key="mentorat-inverse", name="Mentorat inversé", pole="coeur", participant_role="mentor"
        ),
    ]


def later(minutes: int) -> datetime:
    """Some minutes after NOW."""
    return NOW + timedelta(minutes=minutes)
