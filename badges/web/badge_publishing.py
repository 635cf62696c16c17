"""A draft as an employer will see it; proposed by coaches, published by coordinators."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, looking_ahead, request_session, runtime
from badges.language import N_
from badges.language import translated as _
from badges.models import BadgeClassDraft
from badges.security import Permission
from badges.services import badge_drafts, scoping
from badges.services.errors import Closed, Conflict, NotFound, Refused
from badges.web import acting, badge_editing, badge_writing

blueprint = Blueprint("badge_publishing", __name__, url_prefix="/badge-classes/drafts")

CHANGED = N_("Quelqu'un a changé ce brouillon entre-temps. Relisez-le, puis recommencez.")
OTHER_VERSION = N_("Une version a été publiée entre-temps. Relisez, puis publiez.")
QUESTIONED = N_("Des mots posent question. Changez-les, ou cochez que vous les gardez.")
CANNOT = N_("Votre organisation n'a pas encore de clé. Demandez-la à l'administrateur.")
KEEP: Final = "yes"


class PublishForm(Schema):
    """What the page showed that is published; `keep` says that questioned words are meant."""

    began_from = fields.Str(load_default="")
    after = fields.Str(load_default="")
    keep = fields.Str(load_default="")


@blueprint.get("/<int(max=999999999):draft>/preview")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def preview(draft: int) -> Response:
    """The badge as an employer will see it; nothing of it is public."""
    found = scoping.draft(request_session(), security.acting(), draft)
    if badge_writing.problems(found, badge_drafts.read(found)):
        return acting.see_other(f"/badge-classes/drafts/{draft}", check=1)
    return badge_editing.preview(found)


@blueprint.post("/<int(max=999999999):draft>/propose")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def propose(draft: int) -> Response:
    """Lay a draft before the coordinators, who publish it."""
    session, actor = request_session(), security.acting()
    found = scoping.draft(session, actor, draft)
    acting.nothing()
    said = badge_drafts.read(found)
    if badge_writing.problems(found, said):
        return badge_editing.form(found, said, 400, checked=True)
    badge_drafts.propose(session, found, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other("/badge-classes", done="proposed")


@blueprint.post("/<int(max=999999999):draft>/return")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def give_back(draft: int) -> Response:
    """Let the coach who proposed it write on."""
    session, actor = request_session(), security.acting()
    found = scoping.draft(session, actor, draft)
    acting.nothing()
    badge_drafts.give_back(session, found, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other("/badge-classes", done="returned")


@blueprint.post("/<int(max=999999999):draft>/publish")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def publish(draft: int) -> Response:
    """Publish what the preview showed, once; or show again what has to be looked at."""
    session, actor, key = request_session(), security.acting(), acting.key()
    values, _problems = acting.load(PublishForm)
    try:
        _draw_ahead(draft)
        found = scoping.draft(session, actor, draft)
        refusal = _refusal(found, values)
        if refusal is not None:
            return refusal
        slug = _published(found, key)
    except NotFound:
        slug = badge_drafts.published_before(session, actor, draft, key) or abort(404)
    except Closed:
        raise
    except Refused:
        return acting.problem(409, _(CANNOT), back=f"/badge-classes/drafts/{draft}")
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="published")


def _draw_ahead(draft: int) -> None:
    with looking_ahead() as session:
        found = scoping.draft(session, security.acting(), draft)
        badge_writing.draw_ahead(badge_drafts.read(found))


def _refusal(draft: BadgeClassDraft, values: Mapping[str, Any]) -> Response | None:
    """What has to be looked at before this can be published; the draft is held from here on."""
    try:
        badge_drafts.lock(request_session(), draft, began_from=values["began_from"])
    except Conflict:
        said = badge_drafts.read(draft)
        if badge_writing.problems(draft, said):
            return badge_editing.form(draft, said, 409, notice=_(CHANGED), checked=True)
        return badge_editing.preview(draft, 409, notice=_(CHANGED))
    said = badge_drafts.read(draft)
    if badge_writing.problems(draft, said):
        return badge_editing.form(draft, said, 400, checked=True)
    if badge_editing.remarks_of(said) and values["keep"] != KEEP:
        return badge_editing.preview(draft, 400, notice=_(QUESTIONED))
    if badge_editing.standing(draft).marker != values["after"]:
        return badge_editing.preview(draft, 409, notice=_(OTHER_VERSION))
    return None


def _published(draft: BadgeClassDraft, key: str) -> str:
    says = badge_writing.drawn(draft, badge_drafts.read(draft))
    version = badge_drafts.publish(
        request_session(),
        runtime().urls,
        draft,
        says,
        key=key,
        actor=security.acting(),
        now=clock.now(),
    )
    return version.badge_class.slug
