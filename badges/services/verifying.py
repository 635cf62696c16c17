"""One verdict on a badge: on a stored token of ours, or on what was handed in."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, literal, select, union_all

from badges.models import (
    Assertion,
    AssertionKind,
    Award,
    Card,
    Organisation,
    Programme,
    RevocationReason,
    ShareLink,
)
from badges.openbadges import addresses, jws
from badges.openbadges.errors import OpenBadgesError, SubmissionError
from badges.openbadges.recipients import Identity
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification import submission as submissions
from badges.openbadges.verification import verifier
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult, Outcome, Report, Verdict
from badges.services import codes, documents, share_links
from badges.services.documents import Standing
from badges.services.hosting import NOT_OURS, HostedResolver, Shelf
from badges.services.judgements import AwardFacts, Judged, of_report, without_report
from badges.urls import Place, PublicUrls, at

_AWARD: Select[Any] = documents.WHOLE.add_columns(
    Award.code,
    Award.revoked_at,
    Award.revocation_reason,
    Organisation.name.label("organisation_name"),
    Organisation.telephone,
    Organisation.url,
    Organisation.left_at,
    Programme.name.label("programme_name"),
).join(Programme, Programme.id == Organisation.programme_id)
_BY_UID = _AWARD.where(Assertion.uid == bindparam("uid"))
_BY_CODE = _AWARD.where(
    Award.code_hash == bindparam("hash"), Assertion.kind == AssertionKind.CARD.value
)
_CODE = select(Award.code, documents.STANDING).where(Award.code_hash == bindparam("hash"))
_CARD, _LINK = literal("card"), literal("link")
_OTHER = union_all(
    select(_CARD).where(exists().where(Card.code_hash == bindparam("hash"))),
    select(_LINK).where(exists().where(ShareLink.code_hash == bindparam("hash"))),
)
_LOOKS_TYPED = re.compile(r"[0-9A-Za-z\s‐‑‒–—-]{1,24}")


def judge_uid(
    connection: Connection,
    urls: PublicUrls,
    uid: str,
    *,
    now: datetime,
    recipient: Identity | None = None,
) -> Judged:
    """The verdict on one of our awards, by an assertion's uid; two statements."""
    if at(Place.AWARD.format(uid=uid)) is None:
        return without_report(Verdict.UNKNOWN)
    row = connection.execute(_BY_UID, {"uid": uid}).one_or_none()
    return _judge_row(connection, urls, row, now=now, recipient=recipient)


def judge_code(connection: Connection, urls: PublicUrls, text: str, *, now: datetime) -> Judged:
    """The verdict on one of our awards, by the short code that somebody typed or scanned."""
    try:
        code = codes.read(text)
    except codes.Mistyped:
        return without_report(Verdict.MISTYPED)
    hashed = {"hash": codes.hashed(code)}
    row = connection.execute(_BY_CODE, hashed).one_or_none()
    if row is None:
        return _judge_other(connection, urls, code, now=now)
    return _judge_row(connection, urls, row, now=now)


def _judge_other(connection: Connection, urls: PublicUrls, code: str, *, now: datetime) -> Judged:
    """The verdict on a code that is no award's own: a card's, or that of a link."""
    other = connection.scalars(_OTHER, {"hash": codes.hashed(code)}).first()
    if other == "card":
        return replace(without_report(Verdict.UNKNOWN), card=code)
    shared = share_links.find(connection, code, now=now) if other else None
    if shared is None:
        return without_report(Verdict.UNKNOWN)
    if not shared.open:
        return without_report(Verdict.WITHDRAWN)
    found = tuple(judge_uid(connection, urls, uid, now=now) for uid in shared.uids)
    worst = next((one for one in found if one.verdict is not Verdict.VALID), found[0])
    facts = "\0".join((repr(shared), *(one.fingerprint for one in found)))
    fingerprint = hashlib.sha256(facts.encode()).hexdigest()[:32]
    return replace(worst, shared=shared, together=found, fingerprint=fingerprint)


def judge(
    connection: Connection,
    urls: PublicUrls,
    data: bytes | str,
    *,
    now: datetime,
    recipient: Identity | None = None,
) -> Judged:
    """The verdict on what somebody handed in: a code, an address, a token, JSON or a picture.

    A code says nothing about its `recipient` to who guesses.
    """
    text = _as_text(data)
    if text is not None and _LOOKS_TYPED.fullmatch(text):
        return judge_code(connection, urls, text, now=now)
    try:
        handed_in = read(urls, data)
    except OpenBadgesError as error:
        return of_report(verifier.unreadable(error, now=now))
    if isinstance(handed_in, submissions.HostedSubmission):
        ours = _judge_address(connection, urls, handed_in, now=now, recipient=recipient)
        if ours is not None:
            return ours
    resolver = HostedResolver(connection, urls)
    report = verifier.verify(
        handed_in, resolver, now=now, recipient=recipient, own_origin=urls.base
    )
    return of_report(report)


def read(urls: PublicUrls, data: bytes | str) -> submissions.Submission:
    """What was handed in, unless it is a code. Raises SubmissionError."""
    text = _as_text(data)
    return submissions.read(data if text is None else _whole_address(urls, text))


