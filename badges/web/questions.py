"""`/issuers/<slug>/ask`: a visitor writes to an organisation, which alone reads it."""

from typing import Any, Final

from flask import Blueprint, Response, abort, render_template, request
from markupsafe import Markup
from marshmallow import Schema, fields, validate
from werkzeug.exceptions import TooManyRequests

from badges import clock
from badges.extensions import again, db, limiter, request_session, runtime
from badges.language import N_, in_house
from badges.language import translated as _
from badges.services import organisations, questions
from badges.services.errors import Invalid, NotFound
from badges.services.questions import Mailbox
from badges.web import acting, answers, letters
from badges.web.said import said

blueprint = Blueprint("questions", __name__, url_prefix="/issuers")

ONE_MAILBOX: Final = "100/day"  # of what would be sent, so that nobody else closes it


class Question(Schema):
    """What is asked, and where the answer goes."""

    message = fields.String(required=True, validate=validate.Length(1, 4 * questions.LONGEST))
    email = fields.String(required=True, validate=validate.Length(1, 254))
    about = fields.String(load_default="", validate=validate.Length(max=40))


@blueprint.get("/<slug>/ask")
def form(slug: str) -> Response:
    """The form; about one badge where it was reached from its page."""
    found = _mailbox(slug, request.args.get("about", ""))
    body = render_template("issuers/ask.html", mailbox=found, typed={}, said=said())
    return answers.page(body)


@blueprint.post("/<slug>/ask")
@limiter.limit("5/hour")
@again
def send(slug: str) -> Response:
    """The question goes to the organisation's mailbox; nothing of it is kept here."""
    values, problems = acting.load(Question)
    acting.require_same_site()
    found = _mailbox(slug, str(values.get("about", "")))
    typed = {name: str(values.get(name, "")) for name in ("message", "email")}
    message = typed["message"].strip()
    try:
        address = organisations.mail_address(typed["email"])
    except Invalid:
        return _again(found, typed, _("Écrivez une adresse comme prenom@exemple.fr."))
    if problems or not 1 <= len(message) <= questions.LONGEST:
        return _again(found, typed, _("Écrivez votre question, en 1000 signes au plus."))
    limiter.check(ONE_MAILBOX, of="questions of one mailbox", by=lambda: found.slug)
    _write(found, message, address)
    db.session().commit()
    return acting.see_other(f"/issuers/{found.slug}/ask", done="question-sent")


@blueprint.errorhandler(TooManyRequests)
def too_often(error: TooManyRequests) -> Response:
    """When to come back."""
    answer = acting.problem(429, _("Vous avez déjà écrit plusieurs fois. Réessayez plus tard."))
    answer.headers["Retry-After"] = str(error.retry_after or 3600)
    return answer


def _mailbox(slug: str, about: str) -> Mailbox:
    try:
        return questions.mailbox(request_session(), slug, about=about)
    except NotFound:
        abort(404)


def _again(found: Mailbox, typed: dict[str, str], problem: Markup) -> Response:
    values: dict[str, Any] = {"mailbox": found, "typed": typed, "problem": problem}
    return answers.report(render_template("issuers/ask.html", **values), 400)


def _write(found: Mailbox, message: str, address: str) -> None:
    """The mail, in which what the visitor wrote stands apart from what we say."""
    quoted = [f"> {line}" for line in message.splitlines()]
    about = found.about
    badge: tuple[str, ...] = ()
    if about:
        named = in_house(N_("Badge : %(name)s, du %(day)s."), name=about.name, day=about.day)
        badge = (named, runtime().urls.award(about.uid))
    lines = (
        in_house(N_("Bonjour,")),
        "",
        in_house(N_("Quelqu'un a une question à %(name)s."), name=found.name),
        *badge,
        "",
        *quoted,
        "",
        in_house(N_("Pour répondre, écrivez à cette adresse :")),
        address,
        "",
        in_house(N_("Un visiteur a écrit cela. Nous n'avons rien vérifié.")),
    )
    letters.write(found.email, in_house(N_("Une question sur vos badges")), lines, clock.now())
