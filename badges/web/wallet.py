"""The way in with a card: mine or shown to me, a language, a PIN; and out again."""

from typing import Any, Final

from flask import Blueprint, Response, abort, request
from marshmallow import Schema, fields, validate

from badges import clock, language
from badges.extensions import again, db, limiter, looking_ahead, request_session
from badges.language import N_
from badges.models import Participant
from badges.security import holders, pins
from badges.services import card_standing, codes, showing, wallets
from badges.services.errors import Refused
from badges.services.showing import OwnBadge
from badges.services.wallets import Door, Try
from badges.web import acting
from badges.web.said import said

blueprint = Blueprint("wallet", __name__)

LONGEST_TYPED: Final = 40
PROBLEMS: Final = {
    "digits": N_("Il faut quatre chiffres."),
    "common": N_("Ce code est trop facile à deviner. Prenez-en un autre."),
    "claimed": N_("Cette carte a déjà un code secret."),
    Try.WRONG: N_("Ce n'est pas le bon code. Essayez encore."),
    Try.TOO_SOON: N_("Attendez un peu, puis essayez encore."),
    Try.LOCKED: N_("Le code secret a été essayé cinq fois. Allez voir un coach avec votre carte."),
}
STATUS: Final = {Try.WRONG: 403, Try.TOO_SOON: 429, Try.LOCKED: 403}


class Pin(Schema):
    """Four digits, as somebody typed them."""

    pin = fields.String(required=True, validate=validate.Length(1, 20))


@blueprint.get("/card")
def ask_code() -> Response:
    """Where the code of a card is typed; the way back in after ten idle minutes."""
    typed = request.args.get("code", "").strip()
    if not typed:
        return acting.page("wallet/code.html", said=said())
    with looking_ahead() as session:
        found = card_standing.read(session.connection(), typed, now=clock.now())
    if found.code is None:
        return acting.page("wallet/code.html", 404, typed=typed[:LONGEST_TYPED], mistyped=True)
    return acting.see_other(f"/c/{codes.shown(found.code)}")


@blueprint.get("/c/<code>/mine")
def mine(code: str) -> Response:
    """*C'est ma carte*: the PIN, or the first time a language, the badge, and a PIN to choose."""
    return _page(_door(code), code)


@blueprint.get("/c/<code>/claim")
@blueprint.get("/c/<code>/open")
def again_from_the_start(code: str) -> Response:
    """Whoever comes back to the address of a form that was sent begins where it stands."""
    _door(code)
    return acting.see_other(f"/c/{codes.shown(codes.read(code))}/mine")


@blueprint.post("/c/<code>/claim")
@limiter.limit("20/minute")
@again
def claim(code: str) -> Response:
    """Whoever holds the card has chosen a PIN: their own pages open."""
    values, problems = acting.load(Pin)
    pin = None if problems else pins.read(values["pin"])
    acting.require_same_site()
    door = _door(code)
    if pin is None or pins.too_common(pin):
        return _page(door, code, 400, problem="common" if pin else "digits")
    kept, session, now = pins.hashed(pin), db.session(), clock.now()
    try:
        wallets.claim(session, door, kept, language=language.code(), now=now)
    except Refused:
        session.rollback()
        return _page(_door(code), code, 409, problem="claimed")
    return _let_in(door)


@blueprint.post("/c/<code>/open")
@limiter.limit("20/minute")
@again
def enter(code: str) -> Response:
    """Their own pages open to who types the PIN; the fifth wrong one locks the card."""
    values, problems = acting.load(Pin)
    pin = None if problems else pins.read(values["pin"])
    acting.require_same_site()
    door = _door(code)
    if door.pin_hash is None:
        return acting.see_other(f"/c/{code}/mine")
    if pin is None:  # a slip of the finger is no try
        return _page(door, code, 400, problem="digits")
    right = pins.holds(door.pin_hash, pin)
    tried = wallets.try_pin(db.session(), door, right=right, now=clock.now())
    if tried is Try.RIGHT:
        return _let_in(door)
    acting.commit()
    return _page(_door(code), code, STATUS[tried], problem=tried)


@blueprint.get("/c/<code>/shown")
def shown(code: str) -> Response:
    """*On m'a montré cette carte*: what its owner chose to show, without any field for a PIN."""
    session, now = request_session(), clock.now()
    person = session.get_one(Participant, _door(code).participant_id)
    spoken = language.code()
    found = showing.page_of(session, person.profile, now=now, language=spoken) or []
    return acting.page("wallet/shown.html", badges=found)


def _let_in(door: Door) -> Response:
    session = db.session()
    key = holders.open_session(
        session, participant_id=door.participant_id, card_id=door.card_id, now=clock.now()
    )
    acting.commit()
    answer = acting.see_other("/my-badges")
    holders.set_cookie(answer, key)
    return answer


def _door(text: str) -> Door:
    """The wallet that a card leads to."""
    try:
        code = codes.read(text)
    except codes.Mistyped:
        abort(404)
    with looking_ahead() as session:
        return wallets.door(session, code) or abort(404)


def _page(door: Door, code: str, status: int = 200, *, problem: str = "") -> Response:
    shown_code = codes.shown(codes.read(code))
    address = f"/c/{shown_code}"
    values: dict[str, Any] = {"address": address, "problem": PROBLEMS.get(problem)}
    if door.locked or problem == Try.LOCKED:
        return acting.page("wallet/locked.html", 403 if status == 200 else status)
    if door.pin_hash is not None:
        return acting.page("wallet/enter.html", status, **values)
    step = "pin" if problem else request.args.get("step", "")
    if step == "pin":
        return acting.page("wallet/choose.html", status, **values)
    if step == "badge":
        return acting.page("wallet/first.html", badge=_first(door), **values)
    return acting.page("wallet/language.html", **values)


def _first(door: Door) -> OwnBadge | None:
    """The newest badge that stands."""
    session = request_session()
    owner = session.get_one(Participant, door.participant_id)
    badges = showing.badges_of(session, owner, language=language.code())
    return next((one for one in badges if one.stands(clock.now())), None)
