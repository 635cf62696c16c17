"""`/programme/staff`: who works here, inviting, roles, and disabling at once."""

import base64
import hmac
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session, runtime
from badges.language import N_
from badges.language import translated as _
from badges.models import Invitation, Role
from badges.printing import qr
from badges.security import Permission, sessions
from badges.services import invitations, scoping, staff
from badges.services.errors import Invalid, Refused
from badges.web import acting, letters, roles
from badges.web.acting import commit, load, page, problem, see_other

blueprint = Blueprint("staff", __name__, url_prefix="/programme/staff")

HERE: Final = "/programme/staff"
SAID: Final = {
    "disabled": N_("Cette personne n'entre plus. Ses sessions sont closes."),
    "role": N_("Le rôle est changé."),
    "withdrawn": N_("L'invitation est retirée."),
}


class Invite(Schema):
    """Whom to invite, as what, where: `organisation:3` or `programme:1`."""

    email = fields.String(load_default="")
    role = fields.Enum(Role, by_value=True, required=True)
    place = fields.String(required=True)


class NewRole(Schema):
    """Another role."""

    role = fields.Enum(Role, by_value=True, required=True)


@blueprint.get("")
@security.needs(Permission.MANAGE_STAFF)
def show() -> Response:
    """Who works where one may look, and who is invited."""
    return _page()


@blueprint.post("/invitations")
@security.needs(Permission.MANAGE_STAFF)
@again
def invite() -> Response:
    """Invite somebody: the page that answers shows link and QR, this once.

    Sent again it is the same invitation: the link is made from the form's key.
    """
    values, problems = load(Invite)
    if problems:
        return problem(400, _("Choisissez un rôle et un lieu."), back=HERE)
    link = _link(acting.key(), values)
    try:
        invitation, place = _invited(values, link)
    except Invalid:
        return _page(400, typed=values["email"], sentence=_("Écrivez une adresse mail."))
    except Refused:
        return problem(409, _("Vous invitez des rôles en dessous du vôtre."), back=HERE)
    commit()
    return _shown(invitation, place, f"{runtime().urls.base}/invitations/{link}")


@blueprint.post("/invitations/<int:number>/withdraw")
@security.needs(Permission.MANAGE_STAFF)
@again
def withdraw(number: int) -> Response:
    """The link opens nothing any more."""
    session, actor = request_session(), security.acting()
    invitation = scoping.invitation(session, actor, number)
    acting.nothing()
    invitations.withdraw(session, actor, invitation, now=clock.now())
    commit()
    return see_other(HERE, done="withdrawn")


@blueprint.post("/<int:number>/role")
@security.needs(Permission.MANAGE_STAFF)
@again
def change_role(number: int) -> Response:
    """Another role for the appointment of that number."""
    session, actor = request_session(), security.acting()
    appointment = scoping.appointment(session, actor, number)
    values, problems = load(NewRole)
    try:
        if problems:
            raise Refused("no role")
        staff.change_role(session, actor, appointment, values["role"], now=clock.now())
    except Refused:
        return problem(409, _("Vous donnez des rôles en dessous du vôtre."), back=HERE)
    commit()
    return see_other(HERE, done="role")


@blueprint.post("/<int:number>/disable")
@security.needs(Permission.MANAGE_STAFF)
@again
def disable(number: int) -> Response:
    """End the appointment of that number at once, and whatever is open under it."""
    session, actor = request_session(), security.acting()
    appointment = scoping.appointment(session, actor, number)
    acting.nothing()
    staff.disable(session, actor, appointment, now=clock.now())
    commit()
    return see_other(HERE, done="disabled")


def _invited(values: dict[str, Any], link: str) -> tuple[Invitation, str]:
    session, actor, now = request_session(), security.acting(), clock.now()
    place = invitations.place_for(session, actor, values["place"])
    address = f"{runtime().urls.base}/invitations/{link}"
    known = invitations.known(session, link)
    made = known or invitations.invite(
        session,
        email=values["email"],
        role=values["role"],
        place=place,
        link=link,
        by=actor,
        now=now,
    )
    if known is None:
        letters.invitation(
            address,
            email=made.email,
            role=Role(made.role),
            place=place.name,
            now=now,
        )
    return made, place.name


def _link(key: str, values: dict[str, Any]) -> str:
    """A secret that only this session can make, the same for the same form filled in alike."""
    session_key = sessions.key_of_request().encode()
    said = "\0".join(("invitation", key, values["email"], values["role"], values["place"]))
    digest = hmac.new(session_key, said.encode(), "sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _shown(invitation: Invitation, place: str, address: str) -> Response:
    picture = base64.b64encode(qr.svg(address)).decode()
    return page(
        "staff/invited.html",
        email=invitation.email,
        role=roles.name(Role(invitation.role)),
        place=place,
        address=address,
        picture=f"data:image/svg+xml;base64,{picture}",
    )


def _page(status: int = 200, *, typed: str = "", sentence: str = "") -> Response:
    session, actor = request_session(), security.acting()
    programmes, organisations = staff.places(session, actor)
    return page(
        "staff/show.html",
        status,
        posts=staff.listed(session, actor),
        invited=staff.invited(session, actor, now=clock.now()),
        programmes=programmes,
        organisations=organisations,
        below=scoping.BELOW.get(actor.role, ()),
        names=roles.NAMES,
        typed=typed,
        sentence=sentence,
        key=acting.key(),
        said=SAID.get(request.args.get("done", "")),
    )
