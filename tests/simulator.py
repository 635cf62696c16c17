"""An issuer in memory: it publishes, signs and answers, and any of it can be broken.

Everything that it says is a plain JSON object, so that a test changes what it likes:

    issuer = IssuerSimulator()
    issuer.profile["email"] = 7
    report = issuer.verify(issuer.token())

An address is away, has another status, media type, bytes or final address where a test says so.
"""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt import PyJWS

from badges.openbadges import digests, keys, recipients, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.errors import OpenBadgesError, Unreachable
from badges.openbadges.recipients import Identity
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification import submission, verifier
from badges.openbadges.verification.report import Report
from badges.openbadges.verification.resolver import Resource

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
Members = dict[str, Any]

VECTORS = Path(__file__).parent / "vectors"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ISSUED = datetime(2026, 11, 14, tzinfo=UTC)
UUID = "0f5ab2c8-3a52-4c1e-9d0b-5d3c9a7e1f42"
RECIPIENT = Identity("url", "https://issuer.example/p/k3v9")
SALT = "00112233445566778899aabbccddeeff"


@cache
def published_key() -> rsa.RSAPrivateKey:
    """The RSA-3072 key that lies beside the tests, the same for ever."""
    pem = (VECTORS / "test_only_key.pem").read_bytes()
    return cast("rsa.RSAPrivateKey", serialization.load_pem_private_key(pem, None))


@cache
def rsa_key(bits: int = 2_048) -> rsa.RSAPrivateKey:
    """Somebody's RSA key, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """Somebody's P-256 key, made once a run."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def other_curve() -> ec.EllipticCurvePrivateKey:
    """A P-384 key, which badges are not verified with, made once a run."""
    return ec.generate_private_key(ec.SECP384R1())


@cache
def ed_key() -> ed25519.Ed25519PrivateKey:
    """Somebody's Ed25519 key, made once a run."""
    return ed25519.Ed25519PrivateKey.generate()


def pem(key: PrivateKey) -> str:
    """The public half of a key."""
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii")
    )


def refusal(error: type[OpenBadgesError], act: Callable[..., object], *given: Any) -> str:
    """The code with which an act refuses what it is given, empty if it does not."""
    try:
        act(*given)
    except error as refused:
        return refused.code
    return ""


def encoded(data: bytes) -> str:
    """A part of a token."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def assembled(header: Mapping[str, Any] | bytes, payload: bytes, signature: bytes) -> str:
    """A token of three parts, whether they fit or not."""
    first = header if isinstance(header, bytes) else json.dumps(dict(header)).encode()
    return ".".join(map(encoded, (first, payload, signature)))


def signed(payload: bytes, key: PrivateKey, **header: Any) -> str:
    """A token by PyJWS, with further members in its header."""
    algorithm = keys.algorithm_for(key.public_key())
    return PyJWS().encode(payload, key, algorithm=algorithm, headers=header)


class IssuerSimulator:
    """One issuer with one badge, signed and hosted, at the addresses of its origin."""

    def __init__(self, origin: str = "https://issuer.example") -> None:
        self.origin = origin
        self.signing_key: PrivateKey = published_key()
        self.away: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self.media_types: dict[str, str] = {}
        self.bodies: dict[str, bytes] = {}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []
        self.profile = self._profile()
        self.key = self._key()
        self.revocation_list = self._revocation_list()
        self.badge_class = self._badge_class()
        assertion = self._assertion()
        self.assertion = schemas.dump(assertion)
        self.mirror = schemas.mirrored(schemas.dump(assertion), self.address("assertion"))

    def address(self, name: str) -> str:
        """The address of `profile`, `key`, `revocation_list`, `badge_class` or `assertion`."""
        return f"{self.origin}/{name}.json"

    def fetch(self, address: str) -> Resource:
        """Answer as the web would; this makes the issuer a Resolver."""
        self.asked.append(address)
        if address in self.away:
            raise Unreachable(self.away[address], {"address": address})
        final = self.redirects.get(address, address)
        body = self.bodies.get(final, self._body(final))
        return Resource(
            address=final,
            status=self.statuses.get(final, 404 if body is None else 200),
            media_type=self.media_types.get(final, "application/ld+json"),
            body=body or b"",
        )

    def token(self, key: PrivateKey | None = None, **header: Any) -> str:
        """The assertion as it is now, signed with the issuer's key or another."""
        signer = key or self.signing_key
        return signed(strict_json.dumps(self.assertion), signer, **{"typ": None, **header})

    def use_key(self, key: PrivateKey) -> None:
        """Sign with another key from now on, and publish it."""
        self.signing_key = key
        self.key["publicKeyPem"] = pem(key)

    def promise_digests(self) -> None:
        """State in both assertions the digests of BadgeClass and Profile as they are now."""
        for assertion in (self.assertion, self.mirror):
            assertion["badgeDigest"] = digests.digest(strict_json.dumps(self.badge_class))
            assertion["issuerDigest"] = digests.digest(strict_json.dumps(self.profile))

    def verify(
        self,
        handed_in: bytes | str,
        *,
        now: datetime = NOW,
        recipient: Identity | None = None,
        own_origin: str | None = None,
    ) -> Report:
        """The report on a token, address, document or picture."""
        return verifier.verify(
            submission.read(handed_in), self, now=now, recipient=recipient, own_origin=own_origin
        )

    def _body(self, address: str) -> bytes | None:
        published = {
            self.address("profile"): self.profile,
            self.address("key"): self.key,
            self.address("revocation_list"): self.revocation_list,
            self.address("badge_class"): self.badge_class,
            self.address("assertion"): self.mirror,
        }
        return strict_json.dumps(published[address]) if address in published else None

    def _profile(self) -> Members:
        profile = v2.Profile(
            id=self.address("profile"),
            name="Les Passerelles",
            url=self.origin,
            email="contact@issuer.example",
            public_key=(self.address("key"),),
            revocation_list=self.address("revocation_list"),
        )
        return schemas.dump(profile)

    def _key(self) -> Members:
        key = v2.CryptographicKey(
            id=self.address("key"),
            owner=self.address("profile"),
            public_key_pem=pem(self.signing_key),
        )
        return schemas.dump(key)

    def _revocation_list(self) -> Members:
        listed = v2.RevocationList(
            id=self.address("revocation_list"), issuer=self.address("profile")
        )
        return schemas.dump(listed)

    def _badge_class(self) -> Members:
        badge_class = v2.BadgeClass(
            id=self.address("badge_class"),
            name="Esprit d'équipe",
            description="Je travaille avec les autres.",
            image=v2.Image(id=f"{self.origin}/badge.png", caption="Un hexagone bleu"),
            criteria=v2.Criteria(narrative="1. Partager la balle"),
            issuer=self.address("profile"),
        )
        return schemas.dump(badge_class)

    def _assertion(self) -> v2.Assertion:
        return v2.Assertion(
            id=f"urn:uuid:{UUID}",
            recipient=recipients.hashed(RECIPIENT.type, RECIPIENT.value, salt=SALT),
            badge=self.address("badge_class"),
            verification=v2.Verification(type=v2.SIGNED, creator=self.address("key")),
            issued_on=ISSUED,
            expires=NOW + timedelta(days=365),
        )
