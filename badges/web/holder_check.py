"""Is it this person's? Yes or no to an e-mail address, where a link's owner lets others ask."""

from flask import Blueprint, Response, abort, render_template
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import TooManyRequests

from badges import clock
from badges.extensions import limiter, reading
from badges.language import translated as _
from badges.reporting import handed_in
from badges.services import codes, organisations, share_links
from badges.services.errors import Invalid
from badges.services.share_links import Shared
from badges.urls import Place
from badges.web import acting, answers, verification

blueprint = Blueprint("holder_check", __name__)


class Asked(Schema):
    """An e-mail address, as it stands on a CV."""

    email = fields.String(required=True, validate=validate.Length(1, 254))


@blueprint.post("/v/<code>/holder")
@limiter.limit("10/minute")
def ask(code: str) -> Response:
    """Whether a badge of this link was made out to that address too; nothing of it is kept."""
    values, _problems = acting.load(Asked)
    typed = str(values.get("email", ""))
    with reading() as connection:
        shared = share_links.answering(connection, code, now=clock.now()) or abort(404)
        try:
            email = organisations.mail_address(typed)
        except Invalid:
            return _page(
                shared, typed, 400, problem=_("Écrivez une adresse comme prenom@exemple.fr.")
            )
        handed_in.check_link(shared.code)
        found = share_links.is_of(connection, shared, email)
    return _page(shared, typed, answer=found)


@blueprint.errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> Response:
    """When to come back."""
    answer = acting.problem(429, _("Trop de questions pour ce lien. Réessayez plus tard."))
    answer.headers["Retry-After"] = str(error.retry_after or 60)
    return answer


def _page(shared: Shared, typed: str, status: int = 200, **said: object) -> Response:
    body = render_template(
        "awards/holder.html",
        typed_email=typed,
        address=verification.holder(shared),
        link=Place.CODE.format(code=codes.shown(shared.code)),
        **{"answer": None, "problem": None, **said},
    )
    return answers.report(body, status)
