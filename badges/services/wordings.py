"""What badge classes say in other languages: beside what is signed, and never in it.

A text stands for the one that was signed, byte for byte: where that changed, it goes.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from badges.models import (
    Actor,
    BadgeClass,
    BadgeClassVersion,
    BadgeWording,
    VersionCriterion,
)
from badges.services import auditing
from badges.services.auditing import Action, Entry
from badges.services.errors import Conflict, Invalid

LONGEST_NAME: Final = 120
LONGEST_SENTENCE: Final = 500
LONGEST_ACT: Final = 300

Act = tuple[int | None, str]  # a criterion's number, where it is known, and its signed text


class Said(NamedTuple):
    """A text and the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a badge says to one reader: each text in their language, else as it was signed."""

    name: Said
    sentence: Said
    acts: tuple[Said, ...]

    @property
    def language(self) -> str | None:
        """The language of all of it; None where they are several."""
        found = {one.language for one in (self.name, self.sentence, *self.acts)}
        return found.pop() if len(found) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version in one language; `acts` by number and signed text. What is empty is not there."""

    language: str = ""
    name: str = ""
    sentence: str = ""
    acts: Mapping[Act, str] = field(default_factory=dict)

    def facts(self) -> str:
        """All that it says, as one text: it changes whenever the wording does."""
        acts = sorted(map(repr, self.acts.items()))
        return repr((self.language, self.name, self.sentence, acts))


def words(
    language: str, name: str, sentence: str, acts: Iterable[Act], wording: Wording | None = None
) -> Words:
    """What was signed in `language`, and in its place what the wording says of the same text."""
    other = wording or Wording()

    def said(text: str, signed: str) -> Said:
        return Said(text, other.language) if text else Said(signed, language)

    return Words(
        name=said(other.name, name),
        sentence=said(other.sentence, sentence),
        acts=tuple(said(other.acts.get(one, ""), one[1]) for one in acts),
    )


_OF_VERSIONS = (
    select(
        BadgeClass.slug,
        BadgeClassVersion.number.label("version"),
        BadgeWording.language,
        BadgeWording.name,
        BadgeWording.sentence,
        BadgeWording.acts,
        VersionCriterion.number,
        VersionCriterion.text,
    )
    .join(BadgeClassVersion, BadgeClassVersion.id == BadgeWording.version_id)
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .join(VersionCriterion, VersionCriterion.version_id == BadgeWording.version_id)
    .where(
        BadgeWording.language == bindparam("language"),
        BadgeClass.slug.in_(bindparam("slugs", expanding=True)),
    )
    .order_by(BadgeClass.slug, BadgeClassVersion.number, VersionCriterion.number)
)


def of_versions(
    connection: Connection, versions: Collection[tuple[str, int]], language: str
) -> dict[tuple[str, int], Wording]:
    """The wordings in that language of versions, by slug and number; one statement, or none."""
    if not versions or not language:
        return {}
    slugs = sorted({slug for slug, _ in versions})
    rows = connection.execute(_OF_VERSIONS, {"language": language, "slugs": slugs})
    by_version = groupby(rows, key=lambda row: (row.slug, row.version))
    return {version: _wording(list(lines)) for version, lines in by_version if version in versions}


def _wording(rows: list[Any]) -> Wording:
    first = rows[0]
    said = {(one.number, one.text): first.acts.get(str(one.number), "") for one in rows}
    return Wording(
        language=first.language,
        name=first.name,
        sentence=first.sentence,
        acts={act: text for act, text in said.items() if text},
    )


def written(session: Session, version: BadgeClassVersion) -> dict[str, BadgeWording]:
    """The wordings of a version, by their languages."""
    query = select(BadgeWording).where(BadgeWording.version_id == version.id)
    return {one.language: one for one in session.scalars(query)}


