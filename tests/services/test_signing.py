"""From promises to tokens and mirrors."""

import uuid
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from badges.openbadges import jws, recipients, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.services import promises, signing
from badges.services.readiness import Progress
from badges.services.signing import CHUNK, SHARES, Promise, Signed
from badges.urls import PublicUrls
from tests.keys import pooled_key
from tests.services.test_promises import OCCASION, SEEN

URLS = PublicUrls("https://badges.example")


def drawn(number: int, seen: Progress = SEEN) -> Promise:
    return Promise(
        participant_id=number,
        reference=f"reference-{number}",
        uid=str(uuid.UUID(int=number, version=4)),
        salt=f"{number:032x}",
        profile=URLS.public_page(f"person-{number}"),
        seen=seen,
    )


def sign(some: list[Promise], **options: Any) -> list[Signed]:
    with ThreadPoolExecutor(4) as pool:
        whom = range(len(some))
        promised, pending = signing.begin(
            pool, pooled_key(0), URLS, OCCASION, whom, draw=some.__getitem__
        )
        assert promised == some
        return signing.finish(pending, **options)


@pytest.mark.parametrize("count", [0, 1, SHARES, 2 * SHARES + 1, CHUNK * SHARES + 1])
def test_each_promise_is_signed_in_its_order(count: int) -> None:
    asked = [drawn(number) for number in range(count)]
    told: list[int] = []
    signed = sign(asked, on_signed=told.append)
    assert [one.promise for one in signed] == asked
    assert sum(told) == count
    assert not told or (max(told), told[-1]) == (max(1, min(CHUNK, count // SHARES)), 1)
    for one in signed:
        token = jws.read(one.token)
        jws.verify(token, pooled_key(0).public_key())
        said = schemas.load_assertion(token.payload)
        assert said.id == f"urn:uuid:{one.promise.uid}"
        identity = recipients.Identity("url", one.promise.profile)
        assert recipients.matches(said.recipient, identity)
        assert said.recipient.salt == one.promise.salt


def test_what_is_signed_is_what_was_promised() -> None:
    for one in sign([drawn(7), drawn(8)]):  # the second is spliced into the pattern of the first
        recipient = recipients.hashed("url", one.promise.profile, salt=one.promise.salt)
        promised = promises.assertion(
            OCCASION, identifier=f"urn:uuid:{one.promise.uid}", recipient=recipient, seen=SEEN
        )
        assert jws.read(one.token).payload_bytes == strict_json.dumps(schemas.dump(promised))
        mirror = schemas.mirrored(schemas.dump(promised), URLS.assertion(one.promise.uid))
        assert one.mirror == strict_json.dumps(mirror)
        assert dict(jws.read(one.token).header) == {"alg": "RS256"}


def test_who_did_something_else_is_promised_something_else() -> None:
    less = Progress(criteria=(3,), sessions=1, coaches=1, last_day=date(2026, 11, 7))
    signed = sign([drawn(1), drawn(2, less), drawn(3)])
    said = [schemas.load_assertion(jws.read(one.token).payload) for one in signed]
    assert [len(one.evidence) for one in said] == [3, 2, 3]
    assert [one.issued_on.day for one in said] == [14, 7, 14]


def test_a_signature_that_fails_fails_the_whole() -> None:
    class Broken(Executor):
        def submit(self, *_: object, **__: object) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(OSError("the key went away"))
            return future

    _, pending = signing.begin(Broken(), pooled_key(0), URLS, OCCASION, [1], draw=drawn)
    with pytest.raises(OSError, match="went away"):
        signing.finish(pending)
