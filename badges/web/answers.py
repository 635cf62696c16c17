"""How a page is answered: nobody's index, asked again each time, in one language, with an ETag."""

import hashlib
from collections.abc import Callable
from functools import cache

from flask import Response, make_response, request
from jinja2.utils import LRUCache

from badges import clock, language, paths

_RENDERED = LRUCache(256)


def page(body: str, status: int = 200, *, tag: str | None = None) -> Response:
    """The answer that carries a page. Without the `tag` of what it was made from, its hash is one.

    Only a 200 is conditional: a 404 or a 410 is said each time (RFC 9110, 13.2.1).
    """
    response = _marked(make_response(body, status))
    response.set_etag(tag or hashlib.sha256(body.encode()).hexdigest()[:32])
    if status == 200:
        response.make_conditional(request)
    return response


def report(body: str, status: int = 200) -> Response:
    """The answer to something that was handed in: kept nowhere."""
    response = _marked(make_response(body, status))
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def picture(body: bytes, media_type: str) -> Response:
    """A picture that hangs on one award. An SVG opened by itself can run nothing."""
    response = Response(body, mimetype=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    if media_type == "image/svg+xml":
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.add_etag()
    response.make_conditional(request)
    return response


def download(body: bytes, media_type: str, name: str) -> Response:
    """A file in the language of the page, to be saved under a name: never opened as a page."""
    response = _marked(Response(body, mimetype=media_type))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.add_etag()
    response.make_conditional(request)
    return response


def rendered(tag: str, render: Callable[[], str]) -> str:
    """The page of a tag, made once: the tag stands for all that it is made from."""
    body: str | None = _RENDERED.get(tag)
    if body is None:
        body = _RENDERED[tag] = render()
    return body


def unchanged(tag: str) -> Response | None:
    """The 304 for somebody who holds the page of this tag, before anything is rendered."""
    if not request.if_none_match.contains_weak(tag):
        return None
    response = _marked(make_response("", 304))
    response.set_etag(tag)
    return response


def tag(*facts: str) -> str:
    """The ETag of a page made from `facts`: language, query and local day are part of it."""
    day = language.local_day(clock.now()).isoformat()
    query = request.query_string.decode("latin-1")
    text = "\0".join((*facts, language.code(), query, day, _look()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _marked(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = language.locale_of(language.code())
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Accept-Language")
    return response


@cache
def _look() -> str:
    """The hash of what pages are made with, so that a new release shows at the next request."""
    files = [*paths.TEMPLATES.rglob("*.html"), *paths.TRANSLATIONS.rglob("*.mo")]
    made_with = hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(files)))
    return made_with.hexdigest()
