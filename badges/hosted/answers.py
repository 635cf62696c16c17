"""How bytes are answered: types, cross-origin reading, caching, and 304."""

import hashlib

from flask import Response, make_response, redirect, request

from badges.services.documents import Standing

LD_JSON, JSON = "application/ld+json", "application/json"
JOSE = "application/jose"
SVG = "image/svg+xml"
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
A_DAY = 86400
CACHE_SETTLED = f"public, max-age={A_DAY}"
CACHE_LIVE = "no-cache"


def document(body: bytes | None, *, settled: bool = False) -> Response:
    """A JSON-LD document, as `application/json` when only that is asked for."""
    if body is None:
        return absent(404)
    response = _with_etag(body, JSON if _wants_plain_json() else LD_JSON, settled=settled)
    response.headers["Vary"] = "Accept"
    return response


def token(body: bytes) -> Response:
    """A signed token."""
    return _with_etag(body, JOSE, settled=False)


def picture(body: bytes, media_type: str, *, settled: bool, etag: str | None = None) -> Response:
    """A picture. An SVG opened by itself can run nothing."""
    response = _with_etag(body, media_type, settled=settled, etag=etag)
    if media_type == SVG:
        response.headers["Content-Security-Policy"] = SVG_POLICY
    return response


def absent(status: int) -> Response:
    """No body: a document that is not there says nothing more."""
    response = make_response(b"", status)
    response.headers.pop("Content-Type")
    response.headers["Vary"] = "Accept"
    return _open(response, CACHE_LIVE)


def of_standing(standing: Standing) -> Response:
    """What is answered instead of the document of an award that is not simply kept."""
    return absent(410 if standing is Standing.REVOKED else 404)


def see_page(address: str) -> Response:
    """Send a browser to the page for people."""
    response = make_response(redirect(address, 303))
    response.headers["Vary"] = "Accept"
    return _open(response, CACHE_LIVE)


def wants_page() -> bool:
    """Whether HTML is asked for with a strictly higher quality than JSON; `*/*` gets JSON."""
    accept = request.accept_mimetypes
    html = accept.quality("text/html")
    return html > max(accept.quality(LD_JSON), accept.quality(JSON))


def _wants_plain_json() -> bool:
    accept = request.accept_mimetypes
    return accept.quality(JSON) > accept.quality(LD_JSON)


def _with_etag(body: bytes, media_type: str, *, settled: bool, etag: str | None = None) -> Response:
    response = Response(body, content_type=media_type)  # without the charset that flask adds
    response.set_etag(etag or hashlib.sha256(body).hexdigest()[:32])
    _open(response, CACHE_SETTLED if settled else CACHE_LIVE)
    response.make_conditional(request)
    return response


def _open(response: Response, cache: str) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = cache
    response.headers["X-Robots-Tag"] = "noindex"
    return response
