"""The verification page, by an assertion's uid and by a short code; and the code as a QR."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, abort, render_template

from badges import clock, language
from badges.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, note_away
from badges.extensions import reading, runtime
from badges.language import local_day
from badges.openbadges.verification.report import Verdict
from badges.printing import qr
from badges.services import codes, judgements, verifying
from badges.services.judgements import Judged
from badges.web import answers, verification

blueprint = Blueprint("awards", __name__)

STATUS: Final[Mapping[Verdict, int]] = MappingProxyType(
    {
        Verdict.VALID: 200,
        Verdict.EXPIRED: 200,
        Verdict.INVALID: 200,
        Verdict.REVOKED: 410,
        Verdict.WITHDRAWN: 410,
        Verdict.UNKNOWN: 404,
        Verdict.MISTYPED: 404,
        Verdict.UNVERIFIABLE: 503,
    }
)


@blueprint.get("/awards/<uid>")
def by_uid(uid: str) -> Response:
    """The verification page of the award that an assertion belongs to."""
    with reading() as connection:
        judged = verifying.judge_uid(connection, runtime().urls, uid.lower(), now=clock.now())
        judged = judgements.worded(connection, runtime().urls, judged, language.code())
    return answer(judged, typed="")


@blueprint.get("/v/<code>")
def by_code(code: str) -> Response:
    """The verification page by a short code, as a person types it."""
    with reading() as connection:
        judged = verifying.judge_code(connection, runtime().urls, code, now=clock.now())
        judged = judgements.worded(connection, runtime().urls, judged, language.code())
    return answer(judged, typed=code)


@blueprint.get("/V/<code>")
def by_printed_code(code: str) -> Response:
    """The same by the address in capitals that QR codes say; no redirect."""
    return by_code(code)


@blueprint.get("/v/<code>/qr.svg")
def qr_svg(code: str) -> Response:
    """A code as a QR, for pages and print."""
    return answers.picture(_qr_svg(_address(code)), "image/svg+xml")


@blueprint.get("/v/<code>/qr.png")
def qr_png(code: str) -> Response:
    """A code as a QR, for what takes no SVG."""
    return answers.picture(_qr_png(_address(code)), "image/png")


def status_of(judged: Judged) -> int:
    """The status of a verdict; of a link whose badges differ, that of the page which tells each."""
    alike = {one.verdict for one in judged.together}
    return 200 if len(alike) > 1 else STATUS[judged.verdict]


def database_away(error: Exception) -> Response:
    """The page that is neither yes nor no, while the database does not answer."""
    note_away(error)
    return answer(judgements.not_now(), typed="")


for away in DATABASE_AWAY:
    blueprint.register_error_handler(away, database_away)


def answer(judged: Judged, *, typed: str) -> Response:
    """The verification page of what was judged, with its status; `typed` is there to be mended."""
    status = status_of(judged)
    tag = answers.tag(judged.fingerprint)
    if status == 200:
        return answers.unchanged(tag) or answers.page(
            answers.rendered(tag, lambda: _body(judged, typed)), tag=tag
        )
    response = answers.page(_body(judged, typed), status, tag=tag)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _body(judged: Judged, typed: str) -> str:
    urls, day = runtime().urls, local_day(clock.now())
    if judged.shared and len(judged.together) > 1:
        code = judged.shared.code
        pages = verification.pages(judged, urls, day=day)
        return render_template(
            "awards/shared.html",
            pages=pages,
            shared=judged.shared,
            code=codes.shown(code),
            oembed=verification.oembed(judged.shared, urls),
            holder=verification.holder(judged.shared),
        )
    return render_template(
        "awards/show.html", page=verification.page(judged, urls, day=day), typed=typed
    )


def _address(text: str) -> str:
    with reading() as connection:
        code = verifying.shown_code(connection, text, now=clock.now())
    return runtime().urls.code_qr(code) if code else abort(404)


@lru_cache(maxsize=256)
def _qr_svg(address: str) -> bytes:
    return qr.svg(address)


@lru_cache(maxsize=256)
def _qr_png(address: str) -> bytes:
    return qr.png(address)
