"""The gate before every request, closed by default, and the headers after it."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, abort, current_app, g, request

from badges import clock
from badges.extensions import reading, runtime
from badges.models import Actor
from badges.security import holders, sessions
from badges.security.permissions import Permission, Reach, needed, reach

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
SIGN_IN: Final = "/sign-in"
CARD: Final = "/card"
NAMED: Final = ("/people", "/c/", "/C/")
SECOND_FACTOR: Final = "/account/second-factor"
UNLOCK: Final = "/account/unlock"

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
        "browser_check.show",
        "keeping.award",
        "keeping.verifier",
        "embedding.show",
        "api.verify",
        "api.openapi",
        "api.docs",
        "holder_check.ask",
        "questions.form",
        "questions.send",
        "embedding.oembed",
        "cards.by_code",
        "cards.by_printed_code",
        "wallet.ask_code",
        "wallet.mine",
        "wallet.again_from_the_start",
        "wallet.claim",
        "wallet.enter",
        "wallet.shown",
        "public_page.show",
        "my_email.show",
        "my_email.confirm",
        "verify.form",
        "verify.report",
        "issuers.show",
        "badge_classes.show",
        "frameworks.show",
        "service.health",
        "service.ready",
        "service.robots",
        "service.security",
        "sign_in.form",
        "sign_in.ask",
        "sign_in.sent",
        "sign_in.by_code",
        "sign_in.link",
        "sign_in.by_link",
        "sign_in.passkey_options",
        "sign_in.by_passkey",
        "invitations.show",
        "invitations.accept",
    }
)
# Where it is registered at all: on loopback, while DEMO is on.
OPEN_IN_THE_DEMONSTRATION: Final = frozenset({"demo_sign_in.show", "demo_sign_in.enter"})

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
CAMERA_ALLOWED: Final = "camera=(self), geolocation=(), microphone=()"  # where a QR is scanned
# Of the one page that is made to stand in anybody's; it has nothing to be tricked into.
EMBEDDED_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "frame-ancestors *",
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
    if request.endpoint in OPEN or request.endpoint in OPEN_IN_THE_DEMONSTRATION:
        return None
    if any("\0" in value for _, value in request.args.items(multi=True)):
        abort(400)  # what is looked for behind the gate is asked of the database
    if holders.is_own_page(current_app.view_functions[request.endpoint]):
        return _own_page()
    permission = needed(current_app.view_functions[request.endpoint])
    if permission is None:
        abort(403)
    with reading() as connection:
        found = sessions.find(connection, sessions.key_of_request(), now=clock.now())
    if found is None:
        return _lead_to(SIGN_IN)
    if permission is not Permission.PROVE and (found.unproved or found.locked):
        return _lead_to(UNLOCK if found.locked else SECOND_FACTOR)
    if reach(found.actor.role, permission) is Reach.NOTHING:
        abort(403)
    if request.method not in SAFE and not sessions.csrf_holds():
        abort(403)
    if not found.locked:
        sessions.note_seen(found, now=clock.now())
    g.actor, g.proved = found.actor, not (found.unproved or found.locked)
    return None


def _own_page() -> Response | None:
    """A page of somebody's own badges opens to their card and PIN, to no member of staff."""
    now = clock.now()
    with reading() as connection:
        holder = holders.find(connection, now=now)
    if holder is None:
        return _lead_to(CARD)
    if request.method not in SAFE and not holders.csrf_holds():
        abort(403)
    holders.note_seen(holder, now=now)
    g.holder = holder
    return None


def csrf_token() -> str:
    """What the forms of this page must carry: of somebody's own pages, else of staff."""
    return holders.csrf_token() if g.get("holder") is not None else sessions.csrf_token()


def acting() -> Actor:
    """Who acts; only behind the gate."""
    actor: Actor = g.actor
    return actor


def shut(organisations: frozenset[int]) -> None:
    """For the rest of this request nothing of these organisations is loaded to be changed."""
    g.actor = replace(g.actor, shut=organisations)


def visitor() -> Actor | None:
    """Who opens an open page, if they are signed in; what they are answered is then never kept."""
    key = sessions.key_of_request()
    if not key:
        return None
    with reading() as connection:
        found = sessions.find(connection, key, now=clock.now())
    if found is None or found.unproved or found.locked:
        return None
    g.actor = found.actor
    return found.actor


def proved() -> bool:
    """Whether whoever acts has shown all that they have to; only behind the gate."""
    return bool(g.proved)


def asked_page() -> str:
    """The page that was asked for, without a name that may have been searched for there: a mail
    may carry it. Of a form that was sent, its address alone.
    """
    if request.method not in SAFE or request.path.startswith(NAMED):
        return request.path
    return request.full_path.rstrip("?")


def _lead_to(address: str) -> Response:
    """Pages lead to what has to be shown first, and back again; what was sent is not kept."""
    there = asked_page() if request.method in SAFE and address != CARD else ""
    asked = {"next": there} if there else {}
    if address == CARD and request.args.get("lang"):
        asked["lang"] = request.args["lang"][:20]
    query = f"?{urlencode(asked)}" if asked else ""
    response = Response(status=303, headers={"Location": f"{address}{query}"})
    response.autocorrect_location_header = False
    response.headers["Cache-Control"] = "no-store"
    return response


def add_headers(response: Response) -> Response:
    """Add each header that the answer does not carry already."""
    if g.get("actor") is not None or g.get("holder") is not None:
        response.headers["Cache-Control"] = "no-store"
    present = {name for name, _ in response.headers}
    for name, value in HEADERS.items():
        if name not in present:
            response.headers.add(name, value)
    if runtime().settings.public_url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = HSTS
    return response
