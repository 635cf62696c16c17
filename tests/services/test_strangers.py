"""Anybody's badge: our database first, outside only for what lies there, and nothing held."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Connection

from badges.openbadges.recipients import Identity
from badges.openbadges.verification.report import Outcome, Verdict
from badges.openbadges.verification.resolver import Resource
from badges.services import strangers
from badges.services.judgements import Judged
from tests.cast import NOW
from tests.fixtures.settled import Settled
from tests.judging import report
from tests.simulator import RECIPIENT, IssuerSimulator


@dataclass
class Scene:
    """Our database and the outside, each of which notes that it is used."""

    settled: Settled
    issuer: IssuerSimulator = field(default_factory=IssuerSimulator)
    reading_now: int = 0
    visits: int = 0
    visiting: bool = False

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for a moment."""
        self.reading_now += 1
        try:
            yield self.settled.world.session.connection()
        finally:
            self.reading_now -= 1

    @contextmanager
    def outside(self) -> Iterator["Scene"]:
        """A visit."""
        self.visits += 1
        self.visiting = True
        yield self
        self.visiting = False

    def fetch(self, address: str) -> Resource:
        """The stranger's answer; nobody may hold a connection meanwhile."""
        assert self.visiting
        assert self.reading_now == 0
        assert not address.lower().startswith(self.settled.world.urls.base)
        return self.issuer.fetch(address)

    def judge(self, data: bytes | str, recipient: Identity | None = None) -> Judged:
        """The verdict while others may be asked."""
        urls = self.settled.world.urls
        return strangers.judge(
            self.reading, urls, data, now=NOW, outside=self.outside, recipient=recipient
        )


@pytest.fixture
def scene(settled: Settled) -> Scene:
    return Scene(settled)


def test_it_works(scene: Scene) -> None:
    judged = scene.judge(scene.issuer.token(), RECIPIENT)
    assert judged.verdict is Verdict.VALID
    assert judged.award is None
    assert report(judged).recipient_matches
    another = scene.judge(scene.issuer.token(), Identity("id", "7"))
    assert another.verdict is Verdict.INVALID
    assert report(another).recipient_matches is False
    assert scene.judge(scene.issuer.address("assertion")).verdict is Verdict.VALID
    assert (scene.visits, scene.visiting) == (3, False)


def test_where_nobody_may_be_asked_nobody_is(scene: Scene) -> None:
    urls = scene.settled.world.urls
    for held in (scene.issuer.token(), scene.issuer.address("assertion")):
        judged = strangers.judge(scene.reading, urls, held, now=NOW, outside=None)
        assert judged.verdict is Verdict.UNVERIFIABLE
    assert scene.issuer.asked == []


def test_for_ours_nobody_is_asked(scene: Scene) -> None:
    one, base = scene.settled.standings.kept, scene.settled.world.urls.base
    for held in (
        one.uid,
        f"{base}/awards/{one.uid}",
        f"{base}/assertions/{one.uid}.json",
        f"{base}/nothing",
        f"{base.upper()}/nothing",
        one.token,
        "7K3M-Q9TX-WAB",
        "nothing at all, but a text",
    ):
        assert scene.judge(held or "").verdict is not Verdict.UNVERIFIABLE
    assert scene.visits == 0


def test_for_what_is_wrong_already_nobody_is_asked(scene: Scene) -> None:
    for wrong in ("yesterday", "2099-01-01T00:00:00Z"):
        scene.issuer.assertion["issuedOn"] = wrong
        assert scene.judge(scene.issuer.token()).verdict is Verdict.INVALID
    assert scene.visits == 0


def test_our_documents_come_from_our_database_whoever_names_them(scene: Scene) -> None:
    base = scene.settled.world.urls.base
    for named in (f"{base}/nothing.json", f"{base.upper()}/x", f"{base}/verify"):
        scene.issuer.assertion["badge"] = named
        judged = scene.judge(scene.issuer.token())
        assert judged.verdict is Verdict.UNVERIFIABLE
        codes = [one.code for one in report(judged).checks if one.outcome is Outcome.UNREACHABLE]
        assert codes == ["not_ours"] if scene.visits == 0 else ["document_absent"]


def test_who_signs_for_us_elsewhere_is_not_us(scene: Scene) -> None:
    """A stranger's assertion of a badge class of ours, with the stranger's key."""
    kept = scene.settled.standings.kept
    mine = scene.issuer.assertion
    token = scene.settled.world.urls.assertion(kept.uid)
    mine["badge"] = token.replace(f"/assertions/{kept.uid}.json", "/issuers/x/1.json")
    assert scene.judge(scene.issuer.token()).verdict is not Verdict.VALID
