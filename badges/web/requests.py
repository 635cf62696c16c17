"""Requests: what is asked, the open ones first, and how each ended."""

from functools import partial
from typing import Final

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import Actor, RequestKind, RequestOutcome, Role
from badges.security import Permission
from badges.services import requesting, scoping
from badges.services.requesting import RequestLine
from badges.web import acting, request_words
from badges.web.said import said

blueprint = Blueprint("requests", __name__, url_prefix="/requests")

NOT_YET: Final = N_("Faites-le d'abord. La demande se ferme ensuite.")
NOT_YOURS: Final = N_("Cette demande attend la coordination.")


class Outcome(Schema):
    """How it ended, of a fixed list."""

    outcome = fields.String(required=True, validate=validate.OneOf([*map(str, RequestOutcome)]))


@blueprint.get("")
@security.needs(Permission.SETTLE_REQUESTS)
def index() -> Response:
    """What is asked: who, when, about what; then what was settled. Further down each is alone."""
    session, actor = request_session(), security.acting()
    which = scoping.requests(actor, now=clock.now())
    at, closed_at = acting.number_of_page(), acting.number_of_page("closed")
    find = partial(requesting.page, session, which, actor.organisations)
    waiting = find(is_open=True, number=at) if closed_at == 1 else None
    return acting.page(
        "requests/index.html",
        waiting=waiting,
        outcomes={one.id: _outcomes(actor, one) for one in waiting.lines} if waiting else {},
        settled=find(is_open=False, number=closed_at) if at == 1 else None,
        words=request_words,
        said=said(),
    )


@blueprint.post("/<int:number>")
@security.needs(Permission.SETTLE_REQUESTS)
@again
def settle(number: int) -> Response:
    """Close a request: done, or why not."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.request(session, actor, number, now=now)
    values, problems = acting.load(Outcome)
    if problems:
        return acting.problem(400, _("Choisissez une réponse."), back="/requests")
    if not _may_settle(actor, RequestKind(found.kind)):
        return acting.problem(409, _(NOT_YOURS), back="/requests")
    outcome = RequestOutcome(values["outcome"])
    try:
        requesting.settle(session, found, outcome, staff_id=actor.staff_id, now=now)
    except requesting.NotDoneYet:
        return acting.problem(409, _(NOT_YET), back="/requests")
    acting.commit()
    return acting.see_other("/requests", done="settled")


def _may_settle(actor: Actor, kind: RequestKind) -> bool:
    """A coach mends what is noted of their groups; the rest is the coordinator's."""
    return actor.role is Role.COORDINATOR or kind is RequestKind.CORRECTION


def _outcomes(actor: Actor, one: RequestLine) -> list[RequestOutcome]:
    """Which answers whoever acts can give now."""
    if not _may_settle(actor, one.kind):
        return []
    can_be_done = one.kind is RequestKind.CORRECTION or one.taken_back
    return [each for each in RequestOutcome if can_be_done or each is not RequestOutcome.DONE]
