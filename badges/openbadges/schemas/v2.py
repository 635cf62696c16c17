"""Open Badges 2.0: JSON-LD objects to documents and back.

Each shape lists the members in the order in which they are written. Members that no shape names
are kept in `extra` and written last.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from marshmallow import ValidationError

from badges.openbadges.documents import v2
from badges.openbadges.errors import DocumentError
from badges.openbadges.schemas.linked_data import TWICE, one, plain
from badges.openbadges.schemas.members import (
    Address,
    Context,
    Entry,
    Flag,
    Kind,
    Link,
    Moment,
    Named,
    OneOrSeveral,
    Part,
    PartOrAddress,
    Picture,
    Several,
    Shape,
    Text,
    Web,
)

CODES = frozenset({"member_missing", "member_invalid", "document_type", "document_context", TWICE})
"""Every code that loading may raise; `values["member"]` says where, as in `recipient.salt`."""


_WAYS: Mapping[str, str] = MappingProxyType({"hosted": v2.HOSTED, "signed": v2.SIGNED})
"""What the standard's own context also calls the two ways of verifying."""


def _part(kind: str) -> Mapping[str, str]:
    return {"type": kind}


def _document(kind: str) -> Mapping[str, str]:
    return {"@context": v2.CONTEXT, "type": kind}


class IdentityObjectShape(Shape):
    """Section IdentityObject."""

    document = v2.IdentityObject
    type = Text(required=True)
    hashed = Flag(required=True)
    salt = Text()
    identity = Text(required=True)


class VerificationShape(Shape):
    """Section VerificationObject, of an Assertion."""

    document = v2.Verification
    type: Text = Named(_WAYS, required=True)
    creator = Link()
    starts_with = OneOrSeveral(Text(), "startsWith")
    allowed_origins = OneOrSeveral(Text(), "allowedOrigins")


class HostingShape(VerificationShape):
    """Section VerificationObject, of a Profile: rules say of what type they are."""

    type = Text()

    def read(self, members: Mapping[str, Any]) -> Any:
        """The rules; ValidationError where there is neither a rule nor a type."""
        rules = super().read(members)
        untyped = plain(members).get("type") is None
        if untyped and not (rules.starts_with or rules.allowed_origins):
            raise ValidationError({"type": ["member_missing"]})
        return rules


class EvidenceShape(Shape):
    """Section Evidence; it is told, and never fetched."""

    document = v2.Evidence
    head = _part("Evidence")
    type = Kind("Evidence")
    id = Address()
    genre = Text()
    name = Text()
    description = Text()
    narrative = Text()
    audience = Text()

    def read(self, members: Mapping[str, Any]) -> Any:
        """The evidence; a text that is no address is no `id` of it, and kept as it came."""
        members = plain(members)
        named = members.get("id")
        if not isinstance(named, str) or Address().fits(named):
            return super().read(members)
        evidence = super().read({**members, "id": None})
        return replace(evidence, extra={**evidence.extra, "id": named})


class AlignmentShape(Shape):
    """Section AlignmentObject."""

    document = v2.Alignment
    head = _part("AlignmentObject")
    type = Kind("AlignmentObject", "Alignment")
    target_name = Text("targetName", required=True)
    target_url = Web("targetUrl", required=True)
    target_framework = Text("targetFramework")
    target_code = Text("targetCode")
    target_description = Text("targetDescription")


class ImageShape(Shape):
    """Section Image."""

    document = v2.Image
    head = _part("Image")
    id = Picture(required=True)
    caption = Text()
    author = Text()


class CriteriaShape(Shape):
    """Section Criteria."""

    document = v2.Criteria
    id = Address()
    narrative = Text()


class AssertionShape(Shape):
    """Section Assertion."""

    document = v2.Assertion
    head = _document("Assertion")
    context = Context(v2.CONTEXT)
    type = Kind("Assertion", required=True)
    id = Address(required=True)
    language = Text("@language")
    recipient = Part(IdentityObjectShape(), required=True)
    badge = Link(required=True)
    badge_digest = Text("badgeDigest")
    issuer_digest = Text("issuerDigest")
    verification = Part(VerificationShape(), required=True)
    issued_on = Moment("issuedOn", required=True)
    expires = Moment()
    evidence = Several(PartOrAddress(EvidenceShape()))
    narrative = Text()
    image = PartOrAddress(ImageShape())
    revoked = Flag()
    revocation_reason = Text("revocationReason")


class BadgeClassShape(Shape):
    """Section BadgeClass."""

    document = v2.BadgeClass
    head = _document("BadgeClass")
    context = Context(v2.CONTEXT)
    type = Kind("BadgeClass", required=True)
    id = Web(required=True)
    language = Text("@language")
    version = Text()
    related = OneOrSeveral(Link())
    issuer = Link(required=True)
    name = Text(required=True)
    description = Text(required=True)
    image = PartOrAddress(ImageShape(), required=True)
    criteria = PartOrAddress(CriteriaShape(), required=True)
    alignment = Several(Part(AlignmentShape()))
    tags = Several(Text())


