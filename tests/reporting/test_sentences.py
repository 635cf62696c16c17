"""Each way in which a check can end has its sentence, plain and short, in each language."""

import re

import pytest
from flask import Flask

from badges.language import LANGUAGES, PLAIN
from badges.openbadges.verification.catalogue import CODES
from badges.openbadges.verification.report import CheckResult, Outcome
from badges.reporting import sentences
from tests.web.visits import answering

# Words of the standard that an employer does not know, and words of a school report.
NEVER = re.compile(r"assertion|émetteur|issuer|révoqu|revoked|échou|échec|failed|insuffisan", re.I)
EVERY_END = sorted(CODES)


def said(check: str, outcome: Outcome, code: str) -> str:
    values = {"expires": "2026-11-01T00:00:00+01:00"}
    return sentences.of(CheckResult(check=check, outcome=outcome, code=code, values=values))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_has_a_sentence(app: Flask, language: str) -> None:
    with answering(app, f"/?lang={language}"):
        for check, outcome, code in EVERY_END:
            sentence = said(check, outcome, code)
            assert sentence.endswith("."), (check, code, sentence)
            assert "%" not in sentence
            assert len(sentence.split()) <= 15, sentence
            assert not NEVER.search(sentence), sentence


def test_the_languages_differ(app: Flask) -> None:
    spoken = {}
    for language in LANGUAGES:
        with answering(app, f"/?lang={language}"):
            spoken[language] = [said(*end) for end in EVERY_END]
    french = spoken.pop("fr")
    del spoken[PLAIN]  # it says in its own words only what is hard to read
    for language, others in spoken.items():
        same = [one for one, other in zip(french, others, strict=True) if one == other]
        assert same == [], language


def test_a_day_is_written_out(app: Flask) -> None:
    with answering(app, "/?lang=fr"):
        sentence = said("expires", Outcome.FAILED, "expired")
        assert sentence == "Le badge n'est plus valable depuis le 1er novembre 2026."
    with answering(app, "/?lang=en"):
        assert said("expires", Outcome.FAILED, "expired") == "The badge ended on 1 November 2026."


def test_a_document_that_a_badge_names_is_named(app: Flask) -> None:
    with answering(app, "/?lang=fr"):
        assert said("key", Outcome.UNREACHABLE, "not_answering") == (
            "Le serveur ne répond pas pour l'instant (la clé publique)."
        )
        assert said("assertion", Outcome.FAILED, "json_syntax") == (
            "Ce document n'est pas du JSON correct."
        )


@pytest.mark.parametrize(
    ("check", "code", "path", "expected"),
    [
        (
            *("assertion", "member_invalid", "issuedOn"),
            "Une information de ce document est mal écrite (issuedOn).",
        ),
        (
            *("assertion", "member_missing", "recipient.hashed"),
            "Il manque une information dans ce document (recipient.hashed).",
        ),
        (
            *("assertion", "document_type", "evidence.1.type"),
            "Ce n'est pas le bon type de document (evidence.type).",
        ),
        (
            *("assertion", "document_context", "@context"),
            "Ce document ne suit pas Open Badges 2.0 (@context).",
        ),
        (
            *("issuer", "member_invalid", "url"),
            "Une information de ce document est mal écrite (l'organisation, url).",
        ),
        (
            *("submission", "json_duplicate", "id"),
            "Ce document dit deux choses sous un même nom (id).",
        ),
    ],
)
def test_a_member_that_is_wrong_is_named(
    app: Flask, check: str, code: str, path: str, expected: str
) -> None:
    failed = Outcome.FAILED
    result = CheckResult(check=check, outcome=failed, code=code, values={"member": path})
    with answering(app, "/?lang=fr"):
        assert sentences.of(result) == expected
        assert f"{sentences.member(result)})." in expected


@pytest.mark.parametrize("path", ["", "7", "0612345678", "Ali", "recipient.Ali", "id ", "<b>"])
def test_no_member_of_somebodys_own_is_named(app: Flask, path: str) -> None:
    values = {"member": path}
    code, failed = "json_duplicate", Outcome.FAILED
    result = CheckResult(check="assertion", outcome=failed, code=code, values=values)
    with answering(app, "/?lang=fr"):
        assert sentences.of(result) == "Ce document dit deux choses sous un même nom."
        assert sentences.member(result) == ""


def test_nothing_of_what_was_handed_in_is_repeated(app: Flask) -> None:
    with answering(app, "/?lang=fr"):
        for check, outcome, code in EVERY_END:
            values = dict.fromkeys(("member", "id", "address", "origin", "reason"), "QWARL")
            values["member"] = "id.QWARL"
            values["expires"] = "2026-11-01T00:00:00+01:00"
            result = CheckResult(check=check, outcome=outcome, code=code, values=values)
            assert "QWARL" not in sentences.of(result)
