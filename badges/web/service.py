"""What machines ask of the service itself: is it alive, is it ready, whom to write to."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, jsonify

from badges import clock
from badges.extensions import database_answers, reading, runtime
from badges.services import outbox
from badges.storage import disk
from badges.storage.keyring import Keyring, KeyringError

blueprint = Blueprint("service", __name__)

VALID_FOR = timedelta(days=180)
ROBOTS = """User-agent: *
Disallow: /awards/
Disallow: /v/
Disallow: /V/
Disallow: /p/
Disallow: /c/
Disallow: /C/
Disallow: /assertions/
"""


@blueprint.get("/health")
def health() -> Response:
    """The process answers."""
    return _live(jsonify(status="ok"))


@blueprint.get("/ready")
def ready() -> Response:
    """The process with its migrated database, its keys and its disk, and mail that goes out; 503
    names what is missing.
    """
    settings, database = runtime().settings, database_answers()
    parts = {
        "database": database,
        "mail": not database or _mail_goes_out(),  # of what nobody can look up nothing is said
        "keys": _keys(current_app.extensions["keyring"]),
        "disk": disk.has_room(settings.instance),
    }
    response = _live(jsonify(status="ok" if all(parts.values()) else "not ready", **parts))
    response.status_code = 200 if all(parts.values()) else 503
    return response


@blueprint.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to tell of a weakness (RFC 9116): it holds for half a year from each day on."""
    about = f"{runtime().urls.base}/about#report"
    ends = clock.now().replace(hour=0, minute=0, second=0, microsecond=0) + VALID_FOR
    lines = (
        f"Contact: {about}",
        f"Expires: {ends.isoformat()}",
        "Preferred-Languages: fr, en",
        f"Canonical: {runtime().urls.base}/.well-known/security.txt",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages about a person's badge are for those who were given their address."""
    return Response(ROBOTS, mimetype="text/plain")


def _mail_goes_out() -> bool:
    with reading() as connection:
        return not outbox.is_late(connection, now=clock.now())


def _keys(keyring: Keyring) -> bool:
    try:
        keyring.check_usable()
    except KeyringError:
        return False
    return True


def _live(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