class ProfileShape(Shape):
    """Section Profile; `email` is asked for by the verifier, with a code of its own."""

    document = v2.Profile
    head = _document("Profile")
    context = Context(v2.CONTEXT)
    type = Kind("Profile", "Issuer", required=True)
    id = Web(required=True)
    language = Text("@language")
    name = Text(required=True)
    url = Web(required=True)
    email = Text()
    telephone = Text()
    description = Text()
    image = PartOrAddress(ImageShape())
    public_key = OneOrSeveral(Link(), "publicKey")
    revocation_list = Link("revocationList")
    verification = Part(HostingShape())


class CryptographicKeyShape(Shape):
    """Section CryptographicKey."""

    document = v2.CryptographicKey
    head = _document("CryptographicKey")
    context = Context(v2.CONTEXT)
    type = Kind("CryptographicKey", required=True)
    id = Web(required=True)
    owner = Link(required=True)
    public_key_pem = Text("publicKeyPem", required=True)


class RevokedAssertionShape(Shape):
    """An entry of section RevocationList; one that names nothing would revoke nothing."""

    document = v2.RevokedAssertion
    id = Text()
    uid = Text()
    revocation_reason = Text("revocationReason")

    def read(self, members: Mapping[str, Any]) -> Any:
        """The entry; ValidationError where it has neither `id` nor `uid`."""
        members = plain(members)
        if members.get("id") is None and members.get("uid") is None:
            raise ValidationError({"id": ["member_missing"]})
        return super().read(members)


class RevocationListShape(Shape):
    """Section RevocationList; its entries are written also when there is none."""

    document = v2.RevocationList
    head = _document("RevocationList")
    context = Context(v2.CONTEXT)
    type = Kind("RevocationList", required=True)
    id = Web(required=True)
    issuer = Link(required=True)
    revoked_assertions = Several(Entry(RevokedAssertionShape()), "revokedAssertions", required=True)


_ASSERTION = AssertionShape()
_BADGE_CLASS = BadgeClassShape()
_PROFILE = ProfileShape()
_KEY = CryptographicKeyShape()
_REVOCATION_LIST = RevocationListShape()
_SHAPES: Mapping[type, Shape] = {
    shape.document: shape
    for shape in (
        _ASSERTION,
        _BADGE_CLASS,
        _PROFILE,
        _KEY,
        _REVOCATION_LIST,
        IdentityObjectShape(),
    )
}

MEMBERS = frozenset[str]().union(*(shape.names() for shape in _SHAPES.values()))
"""The names of all members that the standard has and that are read."""


def dump(document: v2.Document | v2.IdentityObject) -> dict[str, Any]:
    """The JSON object of a document or a recipient; DocumentError if a time has no zone."""
    return _SHAPES[type(document)].write(document)


def mirrored(members: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The hosted twin of a signed assertion: `id` and `verification` replaced, nothing else."""
    return {**members, "id": address, "verification": {"type": v2.HOSTED}}


def says_signed(members: Mapping[str, Any]) -> bool:
    """Whether a JSON object calls itself a signed assertion, however much of one it is."""
    verification = one(members.get("verification"))
    if not isinstance(verification, dict):
        return False
    way = one(plain(verification).get("type"))
    return isinstance(way, str) and _WAYS.get(way, way) == v2.SIGNED


def load_assertion(members: Mapping[str, Any]) -> v2.Assertion:
    """The Assertion in a JSON object, else DocumentError with a code of `CODES`."""
    assertion: v2.Assertion = _load(_ASSERTION, members)
    return assertion


def load_badge_class(members: Mapping[str, Any]) -> v2.BadgeClass:
    """The BadgeClass in a JSON object, else DocumentError with a code of `CODES`."""
    badge_class: v2.BadgeClass = _load(_BADGE_CLASS, members)
    return badge_class


def load_profile(members: Mapping[str, Any]) -> v2.Profile:
    """The Profile in a JSON object, else DocumentError with a code of `CODES`."""
    profile: v2.Profile = _load(_PROFILE, members)
    return profile


def load_key(members: Mapping[str, Any]) -> v2.CryptographicKey:
    """The CryptographicKey in a JSON object, else DocumentError with a code of `CODES`."""
    key: v2.CryptographicKey = _load(_KEY, members)
    return key


def load_revocation_list(members: Mapping[str, Any]) -> v2.RevocationList:
    """The RevocationList in a JSON object, else DocumentError with a code of `CODES`."""
    revocation_list: v2.RevocationList = _load(_REVOCATION_LIST, members)
    return revocation_list


def _load(shape: Shape, members: Mapping[str, Any]) -> Any:
    try:
        return shape.read(members)
    except ValidationError as error:
        path, code = _first(error.messages)
        raise DocumentError(code, {"member": path}) from error


def _first(messages: Any) -> tuple[str, str]:
    """The first refusal: the path of its member and its code."""
    path = []
    while isinstance(messages, dict):
        step, messages = next(iter(messages.items()))
        path.append(str(step))
    code = messages[0] if isinstance(messages, list) else messages
    return ".".join(path), code if code in CODES else "member_invalid"
