"""An activity opened to other organisations, and one's own people enrolled in it."""

from typing import Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session
from badges.security import Permission
from badges.services import opening, scoping
from badges.services.errors import NotFound
from badges.web import acting

blueprint = Blueprint("openings", __name__, url_prefix="/activities/<int:activity_id>/openings")

MOST: Final = 2_000


class OtherForm(Schema):
    """Which other organisation."""

    to = fields.Integer(required=True, validate=acting.NUMBER)


class PeopleForm(Schema):
    """Which of one's own people, of which of one's own organisations."""

    home = fields.Integer(required=True, validate=acting.NUMBER)
    people = fields.List(fields.Integer(validate=acting.NUMBER), load_default=list)


@blueprint.get("")
@security.needs(Permission.OPEN_ACTIVITIES)
def show(activity_id: int) -> Response:
    """To whom it is open; and who of one's own may come."""
    session, actor = request_session(), security.acting()
    activity = scoping.activity(session, actor, activity_id)
    around = opening.neighbours(session, activity)
    return acting.page(
        "openings/show.html",
        activity=activity,
        runs=activity.organisation_id in actor.organisations,
        neighbours=around,
        homes=[one for one in around if one.opened_at and one.id in actor.organisations],
        enrolled=scoping.enrolled(session, actor, activity),
        people=scoping.people_of(session, actor, now=clock.now()),
        done=request.args.get("done"),
    )


@blueprint.post("")
@security.needs(Permission.OPEN_ACTIVITIES)
@again
def open_it(activity_id: int) -> Response:
    """Open it to another organisation of the programme."""
    session, actor = request_session(), security.acting()
    activity = scoping.run_activity(session, actor, activity_id)
    given, problems = acting.load(OtherForm)
    if problems or given["to"] not in {one.id for one in opening.neighbours(session, activity)}:
        raise NotFound(f"no other organisation for activity {activity_id}")
    opening.open_to(session, activity, given["to"], actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}/openings", done="opened")


@blueprint.post("/close")
@security.needs(Permission.OPEN_ACTIVITIES)
@again
def close(activity_id: int) -> Response:
    """Close it to another organisation again."""
    session, actor = request_session(), security.acting()
    activity = scoping.run_activity(session, actor, activity_id)
    given, problems = acting.load(OtherForm)
    if problems:
        raise NotFound(f"no other organisation for activity {activity_id}")
    opening.close_to(session, activity, given["to"], actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}/openings", done="closed")


@blueprint.post("/people")
@security.needs(Permission.OPEN_ACTIVITIES)
@again
def enrol(activity_id: int) -> Response:
    """Enrol own people in it."""
    session, actor = request_session(), security.acting()
    activity = scoping.activity(session, actor, activity_id)
    given, problems = acting.load(PeopleForm)
    if problems or len(given["people"]) > MOST:
        raise NotFound("nobody of that number")
    home = scoping.organisation(session, actor, given["home"])
    opening.enrol(session, activity, home.id, given["people"], actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}/openings", done="enrolled")
