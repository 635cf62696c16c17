"""Who is there: tick, add by name, take the last change back."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, checkpoint, request_session
from badges.language import N_, local_day, translated
from badges.models import Activity, AttendanceRole, Role
from badges.models import Session as Meeting
from badges.security import Permission
from badges.services import activities, attending, importing, scoping, welcoming
from badges.services.attending import Attendee, Change, Done
from badges.services.rosters import Roster, RosterError
from badges.services.welcoming import Welcomed
from badges.web import acting, roster_sentences
from badges.web.activities import PATH as ACTIVITY

blueprint = Blueprint("attendance", __name__)

PATH: Final = f"{ACTIVITY}/sessions/<int(max=2147483647):session_id>"
LONGEST_ADDRESS: Final = 1_500  # of what can be taken back, in an address
_AS: Final = "|".join(AttendanceRole)
_ROLE: Final = re.compile(rf"([1-9][0-9]{{0,9}})-({_AS})")
_DOTTED: Final = validate.Regexp(r"^(?:[0-9]{1,10}(?:\.[0-9]{1,10})*)?\Z")
TO_COME: Final = N_("Cette séance n'a pas commencé. Cochez les personnes le jour même.")


class Ticks(Schema):
    """What a form showed and what was made of it.

    `there` are the boxes that are ticked; `was` those that were when the form was shown, and
    `role` what is chosen beside each, both as in *12-mentor*. `all` ticks whoever was `shown`.
    """

    shown = fields.Str(load_default="", validate=_DOTTED)
    there = fields.List(fields.Int(), load_default=list)
    was = fields.List(fields.Str(validate=validate.Regexp(_ROLE)), load_default=list)
    role = fields.List(fields.Str(validate=validate.Regexp(_ROLE)), load_default=list)
    all = fields.Str()
    go = fields.Str(load_default="stay")


class Names(Schema):
    """Names, one a line; `others` where they are other people than those of equal names."""

    names = fields.Str(required=True, validate=validate.Length(min=1, max=200_000))
    others = fields.Bool(load_default=False)


class TakenBack(Schema):
    """Who was added, and who was ticked, by what is taken back."""

    new = fields.Str(load_default="", validate=_DOTTED)
    ticked = fields.Str(load_default="", validate=_DOTTED)


@blueprint.get(f"{PATH}/present")
@security.needs(Permission.OBSERVE)
def show(activity_id: int, session_id: int) -> Response:
    """The list of a session, and who of it is there."""
    found = scoping.run_meeting(request_session(), security.acting(), activity_id, session_id)
    return _shown(*found)


@blueprint.post(f"{PATH}/present")
@security.needs(Permission.OBSERVE)
@again
def tick(activity_id: int, session_id: int) -> Response:
    """Only boxes that differ from what the form showed are changed."""
    session, actor, now = request_session(), security.acting(), clock.now()
    activity, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    values = acting.only(Ticks)
    if meeting.day > local_day(now):
        return _shown(activity, meeting, 409, problem=translated(TO_COME))
    change = _change(activity, values)
    today = local_day(now)
    done = attending.note(session, actor, activity, meeting, change, today=today, now=now)
    acting.commit()
    if values["go"] == "seen" and "all" not in values:
        return acting.see_other(f"{_at(activity_id, session_id)}/seen")
    if values["go"] == "undone":
        return _back(activity_id, session_id, "undone")
    what = "all" if "all" in values else "stay"
    return _back(activity_id, session_id, what, **_undo(done))


@blueprint.post(f"{PATH}/people")
@security.needs(Permission.FIND_PEOPLE)
@again
def add(activity_id: int, session_id: int) -> Response:
    """Names that were typed or pasted are on the list, and ticked."""
    session, actor = request_session(), security.acting()
    activity, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    values, problems = acting.load(Names)
    if problems:
        return _shown(activity, meeting, 400, typed=values, faults=[roster_sentences.nobody()])
    try:
        roster = importing.names(actor, values["names"])
    except RosterError as error:
        faults = [roster_sentences.of_list(error)]
        return _shown(activity, meeting, 400, typed=values, faults=faults)
    if roster.problems:
        faults = [roster_sentences.of_line(one) for one in roster.problems]
        return _shown(activity, meeting, 400, typed=values, faults=faults)
    done = _welcome(activity, meeting, roster, others=values["others"])
    acting.commit()
    return _back(activity_id, session_id, "added", **_undo_of_names(done))


@blueprint.post(f"{PATH}/people/undo")
@security.needs(Permission.FIND_PEOPLE)
@again
def take_back(activity_id: int, session_id: int) -> Response:
    """Who was just added by mistake is gone again, as if never typed."""
    session, actor, now = request_session(), security.acting(), clock.now()
    activity, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    values = acting.only(TakenBack)
    away = Change({}, _numbers(values["ticked"]))
    if away.away:
        attending.note(session, actor, activity, meeting, away, today=local_day(now), now=now)
    welcoming.take_back(session, actor, activity, _numbers(values["new"]), now=now)
    acting.commit()
    checkpoint()
    return _back(activity_id, session_id, "undone")


def _welcome(activity: Activity, meeting: Meeting, roster: Roster, *, others: bool) -> Welcomed:
    session, actor, now = request_session(), security.acting(), clock.now()
    names, today = [row.name for row in roster.rows], local_day(now)
    if others:
        return welcoming.welcome_others(
            session, actor, activity, meeting, names, key=acting.key(), today=today, now=now
        )
    return welcoming.welcome(session, actor, activity, meeting, names, today=today, now=now)


def _change(activity: Activity, values: Mapping[str, Any]) -> Change:
    """What a form changed, by comparing what it showed with what came back."""
    before, chosen = _roles(values["was"]), _roles(values["role"])
    there = set(_numbers(values["shown"])) if "all" in values else set(values["there"])
    default = attending.default_role(activity)
    wanted = {one: chosen.get(one, before.get(one, default)) for one in there}
    new = {one: role for one, role in wanted.items() if before.get(one) != role}
    return Change(new, before.keys() - there)


def _roles(texts: list[str]) -> dict[int, AttendanceRole]:
    found = (_ROLE.fullmatch(text) for text in texts)
    return {int(one[1]): AttendanceRole(one[2]) for one in found if one}


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".") if part]


def _at(activity_id: int, session_id: int) -> str:
    return f"/activities/{activity_id}/sessions/{session_id}"


def _back(activity_id: int, session_id: int, what: str, **values: object) -> Response:
    return acting.see_other(f"{_at(activity_id, session_id)}/present", done=what, **values)


def _undo(done: Done) -> dict[str, str]:
    """What an address says so that the last change can be taken back, if it is short enough."""
    said = {
        "ticked": ".".join(map(str, done.ticked)),
        "unticked": ".".join(f"{one}-{role}" for one, role in done.unticked.items()),
    }
    return _short({name: text for name, text in said.items() if text})


def _undo_of_names(done: Welcomed) -> dict[str, object]:
    said = {"new": ".".join(map(str, done.new)), "ticked": ".".join(map(str, done.ticked))}
    counts = {"added": len(done.new), "known": len(done.known)}
    return {**counts, **_short({name: text for name, text in said.items() if text})}


def _short(said: dict[str, str]) -> dict[str, str]:
    return said if sum(map(len, said.values())) <= LONGEST_ADDRESS else {}


def _shown(activity: Activity, meeting: Meeting, status: int = 200, **values: Any) -> Response:
    session, actor = request_session(), security.acting()
    people = attending.at_session(session, actor, activity, meeting)
    default = attending.default_role(activity)
    several = default is not AttendanceRole.PARTICIPANT or "roles" in request.args
    several |= any(one.role not in (None, default) for one in people)
    given: dict[str, Any] = {"typed": {}, "faults": [], "problem": ""} | values
    return acting.page(
        "attendance/present.html",
        status,
        activity=activity,
        meeting=meeting,
        people=people,
        shown=".".join(str(one.id) for one in people),
        present=sum(one.role is not None for one in people),
        seen=activities.was_seen(session, meeting),
        to_come=meeting.day > local_day(clock.now()),
        default=default,
        roles=several,
        key=acting.key(),
        told=_told(),
        back=_way_back(people),
        most=importing.MOST.get(Role(actor.role), 0),
        **given,
    )


def _told() -> dict[str, Any]:
    """What was just done, with how many people were added and how many were known."""
    counts = {name: request.args.get(name, 0, type=int) for name in ("added", "known")}
    return {"done": request.args.get("done", ""), **counts}


def _way_back(people: list[Attendee]) -> dict[str, Any] | None:
    """The last change as a form takes it back, as far as it still stands."""
    given, roles = request.args, {one.id: one.role for one in people}
    if not all(re.fullmatch(r"[0-9.]*", given.get(name, "")) for name in ("ticked", "new")):
        return None
    ticked = [one for one in _numbers(given.get("ticked", "")) if roles.get(one)]
    if given.get("done") == "added":
        new = [one for one in _numbers(given.get("new", "")) if one in roles]
        return {"new": new, "ticked": ticked} if new or ticked else None
    before = _roles(given.get("unticked", "").split("."))
    unticked = {one: role for one, role in before.items() if one in roles and not roles[one]}
    was = [f"{one}-{roles[one]}" for one in ticked]
    return {"was": was, "unticked": unticked} if was or unticked else None
