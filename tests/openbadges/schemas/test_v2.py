"""JSON-LD to documents and back: the shapes of each document, and what is refused."""

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import strict_json
from badges.openbadges.documents import v2
from badges.openbadges.errors import DocumentError
from badges.openbadges.schemas import v2 as schemas
from tests.openbadges.test_strict_json import JSON_VALUES, OBJECTS
from tests.simulator import VECTORS, refusal

Members = dict[str, Any]
ASSERTION = strict_json.loads((VECTORS / "assertion.json").read_bytes())
SITE = "https://badges.example"
BADGE_CLASS: Members = {
    "@context": v2.CONTEXT,
    "type": "BadgeClass",
    "id": f"{SITE}/badges/e/2.json",
    "@language": "fr",
    "version": "2",
    "related": f"{SITE}/badges/e/1.json",
    "issuer": f"{SITE}/issuers/a/1.json",
    "name": "Esprit d'équipe",
    "description": "Je travaille avec les autres.",
    "image": {"type": "Image", "id": f"{SITE}/badges/e/2/image.png", "caption": "Un hexagone"},
    "criteria": {"narrative": "1. Partager la balle"},
    "alignment": [
        {
            "type": "AlignmentObject",
            "targetName": "Travailler en équipe",
            "targetUrl": f"{SITE}/frameworks/rome/k.html",
            "targetFramework": "ROME 4.0",
            "targetCode": "300416",
        }
    ],
    "tags": ["sport"],
}
PROFILE: Members = {
    "@context": v2.CONTEXT,
    "type": "Profile",
    "id": f"{SITE}/issuers/a/1.json",
    "name": "Les Passerelles",
    "url": "https://passerelles.example",
    "email": "contact@passerelles.example",
    "image": f"{SITE}/logo.png",
    "publicKey": f"{SITE}/issuers/a/1/key.json",
    "revocationList": f"{SITE}/issuers/a/1/revocations.json",
}
KEY: Members = {
    "@context": v2.CONTEXT,
    "type": "CryptographicKey",
    "id": f"{SITE}/issuers/a/1/key.json",
    "owner": f"{SITE}/issuers/a/1.json",
    "publicKeyPem": "-----BEGIN PUBLIC KEY-----\n",
}
REVOCATION_LIST: Members = {
    "@context": v2.CONTEXT,
    "type": "RevocationList",
    "id": f"{SITE}/issuers/a/1/revocations.json",
    "issuer": f"{SITE}/issuers/a/1.json",
    "revokedAssertions": [
        {"id": "urn:uuid:1"},
        {"id": "urn:uuid:2", "revocationReason": "Donné par erreur"},
    ],
}
Load = Callable[[Mapping[str, Any]], v2.Document]
DOCUMENTS: list[tuple[Load, Members]] = [
    (schemas.load_assertion, ASSERTION),
    (schemas.load_badge_class, BADGE_CLASS),
    (schemas.load_profile, PROFILE),
    (schemas.load_key, KEY),
    (schemas.load_revocation_list, REVOCATION_LIST),
]
each_document = pytest.mark.parametrize(("load", "members"), DOCUMENTS)


def changed(members: Members, path: str, value: Any) -> Members:
    """A copy with another value at a dotted path."""
    result = copy.deepcopy(members)
    *steps, last = path.split(".")
    place: Any = result
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return result


def without(members: Members, path: str) -> Members:
    """A copy without the member at a dotted path."""
    result = changed(members, path, None)
    *steps, last = path.split(".")
    place: Any = result
    for step in steps:
        place = place[step]
    del place[last]
    return result


def refused(load: Load, members: Members) -> tuple[str, str]:
    with pytest.raises(DocumentError) as caught:
        load(members)
    return caught.value.code, caught.value.values["member"]


@each_document
def test_it_reads_and_writes_the_same_members_in_the_same_order(
    load: Load, members: Members
) -> None:
    assert strict_json.dumps(schemas.dump(load(members))) == strict_json.dumps(members)


def test_a_mirror_has_another_id_and_verification_and_differs_in_nothing_else() -> None:
    address = f"{SITE}/assertions/7.json"
    mirror = schemas.mirrored(ASSERTION, address)
    read = schemas.load_assertion(mirror)
    assert (read.id, read.verification) == (address, v2.Verification(type=v2.HOSTED))
    assert list(mirror) == list(ASSERTION)
    own = ("id", "verification")
    assert {**mirror, **{name: ASSERTION[name] for name in own}} == ASSERTION


