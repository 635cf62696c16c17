"""What was handed in, judged by ourselves and, where that is allowed, by asking outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Final

from flask import current_app

from badges.extensions import limiter, reading, runtime
from badges.openbadges.recipients import Identity
from badges.openbadges.verification.resolver import Resolver
from badges.services import strangers
from badges.services.judgements import Judged
from badges.storage.fetching.fetcher import BUSY, Fetcher

STRANGERS: Final = "10/minute"
BUSY_SECONDS: Final = 30


def judge(data: bytes | str, *, now: datetime, recipient: Identity | None = None) -> Judged:
    """The verdict, for a visitor of whom strangers' badges are counted: 429 when there are many."""
    fetcher = way_out()
    return strangers.judge(
        reading,
        runtime().urls,
        data,
        now=now,
        recipient=recipient,
        outside=partial(_counted, fetcher) if fetcher else None,
    )


def way_out() -> Fetcher | None:
    """What fetches strangers' documents; None where VERIFY_OTHERS is off."""
    fetcher: Fetcher | None = current_app.extensions["fetcher"]
    return fetcher


def was_busy(judged: Judged) -> bool:
    """Whether it is worth asking again in a moment."""
    return judged.report is not None and any(one.code == BUSY for one in judged.report.checks)


@contextmanager
def _counted(fetcher: Fetcher) -> Iterator[Resolver]:
    limiter.check(STRANGERS, of="strangers")
    with fetcher.visit() as visit:
        yield visit
