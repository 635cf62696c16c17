"""A person's public page: what they chose to put there; without their name."""

from flask import Blueprint, Response, abort, render_template

from badges import clock, language
from badges.extensions import request_session
from badges.services import showing
from badges.web import answers

blueprint = Blueprint("public_page", __name__)


@blueprint.get("/p/<key>")
def show(key: str) -> Response:
    """What the person shows to everybody; empty until they do."""
    spoken = language.code()
    found = showing.page_of(request_session(), key, now=clock.now(), language=spoken)
    if found is None:
        abort(404)
    return answers.page(render_template("wallet/page.html", badges=found))