def test_a_recipient_is_written_by_itself_as_within_an_assertion() -> None:
    recipient = schemas.load_assertion(ASSERTION).recipient
    assert schemas.dump(recipient) == ASSERTION["recipient"]


def test_an_assertion_says_what_its_members_say() -> None:
    assertion = schemas.load_assertion(ASSERTION)
    assert assertion.issued_on == datetime(2026, 11, 13, 23, tzinfo=UTC)
    assert assertion.issued_on.utcoffset() == timedelta(hours=1)
    assert assertion.recipient.hashed is True
    assert assertion.verification.type == v2.SIGNED
    assert assertion.language == "fr"
    assert assertion.evidence[1] == v2.Evidence(
        genre="observation", name="A partagé la balle", extra={"criterion": 1}
    )
    assert assertion.extra == {}


@each_document
def test_unknown_members_are_kept_and_written_last(load: Load, members: Members) -> None:
    extended = {**members, "issued_on": 7, "document": {"a": [None]}}
    document = load(extended)
    assert document.extra == {"issued_on": 7, "document": {"a": [None]}}
    assert list(schemas.dump(document).items()) == list(extended.items())


@each_document
def test_a_context_or_type_that_says_more_is_kept(load: Load, members: Members) -> None:
    extended = {
        **members,
        "@context": [v2.CONTEXT, "https://a.example/context.json"],
        "type": [members["type"], "https://a.example/Own"],
    }
    assert list(schemas.dump(load(extended)).items()) == list(extended.items())


def test_an_issuer_by_its_older_name_stays_one() -> None:
    issuer = {**PROFILE, "type": "Issuer"}
    assert schemas.dump(schemas.load_profile(issuer)) == issuer


@each_document
@pytest.mark.parametrize("context", ["https://w3id.org/openbadges/v1", [], {}, None, 7, ["v2"]])
def test_another_context_is_refused(load: Load, members: Members, context: Any) -> None:
    assert refused(load, {**members, "@context": context}) == ("document_context", "@context")
    assert refused(load, without(members, "@context")) == ("document_context", "@context")


@each_document
@pytest.mark.parametrize("kind", ["Nonsense", "", 7, {}, [], ["Nonsense"], ["Assertion", 7], True])
def test_another_type_is_refused(load: Load, members: Members, kind: Any) -> None:
    assert refused(load, {**members, "type": kind}) == ("document_type", "type")


@each_document
def test_a_missing_type_is_refused(load: Load, members: Members) -> None:
    assert refused(load, without(members, "type")) == ("member_missing", "type")


