"""Handing a person on with their agreement: offered on one side, taken or declined on the other."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session, runtime
from badges.language import local_day
from badges.language import translated as _
from badges.models import Participant
from badges.security import Permission
from badges.services import handing_on, scoping
from badges.services.errors import Invalid, NotFound, Refused
from badges.web import acting

blueprint = Blueprint("handing_on", __name__)


class OfferForm(Schema):
    """To whom, and the day on which the person agreed."""

    to = fields.Integer(required=True, validate=acting.NUMBER)
    agreed_on = fields.Date(required=True)


@blueprint.get("/people/<int:person_id>/hand-over")
@security.needs(Permission.HAND_ON)
def form(person_id: int) -> Response:
    """Offer a person to another organisation, or take the offer back."""
    return _page(_person(person_id))


@blueprint.post("/people/<int:person_id>/hand-over")
@security.needs(Permission.HAND_ON)
@again
def offer(person_id: int) -> Response:
    """The person agreed: offer them."""
    session, actor = request_session(), security.acting()
    person = _person(person_id)
    given, problems = acting.load(OfferForm)
    if problems:
        return _page(person, given, problems, status=400)
    try:
        handing_on.offer(
            session, person, **given, staff_id=actor.staff_id,
            zone=runtime().settings.timezone, now=clock.now(),
        )  # fmt: skip
    except Invalid as error:
        return _page(person, given, error.problems, status=400)
    except Refused:
        return acting.problem(409, _("Cette personne est déjà proposée à une organisation."))
    acting.commit()
    return acting.see_other(f"/people/{person_id}/hand-over", done="offered")


@blueprint.post("/people/<int:person_id>/hand-over/withdraw")
@security.needs(Permission.HAND_ON)
@again
def withdraw(person_id: int) -> Response:
    """The person changed their mind, or it was a slip."""
    session, actor = request_session(), security.acting()
    person = _person(person_id)
    acting.nothing()
    offered = handing_on.pending(session, person)
    if offered is None:
        raise NotFound(f"person {person_id} is not offered")
    handing_on.drop(session, offered, staff_id=actor.staff_id, now=clock.now())
    acting.commit()
    return acting.see_other(f"/people/{person_id}/hand-over", done="withdrawn")


@blueprint.get("/programme/arrivals")
@security.needs(Permission.HAND_ON)
def arrivals() -> Response:
    """Who may come: nothing but the name is shown."""
    found = handing_on.arrivals(request_session(), security.acting().organisations)
    return acting.page("handing_on/arrivals.html", arrivals=found, done=request.args.get("done"))


@blueprint.post("/programme/arrivals/<int:hand_over_id>/take")
@security.needs(Permission.HAND_ON)
@again
def take(hand_over_id: int) -> Response:
    """The person is one of ours from now on."""
    session, actor = request_session(), security.acting()
    offered = handing_on.arrival(session, actor.organisations, hand_over_id)
    acting.nothing()
    person = handing_on.take(session, offered, staff_id=actor.staff_id, now=clock.now())
    there = f"/people/{person.id}"
    acting.commit()
    return acting.see_other(there)


@blueprint.post("/programme/arrivals/<int:hand_over_id>/decline")
@security.needs(Permission.HAND_ON)
@again
def decline(hand_over_id: int) -> Response:
    """The person stays where they are."""
    session, actor = request_session(), security.acting()
    offered = handing_on.arrival(session, actor.organisations, hand_over_id)
    acting.nothing()
    handing_on.drop(session, offered, staff_id=actor.staff_id, now=clock.now())
    acting.commit()
    return acting.see_other("/programme/arrivals", done="declined")


def _person(person_id: int) -> Participant:
    return scoping.person(request_session(), security.acting(), person_id, now=clock.now())


def _page(
    person: Participant,
    given: Any = None,
    problems: Any = None,
    status: int = 200,
) -> Response:
    return acting.page(
        "handing_on/offer.html",
        status,
        person=person,
        given=given or {},
        problems=problems or {},
        organisations=handing_on.destinations(request_session(), person),
        pending=handing_on.pending(request_session(), person),
        today=local_day(clock.now()),
        done=request.args.get("done"),
    )
