"""`/verify`: one form for whatever somebody holds, and the report on it."""

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from badges import clock
from badges.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, note_away
from badges.extensions import limiter, reading, runtime
from badges.services import judgements
from badges.web import answers, handed_in, language, verification
from badges.web.language import local_day
from badges.web.language import translated as _

blueprint = Blueprint("verify", __name__, url_prefix="/verify")

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_TEXT: Final = 256 * 1024
SHOWN_AGAIN: Final = 4_000
DRAINED_BYTES: Final = 64 * 1024 * 1024
A_MINUTE: Final = "60"
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
class _Refusal(Exception):
    status: int
    sentence: str


@blueprint.get("")
def form() -> Response:
    """The form."""
    return answers.page(render_template("verify/form.html"))


@blueprint.post("")
@limiter.limit("30 per minute")
def report() -> Response:
    """The report on what was handed in; 200 with any verdict. It is read in memory, never kept."""
    try:
        typed, data = _handed_in()
    except _Refusal as refusal:
        return _again(refusal)
    now = clock.now()
    judged = handed_in.judge(data, now=now)
    with reading() as connection:
        judged = judgements.worded(connection, judged, language.code())
    page = verification.page(judged, runtime().urls, day=local_day(now))
    response = answers.report(
        render_template("verify/report.html", page=page, typed=typed[:SHOWN_AGAIN])
    )
    if handed_in.was_busy(judged):
        response.headers["Retry-After"] = str(handed_in.BUSY_SECONDS)
    return response


@blueprint.errorhandler(TooManyRequests)
def too_often(_error: TooManyRequests) -> Response:
    """The form again, with when to come back."""
    response = _again(_Refusal(429, _("Trop d'essais. Attendez une minute, puis réessayez.")))
    response.headers["Retry-After"] = A_MINUTE
    return response


def database_away(error: Exception) -> Response:
    """The report that is neither yes nor no, while the database does not answer."""
    note_away(error)
    page = verification.page(judgements.not_now(), runtime().urls, day=local_day(clock.now()))
    response = answers.report(render_template("verify/report.html", page=page, typed=""), 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


for away in DATABASE_AWAY:
    blueprint.register_error_handler(away, database_away)


def _again(refusal: _Refusal) -> Response:
    body = render_template("verify/form.html", problem=refusal.sentence)
    return answers.report(body, refusal.status)


def _handed_in() -> tuple[str, bytes | str]:
    """What was typed, and what to judge: the chosen file, else that text. Raises _Refusal."""
    if request.mimetype not in FORMS:
        raise _Refusal(415, _("Envoyez un badge avec ce formulaire."))
    if request.mimetype != "multipart/form-data":
        request.max_content_length = MAX_TEXT  # such a body is taken apart sign by sign
    try:
        typed, chosen = request.form.get("input", "").strip(), request.files.get("file")
    except RequestEntityTooLarge as error:
        _drain()
        raise _too_large() from error
    if chosen is None or not chosen.filename:
        if typed:
            return typed, typed
        raise _Refusal(400, _("Tapez un code, ou choisissez un fichier."))
    if chosen.mimetype not in MEDIA_TYPES:
        raise _Refusal(415, _("Ce type de fichier ne peut pas être un badge."))
    data = chosen.read()
    if len(data) > MAX_BYTES:
        raise _too_large()
    if not data:
        raise _Refusal(400, _("Ce fichier est vide."))
    return typed, data


def _too_large() -> _Refusal:
    return _Refusal(413, _("C'est trop gros : 5 Mo au plus."))


def _drain() -> None:
    """Read on what is still being sent: a browser shows an answer only after it has sent all."""
    stream, left = request.environ["wsgi.input"], min(request.content_length or 0, DRAINED_BYTES)
    while left > 0 and (chunk := stream.read(min(left, 65536))):
        left -= len(chunk)
