"""`/api/v1/…`: one verification, the description of it, and a page that shows the description."""

import json
from typing import Any, Final

from flask import Blueprint, Response, jsonify, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from badges import clock
from badges.api import description, schemas
from badges.errors import DATABASE_AWAY, RETRY_AFTER_SECONDS, note_away
from badges.extensions import limiter, runtime
from badges.language import translated as _
from badges.openbadges import recipients
from badges.openbadges.errors import OpenBadgesError
from badges.openbadges.recipients import Identity
from badges.reporting import handed_in, report_json
from badges.reporting.handed_in import Refusal
from badges.services import judgements
from badges.services.judgements import Judged

blueprint = Blueprint("api", __name__, url_prefix="/api")

JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
MEMBERS: Final = frozenset({"input", "recipient"})
OPEN_TO_ALL: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, Accept-Language",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


@blueprint.post("/v1/verifications")
@limiter.limit(handed_in.EVERYBODYS, of=handed_in.COUNTED)
def verify() -> Response:
    """The report on what was sent; 200 with any verdict. It is read in memory, never kept."""
    data, recipient = _asked()
    now = clock.now()
    judged = handed_in.judge(data, now=now, recipient=recipient)
    response = _report(judged)
    if handed_in.was_busy(judged):
        response.headers["Retry-After"] = str(handed_in.BUSY_SECONDS)
    return response


@blueprint.get("/v1/openapi.json")
def openapi() -> Response:
    """What programs may ask, as OpenAPI 3.1."""
    return jsonify(description.of(runtime().urls.base))


@blueprint.get("/docs")
def docs() -> Response:
    """The same for whoever writes the program; without script."""
    said = description.of(runtime().urls.base)
    return Response(render_template("api/docs.html", said=said))


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Any site's script may ask: there is no session that it could borrow."""
    response.headers.update(OPEN_TO_ALL)
    return response


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Why nothing was verified."""
    return _problem(refusal.status, refusal.sentence)


@blueprint.errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> Response:
    """When to come back."""
    sentence = _("Trop d'essais. Attendez une minute, puis réessayez.")
    response = _problem(429, sentence)
    response.headers["Retry-After"] = str(error.retry_after or 60)
    return response


def database_away(error: Exception) -> Response:
    """The report that is neither yes nor no, while the database does not answer."""
    note_away(error)
    response = _report(judgements.not_now())
    response.status_code = 503
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


for away in DATABASE_AWAY:
    blueprint.register_error_handler(away, database_away)


def _report(judged: Judged) -> Response:
    return jsonify(report_json.of(judged, now=clock.now()))


def _asked() -> tuple[bytes | str, Identity | None]:
    """What is to be verified, and for whom. Raises Refusal."""
    if request.mimetype == MULTIPART:
        _typed, data = handed_in.read_form()
        unknown = {*request.form, *request.files} - MEMBERS - {"file"}
        if unknown:
            raise Refusal(400, _("Nous ne connaissons pas : %(names)s.", names=_listed(unknown)))
        return data, _recipient(request.form.get("recipient"))
    if request.mimetype != JSON:
        raise Refusal(415, _("Envoyez du JSON, ou un fichier avec multipart/form-data."))
    values = _json()
    given = values["input"]
    text = given.strip() if isinstance(given, str) else json.dumps(given)
    if not isinstance(given, (str, dict)) or not text:
        raise Refusal(400, _("Donnez un code, une adresse, un badge signé ou un fichier."))
    return text, _recipient(values["recipient"])


def _json() -> dict[str, Any]:
    """The body as `Asked` has it. Raises Refusal."""
    handed_in.allow_large()
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise handed_in.too_large() from error
    if len(body) > handed_in.MAX_BYTES:
        raise handed_in.too_large()
    try:
        values: dict[str, Any] = schemas.Asked().load(json.loads(body))
    except (ValueError, RecursionError) as error:
        raise Refusal(400, _("Ce n'est pas du JSON correct.")) from error
    except ValidationError as error:
        names = _listed(set(map(str, error.messages_dict)))
        sentence = _("Ces informations manquent ou sont fausses : %(names)s.", names=names)
        raise Refusal(400, sentence) from error
    return values


def _recipient(text: str | None) -> Identity | None:
    if not text:
        return None
    try:
        return recipients.parse(text)
    except OpenBadgesError as error:
        sentence = _("Écrivez email:, url:, telephone: ou id:, puis la valeur.")
        raise Refusal(400, sentence) from error


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(name[:40] for name in names)[:5])


def _problem(status: int, sentence: object) -> Response:
    problem = {"type": "about:blank", "status": status, "detail": str(sentence)}
    response = jsonify({**problem, "title": description.TITLES[status]})
    response.status_code, response.mimetype = status, "application/problem+json"
    return response
