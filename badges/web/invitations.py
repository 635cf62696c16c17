"""`/invitations/<token>`: by link or by QR. Opening it shows; only the button accepts."""

from flask import Blueprint, Response
from marshmallow import Schema, fields

from badges import clock
from badges.extensions import again, limiter, request_session
from badges.language import translated as _
from badges.models import Invitation, Role
from badges.services import invitations
from badges.services.errors import Invalid
from badges.services.invitations import Over
from badges.services.links import TooOften
from badges.web import entering, roles, sign_in
from badges.web.acting import commit, load, page

blueprint = Blueprint("invitations", __name__, url_prefix="/invitations")


class Accept(Schema):
    """What somebody wants to be called, if they say it."""

    name = fields.String(load_default="")


@blueprint.get("/<token>")
def show(token: str) -> Response:
    """Who is invited, as what, where."""
    try:
        invitation = invitations.read(request_session(), token, now=clock.now())
    except Over:
        return _over()
    return _page(invitation, token)


@blueprint.post("/<token>")
@limiter.limit("30 per 15 minutes")
@again
def accept(token: str) -> Response:
    """Begin to work here; a mail to the invited address then says who it is."""
    entering.require_own_form()
    values, _problems = load(Accept)
    session, now = request_session(), clock.now()
    try:
        invitation = invitations.read(session, token, now=now)
        staff = invitations.accept(session, token, name=str(values["name"]), now=now)
    except Over:
        return _over()
    except Invalid:
        return _page(invitation, token, 400, sentence=_("Ce nom est trop long."))
    try:
        return sign_in.ask_for(staff.email, "")
    except TooOften:
        commit()
        return page("sign_in/closed.html", 429, sentence=_(sign_in.TOO_OFTEN), nonce="")


def _page(invitation: Invitation, token: str, status: int = 200, *, sentence: str = "") -> Response:
    return page(
        "invitations/show.html",
        status,
        email=invitation.email,
        role=roles.name(Role(invitation.role)),
        place=invitations.place_of(request_session(), invitation).name,
        token=token,
        sentence=sentence,
    )


def _over() -> Response:
    said = _("Cette invitation ne sert plus. Demandez-en une autre à qui vous l'a donnée.")
    return page("sign_in/closed.html", 410, sentence=said, nonce="")
