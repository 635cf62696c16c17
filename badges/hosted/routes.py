"""The addresses of documents (contract: Addresses). Each `id` is, byte for byte, its address."""

import hashlib

from flask import Blueprint, Response, request

from badges import urls
from badges.extensions import reading, runtime
from badges.hosted import answers
from badges.openbadges import baking
from badges.services import documents
from badges.services.documents import Standing

blueprint = Blueprint("hosted", __name__)

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}


@blueprint.before_request
def only_what_was_promised() -> Response | None:
    """Whatever is no address of ours, byte for byte (`01.json`, capitals), is not there."""
    return None if urls.at(request.path) else answers.absent(404)


@blueprint.get("/issuers/<slug>/<number>.json")
def profile(slug: str, number: str) -> Response:
    """Profile of an organisation in one key epoch."""
    if answers.wants_page():
        return answers.see_page(f"/issuers/{slug}")
    with reading() as connection:
        return answers.document(documents.profile(connection, slug, int(number)))


@blueprint.get("/issuers/<slug>/<number>/key.json")
def key(slug: str, number: str) -> Response:
    """CryptographicKey of one key epoch."""
    with reading() as connection:
        return answers.document(documents.key(connection, slug, int(number)))


@blueprint.get("/issuers/<slug>/<number>/revocations.json")
def revocations(slug: str, number: str) -> Response:
    """RevocationList of one key epoch."""
    with reading() as connection:
        body = documents.revocations(connection, runtime().urls, slug, int(number))
    return answers.document(body)


@blueprint.get("/issuers/<slug>/logo/<picture>.png")
def logo(slug: str, picture: str) -> Response:
    """A logo that an organisation has or had."""
    with reading() as connection:
        body = documents.logo(connection, slug, picture)
    return answers.picture(body, "image/png", settled=False) if body else answers.absent(404)


@blueprint.get("/badges/<slug>/<number>.json")
def badge_class(slug: str, number: str) -> Response:
    """One version of a BadgeClass."""
    if answers.wants_page():
        return answers.see_page(f"/badges/{slug}/{number}")
    with reading() as connection:
        shown = documents.badge_class(connection, slug, int(number))
    return answers.document(shown.body, settled=shown.settled) if shown else answers.absent(404)


@blueprint.get("/badges/<slug>/<number>/image.<any(png, svg):kind>")
def picture(slug: str, number: str, kind: str) -> Response:
    """The picture of one version of a BadgeClass."""
    with reading() as connection:
        shown = documents.picture(connection, slug, int(number), MEDIA_TYPES[kind])
    if shown is None:
        return answers.absent(404)
    return answers.picture(shown.body, MEDIA_TYPES[kind], settled=shown.settled)


@blueprint.get("/assertions/<uid>.json")
def assertion(uid: str) -> Response:
    """The hosted mirror of one assertion."""
    if answers.wants_page():
        return answers.see_page(f"/awards/{uid}")
    with reading() as connection:
        standing, body = documents.mirror(connection, uid)
    return answers.document(body) if standing is Standing.KEPT else answers.of_standing(standing)


@blueprint.get("/assertions/<uid>.jws")
def token(uid: str) -> Response:
    """The signed token."""
    with reading() as connection:
        standing, body = documents.token(connection, uid)
    if standing is not Standing.KEPT or body is None:
        return answers.of_standing(standing)
    return answers.token(body)


@blueprint.get("/assertions/<uid>.<any(png, svg):kind>")
def baked(uid: str, kind: str) -> Response:
    """The picture with the token baked in: spliced on request, never stored."""
    with reading() as connection:
        standing, parts = documents.baked(connection, uid, MEDIA_TYPES[kind])
    if standing is not Standing.KEPT or parts is None:
        return answers.of_standing(standing)
    body = baking.bake(parts.picture, parts.token)
    etag = hashlib.sha256(parts.token.encode() + parts.picture).hexdigest()[:32]
    return answers.picture(body, MEDIA_TYPES[kind], settled=False, etag=etag)