REQUIRED = [
    *(
        (schemas.load_assertion, ASSERTION, path)
        for path in (
            "id", "recipient", "badge", "verification", "issuedOn",
            "recipient.type", "recipient.identity", "recipient.hashed", "verification.type",
        )
    ),
    *(
        (schemas.load_badge_class, BADGE_CLASS, path)
        for path in ("id", "name", "description", "image", "criteria", "issuer", "image.id")
    ),
    *((schemas.load_profile, PROFILE, path) for path in ("id", "name", "url")),
    *((schemas.load_key, KEY, path) for path in ("id", "owner", "publicKeyPem")),
    *(
        (schemas.load_revocation_list, REVOCATION_LIST, path)
        for path in ("id", "issuer", "revokedAssertions")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("load", "members", "path"), REQUIRED)
def test_a_required_member_is_required_and_never_null(
    load: Load, members: Members, path: str
) -> None:
    assert refused(load, without(members, path)) == ("member_missing", path)
    assert refused(load, changed(members, path, None)) == ("member_invalid", path)


@each_document
def test_an_optional_member_may_be_null(load: Load, members: Members) -> None:
    for member in members:
        nulled = {**members, member: None}
        if refusal(DocumentError, load, nulled) == "":
            assert load(nulled) == load(without(members, member))


INVALID: list[tuple[Members, str, list[Any]]] = [
    (ASSERTION, "recipient.hashed", ["true", 1, "yes", 0]),
    (ASSERTION, "revoked", ["true", 1, 0, "false", []]),
    (ASSERTION, "id", ["", "7", "urn:uuid:7", "javascript:alert(1)", 7, ["https://a.example"]]),
    (ASSERTION, "badge", ["urn:uuid:0f5ab2c8-3a52-4c1e-9d0b-5d3c9a7e1f42", {}, {"id": 7}, 7]),
    (ASSERTION, "recipient", ["a@b.c", [], 7]),
    (ASSERTION, "recipient.identity", [7, None, {}]),
    (ASSERTION, "verification", ["SignedBadge", []]),
    (ASSERTION, "verification.creator", ["key", 7, ["https://a.example/k"] * 2]),
    (ASSERTION, "badgeDigest", [7, []]),
    (ASSERTION, "image", ["picture.png", {"caption": 7, "id": SITE}, 7]),
    (BADGE_CLASS, "name", [7, ["a", "a"], [["a"]], [None], [], {}]),
    (BADGE_CLASS, "criteria", [7, ["a"], "javascript:alert(1)"]),
    (BADGE_CLASS, "related", ["1.json", ["1.json"]]),
    (BADGE_CLASS, "tags", [[7], {}, [None], [["sport"]]]),
    (BADGE_CLASS, "@language", [["fr"], 7]),
    (BADGE_CLASS, "alignment", ["a", [7], [None], [{}]]),
    (PROFILE, "url", ["a.example", 7]),
    (PROFILE, "publicKey", ["key", ["key"], {}, [None]]),
    (PROFILE, "verification", ["a", {"type": "V", "startsWith": [7]}]),
    (KEY, "publicKeyPem", [7, ["pem", "pem"], {}]),
    (REVOCATION_LIST, "revokedAssertions", [[7], [{}], [{"id": 7}], [None], 7]),
]
LOADERS = {id(members): load for load, members in DOCUMENTS}


@pytest.mark.parametrize(
    ("members", "path", "value"),
    [(members, path, value) for members, path, values in INVALID for value in values],
)
def test_a_member_of_another_kind_is_refused(members: Members, path: str, value: Any) -> None:
    code, member = refused(LOADERS[id(members)], changed(members, path, value))
    assert code in {"member_invalid", "member_missing"}
    assert member.startswith(path)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-11-14T00:00:00Z", datetime(2026, 11, 14, tzinfo=UTC)),
        ("2026-11-14T09:30+0100", datetime(2026, 11, 14, 8, 30, tzinfo=UTC)),
        ("2026-11-14T00:00:00.123456789-02:00", datetime(2026, 11, 14, 2, 0, 0, 123456, UTC)),
    ],
)
def test_a_time_has_a_zone(written: str, expected: datetime) -> None:
    assert schemas.load_assertion({**ASSERTION, "issuedOn": written}).issued_on == expected


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-14", "2026-11-14T00:00:00", "2026-11-14 00:00:00Z", "20261114T000000",
        "20261114T00:00:00Z", "2026-11-14T000000Z", "20261114T000000+01:00", "20261114Z",
        "2026-11-14T00:00:00+2", "2026-11-14T00:00:00+", "2026-11-14T00:00:00,Z",
        "2026-11-14T24:00:01Z", "2026-11-14T24:01Z", "2026-11-14T24:00:00.1Z", "2026-11-14T24:00",
        "2026-11-31T24:00:00Z", "9999-12-31T24:00:00Z", "20261114T250000Z", "2026-11-14T10,5Z",
        "2026-11-14T00:00:00z", "2026-W46-6T00:00:00Z", "2026-02-30T00:00:00Z",
        "2026-11-14T25:00:00Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00", "99999-01-01T00:00:00Z", "-2026-11-14T00:00:00Z",
        "２０２６-11-14T00:00:00Z", "2026-11-14T00:00:00+99:00", "", "now", 1763078400, True, None,
    ],
)  # fmt: skip
def test_what_is_no_such_time_is_refused(written: Any) -> None:
    assert refused(schemas.load_assertion, {**ASSERTION, "issuedOn": written}) == (
        "member_invalid",
        "issuedOn",
    )


