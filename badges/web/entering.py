"""Signing somebody in: where they go then, on what kind of device."""

from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from flask import Response, current_app, request
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import BadRequest

from badges import clock
from badges.extensions import request_session
from badges.models import Appointment, Role, Staff
from badges.security import devices, sessions
from badges.services import staff as services
from badges.services.errors import NotFound
from badges.web import roles
from badges.web.acting import commit, see_other

LONGEST_PATH: Final = 500
APPOINTMENT: Final = "/account/appointment"


class Device(StrEnum):
    """Whose the device is that somebody signs in on."""

    OWN = "own"
    REMEMBERED = "remembered"
    SHARED = "shared"


class Entering(Schema):
    """What each form that signs in says beside what proves who it is."""

    next = fields.String(load_default="")
    device = fields.Enum(Device, by_value=True, load_default=Device.OWN)


class EnteringByCode(Entering):
    """A six-digit code that was typed."""

    code = fields.String(load_default="", validate=validate.Length(max=40))


class EnteringByPasskey(Entering):
    """What the browser says of a passkey."""

    credential = fields.String(required=True)


def own_path(text: str) -> str:
    """A path of ours that a GET opens, with its query; nothing for any other address."""
    if not text.startswith("/") or len(text) > LONGEST_PATH or not text.isprintable():
        return ""
    if text.startswith(("//", "/\\")) or "\\" in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    opens = current_app.url_map.bind("").test(parts.path, method="GET")
    return text if opens and not parts.netloc and not parts.scheme else ""


def after() -> str:
    """Where a signed-in visitor wanted to go, if it is a page of ours."""
    return own_path(request.args.get("next", ""))


def enter(staff: Staff, values: dict[str, Any], *, proved: bool = False) -> Response:
    """Open a session for somebody in this browser, and lead on. Commits.

    Raises NotFound for somebody who works nowhere any more.
    """
    session, now = request_session(), clock.now()
    appointment = services.first_appointment(session, staff)
    if appointment is None or staff.disabled_at is not None:
        raise NotFound("nobody works here under that name")
    sessions.end_here(session, now=now)
    row, key = sessions.open_session(
        session,
        appointment,
        device=devices.described(request.headers.get("User-Agent", "")),
        now=now,
        remembered=values["device"] is Device.REMEMBERED,
        shared=values["device"] is Device.SHARED,
        proved=proved,
    )
    several = len(services.own(session, staff.id)) > 1
    remembered, there = row.remembered, _there(appointment, own_path(values["next"]))
    commit()
    response = _choose(there) if several else see_other_path(there)
    sessions.set_cookie(response, key, remembered=remembered)
    sessions.clear_nonce(response)
    return response


def see_other_path(path: str) -> Response:
    """Go to a path of ours that may have a query already."""
    bare, _, query = path.partition("?")
    response = see_other(bare)
    if query:
        response.headers["Location"] = path
    return response


def _there(appointment: Appointment, wanted: str) -> str:
    return wanted or roles.home(Role(appointment.role))


def _choose(there: str) -> Response:
    response = see_other(APPOINTMENT)
    joined = "&" if "?" in response.headers["Location"] else "?"
    response.headers["Location"] += joined + urlencode({"next": there})
    return response


def require_own_form() -> None:
    """A form that was sent from elsewhere is not read. Raises BadRequest."""
    if not sessions.same_site():
        raise BadRequest
