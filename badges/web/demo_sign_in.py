"""In the demonstration alone: being somebody who works there, by one button."""

from flask import Blueprint, Response

from badges.extensions import again, request_session
from badges.models import Staff
from badges.services.doors import door
from badges.web import entering, roles
from badges.web.acting import load, page
from badges.web.entering import Entering

blueprint = Blueprint("demo_sign_in", __name__, url_prefix="/demo/sign-in")


@blueprint.get("/<int:number>")
def show(number: int) -> Response:
    """One button."""
    found = door(request_session(), number)
    return page("sign_in/demo.html", door=found, role=roles.name(found.role))


@blueprint.post("/<int:number>")
@again
def enter(number: int) -> Response:
    """Sign in as that person, the second factor counted as shown."""
    entering.require_own_form()
    values, _problems = load(Entering)
    session = request_session()
    found = door(session, number)
    return entering.enter(session.get_one(Staff, found.staff_id), values, proved=True)
