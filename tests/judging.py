"""Verdicts as the services give them, short enough to be asked for often."""

from datetime import datetime
from typing import Any

from badges.openbadges.verification.report import Outcome, Report
from badges.services import verifying
from badges.services.judgements import Judged
from tests.cast import Cast
from tests.standings import AFTER_EXPIRY


def judge(world: Cast, data: bytes | str, *, now: datetime = AFTER_EXPIRY, **more: Any) -> Judged:
    return verifying.judge(world.session.connection(), world.urls, data, now=now, **more)


def by_uid(world: Cast, uid: str, *, now: datetime = AFTER_EXPIRY) -> Judged:
    return verifying.judge_uid(world.session.connection(), world.urls, uid, now=now)


def by_code(world: Cast, code: str, *, now: datetime = AFTER_EXPIRY) -> Judged:
    return verifying.judge_code(world.session.connection(), world.urls, code, now=now)


def failed(judged: Judged) -> list[str]:
    assert judged.report is not None
    return [one.code for one in judged.report.checks if one.outcome is Outcome.FAILED]


def report(judged: Judged) -> Report:
    assert judged.report is not None
    return judged.report
