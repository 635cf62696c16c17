"""Today and all activities: to see, to start, to change, to take away."""

from collections.abc import Iterable
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import N_, local_day, translated
from badges.models import Activity, Role
from badges.security import Permission
from badges.services import (
    activities,
    attending,
    merging,
    requesting,
    scoping,
    teams,
    today,
)
from badges.services.activities import SomethingSeen
from badges.services.errors import Invalid
from badges.web import acting, remarks, starting

blueprint = Blueprint("activities", __name__)

PATH: Final = "/activities/<int(max=2147483647):activity_id>"
DONE: Final = {
    "changed": N_("C'est changé."),
    "deleted": N_("L'activité est supprimée."),
    "removed": N_("Cette personne n'est plus sur la liste."),
    "team": N_("L'équipe est changée."),
    "session-removed": N_("La séance est retirée."),
    "session": N_("La séance est ajoutée."),
}
SEEN_THERE: Final = N_("Des actes ont été vus ce jour-là. La séance reste.")
WRONG_DAY: Final = N_("Donnez un jour de cette année ou de la suivante.")
NOT_YOURS: Final = N_("Seule la personne qui mène l'activité peut la supprimer.")


class Description(Schema):
    """What an activity is called, of which kind, and where."""

    name = fields.Str(required=True, validate=validate.Length(max=300))
    kind = fields.Str(required=True, validate=validate.Length(max=40))
    town = fields.Str(required=True, validate=validate.Length(max=300))
    kept = fields.Str(load_default="")


class AnotherDay(Schema):
    """The day of one more session; without one it is today."""

    day = fields.Date()


@blueprint.get("/activities")
@security.needs(Permission.SEE_ACTIVITIES)
def index() -> Response:
    """What is on round today, what is left to do, and the other activities."""
    session, actor, day = request_session(), security.acting(), local_day(clock.now())
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    return acting.page(
        "activities/today.html",
        near=today.near(session, actor, today=day) if number == 1 else [],
        others=today.others(session, actor, today=day, number=number),
        today=day,
        said=sentence(),
        **_waiting(),
    )


def _waiting() -> dict[str, int]:
    """What waits for whoever may settle it."""
    session, actor = request_session(), security.acting()
    if security.reach(actor.role, Permission.MERGE_PEOPLE) is security.Reach.NOTHING:
        return {}
    asked = scoping.requests(actor, now=clock.now())
    return {
        "requests": requesting.waiting(session, asked),
        "doubles": merging.waiting(session, scoping.merges(actor), staff_id=actor.staff_id),
    }


@blueprint.get(PATH)
@security.needs(Permission.SEE_ACTIVITIES)
def show(activity_id: int) -> Response:
    """One activity: its sessions, the people on its list, who works in it."""
    found = scoping.activity(request_session(), security.acting(), activity_id)
    return _shown(found)


@blueprint.post(PATH)
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def change(activity_id: int) -> Response:
    """Name, kind and town are changed."""
    session, actor = request_session(), security.acting()
    found = scoping.run_activity(session, actor, activity_id)
    values, wrong = acting.load(Description)
    problems: Iterable[str] = wrong
    asked = {} if wrong else remarks.ask_once(values, "name")
    if not wrong and not asked:
        try:
            activities.change_activity(session, found, **values, actor=actor.name, now=clock.now())
        except Invalid as error:
            problems = error.problems
    if problems or asked:
        said = {**starting.sentences(problems), **asked}
        return _shown(found, 400, typed=values, problems=said)
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}", done="changed")


@blueprint.post(f"{PATH}/sessions")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def add_session(activity_id: int) -> Response:
    """One more session: of today in one tap, or of another day."""
    session, actor, now = request_session(), security.acting(), clock.now()
    found = scoping.run_activity(session, actor, activity_id)
    values, problems = acting.load(AnotherDay)
    day = values.get("day") or local_day(now)
    try:
        if problems:
            raise Invalid({"day": "is no day"})
        number = activities.add_session(session, found, day, actor=actor.name, now=now)
    except Invalid:
        return _shown(found, 400, typed=values, problems={"day": [translated(WRONG_DAY)]})
    acting.commit()
    if day > local_day(now):
        return acting.see_other(f"/activities/{activity_id}", done="session")
    return acting.see_other(f"/activities/{activity_id}/sessions/{number}/present")


@blueprint.post(f"{PATH}/sessions/<int(max=2147483647):session_id>/remove")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def remove_session(activity_id: int, session_id: int) -> Response:
    """A session that was added by mistake goes, with who was there."""
    session, actor = request_session(), security.acting()
    _, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    acting.nothing()
    back = f"/activities/{activity_id}/sessions/{session_id}/present"
    try:
        activities.remove_session(session, meeting, actor=actor.name, now=clock.now())
    except SomethingSeen:
        return acting.problem(409, translated(SEEN_THERE), back=back)
    acting.commit()
    return acting.see_other(f"/activities/{activity_id}", done="session-removed")


@blueprint.get(f"{PATH}/delete")
@security.needs(Permission.EDIT_ACTIVITIES)
def ask_to_delete(activity_id: int) -> Response:
    """What would go, and what stays."""
    found = scoping.run_activity(request_session(), security.acting(), activity_id)
    return acting.page("activities/delete.html", activity=found)


@blueprint.post(f"{PATH}/delete")
@security.needs(Permission.EDIT_ACTIVITIES)
@again
def delete(activity_id: int) -> Response:
    """The activity goes with its sessions and what was seen there; badges stay."""
    session, actor = request_session(), security.acting()
    found = scoping.run_activity(session, actor, activity_id)
    acting.nothing()
    if not _may_delete(found):
        back = f"/activities/{activity_id}"
        return acting.problem(409, translated(NOT_YOURS), back=back)
    activities.delete_activity(session, found, actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other("/activities", done="deleted")


def sentence() -> str:
    """What the page says at its top of what was just done."""
    said = DONE.get(request.args.get("done", ""))
    return translated(said) if said else ""


def _may_delete(activity: Activity) -> bool:
    actor = security.acting()
    return actor.role is Role.COORDINATOR or activity.lead_id in (None, actor.staff_id)


def _shown(activity: Activity, status: int = 200, **values: Any) -> Response:
    session, actor = request_session(), security.acting()
    runs = activity.organisation_id in actor.organisations
    known = {"name": activity.name, "kind": activity.kind_key, "town": activity.town}
    typed = known | dict(values.pop("typed", {}))
    return acting.page(
        "activities/show.html",
        status,
        activity=activity,
        sessions=today.sessions(session, activity),
        people=attending.on_list(session, actor, activity),
        crew=teams.crew(session, activity),
        kinds=activities.kinds(session),
        runs=runs,
        may_delete=runs and _may_delete(activity),
        today=local_day(clock.now()),
        said=sentence(),
        typed=typed,
        problems=values.pop("problems", {}),
        **values,
    )
