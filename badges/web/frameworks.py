"""The page of one skill of a framework."""

from flask import Blueprint, Response, abort, render_template

from badges import frameworks
from badges.web import answers

blueprint = Blueprint("frameworks", __name__, url_prefix="/frameworks")


@blueprint.get("/<framework>/<key>")
def show(framework: str, key: str) -> Response:
    """What it is called, what it means, where it comes from and under which licence."""
    skill = frameworks.find(framework, key) or abort(404)
    source = frameworks.framework(framework)
    return answers.page(render_template("frameworks/show.html", skill=skill, framework=source))
