"""From an error to what is answered: one table, a page for people, problem+json for programs."""

import json
import logging
from collections.abc import Mapping

from flask import Flask, Response, make_response, render_template, request
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

log = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30
PROGRAMS = frozenset({"hosted", "api"})
DATABASE_AWAY = (OperationalError, InterfaceError, NoConnectionFree)
PAGES = frozenset({400, 403, 404, 405, 413, 415, 429, 500, 503})


def install(app: Flask, statuses: Mapping[type[Exception], int]) -> None:
    """Answer werkzeug's errors, a database that is away, and each error of `statuses`."""
    app.register_error_handler(HTTPException, _http)
    for away in DATABASE_AWAY:
        app.register_error_handler(away, _database_away)
    app.register_error_handler(500, _broken)
    for error, status in statuses.items():
        app.register_error_handler(error, lambda _, status=status: answer(status))


def answer(status: int, *, page: str = "") -> Response:
    """The page or the problem document of a status, by what the caller asked for; `page` is one
    that says more than the status does.
    """
    if _wants_page():
        usual = status if status in PAGES else (400 if status < 500 else 500)
        response = make_response(render_template(f"errors/{page or usual}.html"), status)
    else:
        problem = {"type": "about:blank", "title": HTTP_STATUS_CODES[status], "status": status}
        response = Response(json.dumps(problem), status, mimetype="application/problem+json")
        response.headers["Access-Control-Allow-Origin"] = "*"  # it says as much as any document
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.get_response())
    response = answer(error.code or 500)
    given = error.get_response().headers
    for name in ("Allow", "Retry-After", "Location"):
        if name in given:
            response.headers[name] = given[name]
    return response


def note_away(error: Exception) -> None:
    """Log why the database did not answer."""
    log.error("the database did not answer: %s", getattr(error, "orig", error))


def _database_away(error: SQLAlchemyError) -> Response:
    note_away(error)
    return answer(503)


def keys_away(error: Exception) -> Response:
    """Log why no badge can be signed; the page says so, and whom to tell."""
    log.error("no badge can be signed: %s", error)
    return answer(503, page="keys")


def _broken(_error: Exception) -> Response:
    return answer(500)


def _wants_page() -> bool:
    """A person at a page gets a page; whoever fetches documents gets no HTML unless they ask."""
    accept = request.accept_mimetypes
    html, problem = accept.quality("text/html"), accept.quality("application/problem+json")
    if html != problem:
        return html > problem
    return request.blueprint not in PROGRAMS and (html > 0 or not accept)