def _judge_address(
    connection: Connection,
    urls: PublicUrls,
    handed_in: submissions.HostedSubmission,
    *,
    now: datetime,
    recipient: Identity | None,
) -> Judged | None:
    """The verdict on an address of ours, or on a copy of what we publish there; None for others."""
    found, copy = urls.read(handed_in.address), handed_in.document
    if found is None:
        ours = addresses.origin(handed_in.address) == urls.base
        return without_report(Verdict.UNKNOWN) if ours else None
    if copy is not None and found.place is not Place.ASSERTION:
        # No document of ours has such an `id`: whoever wrote this wants to borrow a verdict.
        return of_report(verifier.unreadable(SubmissionError("submission_address"), now=now))
    if "code" in found.parts:
        return judge_code(connection, urls, found.parts["code"], now=now)
    if "uid" not in found.parts:
        return None
    judged = judge_uid(connection, urls, found.parts["uid"], now=now, recipient=recipient)
    return judged if copy is None else _with_copy(connection, urls, judged, copy)


def shown_code(connection: Connection, text: str, *, now: datetime) -> str | None:
    """The code that `text` stands for; None if it is nobody's, mistyped, withdrawn or undone."""
    try:
        code = codes.read(text)
    except codes.Mistyped:
        return None
    row = connection.execute(_CODE, {"hash": codes.hashed(code)}).one_or_none()
    if row is None:
        shared = share_links.find(connection, code, now=now)
        return code if shared and shared.open else None
    if documents.standing(row) in {Standing.UNKNOWN, Standing.WITHDRAWN}:
        return None
    return code


def _judge_row(
    connection: Connection,
    urls: PublicUrls,
    row: Row[Any] | None,
    *,
    now: datetime,
    recipient: Identity | None = None,
) -> Judged:
    standing = documents.standing(row)
    if row is None or standing is Standing.UNKNOWN:
        return without_report(Verdict.UNKNOWN)
    if standing is Standing.WITHDRAWN:
        return without_report(Verdict.WITHDRAWN)
    slug, epoch = row.organisation_slug, row.epoch
    revoked = documents.revocation_list(
        connection, urls, slug, epoch, epoch_id=row.epoch_id, pad=row.pad
    )
    shelf = Shelf(
        {
            urls.badge_class(row.badge_slug, row.version): row.badge_document,
            urls.profile(slug, epoch): row.profile_document or b"",
            urls.key(slug, epoch): row.key_document,
            urls.revocations(slug, epoch): revoked,
        }
    )
    try:
        token = jws.read(row.token or "")
    except OpenBadgesError as error:
        report = verifier.unreadable(error, now=now)
    else:
        submission = submissions.SignedSubmission(token)
        report = verifier.verify(
            submission, shelf, now=now, recipient=recipient, own_origin=urls.base
        )
        report = _only_its_own(report, row.uid, now=now)
    return Judged(
        verdict=report.verdict,
        report=report,
        award=_facts(row),
        fingerprint=_fingerprint(report.verdict, row, revoked),
    )


def _only_its_own(report: Report, uid: str, *, now: datetime) -> Report:
    """The report on a token that lies under `uid`, unless it is another badge's or a stranger's.

    All that one of our own names is at hand: what names something else was put in its place.
    """
    if report.assertion is not None and report.assertion.id != f"urn:uuid:{uid}":
        other = CheckResult(check=Check.ASSERTION, outcome=Outcome.FAILED, code="document_id")
        return Report(verdict=Verdict.INVALID, checks=(other,), checked_at=now)
    if any(check.code == NOT_OURS for check in report.checks):
        return replace(report, verdict=Verdict.INVALID)
    return report


def _with_copy(
    connection: Connection, urls: PublicUrls, judged: Judged, copy: Mapping[str, Any]
) -> Judged:
    """The same verdict, and whether the copy that was handed in says what was signed."""
    if judged.report is None or judged.award is None:
        return judged
    uid = judged.award.uid
    _, token = documents.token(connection, uid)
    try:
        signed = jws.read(token or b"").payload
    except OpenBadgesError:
        return judged
    same = schemas.mirrored(signed, urls.assertion(uid)) == copy
    check = CheckResult(
        check=Check.SUBMITTED_COPY,
        outcome=Outcome.PASSED,
        code="copy_same" if same else "copy_differs",
        remark=not same,
    )
    checks = (*(one for one in judged.report.checks if one.check != check.check), check)
    return replace(judged, report=replace(judged.report, checks=checks))


def _facts(row: Row[Any]) -> AwardFacts:
    reason = row.revocation_reason
    return AwardFacts(
        uid=row.uid,
        code=row.code,
        badge_slug=row.badge_slug,
        version=row.version,
        organisation_slug=row.organisation_slug,
        organisation_name=row.organisation_name,
        telephone=row.telephone,
        url=row.url,
        programme_name=row.programme_name,
        revoked_at=row.revoked_at,
        revocation_reason=RevocationReason(reason) if reason else None,
        left_at=row.left_at,
    )


def _fingerprint(verdict: Verdict, row: Row[Any], revoked: bytes) -> str:
    parts = (
        verdict, row.uid, row.code, row.token, row.badge_document, row.profile_document,
        row.key_document, revoked, row.revoked_at, row.organisation_name, row.telephone, row.url,
        row.programme_name, row.left_at,
    )  # fmt: skip
    found = hashlib.sha256()
    for part in parts:
        found.update(part if isinstance(part, bytes) else str(part).encode())
        found.update(b"\0")
    return found.hexdigest()[:32]


def _as_text(data: bytes | str) -> str | None:
    if isinstance(data, str):
        return data.strip()
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return None


def _whole_address(urls: PublicUrls, text: str) -> str:
    scheme, _, host = urls.base.partition("://")
    return f"{scheme}://{text}" if text.lower().startswith(f"{host}/") else text
