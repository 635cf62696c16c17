"""One function decides: it fails closed, and "no" comes before "could not be checked"."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.errors import SubmissionError
from badges.openbadges.recipients import Identity
from badges.openbadges.verification import checks, verifier
from badges.openbadges.verification.catalogue import CODES, Check
from badges.openbadges.verification.report import CheckResult, Outcome, Report, Verdict
from tests import simulator
from tests.openbadges.test_strict_json import JSON_VALUES
from tests.simulator import NOW, RECIPIENT, IssuerSimulator, refusal

Break = Callable[[IssuerSimulator], object]


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> dict[str, str]:
    return {check.check: check.code for check in report.checks if check.outcome is outcome}


def shows_nothing(report: Report) -> bool:
    return not any((report.assertion, report.badge_class, report.profile))


@pytest.mark.parametrize("form", ["token", "assertion"])
def test_a_good_badge_is_valid_with_all_that_it_says(form: str) -> None:
    issuer = IssuerSimulator()
    issuer.promise_digests()
    handed_in = issuer.token() if form == "token" else issuer.address("assertion")
    report = issuer.verify(handed_in, recipient=RECIPIENT)
    assert report.verdict is Verdict.VALID
    assert [check.check for check in report.checks] == list(Check)
    assert {check.outcome for check in report.checks} == {Outcome.PASSED, Outcome.SKIPPED}
    assert report.checked_at == NOW
    assert report.recipient_matches is True
    assert report.revocation_reason is None
    assert report.assertion is not None
    assert report.badge_class is not None
    assert report.badge_class.name == "Esprit d'équipe"
    assert report.profile is not None
    assert report.profile.name == "Les Passerelles"
    assert not any(check.remark for check in report.checks)


@pytest.mark.parametrize("key", [simulator.rsa_key(), simulator.ec_key(), simulator.ed_key()])
def test_others_may_sign_with_any_key_that_is_allowed(key: simulator.PrivateKey) -> None:
    issuer = IssuerSimulator("https://stranger.example")
    issuer.use_key(key)
    assert issuer.verify(issuer.token()).verdict is Verdict.VALID


def test_every_check_is_made_and_has_a_name() -> None:
    assert list(checks.CHECKS) == list(Check)


def revoke(issuer: IssuerSimulator) -> None:
    issuer.revocation_list["revokedAssertions"] = [
        {"id": issuer.assertion["id"], "revocationReason": "Donné par erreur"}
    ]


def expire(issuer: IssuerSimulator) -> None:
    issuer.assertion["expires"] = (NOW - timedelta(days=1)).isoformat()


def forge(issuer: IssuerSimulator) -> None:
    issuer.key["publicKeyPem"] = simulator.pem(simulator.rsa_key())


def lose_key(issuer: IssuerSimulator) -> None:
    issuer.away[issuer.address("key")] = "not_answering"


def lose_list(issuer: IssuerSimulator) -> None:
    issuer.away[issuer.address("revocation_list")] = "not_answering"


def lose_issuer(issuer: IssuerSimulator) -> None:
    issuer.away[issuer.address("profile")] = "not_answering"


def disown_key(issuer: IssuerSimulator) -> None:
    issuer.key["owner"] = "https://stranger.example/profile.json"


@pytest.mark.parametrize(
    ("breaks", "verdict"),
    [
        ([revoke], Verdict.REVOKED),
        ([expire], Verdict.EXPIRED),
        ([forge], Verdict.INVALID),
        ([lose_key], Verdict.UNVERIFIABLE),
        ([lose_list], Verdict.UNVERIFIABLE),
        ([lose_issuer], Verdict.UNVERIFIABLE),
        ([forge, revoke], Verdict.INVALID),
        ([forge, expire], Verdict.INVALID),
        ([forge, lose_list], Verdict.INVALID),
        ([disown_key, revoke, expire], Verdict.INVALID),
        ([revoke, expire], Verdict.REVOKED),
        ([expire, lose_list], Verdict.EXPIRED),
        ([lose_key, revoke], Verdict.UNVERIFIABLE),
        ([lose_key, expire], Verdict.UNVERIFIABLE),
        ([lose_issuer, expire], Verdict.UNVERIFIABLE),
    ],
)
def test_a_definite_no_comes_first_and_counts_only_of_what_is_authentic(
    breaks: list[Break], verdict: Verdict
) -> None:
    issuer = IssuerSimulator()
    for act in breaks:
        act(issuer)
    assert issuer.verify(issuer.token()).verdict is verdict


@pytest.mark.parametrize("act", [forge, disown_key, lose_key, lose_issuer])
def test_of_what_is_not_authentic_nothing_is_shown(act: Break) -> None:
    issuer = IssuerSimulator()
    revoke(issuer)
    act(issuer)
    report = issuer.verify(issuer.token(), recipient=RECIPIENT)
    assert shows_nothing(report)
    assert report.recipient_matches is None
    assert report.revocation_reason is None


@pytest.mark.parametrize("act", [revoke, expire, lose_list])
def test_what_is_authentic_is_shown_although_it_is_not_valid(act: Break) -> None:
    issuer = IssuerSimulator()
    act(issuer)
    assert not shows_nothing(issuer.verify(issuer.token()))


def test_a_revoked_badge_has_its_reason() -> None:
    issuer = IssuerSimulator()
    revoke(issuer)
    report = issuer.verify(issuer.token())
    assert report.revocation_reason == "Donné par erreur"
    assert codes(report) == {"revocation": "revoked_by_id"}


def test_somebody_elses_badge_is_invalid_for_them() -> None:
    issuer = IssuerSimulator()
    report = issuer.verify(issuer.token(), recipient=Identity("email", "omar@example.org"))
    assert report.verdict is Verdict.INVALID
    assert report.recipient_matches is False
    assert codes(report) == {"recipient": "recipient_differs"}
    assert not shows_nothing(report)


def test_one_changed_letter_anywhere_in_the_documents_is_found() -> None:
    issuer = IssuerSimulator()
    issuer.promise_digests()
    token = issuer.token()
    issuer.badge_class["name"] = "Esprit d'équipf"
    report = issuer.verify(token)
    assert (report.verdict, codes(report)) == (
        Verdict.INVALID,
        {"digests": "badge_digest_differs"},
    )
    assert shows_nothing(report)


PASSED = {check: CheckResult(check=check, outcome=Outcome.PASSED, code="fine") for check in Check}


@pytest.mark.parametrize("check", Check)
@pytest.mark.parametrize("outcome", [Outcome.SKIPPED, Outcome.UNREACHABLE, Outcome.FAILED])
def test_no_badge_is_valid_unless_every_check_holds(check: Check, outcome: Outcome) -> None:
    assert verifier.decide(PASSED) is Verdict.VALID
    result = CheckResult(check=check, outcome=outcome, code="not_reached")
    expected = Verdict.INVALID if outcome is Outcome.FAILED else Verdict.UNVERIFIABLE
    assert verifier.decide({**PASSED, check: result}) is expected
    del (lacking := dict(PASSED))[check]
    assert verifier.decide(lacking) is Verdict.UNVERIFIABLE


def test_nothing_checked_is_nothing_valid() -> None:
    assert verifier.decide({}) is Verdict.UNVERIFIABLE
    assert not verifier.is_authentic({})


def test_what_could_not_be_read_is_invalid_for_its_reason() -> None:
    report = verifier.unreadable(SubmissionError("token_parts", {"a": "b"}), now=NOW)
    assert report.verdict is Verdict.INVALID
    assert [(check.check, check.code, check.values) for check in report.checks] == [
        ("submission", "token_parts", {"a": "b"})
    ]
    assert shows_nothing(report)
    assert report.checked_at == NOW


DOCUMENTS = ("assertion", "mirror", "badge_class", "profile", "key", "revocation_list")


@given(st.sampled_from(DOCUMENTS), JSON_VALUES, st.data())
def test_whatever_a_document_says_is_a_report(
    name: str, value: object, data: st.DataObject
) -> None:
    issuer = IssuerSimulator()
    document = getattr(issuer, name)
    member = data.draw(st.sampled_from([*sorted(document), "verification", "revoked", "uid"]))
    changes = value != document.get(member)
    document[member] = value
    for handed_in in (issuer.token(), issuer.address("assertion")):
        report = issuer.verify(handed_in)
        assert {(one.check, one.outcome, one.code) for one in report.checks} <= CODES
        if changes and member in {"@context", "type", "id", "badge", "issuer", "owner"}:
            assert report.verdict is not Verdict.VALID or name not in judged(handed_in)


def judged(handed_in: str) -> set[str]:
    """The documents that the verdict on a badge hangs on."""
    if handed_in.startswith("https:"):
        return {"mirror", "badge_class", "profile"}
    return {"assertion", "badge_class", "profile", "key", "revocation_list"}


@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/plain", "image/png"]))
def test_whatever_an_address_answers_is_a_report(body: bytes, media_type: str) -> None:
    issuer = IssuerSimulator()
    for name in ("assertion", "badge_class", "profile", "key", "revocation_list"):
        broken = IssuerSimulator()
        broken.bodies[broken.address(name)] = body
        broken.media_types[broken.address(name)] = media_type
        handed_in = issuer.address("assertion") if name == "assertion" else issuer.token()
        assert broken.verify(handed_in).verdict is Verdict.INVALID


@given(st.integers(0), st.characters(min_codepoint=33, max_codepoint=126))
def test_one_changed_letter_of_a_token_is_never_valid(at: int, sign: str) -> None:
    issuer = IssuerSimulator()
    token = issuer.token()
    at %= len(token)
    changed = token[:at] + sign + token[at + 1 :]
    if changed != token and refusal(SubmissionError, issuer.verify, changed) == "":
        assert issuer.verify(changed).verdict is Verdict.INVALID
