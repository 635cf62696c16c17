"""Writing a badge class: begin with a template or with nothing, write, throw away."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, request
from marshmallow import Schema, fields

from badges import clock, frameworks, security
from badges.artwork import picture
from badges.extensions import again, request_session, runtime
from badges.language import N_
from badges.language import translated as _
from badges.security import Permission
from badges.services import badge_drafts, scoping
from badges.services.badge_drafts import Written
from badges.services.errors import Conflict
from badges.web import acting, answers, badge_editing, badge_writing
from badges.web.badge_writing import DraftForm

blueprint = Blueprint("badge_drafts", __name__, url_prefix="/badge-classes")

FROM_NOTHING = "nothing"
CHANGED = N_("Quelqu'un a changé ce brouillon entre-temps. Voici ce que vous avez écrit.")
PLACES: Final = dict.fromkeys(("add", "up", "down", "remove"), "acts") | {"picture": "picture"}


class NewForm(Schema):
    """From which template, and for which organisation where one has several."""

    template = fields.Str(load_default=FROM_NOTHING)
    organisation = fields.Integer(load_default=None, validate=acting.NUMBER)


@blueprint.get("/new")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def new() -> Response:
    """The templates to begin with, and an empty page."""
    return acting.page(
        "badge_drafts/new.html",
        templates=frameworks.templates(),
        organisations=scoping.own_organisations(request_session(), security.acting()),
    )


@blueprint.post("/new")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def begin() -> Response:
    """A draft from a template or from nothing."""
    session, actor = request_session(), security.acting()
    values = acting.only(NewForm)
    chosen = {one.id: one for one in frameworks.templates()}.get(values["template"])
    if chosen is None and values["template"] != FROM_NOTHING:
        abort(400)
    written = badge_writing.of_template(chosen, runtime().urls) if chosen else Written()
    organisation = scoping.organisation(session, actor, values["organisation"])
    draft = badge_drafts.begin(session, organisation, written, actor=actor, now=clock.now())
    number = draft.id
    acting.commit()
    return acting.see_other(f"/badge-classes/drafts/{number}")


@blueprint.get("/picture.svg")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def drawing() -> Response:
    """A picture of a shape, a colour and a pictogram."""
    parts = [request.args.get(name, "") for name in ("shape", "colour", "pictogram")]
    design = badge_writing.design_of(*parts) or abort(404)
    return answers.picture(picture.svg(design, title=""), "image/svg+xml")


@blueprint.get("/drafts/<int(max=999999999):draft>")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def edit(draft: int) -> Response:
    """The form of a draft, with what a search for skills finds."""
    found = scoping.draft(request_session(), security.acting(), draft)
    checked = "check" in request.args
    return badge_editing.form(found, badge_drafts.read(found), checked=checked)


@blueprint.post("/drafts/<int(max=999999999):draft>")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def save(draft: int) -> Response:
    """Keep what was typed, whatever it is, and go on with what the button asks for."""
    session = request_session()
    found = scoping.draft(session, security.acting(), draft)
    values, _problems = acting.load(DraftForm)
    written = badge_writing.written(values, language=badge_drafts.read(found).language)
    try:
        badge_drafts.save(session, found, written, began_from=values["began_from"], now=clock.now())
    except Conflict:
        return badge_editing.form(found, written, 409, notice=_(CHANGED))
    ready = not badge_writing.problems(found, written)
    acting.commit()
    return _after_saving(draft, values, ready=ready)


@blueprint.post("/drafts/<int(max=999999999):draft>/discard")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def discard(draft: int) -> Response:
    """Throw a draft away."""
    session = request_session()
    found = scoping.draft(session, security.acting(), draft)
    acting.nothing()
    badge_drafts.discard(session, found)
    acting.commit()
    return acting.see_other("/badge-classes", done="discarded")


def _after_saving(draft: int, values: Mapping[str, Any], *, ready: bool) -> Response:
    """On to the preview, the found skills or the acts; else the form, with what is missing."""
    do, searched = values["do"], values["q"].strip()
    if do == "preview" and ready:
        return acting.see_other(f"/badge-classes/drafts/{draft}/preview")
    if do == "preview":
        return acting.see_other(f"/badge-classes/drafts/{draft}", check=1)
    if searched:
        return _at("skills", acting.see_other(f"/badge-classes/drafts/{draft}", q=searched))
    answer = acting.see_other(f"/badge-classes/drafts/{draft}", done="saved")
    return _at(PLACES.get(do.partition("-")[0], ""), answer)


def _at(place: str, answer: Response) -> Response:
    if place:
        answer.headers["Location"] += f"#{place}"
    return answer
