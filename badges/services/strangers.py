"""One verdict on anybody's badge: by our own database first; outside only for what lies there."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from badges.openbadges import addresses
from badges.openbadges.errors import Unreachable
from badges.openbadges.recipients import Identity
from badges.openbadges.verification import verifier
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import Outcome
from badges.openbadges.verification.resolver import Resolver, Resource
from badges.services import judgements, verifying
from badges.services.hosting import NOT_OURS, HostedResolver
from badges.services.judgements import Judged
from badges.urls import PublicUrls

Reading = Callable[[], AbstractContextManager[Connection]]
Outside = Callable[[], AbstractContextManager[Resolver]]


# What does not hold of an authentic badge, which is told whole.
ON_TOP = frozenset({Check.REVOCATION, Check.EXPIRES, Check.RECIPIENT})


@dataclass(frozen=True, slots=True)
class EverywhereResolver:
    """Our documents from our database, read in a moment of its own; all others from outside.

    So no connection waits for a stranger, and nothing of ours goes over the network.
    """

    reading: Reading
    urls: PublicUrls
    outside: Resolver

    def fetch(self, address: str) -> Resource:
        """What the address answers. Raises Unreachable."""
        if addresses.origin(address) != self.urls.base:
            return self.outside.fetch(address)
        try:
            with self.reading() as connection:
                return HostedResolver(connection, self.urls).fetch(address)
        except Unreachable:
            return Resource(address=address, status=404, media_type="", body=b"")


def judge(
    reading: Reading,
    urls: PublicUrls,
    data: bytes | str,
    *,
    now: datetime,
    outside: Outside | None,
    recipient: Identity | None = None,
) -> Judged:
    """The verdict on whatever was handed in. `outside` is None where nobody may be asked.

    `reading` gives a connection for a moment; none is held while a stranger is asked.
    """
    with reading() as connection:
        judged = verifying.judge(connection, urls, data, now=now, recipient=recipient)
    if outside is None or not _lies_elsewhere(judged):
        return judged
    handed_in = verifying.read(urls, data)
    with outside() as resolver:
        report = verifier.verify(
            handed_in,
            EverywhereResolver(reading, urls, resolver),
            now=now,
            recipient=recipient,
            own_origin=urls.base,
        )
    return judgements.of_report(report)


def _lies_elsewhere(judged: Judged) -> bool:
    """Whether somebody else's documents are missing, and could still change what is said."""
    if judged.report is None or judged.award is not None:
        return False
    checks = judged.report.checks
    failed = {one.check for one in checks if one.outcome is Outcome.FAILED}
    return any(one.code == NOT_OURS for one in checks) and failed <= ON_TOP
