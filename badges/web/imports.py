"""A list is imported: handed in, looked at row by row, then agreed to."""

from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import local_day
from badges.models import Activity
from badges.models import Session as Meeting
from badges.security import Permission
from badges.services import importing, scoping
from badges.services.rosters import RosterError
from badges.web import acting, roster_sentences
from badges.web.attendance import PATH

blueprint = Blueprint("imports", __name__)

LONGEST: Final = 2_000_000  # of a file; what is longer is read no further, and said to be


class Handed(Schema):
    """A list as text; a file may stand beside it."""

    text = fields.Str(load_default="")


@blueprint.get(f"{PATH}/import")
@security.needs(Permission.IMPORT_PEOPLE)
def form(activity_id: int, session_id: int) -> Response:
    """A file or a text."""
    found = scoping.run_meeting(request_session(), security.acting(), activity_id, session_id)
    return _form(*found)


@blueprint.post(f"{PATH}/import")
@security.needs(Permission.IMPORT_PEOPLE)
def preview(activity_id: int, session_id: int) -> Response:
    """What would happen, row by row; nothing is written."""
    session, actor, now = request_session(), security.acting(), clock.now()
    activity, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    text = acting.only(Handed)["text"]
    data = _file() or text.encode()
    try:
        plan = importing.plan(
            session, actor, activity, meeting, data, today=local_day(now), now=now
        )
    except RosterError as error:
        return _form(activity, meeting, 400, typed=text, fault=roster_sentences.of_list(error))
    faults = [roster_sentences.of_line(one) for one in plan.problems]
    return acting.page(
        "attendance/preview.html", activity=activity, meeting=meeting, plan=plan, faults=faults
    )


@blueprint.post(f"{PATH}/import/confirm")
@security.needs(Permission.IMPORT_PEOPLE)
@again
def confirm(activity_id: int, session_id: int) -> Response:
    """What was shown is done, once however often it is sent."""
    session, actor, now = request_session(), security.acting(), clock.now()
    activity, meeting = scoping.run_meeting(session, actor, activity_id, session_id)
    text = acting.only(Handed)["text"]
    try:
        done = importing.carry_out(
            session, actor, activity, meeting, text.encode(), today=local_day(now), now=now
        )
    except RosterError as error:
        return _form(activity, meeting, 400, typed=text, fault=roster_sentences.of_list(error))
    acting.commit()
    there = f"/activities/{activity_id}/sessions/{session_id}/present"
    return acting.see_other(there, done="imported", added=done.new, known=done.known)


def _file() -> bytes:
    """The file that was handed in, as far as it may be long; nothing if there is none."""
    file = request.files.get("file")
    if file is None:
        return b""
    data: bytes = file.read(LONGEST + 1)
    file.close()
    return data


def _form(activity: Activity, meeting: Meeting, status: int = 200, **values: Any) -> Response:
    given: dict[str, Any] = {"typed": "", "fault": ""} | values
    most = importing.MOST.get(security.acting().role, 0)
    return acting.page(
        "attendance/import.html", status, activity=activity, meeting=meeting, most=most, **given
    )
