"""`/account`: where one is signed in, under which appointment, with what; and signing out."""

import json
from datetime import datetime
from typing import Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import Role, Staff, StaffSession
from badges.security import Permission, passkeys, sessions
from badges.security.passkeys import PasskeyError
from badges.services import links
from badges.services import passkeys as keys
from badges.services import staff as services
from badges.services.errors import NotFound, Refused
from badges.web import entering, roles
from badges.web.acting import commit, load, nothing, page, problem, see_other

blueprint = Blueprint("account", __name__, url_prefix="/account")
signing_out = Blueprint("sign_out", __name__)

NOT_KEPT: Final = N_("Cette clé d'accès n'a pas été gardée. Essayez encore.")
CLEARED: Final = '"cache"'  # what waits on the phone to be sent is not what was seen
SAID: Final = {
    "ended": N_("Cet appareil est déconnecté."),
    "key": N_("La clé d'accès est gardée."),
    "removed": N_("La clé d'accès est retirée."),
    "factor": N_("Votre second facteur est prêt."),
    "chosen": N_("C'est noté."),
}


class Choice(Schema):
    """An appointment, and perhaps one organisation of its programme: `7` or `7:3`."""

    appointment = fields.String(
        required=True, validate=validate.Regexp(r"[0-9]{1,9}(:[0-9]{1,9})?\Z")
    )
    next = fields.String(load_default="")


class NewPasskey(Schema):
    """A passkey that was just made, and what its owner calls it."""

    credential = fields.String(required=True)
    name = fields.String(load_default="", validate=validate.Length(max=120))


@blueprint.get("")
@security.needs(Permission.ACCOUNT)
def show() -> Response:
    """Everything about how one signs in."""
    session, actor = request_session(), security.acting()
    return page(
        "account/show.html",
        staff=session.get_one(Staff, actor.staff_id),
        role=roles.name(actor.role),
        devices=sessions.mine(session, actor, now=clock.now()),
        keys=keys.of(session, actor.staff_id),
        passkeys=passkeys.possible(),
        needs_factor=actor.role in sessions.PROVED_ROLES,
        posts=services.own(session, actor.staff_id),
        several=len(actor.organisations) > 1,
        said=SAID.get(request.args.get("done", "")),
    )


@blueprint.post("/sessions/<int:number>/end")
@security.needs(Permission.ACCOUNT)
@again
def end(number: int) -> Response:
    """Sign out on one of one's own devices. Somebody else's is not found."""
    session, actor = request_session(), security.acting()
    nothing()
    if not sessions.end_mine(session, actor, number, now=clock.now()):
        raise NotFound(f"no session {number} for {actor.name}")
    commit()
    return _signed_out() if number == actor.session_id else see_other("/account", done="ended")


@blueprint.post("/sessions/end")
@security.needs(Permission.ACCOUNT)
@again
def end_all() -> Response:
    """Sign out everywhere, here too."""
    nothing()
    sessions.end_mine(request_session(), security.acting(), None, now=clock.now())
    commit()
    return _signed_out()


@signing_out.post("/sign-out")
@security.needs(Permission.PROVE)
@again
def sign_out() -> Response:
    """Sign out here. Back shows nothing of what was seen."""
    nothing()
    sessions.end_here(request_session(), now=clock.now())
    commit()
    return _signed_out()


@blueprint.get("/appointment")
@security.needs(Permission.PROVE)
def appointments() -> Response:
    """Under which appointment to act, and for which organisation of a programme."""
    session, actor = request_session(), security.acting()
    return page(
        "account/appointment.html",
        posts=services.own(session, actor.staff_id),
        organisations=services.organisations_of(session, actor.organisations),
        names=roles.NAMES,
        after=entering.after(),
        is_needed=request.args.get("why") == "organisation",
    )


@blueprint.post("/appointment")
@security.needs(Permission.PROVE)
@again
def choose() -> Response:
    """Act under it from now on."""
    values, problems = load(Choice)
    if problems:
        return problem(400, _("Choisissez une ligne."), back="/account/appointment")
    appointment, _colon, organisation = values["appointment"].partition(":")
    try:
        chosen = services.choose(
            request_session(), security.acting(), int(appointment), int(organisation or 0) or None
        )
    except Refused:
        said = _("Un téléphone gardé en mémoire sert au rôle de coach. Reconnectez-vous.")
        return problem(409, said, back="/account")
    there = entering.own_path(values["next"]) or roles.home(Role(chosen.role))
    commit()
    return entering.see_other_path(there)


@blueprint.post("/passkeys/options")
@security.needs(Permission.PROVE)
@again
def passkey_options() -> Response:
    """What the browser makes a passkey from."""
    session, actor = request_session(), security.acting()
    nothing()
    _check_may_add()
    challenge = links.challenge(session, browser=sessions.key_of_request(), now=clock.now())
    known = [one.credential for one in keys.of(session, actor.staff_id)]
    commit()
    options = passkeys.creation(challenge, staff_id=actor.staff_id, email=actor.email, known=known)
    return answer_json(options)


@blueprint.post("/passkeys")
@security.needs(Permission.PROVE)
@again
def add_passkey() -> Response:
    """Keep a passkey that was just made. The first one of a coordinator is their second factor."""
    values, problems = load(NewPasskey)
    _check_may_add()
    try:
        if problems:
            raise PasskeyError("nothing was sent")
        _keep(values["credential"], values["name"], now=clock.now())
    except (PasskeyError, Refused):
        return problem(400, _(NOT_KEPT), back="/account")
    commit()
    return see_other("/account", done="key")


@blueprint.post("/passkeys/<int:number>/remove")
@security.needs(Permission.ACCOUNT)
@again
def remove_passkey(number: int) -> Response:
    """One of one's own passkeys opens nothing any more."""
    session, actor = request_session(), security.acting()
    nothing()
    keys.remove(session, actor, number)
    services.note_own(session, actor, "passkey removed", now=clock.now())
    commit()
    return see_other("/account", done="removed")


def _keep(answer: str, name: str, *, now: datetime) -> None:
    session, actor = request_session(), security.acting()
    challenge, new = passkeys.made(answer)
    if not links.use_challenge(session, challenge, browser=sessions.key_of_request(), now=now):
        raise PasskeyError("nobody asked for that")
    keys.add(
        session,
        actor,
        credential=new.credential,
        public_key=new.public_key,
        sign_count=new.sign_count,
        name=name.strip() or session.get_one(StaffSession, actor.session_id).device,
        now=now,
    )
    services.prove(session, actor, now=now)
    services.note_own(session, actor, "passkey set", now=now)


def _check_may_add() -> None:
    """Who has a second factor already shows it first. Raises NotFound."""
    session, actor = request_session(), security.acting()
    if security.proved():
        return
    if session.get_one(Staff, actor.staff_id).otp_secret or keys.of(session, actor.staff_id):
        raise NotFound(f"{actor.name} has not shown the second factor")


def answer_json(options: str) -> Response:
    """What the script of passkeys is answered."""
    body = {"options": json.loads(options), "csrf_token": sessions.csrf_token()}
    return Response(json.dumps(body), mimetype="application/json")


def _signed_out() -> Response:
    response = see_other("/sign-in")
    response.headers["Clear-Site-Data"] = CLEARED
    sessions.clear_cookie(response)
    return response
