"""What the official validator accepts although it should not: each is refused, with its code."""

import pytest

from badges.openbadges.verification.report import Outcome, Report, Verdict
from tests import simulator
from tests.simulator import UUID, IssuerSimulator


@pytest.fixture
def issuer() -> IssuerSimulator:
    return IssuerSimulator()


def failures(report: Report) -> dict[str, str]:
    return {check.check: check.code for check in report.checks if check.outcome is Outcome.FAILED}


def test_a_forged_token_without_creator_from_an_issuer_without_key(
    issuer: IssuerSimulator,
) -> None:
    del issuer.assertion["verification"]["creator"]
    del issuer.profile["publicKey"]
    report = issuer.verify(issuer.token(simulator.rsa_key()))
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"creator": "creator_missing"}


def test_a_forged_token_from_an_issuer_without_key(issuer: IssuerSimulator) -> None:
    del issuer.profile["publicKey"]
    report = issuer.verify(issuer.token(simulator.rsa_key()))
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"creator": "issuer_without_key"}


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([{"id": f"urn:uuid:{UUID}"}], "revoked_by_id"),
        ({"id": f"urn:uuid:{UUID}"}, "revoked_by_id"),
        (f"urn:uuid:{UUID}", "revoked_by_id"),
        ([{"id": "urn:uuid:other"}, {"id": f"urn:uuid:{UUID}"}], "revoked_by_id"),
        ([{"uid": f"urn:uuid:{UUID}"}], "revoked_by_uid"),
        ([{"uid": UUID}], "revoked_by_uid"),
        ([{"id": f"urn:uuid:{UUID.upper()}"}], "revoked_by_id"),
        ([{"id": f"URN:UUID:{UUID}"}], "revoked_by_id"),
        ([{"uid": UUID.upper()}], "revoked_by_uid"),
    ],
)
def test_a_badge_on_the_list_alone_by_uid_or_in_another_letter_case(
    issuer: IssuerSimulator, entries: object, code: str
) -> None:
    issuer.revocation_list["revokedAssertions"] = entries
    report = issuer.verify(issuer.token())
    assert report.verdict is Verdict.REVOKED
    assert failures(report) == {"revocation": code}


def test_a_badge_on_the_list_by_the_uid_of_open_badges_1(issuer: IssuerSimulator) -> None:
    issuer.assertion["uid"] = "A7"
    issuer.revocation_list["revokedAssertions"] = [{"uid": "A7"}]
    assert failures(issuer.verify(issuer.token())) == {"revocation": "revoked_by_uid"}
    issuer.revocation_list["revokedAssertions"] = [{"uid": "a7"}]
    assert issuer.verify(issuer.token()).verdict is Verdict.VALID


def test_a_hosted_document_that_is_revoked(issuer: IssuerSimulator) -> None:
    issuer.mirror |= {"revoked": True, "revocationReason": "Donné par erreur"}
    report = issuer.verify(issuer.address("assertion"))
    assert report.verdict is Verdict.REVOKED
    assert failures(report) == {"revocation": "revoked_in_document"}
    assert report.revocation_reason == "Donné par erreur"


def test_an_address_whose_document_claims_a_signature(issuer: IssuerSimulator) -> None:
    issuer.mirror["verification"] = issuer.assertion["verification"]
    report = issuer.verify(issuer.address("assertion"))
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"kind": "kind_not_hosted"}


def test_a_key_that_somebody_else_owns(issuer: IssuerSimulator) -> None:
    issuer.key["owner"] = "https://stranger.example/profile.json"
    report = issuer.verify(issuer.token())
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"key_owner": "key_of_another"}


@pytest.mark.parametrize(
    ("document", "check"),
    [
        ("assertion", "assertion"),
        ("badge_class", "badge_class"),
        ("profile", "issuer"),
        ("key", "key"),
        ("revocation_list", "revocation_list"),
    ],
)
def test_a_nonsense_type(issuer: IssuerSimulator, document: str, check: str) -> None:
    getattr(issuer, document)["type"] = "Nonsense"
    report = issuer.verify(issuer.token())
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {check: "document_type"}


@pytest.mark.parametrize("email", [None, "", "  "])
def test_an_issuer_without_e_mail(issuer: IssuerSimulator, email: str | None) -> None:
    issuer.profile["email"] = email
    report = issuer.verify(issuer.token())
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"issuer": "issuer_without_email"}


@pytest.mark.parametrize("media_type", ["text/html", "text/html; charset=utf-8", "TEXT/HTML"])
@pytest.mark.parametrize("document", ["badge_class", "profile", "key", "revocation_list"])
def test_html_as_a_document(issuer: IssuerSimulator, document: str, media_type: str) -> None:
    issuer.media_types[issuer.address(document)] = media_type
    report = issuer.verify(issuer.token())
    assert report.verdict is Verdict.INVALID
    assert list(failures(report).values()) == ["document_html"]


def test_html_as_an_assertion(issuer: IssuerSimulator) -> None:
    issuer.media_types[issuer.address("assertion")] = "text/html"
    report = issuer.verify(issuer.address("assertion"))
    assert report.verdict is Verdict.INVALID
    assert failures(report) == {"assertion": "document_html"}
