"""Badges that the `openbadgeslib` package signs, publishes and bakes, and ours by its verifier."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openbadgeslib import ob2
from openbadgeslib.keys import KeyFactory, KeyType
from PIL import Image

from badges.openbadges.errors import Unreachable
from badges.openbadges.recipients import Identity
from badges.openbadges.verification import submission, verifier
from badges.openbadges.verification.report import Report, Verdict
from badges.openbadges.verification.resolver import Resource
from tests.simulator import NOW, IssuerSimulator

HOME = "https://lib.example/"
EMAIL = "somebody@post.example"
ALGORITHMS = {KeyType.RSA: "RS256", KeyType.ECC: "ES256", KeyType.ED25519: "EdDSA"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@dataclass(slots=True)
class Library:
    """An issuer that is made of the package alone, with a key of one kind."""

    kind: KeyType
    documents: dict[str, Any] = field(default_factory=dict)
    private: bytes = b""
    public: bytes = b""

    def __post_init__(self) -> None:
        """Make its key, and publish what the package publishes."""
        pair = KeyFactory(self.kind)
        self.private, self.public = pair.generate_keypair()
        self.documents = {
            "organization.json": ob2.Profile(
                id=f"{HOME}organization.json",
                name="Library",
                url="https://lib.example",
                email="badges@lib.example",
                public_key=[f"{HOME}key.json"],
                revocation_list=f"{HOME}revoked.json",
            ).to_dict(),
            "key.json": ob2.CryptographicKey(
                id=f"{HOME}key.json",
                owner=f"{HOME}organization.json",
                public_key_pem=self.public.decode(),
            ).to_dict(),
            "badge.json": ob2.BadgeClass(
                id=f"{HOME}badge.json",
                name="Team",
                description="Works with others.",
                image=f"{HOME}badge.svg",
                criteria=f"{HOME}criteria.html",
                issuer=f"{HOME}organization.json",
            ).to_dict(),
            "revoked.json": ob2.RevocationList(
                id=f"{HOME}revoked.json", issuer=f"{HOME}organization.json"
            ).to_dict(),
        }

    def fetch(self, address: str) -> Resource:
        """What it answers."""
        document = self.documents.get(address.removeprefix(HOME))
        if document is None:
            raise Unreachable("not_answering")
        body = json.dumps(document).encode()
        return Resource(address=address, status=200, media_type="application/json", body=body)

    def assertion(self, **members: Any) -> ob2.Assertion:
        """A badge for EMAIL."""
        return ob2.Assertion(
            recipient=ob2.IdentityObject.create(EMAIL, "0123456789abcdef"),
            badge=f"{HOME}badge.json",
            verification=ob2.Verification("SignedBadge", f"{HOME}key.json"),
            **{"issued_on": NOW - timedelta(days=3), **members},
        )

    def signer(self) -> ob2.OB2Signer:
        """Signs as the package does."""
        return ob2.OB2Signer(self.private, ALGORITHMS[self.kind])

    def verified(self, given: bytes | str, recipient: str = "") -> Report:
        """What we say of it."""
        return verifier.verify(
            submission.read(given),
            self,
            now=NOW,
            recipient=Identity("email", recipient) if recipient else None,
        )


@pytest.fixture(scope="module", params=[*ALGORITHMS])
def library(request: pytest.FixtureRequest) -> Library:
    return Library(request.param)


@pytest.fixture
def changed(library: Library) -> Library:
    """The same issuer, whose documents a test may change."""
    made = Library.__new__(Library)
    made.kind, made.private, made.public = library.kind, library.private, library.public
    made.documents = {name: dict(document) for name, document in library.documents.items()}
    return made


def test_what_it_signs_is_valid(library: Library) -> None:
    token = library.signer().sign(library.assertion())
    report = library.verified(token, EMAIL.upper())
    assert report.verdict is Verdict.VALID, report.checks
    assert report.recipient_matches is True
    assert library.verified(token, "other@post.example").verdict is Verdict.INVALID


def test_what_it_bakes_is_read(library: Library, plain_png: bytes) -> None:
    signer, assertion = library.signer(), library.assertion()
    for baked in (
        signer.sign_into_svg(assertion, SVG),
        signer.sign_into_png(assertion, plain_png),
    ):
        assert library.verified(baked).verdict is Verdict.VALID


@pytest.fixture
def plain_png() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (9, 9), "white").save(picture, "PNG")
    return picture.getvalue()


def test_what_it_hosts_is_valid(changed: Library) -> None:
    address = f"{HOME}assertion.json"
    hosted = changed.assertion(id=address)
    hosted.verification = ob2.Verification("HostedBadge")
    changed.documents["assertion.json"] = hosted.to_dict()
    assert changed.verified(address).verdict is Verdict.VALID
    del changed.documents["assertion.json"]
    assert changed.verified(address).verdict is Verdict.UNVERIFIABLE


def test_a_changed_sign_breaks_it(library: Library) -> None:
    head, payload, signature = library.signer().sign(library.assertion()).split(".")
    other = "A" if signature[10] != "A" else "B"
    broken = f"{head}.{payload}.{signature[:10]}{other}{signature[11:]}"
    assert library.verified(broken).verdict is Verdict.INVALID


def test_another_key_breaks_it(library: Library) -> None:
    stranger = Library(library.kind)
    token = stranger.signer().sign(library.assertion())
    assert library.verified(token).verdict is Verdict.INVALID


def test_a_key_of_somebody_else_breaks_it(changed: Library) -> None:
    changed.documents["key.json"]["owner"] = "https://other.example/organization.json"
    token = changed.signer().sign(changed.assertion())
    assert changed.verified(token).verdict is Verdict.INVALID


def test_what_it_revokes_is_revoked_even_alone_on_the_list(changed: Library) -> None:
    assertion = changed.assertion()
    token = changed.signer().sign(assertion)
    changed.documents["revoked.json"]["revokedAssertions"] = [{"id": assertion.to_dict()["id"]}]
    assert changed.verified(token).verdict is Verdict.REVOKED


def test_what_has_ended_is_expired(library: Library) -> None:
    ended = library.assertion(expires=NOW - timedelta(days=1))
    assert library.verified(library.signer().sign(ended)).verdict is Verdict.EXPIRED


def test_ours_is_verified_by_it() -> None:
    """By a program that is not ours: our token, our documents, no more."""
    issuer = IssuerSimulator()
    token = issuer.token()

    def download(address: str) -> bytes:
        return issuer.fetch(address).body

    found = ob2.OB2Verifier(download=download).verify(token, check_revocation=True)
    assert str(found.badge).startswith("https://issuer.example/")
    assert found.issued_on is not None
    assert found.issued_on < datetime(2027, 1, 1, tzinfo=UTC)
    head, payload, signature = token.split(".")
    with pytest.raises(ob2.OB2VerificationError):
        ob2.OB2Verifier(download=download).verify(f"{head}.{payload}.{signature[:-8]}AAAAAAAA")
