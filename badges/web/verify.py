"""`/verify`: one form for whatever somebody holds, and the report on it."""

from typing import Final

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import TooManyRequests

from badges import clock, language, security
from badges.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, note_away
from badges.extensions import limiter, reading, runtime
from badges.language import local_day
from badges.language import translated as _
from badges.reporting import handed_in
from badges.reporting.handed_in import Refusal
from badges.services import judgements
from badges.web import answers, verification

blueprint = Blueprint("verify", __name__, url_prefix="/verify")

SHOWN_AGAIN: Final = 4_000
A_MINUTE: Final = "60"


@blueprint.get("")
def form() -> Response:
    """The form; where the browser can, its camera reads a QR."""
    response = answers.page(render_template("verify/form.html"))
    response.headers["Permissions-Policy"] = security.CAMERA_ALLOWED
    return response


@blueprint.post("")
@limiter.limit(handed_in.EVERYBODYS, of=handed_in.COUNTED)
def report() -> Response:
    """The report on what was handed in; 200 with any verdict. It is read in memory, never kept."""
    try:
        typed, data = handed_in.read_form()
    except Refusal as refusal:
        return _again(refusal)
    now = clock.now()
    judged = handed_in.judge(data, now=now)
    with reading() as connection:
        judged = judgements.worded(connection, runtime().urls, judged, language.code())
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
    response = _again(Refusal(429, _("Trop d'essais. Attendez une minute, puis réessayez.")))
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


def _again(refusal: Refusal) -> Response:
    body = render_template("verify/form.html", problem=refusal.sentence)
    return answers.report(body, refusal.status)
