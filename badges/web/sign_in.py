"""`/sign-in`: by an e-mailed link, by the code beside it, or by a passkey."""

import json
from typing import Any, Final

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import TooManyRequests

from badges import clock
from badges.extensions import again, limiter, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import Staff
from badges.security import passkeys, sessions
from badges.security.passkeys import PasskeyError
from badges.services import links, organisations
from badges.services import passkeys as keys
from badges.services.errors import Invalid, NotFound
from badges.services.links import Standing, TooOften
from badges.web import entering, letters
from badges.web.acting import commit, load, page, see_other
from badges.web.entering import EnteringByCode, EnteringByPasskey

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

A_NETWORK: Final = "10 per 15 minutes"
TOO_OFTEN: Final = N_("Trois mails sont déjà partis. Attendez un quart d'heure.")
NO_PASSKEY: Final = N_("Cette clé d'accès n'ouvre rien ici. Demandez un lien par mail.")
SENTENCES: Final = {
    Standing.EXPIRED: N_("Ce lien ou ce code est trop ancien. Demandez-en un nouveau."),
    Standing.USED: N_("Ce lien ou ce code a déjà servi. Demandez-en un nouveau."),
    Standing.UNKNOWN: N_("Ce lien n'ouvre rien. Demandez-en un nouveau."),
    Standing.OTHER_BROWSER: N_(
        "Ce lien a été demandé dans un autre navigateur. Ouvrez-le là-bas, ou tapez-y le code."
    ),
}
NOT_THE_CODE: Final = {
    Standing.OPEN: (400, N_("Ce n'est pas ce code. Regardez le dernier mail.")),
    Standing.GUESSED: (429, N_("Trop de codes faux en un jour. Ouvrez plutôt le lien du mail.")),
}


class Ask(Schema):
    """Who asks for a link, and where to go then."""

    email = fields.String(load_default="", validate=validate.Length(max=254))
    next = fields.String(load_default="")


@blueprint.get("")
def form() -> Response:
    """Where to type one's address."""
    return _form(after=entering.after())


@blueprint.post("")
@limiter.limit(A_NETWORK)
@again
def ask() -> Response:
    """Send a link and a code, if somebody works here under that address; say the same if not."""
    entering.require_own_form()
    values, _problems = load(Ask)
    typed, after = values.get("email", ""), entering.own_path(str(values.get("next", "")))
    try:
        address = organisations.mail_address(typed)
        response = ask_for(address, after)
    except Invalid:
        said = _("Écrivez une adresse mail, comme prenom@asso.fr.")
        return _form(400, after=after, typed=typed, sentence=said)
    except TooOften:
        return _form(429, after=after, typed=typed, sentence=_(TOO_OFTEN))
    return response


def ask_for(address: str, after: str) -> Response:
    """Write the mail for this browser, and lead to where its code is typed. Raises TooOften."""
    session, now, browser = request_session(), clock.now(), sessions.new_nonce()
    asked = links.ask(session, email=address, browser=browser, now=now)
    letters.sign_in(asked, after=after, now=now)
    commit()
    response = see_other("/sign-in/sent", **({"next": after} if after else {}))
    sessions.set_nonce(response, browser)
    return response


@blueprint.get("/sent")
def sent() -> Response:
    """What to do now; where the code is typed."""
    return _sent(after=entering.after())


@blueprint.post("/code")
@limiter.limit("30 per 15 minutes")
@again
def by_code() -> Response:
    """Sign in by the code, in the browser that asked."""
    values, problems = load(EnteringByCode)
    if not sessions.asked_holds():
        return _closed(Standing.EXPIRED)
    if problems:
        return _sent(400, after="", sentence=_("Ce code a six chiffres."))
    session, now = request_session(), clock.now()
    found = links.use_code(session, values["code"], browser=sessions.nonce(), now=now)
    if isinstance(found, Staff):
        return entering.enter(found, values)
    commit()
    if found not in NOT_THE_CODE:
        return _closed(found)
    status, said = NOT_THE_CODE[found]
    return _sent(status, after=entering.own_path(values["next"]), sentence=_(said))


