"""Who works in an activity, and who is on its list, as its page changes them."""

from flask import Blueprint, Response
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session
from badges.security import Permission
from badges.services import attending, scoping, teams
from badges.web import acting
from badges.web.activities import PATH

blueprint = Blueprint("teams", __name__)


class Colleague(Schema):
    """One member of staff."""

    staff = fields.Int(required=True, validate=acting.NUMBER)


class Listed(Schema):
    """One person on the list."""

    person = fields.Int(required=True, validate=acting.NUMBER)


@blueprint.post(f"{PATH}/team")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def join(activity_id: int) -> Response:
    """A colleague works here too."""
    found = scoping.run_activity(request_session(), security.acting(), activity_id)
    number = acting.only(Colleague)["staff"]
    teams.join(request_session(), found, number, actor=security.acting().name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}", done="team")


@blueprint.post(f"{PATH}/team/leave")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def leave(activity_id: int) -> Response:
    """A colleague no longer works here; who leaves by themselves sees today again."""
    actor = security.acting()
    found = scoping.run_activity(request_session(), actor, activity_id)
    number = acting.only(Colleague)["staff"]
    teams.leave(request_session(), found, number, actor=actor.name, now=clock.now())
    acting.commit()
    gone = number == actor.staff_id
    return acting.see_other("/activities" if gone else f"/activities/{activity_id}", done="team")


@blueprint.post(f"{PATH}/team/lead")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def lead(activity_id: int) -> Response:
    """A coach of the team takes the lead."""
    found = scoping.run_activity(request_session(), security.acting(), activity_id)
    number = acting.only(Colleague)["staff"]
    teams.lead(request_session(), found, number, actor=security.acting().name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}", done="team")


@blueprint.post(f"{PATH}/people/remove")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def take_off(activity_id: int) -> Response:
    """Somebody is no longer on the list."""
    found = scoping.run_activity(request_session(), security.acting(), activity_id)
    number = acting.only(Listed)["person"]
    attending.take_off(
        request_session(), found, number, actor=security.acting().name, now=clock.now()
    )
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}", done="removed")
