"""What was handed in: read within its limits, then judged by ourselves and, where that is allowed,
by asking outside.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from flask import current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from badges.extensions import limiter, reading, runtime
from badges.language import translated as _
from badges.openbadges.recipients import Identity
from badges.openbadges.verification.report import Verdict
from badges.openbadges.verification.resolver import Resolver
from badges.services import share_links, strangers
from badges.services.judgements import Judged
from badges.storage.fetching.fetcher import BUSY, Fetcher

EVERYBODYS: Final = "30/minute"
COUNTED: Final = "verifications"  # of pages and programs together
STRANGERS: Final = "10/minute"
ONE_LINK: Final = "30/day"
BUSY_SECONDS: Final = 30

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_TEXT: Final = 256 * 1024
OVERHEAD: Final = 64 * 1024  # what a form adds to its file
DRAINED_BYTES: Final = 64 * 1024 * 1024
FORMS: Final = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
# Browsers name a type by the file's ending; `.jws` mostly has none.
MEDIA_TYPES: Final = frozenset(
    {
        "",
        "application/octet-stream",
        "application/jose",
        "application/json",
        "application/ld+json",
        "image/png",
        "image/svg+xml",
        "text/plain",
    }
)


@dataclass(frozen=True, slots=True)
class Refusal(Exception):
    """What was sent is not judged: with which status, and the sentence that says why."""

    status: int
    sentence: str


def judge(data: bytes | str, *, now: datetime, recipient: Identity | None = None) -> Judged:
    """The verdict, for a visitor of whom strangers' badges are counted: 429 when there are many."""
    fetcher = way_out()
    judged = strangers.judge(
        reading,
        runtime().urls,
        data,
        now=now,
        recipient=recipient,
        outside=partial(_counted, fetcher) if fetcher else None,
    )
    return judged if recipient is None else _of_link(judged, recipient)


def check_link(code: str) -> None:
    """Count one more question whose a link is: 429 when many were asked, wherever from."""
    limiter.check(ONE_LINK, of="holders of one link", by=lambda: code)


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


def _of_link(judged: Judged, recipient: Identity) -> Judged:
    """A link answers whose it is only where its owner said so, and only to an e-mail address."""
    shared = judged.shared
    if shared is None or not shared.answers_email or recipient.type != "email":
        return judged
    check_link(shared.code)
    with reading() as connection:
        right = share_links.is_of(connection, shared, recipient.value)
    return replace(judged, holder=right, verdict=judged.verdict if right else Verdict.INVALID)


def allow_large() -> None:
    """A verification may send more than a page."""
    request.max_content_length = MAX_BYTES + OVERHEAD
    request.max_form_memory_size = MAX_BYTES


def read_form() -> tuple[str, bytes | str]:
    """What was typed, and what to judge: the chosen file, else that text. Raises Refusal."""
    if request.mimetype not in FORMS:
        raise Refusal(415, _("Envoyez un badge avec ce formulaire."))
    allow_large()
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MAX_TEXT  # such a body is taken apart sign by sign
    try:
        typed, chosen = request.form.get("input", "").strip(), request.files.get("file")
    except RequestEntityTooLarge as error:
        _drain()
        raise too_large() from error
    if chosen is None or not chosen.filename:
        if typed:
            return typed, typed
        raise Refusal(400, _("Tapez un code, ou choisissez un fichier."))
    if chosen.mimetype not in MEDIA_TYPES:
        raise Refusal(415, _("Ce type de fichier ne peut pas être un badge."))
    data = chosen.read()
    if len(data) > MAX_BYTES:
        raise too_large()
    if not data:
        raise Refusal(400, _("Ce fichier est vide."))
    return typed, data


def too_large() -> Refusal:
    """More than a badge can be."""
    return Refusal(413, _("C'est trop gros : 5 Mo au plus."))


def _drain() -> None:
    """Read on what is still being sent: a browser shows an answer only after it has sent all."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED_BYTES)
    while left > 0 and (chunk := stream.read(min(left, 65536))):
        left -= len(chunk)
