"""A person's rights as staff serve them: a correction, erasing, a copy of what is kept."""

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, checkpoint, db, request_session
from badges.language import translated as _
from badges.models import CorrectionReason, RequestKind
from badges.security import Permission
from badges.services import erasing, requesting, scoping
from badges.services.requesting import LONGEST_LINE, ON_REQUEST
from badges.web import acting, own_copy, request_words

blueprint = Blueprint("person_rights", __name__, url_prefix="/people/<int:person>")


class Correction(Schema):
    """What is wrong, of a fixed list, and an optional line."""

    reason = fields.String(required=True, validate=validate.OneOf([*map(str, CorrectionReason)]))
    line = fields.String(load_default="", validate=validate.Length(0, LONGEST_LINE))


class Sure(Schema):
    """A tick that says that it is meant."""

    sure = fields.String(required=True, validate=validate.Equal("yes"))


@blueprint.get("/correction")
@security.needs(Permission.SETTLE_REQUESTS)
def ask_correction(person: int) -> Response:
    """A form for what the person says is wrong."""
    return _page("people/correction.html", person)


@blueprint.post("/correction")
@security.needs(Permission.SETTLE_REQUESTS)
@again
def correction(person: int) -> Response:
    """Write down what the person says is wrong, to be looked at."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    values, problems = acting.load(Correction)
    if problems:
        return _page(
            "people/correction.html", person, 400, problem=_("Choisissez ce qui est à corriger.")
        )
    requesting.ask(
        session,
        found,
        RequestKind.CORRECTION,
        reason=values["reason"],
        line=" ".join(values["line"].split()),
        staff_id=actor.staff_id,
        now=now,
    )
    acting.commit()
    return acting.see_other(f"/people/{person}", done="asked")


@blueprint.get("/erasure")
@security.needs(Permission.REQUEST_ERASURE)
def ask_erasure(person: int) -> Response:
    """What erasing does; a coordinator does it, a coach asks for it."""
    return _page("people/erasure.html", person)


@blueprint.post("/erasure-request")
@security.needs(Permission.REQUEST_ERASURE)
@again
def request_erasure(person: int) -> Response:
    """The person wishes to be erased: somebody who may will do it."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    acting.nothing()
    requesting.ask(
        session, found, RequestKind.ERASURE, reason=ON_REQUEST, staff_id=actor.staff_id, now=now
    )
    acting.commit()
    return acting.see_other(f"/people/{person}", done="asked")


@blueprint.post("/erase")
@security.needs(Permission.ERASE_PERSON)
@again
def erase(person: int) -> Response:
    """The person is forgotten, for good."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    _values, problems = acting.load(Sure)
    if problems:
        sentence = _("Cochez la case pour confirmer.")
        return _page("people/erasure.html", person, 400, problem=sentence)
    erasing.erase(session, found, actor=actor.name, now=now)
    acting.commit()
    checkpoint()
    return acting.see_other("/people", done="person-erased")


@blueprint.post("/export")
@security.needs(Permission.EXPORT_PERSON)
@again
def export(person: int) -> Response:
    """All that is kept of a person as one ZIP, for them. That it was made is written down."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    acting.nothing()
    archive = own_copy.made(found, actor=actor.name, now=now)
    acting.commit()
    return own_copy.answer(archive)


def _page(template: str, number: int, status: int = 200, *, problem: object = "") -> Response:
    session, actor = request_session(), security.acting()
    person = scoping.person(session, actor, number, now=clock.now())
    reasons = request_words.CORRECTIONS
    return acting.page(template, status, person=person, reasons=reasons, problem=problem)
