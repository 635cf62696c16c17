"""What machines ask of the service itself: is it alive, is it ready, whom to write to."""

from flask import Blueprint, Response, jsonify

from badges.extensions import database_answers, runtime
from badges.storage import disk
from badges.storage.keyring import Keyring, KeyringError

blueprint = Blueprint("service", __name__)

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
    """The process with its migrated database, its keys and its disk; 503 names what is missing."""
    settings = runtime().settings
    parts = {
        "database": database_answers(),
        "keys": _keys(Keyring(settings.keys_dir, settings.key_passphrase)),
        "disk": disk.has_room(settings.instance),
    }
    response = _live(jsonify(status="ok" if all(parts.values()) else "not ready", **parts))
    response.status_code = 200 if all(parts.values()) else 503
    return response


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Pages about a person's badge are for those who were given their address."""
    return Response(ROBOTS, mimetype="text/plain")


def _keys(keyring: Keyring) -> bool:
    try:
        keyring.check_folder()
    except KeyringError:
        return False
    return True


def _live(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
