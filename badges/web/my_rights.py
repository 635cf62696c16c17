"""What a person may ask of us about themselves: to correct, to hand over, to forget."""

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, checkpoint, db, looking_ahead
from badges.language import translated as _
from badges.models import CorrectionReason, RequestKind
from badges.security import pins
from badges.services import erasing, requesting, showing, wallets
from badges.services.requesting import LONGEST_LINE
from badges.services.wallets import Try
from badges.web import acting, my_badges, own_copy, request_words
from badges.web.said import said
from badges.web.wallet import PROBLEMS, STATUS, Pin

blueprint = Blueprint("my_rights", __name__, url_prefix="/my-badges/rights")


class Wrong(Schema):
    """What is wrong, of a fixed list; with which badge, if with one; and an optional line."""

    reason = fields.String(required=True, validate=validate.OneOf([*map(str, CorrectionReason)]))
    badge = fields.String(load_default="", validate=validate.Length(0, 40))
    line = fields.String(load_default="", validate=validate.Length(0, LONGEST_LINE))


@blueprint.get("")
@security.own_pages
def index() -> Response:
    """What one may ask for, each in a sentence."""
    return _page()


@blueprint.post("/correction")
@security.own_pages
@again
def correct() -> Response:
    """Something is wrong: a coach will look at it."""
    values, problems = acting.load(Wrong)
    if problems:
        return _page(400, problem=_("Choisissez ce qui est à corriger."))
    session, person = db.session(), my_badges.person()
    requesting.ask(
        session,
        person,
        RequestKind.CORRECTION,
        reason=values["reason"],
        award=showing.award_of(session, person, values["badge"]) if values["badge"] else None,
        line=" ".join(values["line"].split()) or None,
        staff_id=None,
        now=clock.now(),
    )
    acting.commit()
    return acting.see_other("/my-badges/rights", done="asked")


@blueprint.post("/copy")
@security.own_pages
@again
def copy() -> Response:
    """Everything that is kept, as one file."""
    acting.nothing()
    actor = security.holding().name
    archive = own_copy.made(my_badges.person(), actor=actor, now=clock.now())
    acting.commit()
    return own_copy.answer(archive)


@blueprint.get("/forget")
@security.own_pages
def ask_forget() -> Response:
    """What being forgotten means, before it is done."""
    return my_badges.page("my_badges/forget.html")


@blueprint.post("/forget")
@security.own_pages
@again
def forget() -> Response:
    """With the PIN, at once and for good."""
    values, problems = acting.load(Pin)
    number, now = security.holding().participant_id, clock.now()
    with looking_ahead() as before:
        door = wallets.door_of(before, number)
    pin = None if problems else pins.read(values["pin"])
    if pin is None:
        return my_badges.page("my_badges/forget.html", 400, problem=PROBLEMS["digits"])
    right = pins.holds(door.pin_hash, pin)
    tried = wallets.try_pin(db.session(), door, right=right, now=now)
    if tried is not Try.RIGHT:
        acting.commit()
        return my_badges.page("my_badges/forget.html", STATUS[tried], problem=PROBLEMS.get(tried))
    erasing.erase(db.session(), my_badges.person(), actor=security.holding().name, now=now)
    acting.commit()
    checkpoint()
    return my_badges.left(acting.see_other("/card", done="forgotten"))


def _page(status: int = 200, *, problem: object = "") -> Response:
    return my_badges.page(
        "my_badges/rights.html",
        status,
        reasons=request_words.CORRECTIONS,
        badges=my_badges.badges(),
        problem=problem,
        said=said(),
    )
