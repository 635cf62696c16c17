"""From a judgement to what the verification page shows: a frozen value; the template only asks."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from badges.language import code, current, local_day, long_date
from badges.language import translated as _
from badges.language import translated_number as ngettext
from badges.openbadges import addresses
from badges.openbadges.documents import v2
from badges.openbadges.verification.catalogue import AUTHENTICITY, NOT_NEEDED
from badges.openbadges.verification.report import Outcome, Report, Verdict
from badges.reporting import sentences
from badges.services import codes, promises, wordings
from badges.services.judgements import AwardFacts, Judged
from badges.services.share_links import Shared
from badges.services.wordings import Act, Said, Wording, Words
from badges.urls import Place, PublicUrls
from badges.web import verdicts

LONGEST_SHOWN = 1_000
MOST_SHOWN = 20
FRENCH = "fr"  # what a badge is written in when it does not say
SHOWN = frozenset({Verdict.VALID, Verdict.EXPIRED, Verdict.REVOKED})
UNSETTLED = frozenset({Outcome.FAILED, Outcome.UNREACHABLE})
COMMAND = 'openbadges verify --data "$(curl -s {token})"'  # the official validator's


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """What a badge stands for in a framework; `address` is where that entry is described."""

    label: str
    framework: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What was promised, in the words that were signed, which are in `language`; and what `words`
    say of it to the reader, where that differs.

    Where the reader's language is another, `where` and `witnessed` say the `circumstances` in it.
    Of a `foreign` badge nothing is a link or a picture, and `asked` is what it says that it asks.
    """

    language: str
    name: str
    sentence: str
    picture: str | None
    given_by: str
    organisation: str | None
    programme: str
    day: str
    activity: str
    circumstances: str
    seen: tuple[str, ...]
    skills: tuple[Skill, ...]
    demands: str | None
    where: str = ""
    witnessed: Said | None = None
    asked: str = ""
    foreign: bool = False
    words: Words | None = None

    @property
    def signed(self) -> Words:
        """The words that were signed."""
        acts = ((None, one) for one in self.seen)
        return wordings.words(self.language, self.name, self.sentence, acts)

    @property
    def said(self) -> Words:
        """The words to show."""
        return self.words or self.signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: how it ended and the sentence that says so."""

    outcome: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that the judgement rests on."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whom to ask about the badge, as they can be reached today; `dial` is the number to call."""

    name: str
    telephone: str | None
    dial: str
    site: str
    form: str
    left: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How to keep and show the badge: its files, its QR, its code and where that leads; `check` is
    where a browser checks for itself.
    """

    png: str
    svg: str
    archive: str
    check: str
    qr: str
    code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """All that the report shows; what is None or empty is not shown. `name` is the person's, where
    their link says it; `shared` where all badges of that link are; `oembed` how a site may show it;
    `holder` where anybody may ask whose it is.
    """

    verdict: Verdict
    heading: str
    sentences: tuple[str, ...]
    day: str
    taken_back: str | None = None
    badge: Badge | None = None
    checks: tuple[Check, ...] = ()
    domain: str | None = None
    documents: tuple[Document, ...] = ()
    command: str | None = None
    ask: Ask | None = None
    copies: Copies | None = None
    card: str | None = None
    name: str | None = None
    shared: str | None = None
    oembed: str | None = None
    holder: str | None = None


def pages(judged: Judged, urls: PublicUrls, *, day: date) -> list[Page]:
    """What to show of each badge of a link, which says once for all of them whose they are."""
    together = (replace(one, shared=judged.shared) for one in judged.together)
    shown = [replace(page(one, urls, day=day), name=None) for one in together]
    return [replace(one, sentences=()) if one.verdict is Verdict.VALID else one for one in shown]


def page(judged: Judged, urls: PublicUrls, *, day: date) -> Page:
    """What to show of a judgement that was made on `day` (local)."""
    report, award = judged.report, judged.award
    band = Page(
        verdict=judged.verdict,
        heading=verdicts.heading(judged),
        sentences=verdicts.said(judged),
        day=long_date(day),
        taken_back=long_date(local_day(award.revoked_at)) if award and award.revoked_at else None,
        checks=_checks(report),
        card=Place.CARD.format(code=codes.shown(judged.card)) if judged.card else None,
        name=judged.shared.name if judged.shared else None,
        shared=Place.CODE.format(code=codes.shown(judged.shared.code)) if judged.shared else None,
        oembed=oembed(judged.shared, urls) if judged.shared else None,
        holder=holder(judged.shared) if judged.shared else None,
    )
    if report is None or judged.verdict not in SHOWN:
        return band
    if not (report.assertion and report.badge_class and report.profile):
        return band
    served = award if judged.verdict is not Verdict.REVOKED else None
    badge = _badge(report.verdict, report.assertion, report.badge_class, report.profile, urls)
    return replace(
        band,
        badge=replace(badge, words=_words(report.assertion, report.badge_class, judged.wording)),
        domain=addresses.ascii_host(report.profile.id),
        documents=()
        if badge.foreign
        else _documents(report.assertion, report.profile, served, urls),
        command=COMMAND.format(token=urls.token(served.uid)) if served else None,
        ask=_ask(award) if award else None,
        copies=_copies(served, urls, judged.shared) if served else None,
    )


def holder(shared: Shared) -> str | None:
    """Where one asks whether an address is its person's, if they let others ask."""
    path = f"{Place.CODE.format(code=codes.shown(shared.code))}/holder"
    return path if shared.answers_email else None


