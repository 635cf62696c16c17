"""What the band says in each verdict."""

import pytest
from flask import Flask

from badges.language import LANGUAGES
from badges.models import RevocationReason
from badges.openbadges.verification.report import CheckResult, Outcome, Report, Verdict
from badges.services.judgements import Judged
from badges.web import verdicts
from tests.web import states
from tests.web.visits import answering


def judged(verdict: Verdict, *checks: CheckResult) -> Judged:
    report = Report(verdict=verdict, checks=checks, checked_at=states.NOW) if checks else None
    return Judged(verdict=verdict, report=report, award=None, fingerprint="")


def check(outcome: Outcome, code: str) -> CheckResult:
    return CheckResult(check="badge_class", outcome=outcome, code=code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_verdict_has_its_own_word_and_short_sentences(app: Flask, language: str) -> None:
    with answering(app, f"/?lang={language}"):
        headings = {verdicts.heading(judged(verdict)) for verdict in Verdict}
        assert len(headings) == len(Verdict)
        for verdict in Verdict:
            for line in verdicts.said(judged(verdict)):
                assert all(len(one.split()) <= 15 for one in line.split(". ")), line


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_sentence(app: Flask, language: str) -> None:
    with answering(app, f"/?lang={language}"):
        said = [str(verdicts.REASONS[reason]) for reason in RevocationReason]
    assert len(set(said)) == len(RevocationReason)


def test_invalid_says_the_first_reason(app: Flask) -> None:
    passed = check(Outcome.PASSED, "document_read")
    first, second = check(Outcome.FAILED, "document_html"), check(Outcome.FAILED, "document_id")
    with answering(app, "/"):
        said = verdicts.said(judged(Verdict.INVALID, passed, first, second))
    assert said == (
        "C'est une page web, pas un document (ce que le badge demande).",
        "Ne vous y fiez pas.",
    )


def test_somebody_elses_badge_is_told_apart_from_bad_luck(app: Flask) -> None:
    elsewhere = judged(Verdict.UNVERIFIABLE, check(Outcome.UNREACHABLE, "not_ours"))
    away = judged(Verdict.UNVERIFIABLE, check(Outcome.UNREACHABLE, "not_answering"))
    with answering(app, "/"):
        assert verdicts.heading(elsewhere) == "Badge non vérifiable ici"
        assert verdicts.said(elsewhere) == (
            "Seuls les badges de ce service peuvent être vérifiés ici.",
        )
        assert verdicts.heading(away) == "Badge non vérifiable pour l'instant"
        assert verdicts.said(away) == ("Cela ne dit rien du badge. Revenez dans quelques minutes.",)
