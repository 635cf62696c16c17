"""What a verification fetches, and what it does not."""

import json

import pytest

from badges.openbadges import baking, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification import evidence, submission
from badges.openbadges.verification.report import Outcome, Verdict
from tests import simulator
from tests.openbadges.verification.breaking import STRANGER
from tests.simulator import IssuerSimulator

SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
LINKED = ("badge_class", "profile", "key", "revocation_list")


@pytest.fixture
def issuer() -> IssuerSimulator:
    return IssuerSimulator()


def code(issuer: IssuerSimulator, handed_in: str) -> str:
    """How reading the assertion ended."""
    return issuer.verify(handed_in).checks[0].code


def test_a_token_needs_four_documents_each_once(issuer: IssuerSimulator) -> None:
    issuer.verify(issuer.token())
    assert issuer.asked == [issuer.address(name) for name in LINKED]


def test_a_hosted_badge_needs_three(issuer: IssuerSimulator) -> None:
    issuer.verify(issuer.address("assertion"))
    names = ("assertion", "badge_class", "profile")
    assert issuer.asked == [issuer.address(name) for name in names]


def test_a_handed_in_document_is_not_judged_but_the_one_that_is_published(
    issuer: IssuerSimulator,
) -> None:
    forged = {**issuer.mirror, "recipient": {"type": "id", "hashed": False, "identity": "7"}}
    report = issuer.verify(json.dumps(forged))
    assert report.verdict is Verdict.VALID
    assert report.assertion == schemas.load_assertion(issuer.mirror)
    assert issuer.asked[0] == issuer.address("assertion")


def test_nobody_elses_key_is_looked_at(issuer: IssuerSimulator) -> None:
    issuer.assertion["verification"]["creator"] = f"{STRANGER}/key.json"
    issuer.verify(issuer.token())
    assert f"{STRANGER}/key.json" not in issuer.asked
    assert issuer.address("key") not in issuer.asked


def test_what_cannot_be_read_leads_nowhere(issuer: IssuerSimulator) -> None:
    issuer.badge_class["issuer"] = "javascript:alert(1)"
    issuer.verify(issuer.token())
    assert issuer.asked == [issuer.address("badge_class"), issuer.address("key")]


def test_a_wrong_signature_is_found_although_the_issuer_is_away(issuer: IssuerSimulator) -> None:
    for name in ("profile", "badge_class"):
        issuer.away[issuer.address(name)] = "not_answering"
        assert issuer.verify(issuer.token()).verdict is Verdict.UNVERIFIABLE
        forged = issuer.verify(issuer.token(simulator.rsa_key()))
        assert forged.verdict is Verdict.INVALID


@pytest.mark.parametrize("name", LINKED)
def test_a_redirect_is_followed_where_it_stays_on_its_host(
    issuer: IssuerSimulator, name: str
) -> None:
    address = issuer.address(name)
    issuer.redirects[address] = f"{issuer.origin}/moved.json"
    issuer.bodies[f"{issuer.origin}/moved.json"] = strict_json.dumps(getattr(issuer, name))
    assert issuer.verify(issuer.token()).verdict is Verdict.VALID


def test_a_redirect_may_secure_an_address_but_not_expose_it() -> None:
    for asked, answered, verdict in (
        ("http", "https", Verdict.VALID),
        ("https", "http", Verdict.INVALID),
    ):
        issuer = IssuerSimulator(f"{asked}://issuer.example")
        moved = f"{answered}://issuer.example/profile.json"
        issuer.redirects[issuer.address("profile")] = moved
        issuer.bodies[moved] = strict_json.dumps(issuer.profile)
        assert issuer.verify(issuer.token()).verdict is verdict


