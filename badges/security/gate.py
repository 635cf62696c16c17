"""The gate before every request, closed by default, and the headers after it."""

from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, request

from badges import clock
from badges.extensions import reading, runtime
from badges.models import Actor
from badges.security import sessions
from badges.security.permissions import Reach, needed, reach

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN: Final = "/sign-in"

# What anybody may open, by endpoint. A route that is not named here is closed.
OPEN: Final = frozenset(
    {
        "static",
        "hosted.profile",
        "hosted.key",
        "hosted.revocations",
        "hosted.logo",
        "hosted.badge_class",
        "hosted.picture",
        "hosted.assertion",
        "hosted.token",
        "hosted.baked",
        "home.index",
        "home.about",
        "home.forged",
        "home.forged_picture",
        "awards.by_uid",
        "awards.by_code",
        "awards.by_printed_code",
        "awards.qr_svg",
        "awards.qr_png",
        "verify.form",
        "verify.report",
        "issuers.show",
        "badge_classes.show",
        "frameworks.show",
        "service.health",
        "service.ready",
        "service.robots",
        "service.security",
    }
)

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"


def install(app: Flask) -> None:
    """Put the gate before, and the headers after, every request of `app`."""
    # One spelling an address; and the redirect to the right one would repeat the Host header.
    app.url_map.merge_slashes = False
    app.before_request(gate)
    app.after_request(add_headers)


def gate() -> Response | None:
    """Refuse what is not open to whoever asks. An address without a route stays a 404."""
    if request.endpoint is None:
        return None
    if "\0" in request.path:
        abort(404)  # no address of ours holds it, and PostgreSQL would not even look for it
    if request.endpoint in OPEN:
        return None
    permission = needed(current_app.view_functions[request.endpoint])
    if permission is None:
        abort(403)
    with reading() as connection:
        found = sessions.find(connection, sessions.key_of_request(), now=clock.now())
    if found is None:
        return _to_sign_in()
    if reach(found.actor.role, permission) is Reach.NOTHING:
        abort(403)
    if request.method not in SAFE and not sessions.csrf_holds():
        abort(403)
    sessions.note_seen(found, now=clock.now())
    g.actor = found.actor
    return None


def acting() -> Actor:
    """Who acts; only behind the gate."""
    actor: Actor = g.actor
    return actor


def _to_sign_in() -> Response:
    """Pages lead to the sign-in and back again; what was sent is not kept."""
    there = request.full_path.rstrip("?") if request.method in SAFE else ""
    query = f"?{urlencode({'next': there})}" if there else ""
    response = Response(status=303, headers={"Location": f"{SIGN_IN}{query}"})
    response.autocorrect_location_header = False
    response.headers["Cache-Control"] = "no-store"
    return response


def add_headers(response: Response) -> Response:
    """Add each header that the answer does not carry already."""
    if g.get("actor") is not None:
        response.headers["Cache-Control"] = "no-store"
    present = {name for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name not in present:
            response.headers.add(name, value)
    if runtime().settings.public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    return response
