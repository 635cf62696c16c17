"""How bytes are answered: types, cross-origin reading, caching, and 304.

Headers are given in one list: setting them one by one costs as much as the database.
"""

import hashlib

from flask import Response, request

from badges.services.documents import Standing

LD_JSON, JSON = "application/ld+json", "application/json"
JOSE = "application/jose"
SVG = "image/svg+xml"
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
A_DAY = 86400
SETTLED = ("Cache-Control", f"public, max-age={A_DAY}")
LIVE = ("Cache-Control", "no-cache")
VARY = ("Vary", "Accept")
PUBLIC = (("Access-Control-Allow-Origin", "*"), ("X-Robots-Tag", "noindex"))


def document(body: bytes | None, *, settled: bool = False) -> Response:
    """A JSON-LD document, as `application/json` when only that is asked for."""
    if body is None:
        return absent(404)
    return _found(body, JSON if _wants_plain_json() else LD_JSON, VARY, settled=settled)


def token(body: bytes) -> Response:
    """A signed token."""
    return _found(body, JOSE, settled=False)


def picture(body: bytes, media_type: str, *, settled: bool, etag: str | None = None) -> Response:
    """A picture. An SVG opened by itself can run nothing."""
    policy = (("Content-Security-Policy", SVG_POLICY),) if media_type == SVG else ()
    return _found(body, media_type, *policy, settled=settled, etag=etag)


def absent(status: int) -> Response:
    """No body: a document that is not there says nothing more."""
    response = Response(b"", status, [LIVE, VARY, *PUBLIC])
    del response.headers["Content-Type"]
    return response


def of_standing(standing: Standing) -> Response:
    """What is answered instead of the document of an award that is not simply kept."""
    return absent(410 if standing is Standing.REVOKED else 404)


def see_page(address: str) -> Response:
    """Send a browser to the page for people."""
    response = absent(303)
    response.headers["Location"] = address
    return response


def wants_page() -> bool:
    """Whether HTML is asked for with a strictly higher quality than JSON; `*/*` gets JSON."""
    if "text/html" not in request.headers.get("Accept", ""):
        return False
    accept = request.accept_mimetypes
    html = accept.quality("text/html")
    return html > max(accept.quality(LD_JSON), accept.quality(JSON))


def _wants_plain_json() -> bool:
    if JSON not in request.headers.get("Accept", ""):
        return False
    accept = request.accept_mimetypes
    return accept.quality(JSON) > accept.quality(LD_JSON)


def _found(
    body: bytes,
    media_type: str,
    *more: tuple[str, str],
    settled: bool,
    etag: str | None = None,
) -> Response:
    tag = etag or hashlib.sha256(body).hexdigest()[:32]
    headers = [
        ("Content-Type", media_type),
        ("ETag", f'"{tag}"'),
        SETTLED if settled else LIVE,
        *PUBLIC,
        *more,
    ]
    response = Response(body, headers=headers)
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response