def test_a_short_address_may_lead_to_the_badge_wherever_it_is(issuer: IssuerSimulator) -> None:
    issuer.redirects["https://short.example/7"] = issuer.address("assertion")
    assert issuer.verify("https://short.example/7").verdict is Verdict.VALID
    issuer.redirects[f"{STRANGER}/7"] = f"{STRANGER}/8"
    issuer.bodies[f"{STRANGER}/8"] = strict_json.dumps(issuer.mirror)
    assert code(issuer, f"{STRANGER}/7") == "document_id"


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("application/jose", "badge.jws"),
        ("image/svg+xml; charset=utf-8", "badge.svg"),
        ("text/plain", "badge.jws"),
        ("application/octet-stream", "badge.svg"),
    ],
)
def test_a_token_or_picture_at_an_address_is_read(
    issuer: IssuerSimulator, media_type: str, name: str
) -> None:
    address = f"{STRANGER}/{name}"
    token = issuer.token().encode()
    issuer.bodies[address] = baking.bake(SVG.encode(), token.decode()) if "svg" in name else token
    issuer.media_types[address] = media_type
    report = issuer.verify(address)
    assert report.verdict is Verdict.VALID
    assert report.assertion is not None
    assert report.assertion.verification.type == v2.SIGNED


def test_a_hosted_badge_in_a_picture_at_an_address_is_judged_where_it_is_published(
    issuer: IssuerSimulator,
) -> None:
    address = f"{STRANGER}/badge.svg"
    issuer.bodies[address] = baking.bake(SVG.encode(), issuer.address("assertion"))
    issuer.media_types[address] = "image/svg+xml"
    assert issuer.verify(address).verdict is Verdict.VALID
    issuer.bodies[address] = baking.bake(SVG.encode(), address)
    assert code(issuer, address) == "document_media_type"


@pytest.mark.parametrize(
    ("media_type", "body", "expected"),
    [
        ("image/svg+xml", SVG.encode(), "no_badge"),
        ("image/png", b"\x89PNG\r\n\x1a\n", "picture_cut"),
        ("application/jose", b"a..b", "token_parts"),
        ("text/plain", b"hello", "submission_form"),
        ("application/octet-stream", b"", "submission_empty"),
        ("text/html", SVG.encode(), "document_html"),
    ],
)
def test_what_is_no_badge_at_an_address_is_refused(
    issuer: IssuerSimulator, media_type: str, body: bytes, expected: str
) -> None:
    address = f"{STRANGER}/x"
    issuer.bodies[address] = body
    issuer.media_types[address] = media_type
    report = issuer.verify(address)
    assert report.verdict is Verdict.INVALID
    assert (report.checks[0].outcome, report.checks[0].code) == (Outcome.FAILED, expected)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b'{"revocationReason":7}'])
def test_a_revoked_document_may_have_left_nothing(issuer: IssuerSimulator, body: bytes) -> None:
    issuer.statuses[issuer.address("assertion")] = 410
    issuer.bodies[issuer.address("assertion")] = body
    report = issuer.verify(issuer.address("assertion"))
    assert report.verdict is Verdict.REVOKED
    assert report.assertion is None
    assert report.revocation_reason is None


def test_a_revoked_document_may_have_left_its_reason(issuer: IssuerSimulator) -> None:
    left = {"revoked": True, "revocationReason": "Donné par erreur"}
    issuer.bodies[issuer.address("assertion")] = strict_json.dumps(left)
    for status in (200, 410):
        issuer.statuses[issuer.address("assertion")] = status
        report = issuer.verify(issuer.address("assertion"))
        assert report.verdict is Verdict.REVOKED
        assert report.revocation_reason == "Donné par erreur"


def test_equal_bytes_are_parsed_once_but_for_assertions(issuer: IssuerSimulator) -> None:
    first, second = (
        evidence.gather(submission.read(issuer.token()), issuer),
        evidence.gather(submission.read(issuer.address("assertion")), issuer),
    )
    assert first.profile is not None
    assert second.profile is not None
    assert first.profile.document is second.profile.document
    third = evidence.gather(submission.read(issuer.address("assertion")), issuer)
    assert third.assertion.document == second.assertion.document
    assert third.assertion.document is not second.assertion.document


def test_a_changed_byte_is_read_anew(issuer: IssuerSimulator) -> None:
    issuer.verify(issuer.token())
    issuer.profile["name"] = "Autre"
    report = issuer.verify(issuer.token())
    assert report.profile is not None
    assert report.profile.name == "Autre"


def test_a_large_document_is_read_without_being_kept(issuer: IssuerSimulator) -> None:
    issuer.profile["description"] = "a" * 20_000
    gathered = [evidence.gather(submission.read(issuer.token()), issuer) for _ in range(2)]
    profiles = [one.profile.document for one in gathered if one.profile]
    assert profiles[0] == profiles[1]
    assert profiles[0] is not profiles[1]
