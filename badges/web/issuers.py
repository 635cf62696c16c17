"""The page of an organisation."""

from flask import Blueprint, Response, abort, render_template

from badges.extensions import reading
from badges.services import public_pages
from badges.web import answers

blueprint = Blueprint("issuers", __name__, url_prefix="/issuers")


@blueprint.get("/<slug>")
def show(slug: str) -> Response:
    """Who it is, how to reach it, its badges, and its keys for the curious."""
    with reading() as connection:
        organisation = public_pages.organisation(connection, slug) or abort(404)
    return answers.page(render_template("issuers/show.html", organisation=organisation))