def write(
    session: Session,
    version: BadgeClassVersion,
    wording: Wording,
    *,
    digest: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Let a version say this in that language too; what is empty falls back to what is signed.

    `digest` is that of the document that was read when this was written. Raises Invalid with the
    fields, and Conflict where the version says something else by now.
    """
    _hold(session, version)
    if version.digest != digest:
        raise Conflict("the badge class was written again meanwhile")
    acts = {
        str(one.number): text
        for one in version.criteria
        if (text := wording.acts.get((one.number, one.text), ""))
    }
    _check(wording, acts)
    found = session.get(BadgeWording, (version.id, wording.language))
    row = found or BadgeWording(version_id=version.id, language=wording.language)
    row.name, row.sentence, row.acts = wording.name, wording.sentence, acts
    row.written_at = now
    session.add(row)
    _log(session, version, wording.language, actor, now=now)


def remove(
    session: Session, version: BadgeClassVersion, language: str, *, actor: Actor, now: datetime
) -> None:
    """Let a version say nothing more in that language. Once more changes nothing."""
    _hold(session, version)
    row = session.get(BadgeWording, (version.id, language))
    if row is not None:
        session.delete(row)
        _log(session, version, f"{language} removed", actor, now=now)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a version says and in which wordings, kept while the next one is written."""

    name: str
    sentence: str
    texts: Mapping[str, str]  # the criteria, by number
    wordings: tuple[dict[str, Any], ...]


def spoken(session: Session, version: BadgeClassVersion) -> Spoken:
    """What has to be carried on when the lineage says something else."""
    rows = written(session, version).values()
    members = ("language", "name", "sentence", "acts", "written_at")
    return Spoken(
        name=version.name,
        sentence=version.sentence,
        texts={str(one.number): one.text for one in version.criteria},
        wordings=tuple({name: getattr(row, name) for name in members} for row in rows),
    )


def carry(session: Session, before: Spoken, version: BadgeClassVersion) -> None:
    """Give a version, new or written again, those texts whose signed text is the same as before."""
    session.execute(delete(BadgeWording).where(BadgeWording.version_id == version.id))
    for row in before.wordings:
        by_text = {before.texts[number]: text for number, text in row["acts"].items()}
        kept = BadgeWording(
            version_id=version.id,
            language=row["language"],
            name=row["name"] if version.name == before.name else "",
            sentence=row["sentence"] if version.sentence == before.sentence else "",
            acts={
                str(one.number): by_text[one.text]
                for one in version.criteria
                if one.text in by_text
            },
            written_at=row["written_at"],
        )
        if kept.language != version.language and (kept.name or kept.sentence or kept.acts):
            session.add(kept)
    session.flush()


def _hold(session: Session, version: BadgeClassVersion) -> None:
    """Lock the lineage, as who publishes does, and read again what the version says."""
    lineage = select(BadgeClass.id).where(BadgeClass.id == version.badge_class_id)
    session.execute(lineage.with_for_update())
    session.refresh(version)


def _check(wording: Wording, acts: Mapping[str, str]) -> None:
    problems = {}
    if not (wording.name or wording.sentence or acts):
        problems["all"] = "write one text at least"
    if len(wording.name) > LONGEST_NAME:
        problems["name"] = f"write at most {LONGEST_NAME} characters"
    if len(wording.sentence) > LONGEST_SENTENCE:
        problems["sentence"] = f"write at most {LONGEST_SENTENCE} characters"
    for number, text in acts.items():
        if len(text) > LONGEST_ACT:
            problems[f"act-{number}"] = f"write at most {LONGEST_ACT} characters"
    if problems:
        raise Invalid(problems)


def _log(
    session: Session, version: BadgeClassVersion, what: str, actor: Actor, *, now: datetime
) -> None:
    session.flush()
    badge_class = session.get_one(BadgeClass, version.badge_class_id)
    entry = Entry(
        organisation_id=badge_class.organisation_id,
        actor=actor.name,
        action=Action.WORDING,
        subject=f"badge:{badge_class.slug}/{version.number} {what}",
    )
    auditing.record(session, [entry], now=now)
