"""A judgement on what somebody has or handed in: the verdict, and what the pages tell with it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from badges.models import RevocationReason
from badges.openbadges.verification.report import Report, Verdict
from badges.services import wordings
from badges.services.share_links import Shared
from badges.services.wordings import Wording
from badges.urls import Place, PublicUrls


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardFacts:
    """What our rows say beside the signed promise, as of today. `code` has no hyphens."""

    uid: str
    code: str
    badge_slug: str
    version: int
    organisation_slug: str
    organisation_name: str
    telephone: str | None
    url: str
    programme_name: str
    revoked_at: datetime | None
    revocation_reason: RevocationReason | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict, the report that led to it, and our own facts about the award if it is one of ours.

    `fingerprint` changes whenever the verdict or anything shown with it could, but for the day.
    `card` is the code that was given when it is a card's, not a badge's; `shared` the link that it
    is, and `together` the judgements on each of its badges: the verdict is the first that is not
    valid. `wording` is what the badge class says in the reader's language, where it is another;
    `holder` whether the link is of whom it was asked about, None where nobody may ask.
    """

    verdict: Verdict
    report: Report | None
    award: AwardFacts | None
    fingerprint: str
    card: str | None = None
    shared: Shared | None = None
    together: tuple["Judged", ...] = ()
    wording: Wording | None = None
    holder: bool | None = None


def of_report(report: Report) -> Judged:
    """The judgement that a report is, with no award of ours."""
    return Judged(verdict=report.verdict, report=report, award=None, fingerprint="")


def not_now() -> Judged:
    """The verdict while our own database does not answer: it says nothing about the badge."""
    return without_report(Verdict.UNVERIFIABLE)


def unknown() -> Judged:
    """The verdict on what leads nowhere."""
    return without_report(Verdict.UNKNOWN)


def without_report(verdict: Verdict) -> Judged:
    """A verdict that rests on our own rows alone."""
    return Judged(verdict=verdict, report=None, award=None, fingerprint=str(verdict))


def worded(connection: Connection, urls: PublicUrls, judged: Judged, language: str) -> Judged:
    """The same judgement for who reads that language; one more statement at most, and none where
    all of it was signed in that language.
    """
    versions = {at for one in (judged, *judged.together) if (at := _elsewhere(urls, one, language))}
    found = wordings.of_versions(connection, versions, language)
    if not found:
        return judged

    def read(one: Judged) -> Judged:
        at = _elsewhere(urls, one, language)
        return replace(one, wording=found.get(at) if at else None)

    facts = "\0".join((judged.fingerprint, *(found[at].facts() for at in sorted(found))))
    fingerprint = hashlib.sha256(facts.encode()).hexdigest()[:32]
    together = tuple(map(read, judged.together))
    return replace(read(judged), together=together, fingerprint=fingerprint)


def _elsewhere(urls: PublicUrls, judged: Judged, language: str) -> tuple[str, int] | None:
    """The version of a badge of ours that was signed in another language than this."""
    report = judged.report
    if report is None or report.assertion is None or report.assertion.language == language:
        return None
    found = urls.read(report.badge_class.id) if report.badge_class else None
    if found is None or found.place is not Place.BADGE_CLASS:
        return None
    return found.parts["slug"], int(found.parts["number"])
