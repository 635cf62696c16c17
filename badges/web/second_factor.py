"""What coordinators and admins show beside the link: an app's six digits, or a passkey."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import Staff
from badges.printing import qr
from badges.security import Permission, passkeys, second_factor, sessions
from badges.security.passkeys import PasskeyError
from badges.services import links, staff
from badges.services import passkeys as keys
from badges.services.errors import NotFound
from badges.web import account, entering, roles, sign_in
from badges.web.acting import commit, load, nothing, page, see_other

blueprint = Blueprint("second_factor", __name__, url_prefix="/account")

WRONG: Final = N_("Ce n'est pas le code du moment. Tapez celui que l'application montre.")
NO_PASSKEY: Final = N_("Cette clé d'accès ne va pas. Essayez encore.")


class Code(Schema):
    """Six digits, and where to go then."""

    code = fields.String(load_default="", validate=validate.Length(max=40))
    next = fields.String(load_default="")


@blueprint.get("/second-factor")
@security.needs(Permission.PROVE)
def show() -> Response:
    """Type the code; the first time, set the app up."""
    if security.proved():
        return see_other("/account")
    return _page()


@blueprint.post("/second-factor")
@security.needs(Permission.PROVE)
@again
def prove() -> Response:
    """Check the code. Five wrong ones end the session."""
    values, problems = load(Code)
    if security.proved():
        return see_other("/account")
    return _checked(values, problems, renewed=False)


@blueprint.get("/second-factor/new")
@security.needs(Permission.ACCOUNT)
def renew() -> Response:
    """Set another app up."""
    return _page(renewed=True)


@blueprint.post("/second-factor/new")
@security.needs(Permission.ACCOUNT)
@again
def keep_new() -> Response:
    """Take the other app's code from now on."""
    values, problems = load(Code)
    return _checked(values, problems, renewed=True)


@blueprint.get("/unlock")
@security.needs(Permission.PROVE)
def unlock() -> Response:
    """A remembered phone that slept for hours is opened by its passkey."""
    return page("account/unlock.html", after=entering.after())


@blueprint.post("/prove/options")
@security.needs(Permission.PROVE)
@again
def options() -> Response:
    """What one of the actor's own passkeys has to sign."""
    session, actor = request_session(), security.acting()
    nothing()
    challenge = links.challenge(session, browser=sessions.key_of_request(), now=clock.now())
    known = [one.credential for one in keys.of(session, actor.staff_id)]
    commit()
    return account.answer_json(passkeys.request(challenge, known=known))


@blueprint.post("/prove")
@security.needs(Permission.PROVE)
@again
def prove_by_passkey() -> Response:
    """A passkey of the actor's own proves who they are, or opens their phone again."""
    values, problems = load(entering.EnteringByPasskey)
    session, actor = request_session(), security.acting()
    try:
        answer = "" if problems else values["credential"]
        shown = sign_in.shown_passkey(answer, browser=sessions.key_of_request())
    except (PasskeyError, NotFound):
        return _page(400, sentence=_(NO_PASSKEY))
    if shown.id != actor.staff_id:
        return _page(400, sentence=_(NO_PASSKEY))
    staff.prove(session, actor, now=clock.now())
    there = entering.own_path(values["next"]) or roles.home(actor.role)
    commit()
    return entering.see_other_path(there)


def _checked(
    values: Mapping[str, Any], problems: Mapping[str, list[str]], *, renewed: bool
) -> Response:
    """Compare what was typed with the secret that is kept, or with the one that was offered."""
    session, actor, now = request_session(), security.acting(), clock.now()
    kept = session.get_one(Staff, actor.staff_id).otp_secret
    if not renewed and kept is None and keys.of(session, actor.staff_id):
        raise NotFound(f"{actor.name} shows a passkey")  # an app is set up after it only
    fresh = renewed or kept is None
    secret = _offered(kept) if fresh or kept is None else kept
    code = "" if problems else values["code"]
    step = second_factor.step_of(secret, code, now=now)
    if step is None or not _counts(secret, step, fresh=fresh):
        allowed = second_factor.WRONG_CODES
        goes_on = sessions.count_wrong_code(session, actor, allowed=allowed, now=now)
        commit()
        return _page(400, renewed=renewed, sentence=_(WRONG)) if goes_on else see_other("/sign-in")
    there = entering.own_path(values["next"]) or roles.home(actor.role)
    commit()
    return see_other("/account", done="factor") if renewed else entering.see_other_path(there)


def _counts(secret: str, step: int, *, fresh: bool) -> bool:
    session, actor, now = request_session(), security.acting(), clock.now()
    if fresh:
        staff.keep_second_factor(session, actor, secret=secret, step=step, now=now)
        return True
    return staff.use_step(session, actor, step, now=now)


def _page(status: int = 200, *, renewed: bool = False, sentence: str = "") -> Response:
    session, actor = request_session(), security.acting()
    kept = session.get_one(Staff, actor.staff_id).otp_secret
    has_passkeys = bool(keys.of(session, actor.staff_id))
    enrolling = renewed or (kept is None and not has_passkeys)
    shown: dict[str, Any] = {
        "after": entering.after(),
        "sentence": sentence,
        "passkey": has_passkeys and passkeys.possible() and not renewed,
        "may_add": passkeys.possible() and not has_passkeys and not renewed,
    }
    if not enrolling:
        return page("account/second_factor.html", status, has_code=kept is not None, **shown)
    secret = _offered(kept)
    picture = base64.b64encode(qr.svg(second_factor.address(secret, actor.email))).decode()
    return page(
        "account/enrol.html",
        status,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        picture=f"data:image/svg+xml;base64,{picture}",
        action="/account/second-factor/new" if renewed else "/account/second-factor",
        **shown,
    )


def _offered(kept: str | None) -> str:
    return second_factor.new_secret(sessions.key_of_request(), kept or "")
