"""What the pages of an organisation and a badge class show: frozen rows, no person in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from badges.models import (
    Activity,
    ActivityKind,
    BadgeClass,
    BadgeClassVersion,
    KeyEpoch,
    Organisation,
    Programme,
    VersionCriterion,
)
from badges.services import alphabet, wordings
from badges.services.wordings import Wording, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochLine:
    """One key epoch: when it signed, and its state."""

    number: int
    since: datetime
    until: datetime | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClassLine:
    """The newest version of a badge class."""

    slug: str
    version: int
    name: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """An organisation as anybody may see it; epochs newest first."""

    slug: str
    name: str
    towns: tuple[str, ...]
    telephone: str | None
    url: str
    programme_name: str
    left_at: datetime | None
    suspended_at: datetime | None
    logo: str | None
    epochs: tuple[EpochLine, ...]
    badge_classes: tuple[BadgeClassLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLine:
    """One observable act, by its number in the version."""

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillLine:
    """One skill that a badge stands for."""

    framework: str
    label: str
    code: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeClassPage:
    """One version of a badge class, and which others there are."""

    slug: str
    version: int
    language: str
    name: str
    sentence: str
    criteria: tuple[CriterionLine, ...]
    criteria_needed: int
    sessions_needed: int
    valid_months: int | None
    kinds: tuple[str, ...]
    skills: tuple[SkillLine, ...]
    organisation_slug: str
    organisation_name: str
    programme_name: str
    versions: tuple[int, ...]
    wording: Wording | None = None

    @property
    def signed(self) -> Words:
        """The words that are signed."""
        acts = ((one.number, one.text) for one in self.criteria)
        return wordings.words(self.language, self.name, self.sentence, acts)

    @property
    def said(self) -> Words:
        """The words to show: the reader's where there are, else those that are signed."""
        acts = ((one.number, one.text) for one in self.criteria)
        return wordings.words(self.language, self.name, self.sentence, acts, self.wording)


_ORGANISATION = (
    select(Organisation, Programme.name.label("programme_name"))
    .join(Programme)
    .where(Organisation.slug == bindparam("slug"))
)
_TOWNS = (
    select(Activity.town)
    .where(Activity.organisation_id == bindparam("organisation"))
    .distinct()
    .order_by(Activity.town)
)
_EPOCHS = (
    select(KeyEpoch.number, KeyEpoch.started_at, KeyEpoch.ended_at, KeyEpoch.state)
    .where(KeyEpoch.organisation_id == bindparam("organisation"), KeyEpoch.started_at.is_not(None))
    .order_by(KeyEpoch.number.desc())
)
_newest = (
    select(func.max(BadgeClassVersion.number))
    .where(BadgeClassVersion.badge_class_id == BadgeClass.id)
    .correlate(BadgeClass)
    .scalar_subquery()
)
_BADGE_CLASSES = (
    select(
        BadgeClass.slug,
        BadgeClassVersion.number,
        BadgeClassVersion.name,
        BadgeClassVersion.sentence,
    )
    .join(BadgeClassVersion, BadgeClassVersion.badge_class_id == BadgeClass.id)
    .where(
        BadgeClass.organisation_id == bindparam("organisation"),
        BadgeClass.retired_at.is_(None),
        BadgeClassVersion.number == _newest,
    )
    .order_by(alphabet.order(BadgeClassVersion.name), BadgeClass.id)
)
_VERSION = (
    select(
        BadgeClassVersion,
        BadgeClass.slug,
        Organisation.slug.label("organisation_slug"),
        Organisation.name.label("organisation_name"),
        Programme.name.label("programme_name"),
    )
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .join(Organisation, Organisation.id == BadgeClass.organisation_id)
    .join(Programme, Programme.id == Organisation.programme_id)
    .where(BadgeClass.slug == bindparam("slug"), BadgeClassVersion.number == bindparam("number"))
)
_CRITERIA = (
    select(VersionCriterion.number, VersionCriterion.text)
    .where(VersionCriterion.version_id == bindparam("version"))
    .order_by(VersionCriterion.number)
)
_KINDS = select(ActivityKind.key, ActivityKind.name)
_NUMBERS = (
    select(BadgeClassVersion.number)
    .where(BadgeClassVersion.badge_class_id == bindparam("lineage"))
    .order_by(BadgeClassVersion.number)
)


def organisation(connection: Connection, slug: str) -> OrganisationPage | None:
    """What the page of an organisation shows; None if there is no such organisation."""
    row = connection.execute(_ORGANISATION, {"slug": slug}).one_or_none()
    if row is None:
        return None
    of = {"organisation": row.id}
    return OrganisationPage(
        slug=row.slug,
        name=row.name,
        towns=tuple(connection.scalars(_TOWNS, of)) or ((row.town,) if row.town else ()),
        telephone=row.telephone,
        url=row.url,
        programme_name=row.programme_name,
        left_at=row.left_at,
        suspended_at=row.suspended_at,
        logo=row.logo_hash,
        epochs=tuple(
            EpochLine(number=one.number, since=one.started_at, until=one.ended_at, state=one.state)
            for one in connection.execute(_EPOCHS, of)
        ),
        badge_classes=tuple(
            BadgeClassLine(slug=one.slug, version=one.number, name=one.name, sentence=one.sentence)
            for one in connection.execute(_BADGE_CLASSES, of)
        ),
    )


def badge_class(
    connection: Connection, slug: str, version: int, *, language: str = ""
) -> BadgeClassPage | None:
    """What the page of one version shows to who reads that language; None if there is none."""
    row = connection.execute(_VERSION, {"slug": slug, "number": version}).one_or_none()
    if row is None:
        return None
    kinds = dict(connection.execute(_KINDS).all())
    asked = () if row.language == language else ((row.slug, row.number),)
    return BadgeClassPage(
        slug=row.slug,
        version=row.number,
        language=row.language,
        name=row.name,
        sentence=row.sentence,
        criteria=tuple(
            CriterionLine(number=one.number, text=one.text)
            for one in connection.execute(_CRITERIA, {"version": row.id})
        ),
        criteria_needed=row.needed_criteria,
        sessions_needed=row.needed_sessions,
        valid_months=row.valid_months,
        kinds=tuple(kinds.get(key, key) for key in row.kinds),
        skills=_skills(row),
        organisation_slug=row.organisation_slug,
        organisation_name=row.organisation_name,
        programme_name=row.programme_name,
        versions=tuple(connection.scalars(_NUMBERS, {"lineage": row.badge_class_id})),
        wording=wordings.of_versions(connection, asked, language).get((row.slug, row.number)),
    )


def _skills(row: Row[*tuple[Any, ...]]) -> tuple[SkillLine, ...]:
    return tuple(
        SkillLine(
            framework=one["framework"], label=one["name"], code=one.get("code"), url=one["url"]
        )
        for one in row.alignments
    )