def oembed(shared: Shared, urls: PublicUrls) -> str | None:
    """Where a site learns how to show the link; nowhere below 18."""
    query = urlencode({"url": urls.code(codes.shown(shared.code)), "format": "json"})
    return f"{urls.oembed()}?{query}" if shared.embeddable else None


def _checks(report: Report | None) -> tuple[Check, ...]:
    """The checks that were needed; of a badge that is not to be shown, not what its dates say."""
    if report is None:
        return ()
    return tuple(
        Check(outcome=one.outcome, sentence=sentences.of(one))
        for one in report.checks
        if one.code not in NOT_NEEDED
        and (report.verdict in SHOWN or one.outcome in UNSETTLED or one.check in AUTHENTICITY)
    )


def _badge(
    verdict: Verdict,
    assertion: v2.Assertion,
    badge_class: v2.BadgeClass,
    profile: v2.Profile,
    urls: PublicUrls,
) -> Badge:
    if addresses.origin(profile.id) != urls.base:
        return _foreign(assertion, badge_class, profile)
    activity = next((one for one in assertion.evidence if one.genre == "activity"), v2.Evidence())
    observed = (one.name for one in assertion.evidence if one.genre == "observation")
    language = assertion.language or FRENCH
    where, witnessed = _witnessed(activity.description or "", language)
    celebrated = verdict is Verdict.VALID and urls.read(badge_class.image.id)
    return Badge(
        language=language,
        name=badge_class.name,
        sentence=badge_class.description,
        picture=_path(badge_class.image.id, urls) if celebrated else None,
        given_by=profile.name,
        organisation=_page_of(profile.id, Place.ORGANISATION, urls),
        programme=str(activity.extra.get("programme", "")),
        day=long_date(assertion.issued_on.date()),
        activity=activity.name or "",
        circumstances=activity.description or "",
        where=where,
        witnessed=witnessed,
        seen=tuple(name for name in observed if name),
        skills=tuple(_skill(one, urls) for one in badge_class.alignment),
        demands=_page_of(badge_class.id, Place.BADGE_CLASS_PAGE, urls),
    )


def _witnessed(circumstances: str, signed: str) -> tuple[str, Said | None]:
    """Where it was, as signed, and by how many it was seen, in the reader's language; neither
    where that is the language of the badge, or where the text is none of ours.
    """
    found = promises.counted(circumstances)
    if found is None or current().language == signed:
        return "", None
    coaches = ngettext("Vu par %(num)s coach.", "Vu par %(num)s coachs.", found.coaches)
    sessions = _("Séances : %(seen)s sur %(all)s.", seen=found.sessions, all=found.planned)
    return f"{found.where}.", Said(f"{coaches} {sessions}", code())


