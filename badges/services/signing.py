"""From promises to signed tokens and their hosted mirrors, on all cores.

RSA signing releases the interpreter's lock, so threads are enough: while they sign one chunk, the
next is being built, and rows are written.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric import rsa

from badges.openbadges import jws, recipients, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import promises as building
from badges.services.promises import Occasion
from badges.services.readiness import Progress
from badges.urls import PublicUrls

CHUNK = 25
SHARES = 8  # of what is left, so that no core waits long for another at the end


class Promise(NamedTuple):
    """What is still to be signed for one person; `profile` is the address that is hashed."""

    participant_id: int
    reference: str
    uid: str
    salt: str
    profile: str
    seen: Progress


class Signed(NamedTuple):
    """One promise with its token and its mirror, made together and never again."""

    promise: Promise
    token: str
    mirror: bytes


Pending = Sequence[Future[list[Signed]]]


class _Drafted(NamedTuple):
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
    participants: Sequence[int],
    *,
    draw: Callable[[int], Promise],
) -> tuple[Sequence[Promise], Pending]:
    """Write the promise to each of the `participants` down as it is drawn, and hand it to `pool`
    to be signed.
    """
    patterns: dict[Progress, _Patterns] = {}
    promises: list[Promise] = []
    pending = []
    for some in _chunks(participants):
        chunk = [draw(one) for one in some]
        drafted = [_drafted(urls, occasion, patterns, promise) for promise in chunk]
        pending.append(pool.submit(_sign, key, drafted))
        promises += chunk
    return promises, pending


def _chunks(participants: Sequence[int]) -> Iterator[Sequence[int]]:
    begin = 0
    while begin < len(participants):
        end = begin + max(1, min(CHUNK, (len(participants) - begin) // SHARES))
        yield participants[begin:end]
        begin = end


def finish(pending: Pending, on_signed: Callable[[int], None] = silent) -> list[Signed]:
    """What was signed, in the order in which it was begun; `on_signed` is told how many more."""
    signed: list[Signed] = []
    for future in pending:
        signed += future.result()
        on_signed(len(future.result()))
    return signed


def _sign(key: rsa.RSAPrivateKey, chunk: Sequence[_Drafted]) -> list[Signed]:
    return [Signed(one.promise, jws.sign(one.payload, key), one.mirror) for one in chunk]


class _Patterns(NamedTuple):
    """The two documents of those who did the same, cut where one person's differs from another's:
    at the uid, the salt and the hashed identity.
    """

    payload: Sequence[bytes]
    mirror: Sequence[bytes]


def _drafted(
    urls: PublicUrls, occasion: Occasion, patterns: dict[Progress, _Patterns], promise: Promise
) -> _Drafted:
    """The documents of one promise: what all have in common is written down once."""
    uid, salt = promise.uid, promise.salt
    identity = recipients.hash_identity(promise.profile, salt)
    own = (uid.encode(), salt.encode(), identity.encode())
    if promise.seen not in patterns:
        recipient = recipients.hashed("url", promise.profile, salt=salt)
        assertion = building.assertion(
            occasion, identifier=f"urn:uuid:{promise.uid}", recipient=recipient, seen=promise.seen
        )
        members = schemas.dump(assertion)
        mirror = schemas.mirrored(members, urls.assertion(promise.uid))
        patterns[promise.seen] = _Patterns(
            _cut(strict_json.dumps(members), own), _cut(strict_json.dumps(mirror), own)
        )
    pattern = patterns[promise.seen]
    return _Drafted(promise, _filled(pattern.payload, own), _filled(pattern.mirror, own))


def _cut(document: bytes, own: Sequence[bytes]) -> Sequence[bytes]:
    """A document without what is one person's own; that is random, so it stands there once."""
    pieces = []
    for part in own:
        piece, document = document.split(part)
        pieces.append(piece)
    return (*pieces, document)


def _filled(pattern: Sequence[bytes], own: Sequence[bytes]) -> bytes:
    before_uid, before_salt, before_identity, end = pattern
    uid, salt, identity = own
    return b"".join((before_uid, uid, before_salt, salt, before_identity, identity, end))
