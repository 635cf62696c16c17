"""From a judgement to what is shown: never more than what was found authentic."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from badges.openbadges.documents import v2
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult, Outcome, Report, Verdict
from badges.services.judgements import AwardFacts, Judged
from badges.urls import PublicUrls
from badges.web import verification
from badges.web.verification import Page
from tests.web import states
from tests.web.visits import answering

OURS, ELSEWHERE = "https://badges.example", "https://elsewhere.example"
UID = "a8a3b7a2-6a0e-4d3d-9f0e-6f4f9d1c2b3a"
URLS = PublicUrls(OURS)


def report_from(origin: str, verdict: Verdict = Verdict.VALID) -> Report:
    """A report on an authentic badge that was published at `origin`."""
    urls = PublicUrls(origin)
    profile = v2.Profile(
        id=urls.profile("asso", 1),
        name="Les Passerelles",
        url=ELSEWHERE,
        revocation_list=urls.revocations("asso", 1),
    )
    badge_class = v2.BadgeClass(
        id=urls.badge_class("equipe", 2),
        name="Esprit d'équipe",
        description="Je travaille avec les autres.",
        image=v2.Image(id=urls.picture_svg("equipe", 2)),
        criteria=v2.Criteria(narrative="1. …"),
        issuer=profile.id,
        alignment=(
            v2.Alignment(target_name="Travailler en équipe", target_url=urls.skill("rome", "x")),
        ),
    )
    assertion = v2.Assertion(
        id=f"urn:uuid:{UID}",
        recipient=v2.IdentityObject(type="url", identity="sha256$00", hashed=True),
        badge=badge_class.id,
        verification=v2.Verification(type=v2.SIGNED, creator=urls.key("asso", 1)),
        issued_on=datetime(2026, 11, 14, tzinfo=UTC),
        evidence=(
            v2.Evidence(genre="activity", name="Futsal", extra={"programme": "Tremplin"}),
            v2.Evidence(genre="observation", name="A partagé la balle"),
            v2.Evidence(genre="photo", name="Une photo"),
        ),
    )
    return Report(
        verdict=verdict,
        checks=(passed(Check.SIGNATURE, "signature_right"), passed(Check.EXPIRES, "never_expires")),
        checked_at=states.NOW,
        assertion=assertion,
        badge_class=badge_class,
        profile=profile,
    )


def passed(check: Check, code: str) -> CheckResult:
    return CheckResult(check=check, outcome=Outcome.PASSED, code=code)


FACTS = AwardFacts(
    uid=UID,
    code="7K3MQ9TXWAA",
    badge_slug="equipe",
    version=2,
    organisation_slug="asso",
    organisation_name="Les Passerelles",
    telephone="+33 (0)1 99 00 12 34",
    url=ELSEWHERE,
    programme_name="Tremplin",
    revoked_at=None,
    revocation_reason=None,
    left_at=None,
)


def shown(report: Report, award: AwardFacts | None = None) -> Page:
    judged = Judged(verdict=report.verdict, report=report, award=award, fingerprint="")
    return verification.page(judged, URLS, day=date(2026, 11, 22))


@pytest.fixture(autouse=True)
def _answering(app: Flask) -> Iterator[None]:
    with answering(app, "/"):
        yield


def test_it_works() -> None:
    page = shown(report_from(OURS), FACTS)
    assert page.badge is not None
    assert page.badge.picture == "/badges/equipe/2/image.svg"
    assert page.badge.organisation == "/issuers/asso"
    assert page.badge.demands == "/badges/equipe/2"
    assert page.badge.programme == "Tremplin"
    assert page.badge.seen == ("A partagé la balle",)
    assert page.badge.skills[0].address == "/frameworks/rome/x"
    assert page.badge.language == "fr"
    assert page.domain == "badges.example"
    assert page.day == "22 novembre 2026"
    assert [one.address for one in page.documents] == [
        f"/assertions/{UID}.jws",
        "/issuers/asso/1/key.json",
        "/issuers/asso/1/revocations.json",
    ]
    assert page.command == f'openbadges verify --data "$(curl -s {OURS}/assertions/{UID}.jws)"'
    assert page.ask is not None
    assert page.ask.dial == "+330199001234"
    assert page.copies is not None
    assert page.copies.address == f"{OURS}/v/7K3M-Q9TX-WAA"


def test_a_badge_of_elsewhere_shows_no_picture_and_no_page_of_ours() -> None:
    page = shown(report_from(ELSEWHERE))
    assert page.badge is not None
    assert page.badge.picture is None
    assert page.badge.organisation is None
    assert page.badge.demands is None
    assert page.badge.foreign
    assert [skill.address for skill in page.badge.skills] == [""]
    assert page.badge.seen == ("Futsal", "A partagé la balle", "Une photo")
    assert page.badge.asked == "1. …"
    assert page.documents == ()
    assert page.domain == "elsewhere.example"
    assert (page.ask, page.copies, page.command) == (None, None, None)


def test_an_address_that_only_begins_like_ours_is_not_ours() -> None:
    page = shown(report_from(OURS + ".evil.example"))
    assert page.badge is not None
    assert page.badge.picture is None
    assert page.badge.foreign
    assert page.domain == "badges.example.evil.example"


@pytest.mark.parametrize(
    ("origin", "domain"),
    [
        ("https://b\u0430dges.example", "xn--bdges-4ve.example"),  # a Cyrillic letter
        ("https://bücher.example:8443", "xn--bcher-kva.example:8443"),
        ("https://[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_a_domain_is_shown_as_it_is_looked_up(origin: str, domain: str) -> None:
    page = shown(report_from(origin))
    assert page.badge is not None
    assert page.badge.foreign
    assert page.domain == domain


def test_of_a_long_story_the_beginning_is_shown() -> None:
    report = report_from(ELSEWHERE)
    assert report.badge_class is not None
    long = replace(
        report.badge_class,
        description="x" * 100_000,
        alignment=report.badge_class.alignment * 500,
    )
    page = shown(replace(report, badge_class=long))
    assert page.badge is not None
    assert len(page.badge.sentence) == verification.LONGEST_SHOWN + 1
    assert len(page.badge.skills) == verification.MOST_SHOWN


def test_what_was_taken_back_is_not_given_away() -> None:
    facts = replace(FACTS, revoked_at=states.NOW)
    page = shown(report_from(OURS, Verdict.REVOKED), facts)
    assert page.taken_back == "21 janvier 2027"
    assert page.badge is not None
    assert page.badge.picture is None
    assert (page.copies, page.command) == (None, None)
    assert not [one for one in page.documents if "assertions" in one.address]


@pytest.mark.parametrize("verdict", [Verdict.INVALID, Verdict.UNVERIFIABLE])
def test_nothing_is_shown_of_what_does_not_hold_even_if_it_is_authentic(verdict: Verdict) -> None:
    page = shown(report_from(OURS, verdict), FACTS)
    assert (page.badge, page.ask, page.copies, page.documents) == (None, None, None, ())
    assert [one.sentence for one in page.checks] == [
        "La signature est juste\u202f: rien n'a été changé."
    ]


def test_only_the_checks_that_were_needed_are_listed() -> None:
    report = report_from(OURS)
    skipped = CheckResult(check=Check.SCOPE, outcome=Outcome.SKIPPED, code="not_hosted")
    page = shown(replace(report, checks=(*report.checks, skipped)))
    assert len(page.checks) == 2


def test_who_left_is_named_with_the_local_day() -> None:
    facts = replace(FACTS, left_at=datetime(2026, 11, 14, 23, 30, tzinfo=UTC))
    page = shown(report_from(OURS), facts)
    assert page.ask is not None
    assert page.ask.left == "15 novembre 2026"


def test_an_old_badge_without_evidence_is_still_a_page() -> None:
    report = report_from(OURS)
    assert report.assertion is not None
    bare = replace(report.assertion, evidence=(), issued_on=states.NOW - timedelta(days=400))
    page = shown(replace(report, assertion=bare))
    assert page.badge is not None
    assert (page.badge.activity, page.badge.programme, page.badge.seen) == ("", "", ())
