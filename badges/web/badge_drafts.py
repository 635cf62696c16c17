"""Writing a badge class: begin, write, look at it as an employer will, propose or publish."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from marshmallow import Schema, fields

from badges import clock, frameworks, security
from badges.artwork import picture
from badges.extensions import again, limiter, request_session, runtime
from badges.models import BadgeClassDraft
from badges.security import Permission
from badges.services import badge_drafts, scoping
from badges.services.badge_drafts import Written
from badges.services.errors import Conflict, Invalid, NotFound, Refused
from badges.web import acting, answers, badge_editing, badge_writing
from badges.web.badge_writing import DraftForm
from badges.web.language import N_
from badges.web.language import translated as _

blueprint = Blueprint("badge_drafts", __name__, url_prefix="/badge-classes")

FROM_NOTHING = "nothing"
CHANGED = N_("Quelqu'un a changé ce brouillon entre-temps. Voici ce que vous avez écrit.")
OTHER_VERSION = N_("Une version a été publiée entre-temps. Relisez, puis publiez.")
QUESTIONED = N_("Des mots posent question. Changez-les, ou cochez que vous les gardez.")
NOT_PUBLISHED = N_("Votre organisation ne peut pas publier : il lui manque une clé, ou elle est partie.")


class NewForm(Schema):
    """From which template, and for which organisation where one has several."""

    template = fields.Str(load_default=FROM_NOTHING)
    organisation = fields.Str(load_default="")


class PublishForm(Schema):
    """What the page showed that is published; `keep` says that questioned words are meant."""

    began_from = fields.Str(load_default="")
    after = fields.Str(load_default="")
    keep = fields.Str(load_default="")


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
    values, _problems = acting.load(NewForm)
    chosen = {one.id: one for one in frameworks.templates()}.get(values["template"])
    if chosen is None and values["template"] != FROM_NOTHING:
        abort(400)
    written = badge_writing.of_template(chosen) if chosen else Written()
    organisation = scoping.organisation(
        session, actor, badge_writing.whole(values["organisation"])
    )
    draft = badge_drafts.begin(session, organisation, written, actor=actor, now=clock.now())
    address = _address(draft.id)
    acting.commit()
    return acting.see_other(address)


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
    return _form(found, badge_drafts.read(found), checked="check" in request.args)


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
        badge_drafts.save(
            session, found, written, began_from=values["began_from"], now=clock.now()
        )
    except Conflict:
        return _form(found, written, 409, notice=_(CHANGED))
    ready = not badge_writing.problems(found, written)
    acting.commit()
    return _after_saving(draft, values, ready=ready)


@blueprint.get("/drafts/<int(max=999999999):draft>/preview")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def preview(draft: int) -> Response:
    """The badge as an employer will see it; nothing of it is public."""
    found = scoping.draft(request_session(), security.acting(), draft)
    if badge_writing.problems(found, badge_drafts.read(found)):
        return acting.see_other(_address(draft), check=1)
    return _preview(found)


@blueprint.post("/drafts/<int(max=999999999):draft>/propose")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def propose(draft: int) -> Response:
    """Lay a draft before the coordinators, who publish it."""
    session, actor = request_session(), security.acting()
    found = scoping.draft(session, actor, draft)
    if badge_writing.problems(found, badge_drafts.read(found)):
        return _form(found, badge_drafts.read(found), 400, checked=True)
    badge_drafts.propose(session, found, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other("/badge-classes", done="proposed")


@blueprint.post("/drafts/<int(max=999999999):draft>/return")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def give_back(draft: int) -> Response:
    """Let the coach who proposed it write on."""
    session, actor = request_session(), security.acting()
    found = scoping.draft(session, actor, draft)
    badge_drafts.give_back(session, found, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other("/badge-classes", done="returned")


@blueprint.post("/drafts/<int(max=999999999):draft>/discard")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def discard(draft: int) -> Response:
    """Throw a draft away."""
    session = request_session()
    badge_drafts.discard(session, scoping.draft(session, security.acting(), draft))
    acting.commit()
    return acting.see_other("/badge-classes", done="discarded")


@blueprint.post("/drafts/<int(max=999999999):draft>/publish")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
@limiter.limit("60/minute")
def publish(draft: int) -> Response:
    """Publish what the preview showed, once; or show again what has to be looked at."""
    session, actor, key = request_session(), security.acting(), acting.key()
    values, _problems = acting.load(PublishForm)
    try:
        found = scoping.draft(session, actor, draft)
        badge_drafts.lock(session, found, began_from=values["began_from"])
        refusal = _refusal(found, values)
        if refusal is not None:
            return refusal
        says = badge_writing.drawn(found, badge_drafts.read(found))
        version = badge_drafts.publish(
            session, runtime().urls, found, says, key=key, actor=actor, now=clock.now()
        )
        slug = version.badge_class.slug
    except NotFound:
        slug = badge_drafts.published_before(session, actor, draft, key) or abort(404)
    except Conflict:
        return _preview(found, 409, notice=_(CHANGED))
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="published")


def _refusal(draft: BadgeClassDraft, values: dict[str, Any]) -> Response | None:
    pass


def _address(draft: int) -> str:
    return f"/badge-classes/drafts/{draft}"
