"""Our own documents for the verifier, without a network: what their addresses would answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from badges.openbadges.errors import Unreachable
from badges.openbadges.verification.resolver import Resource
from badges.services import documents
from badges.services.documents import Standing
from badges.urls import Found, Place, PublicUrls

LD_JSON = "application/ld+json"
NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents that were fetched beforehand, by address."""

    bodies: Mapping[str, bytes]

    def fetch(self, address: str) -> Resource:
        """The document at an address. Raises Unreachable."""
        if address not in self.bodies:
            raise Unreachable(NOT_OURS, {"address": address})
        return _resource(address, 200, self.bodies[address])


@dataclass(frozen=True, slots=True)
class HostedResolver:
    """Every document of this service, from its database. Anybody else's is never fetched."""

    connection: Connection
    urls: PublicUrls

    def fetch(self, address: str) -> Resource:
        """What our address would answer. Raises Unreachable for an address that is not ours."""
        found = self.urls.read(address)
        if found is None or found.place not in _ANSWERS:
            raise Unreachable(NOT_OURS, {"address": address})
        status, body = _ANSWERS[found.place](self, found)
        return _resource(address, status, body or b"")


def _resource(address: str, status: int, body: bytes) -> Resource:
    return Resource(address=address, status=status, media_type=LD_JSON, body=body)


def _profile(at: HostedResolver, found: Found) -> tuple[int, bytes | None]:
    return _present(documents.profile(at.connection, *_version(found)))


def _key(at: HostedResolver, found: Found) -> tuple[int, bytes | None]:
    return _present(documents.key(at.connection, *_version(found)))


def _revocations(at: HostedResolver, found: Found) -> tuple[int, bytes | None]:
    return _present(documents.revocations(at.connection, at.urls, *_version(found)))


def _badge_class(at: HostedResolver, found: Found) -> tuple[int, bytes | None]:
    shown = documents.badge_class(at.connection, *_version(found))
    return _present(shown.body if shown else None)


def _assertion(at: HostedResolver, found: Found) -> tuple[int, bytes | None]:
    standing, body = documents.mirror(at.connection, found.parts["uid"])
    if standing is Standing.KEPT:
        return _present(body)
    return (410 if standing is Standing.REVOKED else 404), None


def _present(body: bytes | None) -> tuple[int, bytes | None]:
    return (404 if body is None else 200), body


def _version(found: Found) -> tuple[str, int]:
    return found.parts["slug"], int(found.parts["number"])


_ANSWERS: Mapping[Place, Callable[[HostedResolver, Found], tuple[int, bytes | None]]] = {
    Place.PROFILE: _profile,
    Place.KEY: _key,
    Place.REVOCATIONS: _revocations,
    Place.BADGE_CLASS: _badge_class,
    Place.ASSERTION: _assertion,
}
