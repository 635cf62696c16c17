"""A database for the benches: one organisation, one badge class, any number of people."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from badges import create_app, frameworks, paths
from badges.artwork import picture
from badges.extensions import db
from badges.models import BadgeClassVersion, Organisation, Role, Staff
from badges.services import activities, awarding, epochs, observing, organisations, publishing
from badges.services.drafts import BadgeDraft, CriterionDraft, Target
from badges.services.observing import Seen
from badges.services.orders import AwardOrder, Given
from badges.services.organisations import OrganisationCard
from badges.settings import Settings
from badges.storage.keyring import Keyring
from badges.urls import PublicUrls

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Paris")
PASSPHRASE = "bench"  # noqa: S105 -- opens nothing


def settings(folder: Path, base: str = "http://127.0.0.1:8000") -> Settings:
    """Settings of a service that lives in `folder`."""
    return Settings(
        public_url=base,
        database_url=f"sqlite:///{folder / 'bench.sqlite3'}",
        keys_dir=folder / "keys",
        instance=folder,
        secret_key="",
        key_passphrase=PASSPHRASE,
        timezone=ZONE,
        mail_url="",
        redis_url="",
        proxy_hops=0,
        default_language="fr",
        demo=False,
        limits=True,
    )


@dataclass(slots=True, kw_only=True)
class World:
    """What an award takes."""

    app: Flask
    session: Session
    keyring: Keyring
    urls: PublicUrls
    organisation: Organisation
    coach: Staff
    version: BadgeClassVersion
    key_name: str
    keys: Iterator[int]

    def order(self, count: int) -> AwardOrder:
        """New people who have all reached the badge; committed."""
        names = [f"Person {number}" for number in range(count)]
        people = activities.add_people(
            self.session, self.organisation, names, actor="bench", now=NOW
        )
        activity = activities.create_activity(
            self.session,
            self.organisation,
            kind="sport",
            name="Tournoi de futsal solidaire",
            town="Bobigny",
            lead=self.coach,
        )
        meeting = activities.sessions_on(self.session, activity, [date(2026, 11, 14)])
        criteria = [one.criterion_id for one in self.version.criteria[:2]]
        seen = [
            Seen(person.id, meeting[date(2026, 11, 14)], criterion)
            for person in people
            for criterion in criteria
        ]
        observing.record(self.session, activity, self.coach, seen, now=NOW)
        ids = tuple(person.id for person in people)
        self.session.commit()
        return AwardOrder(
            badge_class=self.version.badge_class,
            activity=activity,
            staff=self.coach,
            participants=ids,
            key=f"bench-{next(self.keys)}",
        )

    def award(self, order: AwardOrder) -> Given:
        """Sign, store, commit."""
        given = awarding.award(self.session, self.keyring, self.urls, order, zone=ZONE, now=NOW)
        self.session.commit()
        return given


@contextmanager
def world() -> Iterator[World]:
    """Everything in a folder that is thrown away afterwards."""
    with TemporaryDirectory(prefix="badges-bench-") as name:
        folder = Path(name)
        chosen = settings(folder)
        app = create_app(chosen)
        with app.app_context():
            upgrade(directory=str(paths.MIGRATIONS))
            yield _assembled(app, chosen)
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def _assembled(app: Flask, chosen: Settings) -> World:
    session, urls = db.session(), PublicUrls(chosen.public_url)
    keyring = Keyring(chosen.keys_dir, chosen.key_passphrase)
    keyring.make_private()
    frameworks.import_kinds(session)
    programme = organisations.create_programme(session, name="Programme")
    card = OrganisationCard(
        name="Organisation", url="https://bench.example", email="contact@bench.example"
    )
    organisation = organisations.create_organisation(
        session, programme, card, actor="bench", now=NOW
    )
    epoch = epochs.create_key(session, keyring, urls, organisation, actor="bench", now=NOW)
    coach = organisations.appoint(
        session, email="coach@bench.example", role=Role.COACH, organisation=organisation, now=NOW
    )
    version = publishing.publish(session, urls, organisation, _draft(urls), actor="bench", now=NOW)
    session.commit()
    return World(
        app=app,
        session=session,
        keyring=keyring,
        urls=urls,
        organisation=organisation,
        coach=coach,
        version=version,
        key_name=epoch.key_name,
        keys=itertools.count(),
    )


def _draft(urls: PublicUrls) -> BadgeDraft:
    template = frameworks.templates()[0]
    svg = picture.svg(template.design, title=template.name)
    targets = []
    for framework_key, skill_key in template.skills:
        framework = frameworks.framework(framework_key)
        skill = frameworks.find(framework_key, skill_key)
        if framework and skill:
            address = skill.address or urls.skill(framework_key, skill_key)
            targets.append(Target(name=skill.label_fr, url=address, framework=framework.name))
    return BadgeDraft(
        name=template.name,
        sentence=template.sentence,
        criteria=tuple(CriterionDraft(text) for text in template.criteria),
        kinds=template.kinds,
        targets=tuple(targets),
        design={},
        svg=svg,
        png=picture.png(svg),
        needed_sessions=1,
    )
