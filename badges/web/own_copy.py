"""All that is kept of a person as one file, made for them by themselves or with their coach."""

from datetime import datetime

from flask import Response, render_template

from badges.extensions import db, runtime
from badges.models import Participant
from badges.services import dossiers, exporting


def made(person: Participant, *, actor: str, now: datetime) -> bytes:
    """The ZIP: a page, the rows, the signed files. That it was made is written down."""
    session = db.session()
    dossier = dossiers.read(session, person, zone=runtime().settings.timezone, now=now)
    said = exporting.rows(dossier, runtime().urls)
    page = render_template("people/export.html", person=person, said=said, dossier=dossier)
    archive = exporting.archive(page, said, exporting.signed_files(session, person))
    exporting.note(session, person, actor=actor, now=now)
    return archive


def answer(archive: bytes) -> Response:
    """The file, kept by nobody in between."""
    response = Response(archive, mimetype="application/zip")
    response.headers["Content-Disposition"] = 'attachment; filename="badges.zip"'
    response.headers["Cache-Control"] = "no-store"
    return response
