"""Other shapes of the same: what JSON-LD and the context of Open Badges 2.0 allow strangers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges.errors import SubmissionError
from badges.openbadges.verification import submission
from badges.openbadges.verification.report import Outcome, Verdict
from tests.openbadges.test_strict_json import JSON_VALUES
from tests.openbadges.verification.breaking import Break, Judge, answer, hosted, lists, put, signed
from tests.simulator import RECIPIENT, UUID, IssuerSimulator, refusal

WAYS: dict[str, Callable[..., Judge]] = {"signed": signed, "hosted": hosted}
HOME = "https://issuer.example"
each_way = pytest.mark.parametrize("way", WAYS)


def said(member: str, value: Any) -> Break:
    """The same put into both assertions."""

    def act(issuer: IssuerSimulator) -> None:
        put("assertion", member, value)(issuer)
        put("mirror", member, value)(issuer)

    return act


def again(document: str, member: str, make: Callable[[Any], Any]) -> Break:
    """Make another shape of what a member says; of `assertion` in both assertions."""

    def act(issuer: IssuerSimulator) -> None:
        for name in ("assertion", "mirror") if document == "assertion" else (document,):
            place = getattr(issuer, name)
            *steps, last = member.split(".")
            for step in steps:
                place = place[step]
            place[last] = make(place[last])

    return act


def keywords(*also: str) -> Callable[[Any], Any]:
    """`@id` and `@type` in place of `id` and `type`, which stay where `also` says so."""

    def make(members: Any) -> Any:
        names = {"id": "@id", "type": "@type"}
        kept = {name: members[name] for name in also if name in members}
        return {names.get(name, name): value for name, value in members.items()} | kept

    return make


def by_keywords(document: str, *also: str) -> Break:
    """A whole document with `@id` and `@type`."""

    def act(issuer: IssuerSimulator) -> None:
        for name in ("assertion", "mirror") if document == "assertion" else (document,):
            setattr(issuer, name, keywords(*also)(getattr(issuer, name)))

    return act


def ends(way: str, act: Break) -> tuple[str, dict[str, tuple[str, str | None]]]:
    """The verdict, and what failed with the member that it names."""
    report = WAYS[way](act, recipient=RECIPIENT)(IssuerSimulator())
    failed = {
        one.check: (one.code, one.values.get("member"))
        for one in report.checks
        if one.outcome is Outcome.FAILED
    }
    return report.verdict, failed


def of_one(value: Any) -> list[Any]:
    return [value]


def of_two(value: Any) -> list[Any]:
    return [value, value]


def nested(value: Any) -> list[Any]:
    return [[value]]


# ---- hosted, signed


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("signed", "SignedBadge"),
        ("signed", "signed"),
        ("hosted", "HostedBadge"),
        ("hosted", "hosted"),
    ],
)
@pytest.mark.parametrize("make", [str, of_one])
def test_the_ways_of_verifying_have_two_names(
    way: str, kind: str, make: Callable[[str], Any]
) -> None:
    assert ends(way, said("verification.type", make(kind))) == (Verdict.VALID, {})


@pytest.mark.parametrize(
    ("way", "kind", "code"),
    [
        ("signed", "Signed", "kind_not_signed"),
        ("signed", "SIGNED", "kind_not_signed"),
        ("signed", "hosted", "kind_not_signed"),
        ("signed", "signedBadge", "kind_not_signed"),
        ("hosted", "Hosted", "kind_not_hosted"),
        ("hosted", "hosted ", "kind_not_hosted"),
        ("hosted", "signed", "kind_not_hosted"),
    ],
)
def test_and_no_third(way: str, kind: str, code: str) -> None:
    assert ends(way, said("verification.type", kind)) == (Verdict.INVALID, {"kind": (code, None)})


@pytest.mark.parametrize("name", ["type", "@type"])
@pytest.mark.parametrize("kind", ["hosted", "V", ["HostedBadge"]])
@each_way
def test_a_profile_may_name_them_too(way: str, kind: Any, name: str) -> None:
    for rules in ({}, {"startsWith": f"{HOME}/"}):
        act = put("profile", "verification", {name: kind, **rules})
        assert ends(way, act) == (Verdict.VALID, {})


# ---- a list of one

SINGLE = [
    *(("assertion", one) for one in ("recipient", "recipient.type", "recipient.hashed")),
    *(("assertion", one) for one in ("recipient.salt", "recipient.identity", "badge")),
    *(("assertion", one) for one in ("verification", "verification.type", "issuedOn", "expires")),
    *(("badge_class", one) for one in ("issuer", "criteria", "image", "name", "description")),
    *(("badge_class", one) for one in ("criteria.narrative", "image.caption")),
    *(("profile", one) for one in ("name", "url", "email")),
]
CHECKS = {"badge_class": "badge_class", "profile": "issuer", "assertion": "assertion"}
of_signed = [
    ("assertion", "verification.creator"),
    ("profile", "revocationList"),
    ("key", "owner"),
    ("key", "publicKeyPem"),
    ("revocation_list", "issuer"),
]


@pytest.mark.parametrize(("document", "member"), SINGLE)
@each_way
def test_a_list_of_one_is_the_one_and_of_two_is_not(way: str, document: str, member: str) -> None:
    assert ends(way, again(document, member, of_one)) == (Verdict.VALID, {})
    for make in (of_two, nested, lambda _: [], lambda _: [None]):
        verdict, failed = ends(way, again(document, member, make))
        assert verdict is Verdict.INVALID
        assert failed[CHECKS[document]] == ("member_invalid", member)


@pytest.mark.parametrize(("document", "member"), of_signed)
def test_also_of_what_only_a_signed_badge_has(document: str, member: str) -> None:
    if document == "assertion":
        one, two = (put(document, member, [f"{HOME}/key.json"] * count) for count in (1, 2))
    else:
        one, two = again(document, member, of_one), again(document, member, of_two)
    assert ends("signed", one) == (Verdict.VALID, {})
    assert ends("signed", two)[0] is Verdict.INVALID


@pytest.mark.parametrize("document", ["assertion", "badge_class", "profile", "key"])
def test_an_id_is_never_a_list(document: str) -> None:
    verdict, failed = ends("signed", again(document, "id", of_one))
    assert verdict is Verdict.INVALID
    assert ("member_invalid", "id") in failed.values()


@each_way
def test_what_is_revoked_is_so_in_a_list_too(way: str) -> None:
    assert ends(way, said("revoked", [True]))[0] is Verdict.REVOKED
    assert ends(way, said("revoked", [False]))[0] is Verdict.VALID
    assert ends(way, said("revoked", [True, True]))[0] is Verdict.INVALID


def test_what_is_left_of_a_revoked_one_may_be_in_lists() -> None:
    left = {"id": f"{HOME}/assertion.json", "revoked": [True], "revocationReason": ["Erreur"]}
    act = answer("bodies", "assertion", json.dumps(left).encode())
    report = hosted(act)(IssuerSimulator())
    assert (report.verdict, report.revocation_reason) == (Verdict.REVOKED, "Erreur")


@pytest.mark.parametrize(
    ("uid", "entry"),
    [(["A7"], {"uid": "A7"}), ("A7", {"uid": ["A7"]}), ("A7", {"@id": f"urn:uuid:{UUID}"})],
)
def test_a_badge_is_on_the_list_however_either_is_written(uid: Any, entry: dict[str, Any]) -> None:
    listed = lists(entry)
    assert ends("signed", listed)[0] is (Verdict.REVOKED if "@id" in entry else Verdict.VALID)
    both = signed(put("assertion", "uid", uid), listed)(IssuerSimulator())
    assert both.verdict is Verdict.REVOKED


# ---- rules without a type


@pytest.mark.parametrize(
    "rules",
    [
        {"startsWith": f"{HOME}/"},
        {"startsWith": [f"{HOME}/"]},
        {"allowedOrigins": "issuer.example"},
        {"type": None, "allowedOrigins": ["issuer.example"]},
    ],
)
@each_way
def test_the_rules_of_a_profile_need_no_type(way: str, rules: dict[str, Any]) -> None:
    assert ends(way, put("profile", "verification", rules)) == (Verdict.VALID, {})


def test_and_are_kept_to_without_one() -> None:
    act = put("profile", "verification", {"startsWith": f"{HOME}/other/"})
    assert ends("hosted", act) == (Verdict.INVALID, {"scope": ("out_of_scope", None)})


@pytest.mark.parametrize("rules", [{}, {"startsWith": []}, {"startsWith": None}, {"creator": HOME}])
@each_way
def test_what_has_neither_rules_nor_type_is_none(way: str, rules: dict[str, Any]) -> None:
    expected = (Verdict.INVALID, {"issuer": ("member_missing", "verification.type")})
    assert ends(way, put("profile", "verification", rules)) == expected


@each_way
def test_an_assertion_says_its_type(way: str) -> None:
    verdict, failed = ends(way, said("verification", {"creator": f"{HOME}/key.json"}))
    assert verdict is Verdict.INVALID
    assert failed == {"assertion": ("member_missing", "verification.type")}


# ---- keywords


@pytest.mark.parametrize("document", ["assertion", "badge_class", "profile", "key"])
@each_way
def test_a_document_may_use_keywords_but_not_both(way: str, document: str) -> None:
    assert ends(way, by_keywords(document)) == (Verdict.VALID, {})
    if (way, document) == ("hosted", "key"):
        return
    for name in ("id", "type"):
        verdict, failed = ends(way, by_keywords(document, name))
        assert verdict is Verdict.INVALID
        assert list(failed.values()) == [("json_duplicate", name)]


def test_so_may_what_an_address_leads_to() -> None:
    issuer = IssuerSimulator()
    short = f"{HOME}/a"
    issuer.redirects[short] = issuer.address("assertion")
    by_keywords("assertion")(issuer)
    assert issuer.verify(short).verdict is Verdict.VALID
    by_keywords("assertion", "@id")(issuer)
    issuer.mirror["id"] = issuer.address("assertion")
    assert issuer.verify(short).verdict is Verdict.INVALID


def test_so_may_a_revocation_list() -> None:
    assert ends("signed", by_keywords("revocation_list")) == (Verdict.VALID, {})
    assert ends("signed", by_keywords("revocation_list", "id"))[0] is Verdict.INVALID


@pytest.mark.parametrize(
    ("document", "member"),
    [("assertion", "recipient"), ("assertion", "verification"), ("badge_class", "image")],
)
@each_way
def test_so_may_a_part(way: str, document: str, member: str) -> None:
    assert ends(way, again(document, member, keywords())) == (Verdict.VALID, {})
    both = again(document, member, keywords("type"))
    assert ends(way, both) == (Verdict.INVALID, {document: ("json_duplicate", "type")})


@each_way
def test_a_link_may_be_an_object_with_either(way: str) -> None:
    for document, member in (("assertion", "badge"), ("badge_class", "issuer")):
        link = again(document, member, lambda address: {"@id": address})
        assert ends(way, link) == (Verdict.VALID, {})
        both = again(document, member, lambda address: {"@id": address, "id": address})
        assert ends(way, both) == (Verdict.INVALID, {document: ("json_duplicate", "id")})


def test_a_copy_is_found_by_either() -> None:
    issuer = IssuerSimulator()
    copy = keywords()(issuer.mirror)
    assert issuer.verify(json.dumps(copy)).verdict is Verdict.VALID
    for also in ("id", "type"):
        twice = json.dumps(keywords(also)(issuer.mirror))
        assert refusal(SubmissionError, submission.read, twice) == "json_duplicate"


@pytest.mark.parametrize(
    "verification",
    [{"type": "signed"}, {"@type": "SignedBadge"}, {"type": ["SignedBadge"]}, [{"type": "signed"}]],
)
def test_a_copy_that_says_signed_needs_its_signature(verification: Any) -> None:
    text = json.dumps({"id": f"urn:uuid:{UUID}", "verification": verification})
    assert refusal(SubmissionError, submission.read, text) == "submission_unsigned"


@given(
    st.dictionaries(
        st.sampled_from(["id", "@id", "type", "@type", "verification", "verify"]),
        JSON_VALUES
        | st.dictionaries(st.sampled_from(["type", "@type"]), JSON_VALUES, max_size=2)
        | st.sampled_from(["https://a.example/1", "signed"]),
    )
)
def test_whatever_object_is_handed_in_is_read_or_refused(members: dict[str, Any]) -> None:
    code = refusal(SubmissionError, submission.read, json.dumps(members))
    assert code in submission.CODES | {""}


# ---- times


MOMENTS = ["2026-11-14T10:00:00+02", "20261114T100000Z", "2026-11-14T10:00:00,5Z"]


@pytest.mark.parametrize("moment", [*MOMENTS, "2026-11-14T24:00:00Z"])
@each_way
def test_a_time_may_be_written_as_iso_8601_does(way: str, moment: str) -> None:
    assert ends(way, said("issuedOn", moment)) == (Verdict.VALID, {})


@pytest.mark.parametrize(
    "moment",
    ["2026-11-14T10:00:00+2", "20261114T10:00:00Z", "2026-11-14T10:00:00", "2026-11-14T25:00:00Z"],
)
@pytest.mark.parametrize("member", ["issuedOn", "expires"])
@each_way
def test_no_other_time_is_one(way: str, member: str, moment: str) -> None:
    expected = (Verdict.INVALID, {"assertion": ("member_invalid", member)})
    assert ends(way, said(member, moment)) == expected


@each_way
def test_a_day_ends_at_its_24_hours(way: str) -> None:
    assert ends(way, said("expires", "2026-11-21T24:00:00Z"))[0] is Verdict.EXPIRED
    assert ends(way, said("expires", "2026-11-22T24:00:00Z"))[0] is Verdict.VALID


# ---- evidence

NO_ADDRESSES = ["_:b0", "my photo.jpg", "https://a.example/a b", "https://a@b.example/", "", "é"]


@pytest.mark.parametrize("named", [*NO_ADDRESSES, "javascript:alert(1)", "ftp://a.example/"])
@pytest.mark.parametrize(
    "make",
    [
        lambda it: it,
        lambda it: {"id": it, "name": "But"},
        lambda it: {"@id": it, "name": "But"},
    ],
)
@each_way
def test_evidence_without_a_good_address_is_text(
    way: str, make: Callable[[str], Any], named: str
) -> None:
    issuer = IssuerSimulator()
    report = WAYS[way](said("evidence", [make(named), f"{HOME}/film"]))(issuer)
    assert report.verdict is Verdict.VALID
    assert report.assertion is not None
    told, film = report.assertion.evidence
    assert (told.id, told.extra) == (None, {"id": named})
    assert told.name == (None if make(named) == named else "But")
    assert film.id == f"{HOME}/film"
    assert named not in issuer.asked


@pytest.mark.parametrize("wrong", [7, {"id": 7}, {"id": {}}, {"id": ["_:b0"]}, {"name": 7}, [[7]]])
@each_way
def test_evidence_of_another_kind_is_none(way: str, wrong: Any) -> None:
    verdict, failed = ends(way, said("evidence", wrong))
    assert verdict is Verdict.INVALID
    assert failed["assertion"][0] == "member_invalid"


@pytest.mark.parametrize(
    ("document", "member"),
    [("badge_class", "criteria"), ("badge_class", "image"), ("profile", "url")],
)
@each_way
def test_other_addresses_are_good_ones(way: str, document: str, member: str) -> None:
    assert ends(way, put(document, member, "_:b0"))[0] is Verdict.INVALID
