"""The page of one version of a badge class."""

from flask import Blueprint, Response, abort, render_template

from badges import language
from badges.extensions import reading
from badges.services import public_pages
from badges.web import answers

blueprint = Blueprint("badge_classes", __name__, url_prefix="/badges")


@blueprint.get("/<slug>/<int(max=999999999):version>")
def show(slug: str, version: int) -> Response:
    """What the badge says, what is asked for it, and who gives it; no person."""
    with reading() as connection:
        found = public_pages.badge_class(connection, slug, version, language=language.code())
        badge_class = found or abort(404)
    return answers.page(render_template("badge_classes/show.html", badge_class=badge_class))