def _foreign(assertion: v2.Assertion, badge_class: v2.BadgeClass, profile: v2.Profile) -> Badge:
    """What somebody else promised: as plain text, and not at any length."""
    told = (one.name or one.description or one.narrative for one in assertion.evidence)
    return Badge(
        language=assertion.language or badge_class.language or "",
        name=_short(badge_class.name),
        sentence=_short(badge_class.description),
        picture=None,
        given_by=_short(profile.name),
        organisation=None,
        programme="",
        day=long_date(assertion.issued_on.date()),
        activity="",
        circumstances="",
        seen=tuple(_short(one) for one in told if one)[:MOST_SHOWN],
        skills=tuple(
            Skill(
                label=_short(one.target_name),
                framework=_short(one.target_framework or ""),
                address="",
            )
            for one in badge_class.alignment[:MOST_SHOWN]
        ),
        demands=None,
        asked=_short(assertion.narrative or badge_class.criteria.narrative or ""),
        foreign=True,
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _words(
    assertion: v2.Assertion, badge_class: v2.BadgeClass, wording: Wording | None
) -> Words | None:
    """What the wording says in place of what was signed; None where it says nothing."""
    acts: list[Act] = [
        (number if isinstance(number := one.extra.get("criterion"), int) else None, one.name)
        for one in assertion.evidence
        if one.genre == "observation" and one.name
    ]
    signed = assertion.language or FRENCH
    found = wordings.words(signed, badge_class.name, badge_class.description, acts, wording)
    return None if found.language == signed else found


def _skill(alignment: v2.Alignment, urls: PublicUrls) -> Skill:
    return Skill(
        label=alignment.target_name,
        framework=alignment.target_framework or "",
        address=_path(alignment.target_url, urls),
    )


def _documents(
    assertion: v2.Assertion, profile: v2.Profile, served: AwardFacts | None, urls: PublicUrls
) -> tuple[Document, ...]:
    """What a browser can open of what was checked: it is sent on from the other documents.

    The token of a badge that was taken back is served no more.
    """
    named = (
        (_("Le badge signé (JWS)"), urls.token(served.uid) if served else None),
        (_("La clé publique"), assertion.verification.creator),
        (_("La liste des badges retirés"), profile.revocation_list),
    )
    return tuple(
        Document(name=name, address=_path(address, urls)) for name, address in named if address
    )


def _ask(award: AwardFacts) -> Ask:
    return Ask(
        name=award.organisation_name,
        telephone=award.telephone,
        dial="".join(sign for sign in award.telephone or "" if sign in "+0123456789"),
        site=award.url,
        form=f"{Place.ORGANISATION.format(slug=award.organisation_slug)}/ask?about={award.uid}",
        left=long_date(local_day(award.left_at)) if award.left_at else None,
    )


def _copies(award: AwardFacts, urls: PublicUrls, shared: Shared | None) -> Copies:
    code = shared.code if shared else award.code
    shown = codes.shown(code)
    return Copies(
        png=Place.BAKED_PNG.format(uid=award.uid),
        svg=Place.BAKED_SVG.format(uid=award.uid),
        archive=Place.AWARD_KEPT.format(uid=award.uid),
        check=Place.AWARD_CHECK.format(uid=award.uid),
        qr=Place.CODE_QR_SVG.format(code=code),
        code=shown,
        address=urls.code(shown),
    )


def _page_of(address: str, place: Place, urls: PublicUrls) -> str | None:
    """The page for people of one of our documents, as a path."""
    found = urls.read(address)
    return place.format(**found.parts) if found else None


def _path(address: str, urls: PublicUrls) -> str:
    """An address of ours as a path, so that a page works under any name of this host."""
    return address.removeprefix(urls.base) if address.startswith(f"{urls.base}/") else address
