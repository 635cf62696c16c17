"""A badge that went to the wrong person: a coach proposes, who coordinates takes it back."""

from typing import Any

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import translated as _
from badges.models import Award, BadgeClassVersion, RevocationReason
from badges.security import Permission
from badges.services import proposing, results, scoping
from badges.services.errors import Refused
from badges.web import acting, refusals

blueprint = Blueprint("taking_back", __name__)


class Reason(Schema):
    """Why."""

    reason = fields.String(
        required=True, validate=validate.OneOf([one.value for one in RevocationReason])
    )


@blueprint.get("/awards/<uid>/take-back")
@security.needs(Permission.PROPOSE_REVOCATION)
def form(uid: str) -> Response:
    """The badge, and the reasons to choose from."""
    award = scoping.award(request_session(), security.acting(), uid.lower())
    return _form(award, uid)


@blueprint.post("/awards/<uid>/take-back")
@security.needs(Permission.REVOKE)
@again
def take_back(uid: str) -> Response:
    """Take the badge back for good."""
    session, actor = request_session(), security.acting()
    award = scoping.award(session, actor, uid.lower())
    values, problems = acting.load(Reason)
    if problems:
        return _form(award, uid, 400, problems=problems)
    reason = RevocationReason(values["reason"])
    try:
        proposing.take_back(session, actor, award, reason, now=clock.now())
    except Refused:
        return _gone(uid)
    acting.commit()
    return acting.see_other(f"/awards/{uid.lower()}/take-back", done="taken_back")


@blueprint.post("/awards/<uid>/proposal")
@security.needs(Permission.PROPOSE_REVOCATION)
@again
def propose(uid: str) -> Response:
    """Ask who coordinates to take the badge back."""
    session, actor = request_session(), security.acting()
    award = scoping.award(session, actor, uid.lower())
    values, problems = acting.load(Reason)
    if problems:
        return _form(award, uid, 400, problems=problems)
    reason = RevocationReason(values["reason"])
    try:
        proposing.propose(session, actor, award, reason, now=clock.now())
    except Refused:
        return _gone(uid)
    acting.commit()
    return acting.see_other(f"/awards/{uid.lower()}/take-back")


def _form(award: Award, uid: str, status: int = 200, **values: Any) -> Response:
    session = request_session()
    version: BadgeClassVersion = results.version_of(session, award)
    return acting.page(
        "given/take_back.html",
        status,
        award=award,
        uid=uid.lower(),
        version=version,
        person=results.person_of(session, security.acting(), award),
        proposal=proposing.proposed(session, award),
        reasons=refusals.reasons(),
        done=request.args.get("done", ""),
        said=refusals.done(),
        **({"problems": {}} | values),
    )


def _gone(uid: str) -> Response:
    sentence = _("Ce badge a déjà été retiré.")
    return acting.problem(409, sentence, back=f"/awards/{uid.lower()}/take-back")
