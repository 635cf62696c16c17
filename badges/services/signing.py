"""From promises to signed tokens and their hosted mirrors, on all cores.

RSA signing releases the interpreter's lock, so threads are enough: while they sign one chunk, the
next is being built, and rows are written.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa

from badges.openbadges import jws, recipients, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import promises as building
from badges.services.promises import Occasion
from badges.services.readiness import Progress
from badges.urls import PublicUrls

CHUNK = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is still to be signed for one person; `profile` is the address that is hashed."""

    participant_id: int
    reference: str
    uid: str
    salt: str
    profile: str
    seen: Progress


@dataclass(frozen=True, slots=True)
class Signed:
    """One promise with its token and its mirror, made together and never again."""

    promise: Promise
    token: str
    mirror: bytes


Pending = Sequence[Future[list[Signed]]]


@dataclass(frozen=True, slots=True)
class _Drafted:
    promise: Promise
    payload: bytes
    mirror: bytes


def silent(count: int) -> None:
    """Tell nobody."""


def begin(
    pool: Executor,
    key: rsa.RSAPrivateKey,
    urls: PublicUrls,
    occasion: Occasion,
    promises: Sequence[Promise],
) -> Pending:
    """Write each promise down and hand it to `pool` to be signed."""
    common: dict[Progress, dict[str, Any]] = {}
    pending = []
    for start in range(0, len(promises), CHUNK):
        chunk = promises[start : start + CHUNK]
        drafted = [_drafted(urls, occasion, common, promise) for promise in chunk]
        pending.append(pool.submit(_sign, key, drafted))
    return pending


def finish(pending: Pending, on_signed: Callable[[int], None] = silent) -> list[Signed]:
    """What was signed, in the order in which it was begun; `on_signed` is told how many more."""
    signed: list[Signed] = []
    for future in pending:
        signed += future.result()
        on_signed(len(future.result()))
    return signed


def _sign(key: rsa.RSAPrivateKey, chunk: Sequence[_Drafted]) -> list[Signed]:
    return [Signed(one.promise, jws.sign(one.payload, key), one.mirror) for one in chunk]


def _drafted(
    urls: PublicUrls, occasion: Occasion, common: dict[Progress, dict[str, Any]], promise: Promise
) -> _Drafted:
    """The documents of one promise. Those who did the same share all but uid and recipient, which
    is written down once.
    """
    recipient = recipients.hashed("url", promise.profile, salt=promise.salt)
    identifier = f"urn:uuid:{promise.uid}"
    if promise.seen not in common:
        assertion = building.assertion(
            occasion, identifier=identifier, recipient=recipient, seen=promise.seen
        )
        common[promise.seen] = schemas.dump(assertion)
    members = {
        **common[promise.seen],
        "id": identifier,
        "recipient": schemas.dump(recipient),
    }
    mirror = schemas.mirrored(members, urls.assertion(promise.uid))
    return _Drafted(promise, strict_json.dumps(members), strict_json.dumps(mirror))
