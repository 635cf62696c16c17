"""Encrypted ways out: the certificate is asked for by name, though the address is pinned."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from badges.storage.fetching.fetcher import Fetcher
from tests.storage import hostile
from tests.storage.hostile import DOCUMENT, PUBLIC, Hostile, World, outcome

NAME, OTHER = "issuer.example", "other.example"


@dataclass
class Secured:
    """A server that proves to be `NAME`, and whoever believes its certificate."""

    server: Hostile
    world: World
    fetcher: Fetcher
    asked_for: list[str | None]


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[Secured]:
    """The server in an internet of its own, and a fetcher that trusts who signed for it."""
    certificate = certificate_for(NAME, tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    asked_for: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    with hostile.serving(tls) as server:
        world = World(server)
        world.names = {NAME: [[PUBLIC]], OTHER: [[PUBLIC]]}
        fetcher = world.fetcher()
        fetcher.tls.load_verify_locations(certificate)
        yield Secured(server, world, fetcher, asked_for)


def certificate_for(name: str, folder: Path) -> Path:
    """A file with a certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    file = folder / "certificate.pem"
    file.write_bytes(
        certificate.public_bytes(pem)
        + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


def test_it_works(secured: Secured) -> None:
    with secured.fetcher.visit() as visit:
        resource = visit.fetch(f"https://{NAME}/good")
    assert resource.body == DOCUMENT
    assert secured.world.connected == [(PUBLIC, 443)]
    assert secured.asked_for == [NAME]
    assert b"\r\nHost: issuer.example\r\n" in secured.server.requests[0]


def test_another_ones_certificate_is_refused(secured: Secured) -> None:
    assert outcome(secured.fetcher, f"https://{OTHER}/good") == "not_answering"
    assert outcome(secured.fetcher, f"https://{PUBLIC}/good") == "not_answering"
    assert secured.server.requests == []


def test_a_certificate_that_nobody_signed_for_is_refused(secured: Secured) -> None:
    stranger = secured.world.fetcher()
    assert outcome(stranger, f"https://{NAME}/good") == "not_answering"
    assert secured.server.requests == []


def test_no_redirect_gives_the_encryption_up(secured: Secured) -> None:
    secured.server.redirect("/plain", f"http://{NAME}/good")
    secured.server.redirect("/other", f"https://{NAME}/good")
    assert outcome(secured.fetcher, f"https://{NAME}/plain") == "address_refused"
    assert secured.world.connected == [(PUBLIC, 443)]
    assert outcome(secured.fetcher, f"https://{NAME}/other") == "200"
