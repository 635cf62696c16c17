"""The gate before every request, closed by default, and the headers after it."""

from typing import Final

from flask import Flask, Response, abort, request

from badges.extensions import runtime

# What anybody may open, by endpoint. A route that is not named here is closed.
OPEN: Final = frozenset(
    {
        "static",
        "hosted.profile",
        "hosted.key",
        "hosted.revocations",
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


def gate() -> None:
    """Refuse what is not open. An address without a route stays a 404."""
    if request.endpoint is not None and request.endpoint not in OPEN:
        abort(403)
    if "\0" in request.path:
        abort(404)  # no address of ours holds it, and PostgreSQL would not even look for it


def add_headers(response: Response) -> Response:
    """Add each header that the answer does not carry already."""
    present = {name for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name not in present:
            response.headers.add(name, value)
    if runtime().settings.public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    return response