@blueprint.get("/<token>")
def link(token: str) -> Response:
    """One button. Opening it uses nothing up: mail scanners open links too."""
    found = links.standing(request_session(), token, browser=sessions.nonce(), now=clock.now())
    if found is not Standing.OPEN:
        return _closed(found)
    return page("sign_in/link.html", token=token, after=entering.after(), **_shown())


@blueprint.post("/<token>")
@limiter.limit("30 per 15 minutes")
@again
def by_link(token: str) -> Response:
    """Sign in by the link, in the browser that asked."""
    values, problems = load(entering.Entering)
    session, now, browser = request_session(), clock.now(), sessions.nonce()
    found = links.standing(session, token, browser=browser, now=now)
    if found is Standing.OPEN and (problems or not sessions.asked_holds()):
        return _closed(Standing.OTHER_BROWSER)
    used = links.use_link(session, token, browser=browser, now=now)
    return entering.enter(used, values) if isinstance(used, Staff) else _closed(used)


@blueprint.post("/passkey/options")
@limiter.limit("30 per 15 minutes")
@again
def passkey_options() -> Response:
    """What the browser's passkey has to sign, and the token of the form that says so."""
    entering.require_own_form()
    browser = sessions.new_nonce()
    challenge = links.challenge(request_session(), browser=browser, now=clock.now())
    commit()
    options = json.loads(passkeys.request(challenge))
    body = {"options": options, "csrf_token": sessions.csrf_of(browser)}
    response = Response(json.dumps(body), mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    sessions.set_nonce(response, browser)
    return response


@blueprint.post("/passkey")
@limiter.limit("30 per 15 minutes")
@again
def by_passkey() -> Response:
    """Sign in by a passkey, which counts as second factor too: it knows its person."""
    values, problems = load(EnteringByPasskey)
    if problems or not sessions.asked_holds():
        return _form(400, after="", sentence=_(NO_PASSKEY))
    try:
        staff = shown_passkey(values["credential"], browser=sessions.nonce())
        return entering.enter(staff, values, proved=True)
    except (PasskeyError, NotFound):
        return _form(400, after=entering.own_path(values["next"]), sentence=_(NO_PASSKEY))


def shown_passkey(answer: str, *, browser: str) -> Staff:
    """Whose passkey signed what this browser was asked to. Raises PasskeyError, NotFound."""
    session, now = request_session(), clock.now()
    row = keys.by_credential(session, passkeys.used(answer))
    challenge, count = passkeys.signed(answer, public_key=row.public_key, sign_count=row.sign_count)
    if not links.use_challenge(session, challenge, browser=browser, now=now):
        raise PasskeyError("nobody asked for that")
    keys.note_used(session, row, sign_count=count, now=now)
    return session.get_one(Staff, row.staff_id)


@blueprint.errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> Response:
    """Ten links were asked for from one network, or thirty codes typed."""
    response = _form(429, after="", sentence=_("Trop de demandes. Attendez un quart d'heure."))
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _form(status: int = 200, *, after: str, typed: str = "", sentence: str = "") -> Response:
    possible = passkeys.possible()
    return page(
        "sign_in/form.html", status, after=after, typed=typed, sentence=sentence, passkeys=possible
    )


def _sent(status: int = 200, *, after: str, sentence: str = "") -> Response:
    return page("sign_in/sent.html", status, after=after, sentence=sentence, **_shown())


def _shown() -> dict[str, Any]:
    return {"asked_token": sessions.asked_token()}


def _closed(found: Standing) -> Response:
    status = 409 if found is Standing.OTHER_BROWSER else 410
    return page("sign_in/closed.html", status, sentence=_(SENTENCES[found]), nonce=sessions.nonce())