def test_a_time_is_written_with_its_own_zone_and_never_without_one() -> None:
    assertion = schemas.load_assertion(ASSERTION)
    paris = timezone(timedelta(hours=1))
    moved = v2.Assertion(
        id=assertion.id,
        recipient=assertion.recipient,
        badge=assertion.badge,
        verification=assertion.verification,
        issued_on=datetime(2026, 11, 14, tzinfo=paris),
    )
    assert schemas.dump(moved)["issuedOn"] == "2026-11-14T00:00:00+01:00"
    naive = v2.Assertion(
        id=assertion.id,
        recipient=assertion.recipient,
        badge=assertion.badge,
        verification=assertion.verification,
        issued_on=datetime(2026, 11, 14),  # noqa: DTZ001
    )
    with pytest.raises(DocumentError) as caught:
        schemas.dump(naive)
    assert caught.value.values == {"member": "issuedOn"}


def test_one_value_stands_for_a_list_of_one() -> None:
    evidence = ASSERTION["evidence"][0]
    one = schemas.load_assertion({**ASSERTION, "evidence": evidence})
    assert one == schemas.load_assertion({**ASSERTION, "evidence": [evidence]})
    assert schemas.dump(one)["evidence"] == [evidence]
    two = [f"{SITE}/1.json", f"{SITE}/2.json"]
    assert schemas.dump(schemas.load_profile({**PROFILE, "publicKey": two}))["publicKey"] == two
    single = schemas.load_profile({**PROFILE, "publicKey": two[:1]})
    assert schemas.dump(single)["publicKey"] == two[0]


def test_an_address_stands_for_an_object_that_says_no_more() -> None:
    plain = {**BADGE_CLASS, "image": f"{SITE}/i.png", "criteria": f"{SITE}/criteria"}
    badge_class = schemas.load_badge_class(plain)
    assert badge_class.image == v2.Image(id=f"{SITE}/i.png")
    assert badge_class.criteria == v2.Criteria(id=f"{SITE}/criteria")
    assert schemas.dump(badge_class) == plain


def test_of_an_embedded_document_only_its_address_counts() -> None:
    embedded = schemas.load_assertion({**ASSERTION, "badge": BADGE_CLASS})
    assert embedded.badge == BADGE_CLASS["id"]


def test_an_empty_revocation_list_says_so() -> None:
    empty = v2.RevocationList(id=REVOCATION_LIST["id"], issuer=PROFILE["id"])
    assert schemas.dump(empty)["revokedAssertions"] == []
    assert schemas.load_revocation_list(schemas.dump(empty)) == empty


def test_an_entry_of_a_revocation_list_may_be_an_address_or_a_uid() -> None:
    listed = schemas.load_revocation_list(
        {**REVOCATION_LIST, "revokedAssertions": ["urn:uuid:1", {"uid": "7"}]}
    )
    assert listed.revoked_assertions == (
        v2.RevokedAssertion(id="urn:uuid:1"),
        v2.RevokedAssertion(uid="7"),
    )


def test_an_entry_that_names_nothing_is_refused() -> None:
    entries = [{"id": "urn:uuid:1"}, {"revocationReason": "x"}]
    assert refused(
        schemas.load_revocation_list, {**REVOCATION_LIST, "revokedAssertions": entries}
    ) == ("member_missing", "revokedAssertions.1.id")


@given(st.sampled_from(DOCUMENTS), OBJECTS, st.data())
def test_whatever_is_read_is_written_again(
    kind: tuple[Load, Members], unknown: Members, data: st.DataObject
) -> None:
    load, members = kind
    named = st.sampled_from(sorted(members))
    absent = data.draw(st.sets(named, max_size=3))
    kept = {member: value for member, value in members.items() if member not in absent}
    try:
        document = load({**unknown, **kept})
    except DocumentError:
        return
    written = schemas.dump(document)
    assert load(written) == document
    for member, value in unknown.items():
        assert written.get(member) == ({**unknown, **kept})[member] or value is None


@given(st.sampled_from(DOCUMENTS), JSON_VALUES, st.data())
def test_it_raises_nothing_but_its_own_error(
    kind: tuple[Load, Members], value: Any, data: st.DataObject
) -> None:
    load, members = kind
    member = data.draw(st.sampled_from(sorted(members)))
    nested = members[member]
    if isinstance(nested, dict) and data.draw(st.booleans()):
        value = {**nested, data.draw(st.sampled_from(sorted(nested))): value}
    assert refusal(DocumentError, load, {**members, member: value}) in schemas.CODES | {""}


@given(st.sampled_from([load for load, _ in DOCUMENTS]), OBJECTS)
def test_it_refuses_any_other_object(load: Load, members: Members) -> None:
    assert refusal(DocumentError, load, members) in schemas.CODES
