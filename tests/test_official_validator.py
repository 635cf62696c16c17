"""The oracle answers as it should: shown with a badge made by hand, without the package."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.wrappers import Request, Response

from tests.fixtures.live_server import LiveServer
from tests.official_validator import OfficialValidator, assert_flawless

PROFILE_ADDRESS = "https://badges.example/p/8Q2M"
SALT = "0b9b1b0c5a0d4e6f8a7b6c5d4e3f2a1b"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@cache
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True, slots=True)
class HandMade:
    """One issuer, one badge class, one assertion, hosted at `url`."""

    url: str

    def document(self, file: str, kind: str, **members: Any) -> dict[str, Any]:
        return {
            "@context": "https://w3id.org/openbadges/v2",
            "type": kind,
            "id": f"{self.url}/{file}.json",
            **members,
        }

    def profile(self) -> dict[str, Any]:
        return self.document(
            "profile",
            "Profile",
            name="Association A",
            url="https://association.example",
            email="badges@association.example",
            publicKey=f"{self.url}/key.json",
            revocationList=f"{self.url}/revocations.json",
        )

    def key(self) -> dict[str, Any]:
        public = private_key().public_key()
        pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        owner = f"{self.url}/profile.json"
        return self.document("key", "CryptographicKey", owner=owner, publicKeyPem=pem)

    def badge(self) -> dict[str, Any]:
        return self.document(
            "badge",
            "BadgeClass",
            name="Esprit d’équipe",
            description="Je travaille avec les autres.",
            image=f"{self.url}/picture.svg",
            criteria={"narrative": "A partagé la balle"},
            issuer=f"{self.url}/profile.json",
        )

    def revocations(self) -> dict[str, Any]:
        issuer = f"{self.url}/profile.json"
        return self.document("revocations", "RevocationList", issuer=issuer, revokedAssertions=[])

    def assertion(self) -> dict[str, Any]:
        identity = hashlib.sha256((PROFILE_ADDRESS + SALT).encode()).hexdigest()
        return self.document(
            "assertion",
            "Assertion",
            recipient={
                "type": "url",
                "hashed": True,
                "salt": SALT,
                "identity": f"sha256${identity}",
            },
            badge=f"{self.url}/badge.json",
            verification={"type": "HostedBadge"},
            issuedOn="2026-11-14T00:00:00+01:00",
        )

    def token(self) -> str:
        signed = self.assertion() | {
            "id": "urn:uuid:6d6f1c2e-58b4-4a8e-9c55-1f6a6f0d8a3b",
            "verification": {"type": "SignedBadge", "creator": f"{self.url}/key.json"},
        }
        return jwt.encode(signed, private_key(), algorithm="RS256", headers={"typ": None})

    def app(self) -> Any:
        @Request.application
        def app(request: Request) -> Response:
            if request.path == "/picture.svg":
                return Response(PICTURE, content_type="image/svg+xml")
            documents = (
                self.profile(),
                self.key(),
                self.badge(),
                self.revocations(),
                self.assertion(),
            )
            found = {document["id"]: document for document in documents}.get(request.url)
            if found is None:
                return Response(status=404)
            return Response(json.dumps(found), content_type="application/ld+json")

        return app


@pytest.fixture
def hand_made(live_server: LiveServer) -> HandMade:
    badge = HandMade(live_server.url)
    live_server.serve(badge.app())
    return badge


def test_it_works(official_validator: OfficialValidator, hand_made: HandMade) -> None:
    recipient = {"url": PROFILE_ADDRESS}
    assert_flawless(official_validator.report(hand_made.token(), recipient=recipient))
    address = f"{hand_made.url}/assertion.json"
    assert_flawless(official_validator.report(address, recipient=recipient))


def test_a_picture_is_read_from_its_file(
    official_validator: OfficialValidator, hand_made: HandMade, tmp_path: Path
) -> None:
    baked = tmp_path / "badge.svg"
    baked.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
        f'<openbadges:assertion verify="{hand_made.token()}"/></svg>'
    )
    assert_flawless(official_validator.report(baked))


def test_a_forged_token_is_refused(
    official_validator: OfficialValidator, hand_made: HandMade
) -> None:
    header, payload, signature = hand_made.token().split(".")
    forged = ".".join((header, payload, signature[::-1]))
    assert official_validator.report(forged)["valid"] is False


def test_somebody_else_is_refused(
    official_validator: OfficialValidator, hand_made: HandMade
) -> None:
    recipient = {"url": f"{PROFILE_ADDRESS}0"}
    assert official_validator.report(hand_made.token(), recipient=recipient)["valid"] is False


def test_no_other_host_is_reached(official_validator: OfficialValidator) -> None:
    report = official_validator.report("https://badges.example/assertion.json")
    assert report["valid"] is False


def test_what_is_no_badge_is_refused(official_validator: OfficialValidator, tmp_path: Path) -> None:
    nothing = tmp_path / "badge.png"
    nothing.write_bytes(b"nothing")
    report = official_validator.report(nothing)
    assert "crashed" in report or report["valid"] is False


def test_a_warning_is_no_flaw_to_forgive() -> None:
    with pytest.raises(AssertionError):
        assert_flawless({"valid": True, "errorCount": 0, "warningCount": 1, "messages": []})
    with pytest.raises(AssertionError):
        assert_flawless({"crashed": "ValueError"})
