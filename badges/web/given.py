"""What was given: who got it, undoing it at once, and the codes to scan from the phone."""

from typing import Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, language, security
from badges.extensions import again, request_session, runtime
from badges.language import translated as _
from badges.models import Act
from badges.security import Permission
from badges.services import codes, results, scoping
from badges.services.errors import Refused
from badges.services.results import Result
from badges.web import acting, refusals

blueprint = Blueprint("given", __name__)

NUMBER: Final = "int(max=2147483647)"
ACT: Final = f"/given/<{NUMBER}:act_id>"


class Undone(Schema):
    """One badge, or without it all of them."""

    uid = fields.String(load_default=None, validate=validate.Length(max=36))


@blueprint.get(ACT)
@security.needs(Permission.UNDO)
def show(act_id: int) -> Response:
    """Who got the badge, who is on the way to it, and until when it can be undone."""
    session, actor = request_session(), security.acting()
    act = scoping.act(session, actor, act_id)
    result = results.result(session, actor, act)
    take_back = _("Retirer") if actor.role == "coordinator" else _("Proposer de retirer")
    return acting.page(
        "given/show.html",
        result=result,
        picture=_picture(result),
        undoable=clock.now() <= result.until,
        until=language.local_time(result.until),
        take_back=take_back,
        back=_back(result),
        done=request.args.get("done", ""),
        said=refusals.done(),
    )


@blueprint.get(f"{ACT}/<{NUMBER}:place>")
@security.needs(Permission.UNDO)
def code(act_id: int, place: int) -> Response:
    """One person's badge as a QR, as large as the phone is wide."""
    session, actor = request_session(), security.acting()
    result = results.result(session, actor, scoping.act(session, actor, act_id))
    one = result.one(place)
    before, after = result.beside(place)
    return acting.page(
        "given/qr.html",
        result=result,
        one=one,
        before=before,
        after=after,
        code=codes.shown(one.code),
    )


@blueprint.post(f"{ACT}/undo")
@security.needs(Permission.UNDO)
@again
def undo(act_id: int) -> Response:
    """Take it back as if it had never been."""
    session, actor = request_session(), security.acting()
    values = acting.only(Undone)
    act: Act = scoping.act(session, actor, act_id)
    try:
        results.undo(session, actor, act, uid=values["uid"], now=clock.now())
    except Refused:
        sentence = _("Les 15 minutes pour annuler sont passées.")
        return acting.problem(409, sentence, back=f"/given/{act_id}")
    acting.commit()
    return acting.see_other(f"/given/{act_id}", done="undone")


def _picture(result: Result) -> str:
    version = result.version
    address = runtime().urls.picture_svg(version.badge_class.slug, version.number)
    return address.removeprefix(runtime().settings.public_url)


def _back(result: Result) -> str:
    meeting = result.meeting
    return f"/activities/{meeting.activity_id}/sessions/{meeting.id}/seen" if meeting else ""
