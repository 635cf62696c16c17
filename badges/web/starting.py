"""An activity is started: by one short form, or as the last one was."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import N_, local_day, translated
from badges.models import Activity, Organisation
from badges.security import Permission
from badges.services import activities, scoping, today, welcoming
from badges.services.errors import Invalid, NotChosen, NotFound
from badges.services.welcoming import Start
from badges.web import acting, remarks

blueprint = Blueprint("starting", __name__)

WRONG: Final = {
    "name": N_("Donnez un nom, sur une ligne."),
    "town": N_("Donnez une ville, sur une ligne."),
    "kind": N_("Choisissez une sorte d'activité."),
    "day": N_("Donnez un jour de cette année ou de la suivante."),
    "organisation": N_("Choisissez l'organisation qui mène l'activité."),
}


class NewActivity(Schema):
    """What it takes to start an activity; the organisation only where there are several."""

    name = fields.Str(required=True, validate=validate.Length(min=1, max=120))
    kind = fields.Str(required=True, validate=validate.Length(min=1, max=40))
    town = fields.Str(required=True, validate=validate.Length(min=1, max=120))
    day = fields.Date(required=True)
    organisation = fields.Int()
    kept = fields.Str(load_default="")


class OnceMore(Schema):
    """The activity that is done once more."""

    activity = fields.Int(required=True, validate=validate.Range(min=1, max=2**31 - 1))


@blueprint.get("/activities/new")
@security.needs(Permission.EDIT_ACTIVITIES)
def form() -> Response:
    """One short form, filled in as far as one can know."""
    return _form({}, {})


@blueprint.post("/activities/new")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def start() -> Response:
    """The activity and its first session; then who is there."""
    session, actor, now = request_session(), security.acting(), clock.now()
    values, problems = acting.load(NewActivity)
    asked = {} if problems else remarks.ask_once(values, "name")
    if problems or asked:
        return _form(values, {**sentences(problems), **asked})
    try:
        organisation = scoping.organisation(session, actor, values.pop("organisation", None))
    except NotFound:
        return _form(values, sentences(["organisation"]))
    try:
        made = welcoming.start(
            session, actor, organisation, Start(**values), key=acting.key(), now=now
        )
    except Invalid as error:
        return _form(values, sentences(error.problems))
    acting.commit()
    return _to_first_session(made)


@blueprint.post("/activities/again")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def repeat() -> Response:
    """An activity once more, today, with the people of its list."""
    session, actor, now = request_session(), security.acting(), clock.now()
    last = scoping.run_activity(session, actor, acting.only(OnceMore)["activity"])
    day = local_day(now)
    made = welcoming.copy_last(session, actor, last, day=day, key=acting.key(), now=now)
    acting.commit()
    return _to_first_session(made)


def sentences(fields_at_fault: Iterable[str]) -> Mapping[str, list[str]]:
    """What is wrong with an activity, by field, for people."""
    return {name: [translated(WRONG[name])] for name in fields_at_fault}


def _to_first_session(activity: Activity) -> Response:
    number, day = activities.first_session(request_session(), activity)
    if day > local_day(clock.now()):
        return acting.see_other(f"/activities/{activity.id}", done="session")
    return acting.see_other(f"/activities/{activity.id}/sessions/{number}/present")


def _form(typed: Mapping[str, Any], problems: Mapping[str, list[str]]) -> Response:
    session, actor = request_session(), security.acting()
    last = today.last_activity(session, actor)
    several = len(actor.organisations) > 1
    owners = [session.get_one(Organisation, one) for one in actor.organisations]
    if not owners:
        raise NotChosen(f"{actor.name} has no organisation")
    home = next((one for one in owners if one.id == actor.organisation_id), owners[0])
    known = {
        "name": "",
        "kind": last.kind_key if last else "",
        "town": (last.town if last else home.town) or "",
        "day": local_day(clock.now()).isoformat(),
        "organisation": home.id,
    }
    return acting.page(
        "activities/new.html",
        400 if problems else 200,
        typed=known | dict(typed),
        problems=problems,
        kinds=activities.kinds(session),
        owners=owners if several else [],
        last=last,
        key=acting.key(),
    )
