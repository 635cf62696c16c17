"""The badge classes of an organisation, the programme's library, and what is done there."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, request
from markupsafe import Markup
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import BadgeClass, BadgeClassVersion
from badges.security import Permission
from badges.services import badge_changes, badge_drafts, badge_shelf, scoping
from badges.services.badge_drafts import Written
from badges.services.badge_shelf import Given
from badges.services.errors import Refused
from badges.web import acting, badge_words, badge_writing

blueprint = Blueprint("badge_shelf", __name__, url_prefix="/badge-classes")

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "published": N_("C'est publié. Vos coachs peuvent donner ce badge."),
        "proposed": N_("C'est proposé. Le coordinateur va le regarder."),
        "returned": N_("Le coach peut continuer à écrire."),
        "discarded": N_("Le brouillon est supprimé."),
        "retired": N_("Ce badge n'est plus donné. Ceux qui l'ont le gardent."),
        "back": N_("Ce badge peut de nouveau être donné."),
        "shared": N_("Les organisations du programme peuvent l'adopter."),
        "kept": N_("Ce badge n'est plus dans la bibliothèque."),
    }
)
RETIRED = N_("Ce badge n'est plus donné. Remettez-le d'abord.")
ALREADY_YOURS = N_("Ce badge est déjà à cette organisation.")


class AdoptForm(Schema):
    """For which organisation, where one has several."""

    organisation = fields.Integer(load_default=None, validate=acting.NUMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    """One version: what it says, how often it was given, and what it changed in words."""

    version: BadgeClassVersion
    given: Given
    changes: list[Markup]


@blueprint.get("")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def index() -> Response:
    """One's own badge classes, what is being written, and what others share."""
    session, actor = request_session(), security.acting()
    drafts = badge_drafts.listed(session, actor)
    organisations = scoping.own_organisations(session, actor)
    own = badge_shelf.own(session, scoping.badge_classes(actor))
    shared = badge_shelf.library(session, scoping.library(actor))
    only = organisations[0].id if len(organisations) == 1 else None
    return acting.page(
        "badge_shelf/index.html",
        own=own,
        in_work=[one for one in drafts if not one.draft.proposed_at],
        proposed=[one for one in drafts if one.draft.proposed_at],
        library=[one for one in shared if one.organisation_id != only],
        organisations=organisations,
        drawn=_drawn,
        done=_done(),
    )


@blueprint.get("/<slug>")
@security.needs(Permission.DRAFT_BADGE_CLASS)
def show(slug: str) -> Response:
    """A badge class: its versions, what changed between them, how many were given in each."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    return acting.page(
        "badge_shelf/show.html",
        badge_class=badge_class,
        lines=_lines(badge_class),
        latest=badge_class.versions[-1],
        origin=badge_shelf.origin(session, badge_class),
        done=_done(),
    )


@blueprint.post("/<slug>/edit")
@security.needs(Permission.DRAFT_BADGE_CLASS)
@again
def edit(slug: str) -> Response:
    """Go on with the next version, or begin it."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    acting.nothing()
    try:
        draft = badge_drafts.begin_next(session, badge_class, actor=actor, now=clock.now())
    except Refused:
        return acting.problem(409, _(RETIRED), back=f"/badge-classes/{slug}")
    number = draft.id
    acting.commit()
    return acting.see_other(f"/badge-classes/drafts/{number}")


@blueprint.post("/<slug>/retire")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def retire(slug: str) -> Response:
    """Give it no more."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    acting.nothing()
    badge_shelf.retire(session, badge_class, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="retired")


@blueprint.post("/<slug>/bring-back")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def bring_back(slug: str) -> Response:
    """Give it again."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    acting.nothing()
    badge_shelf.bring_back(session, badge_class, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="back")


@blueprint.post("/<slug>/share")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def share(slug: str) -> Response:
    """Put it in the library of the programme."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    acting.nothing()
    try:
        badge_shelf.share(session, badge_class, actor=actor, now=clock.now())
    except Refused:
        return acting.problem(409, _(RETIRED), back=f"/badge-classes/{slug}")
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="shared")


@blueprint.post("/<slug>/keep")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def keep(slug: str) -> Response:
    """Take it out of the library."""
    session, actor = request_session(), security.acting()
    badge_class = scoping.badge_class(session, actor, slug)
    acting.nothing()
    badge_shelf.keep_to_oneself(session, badge_class, actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other(f"/badge-classes/{slug}", done="kept")


@blueprint.post("/<slug>/adopt")
@security.needs(Permission.PUBLISH_BADGE_CLASS)
@again
def adopt(slug: str) -> Response:
    """A draft of one's own from what another organisation shares."""
    session, actor = request_session(), security.acting()
    shared = scoping.shared(session, actor, slug)
    organisation = scoping.organisation(session, actor, acting.only(AdoptForm)["organisation"])
    try:
        draft = badge_drafts.adopt(session, organisation, shared, actor=actor, now=clock.now())
    except Refused:
        return acting.problem(409, _(ALREADY_YOURS), back="/badge-classes")
    number = draft.id
    acting.commit()
    return acting.see_other(f"/badge-classes/drafts/{number}")


def _lines(badge_class: BadgeClass) -> list[VersionLine]:
    """The versions, newest first."""
    counts = badge_shelf.given(request_session(), badge_class)
    versions = badge_class.versions
    changed = [[], *map(badge_changes.between, versions, versions[1:])]
    return [
        VersionLine(
            version=version,
            given=counts.get(version.number, Given()),
            changes=[badge_words.change(one) for one in changes],
        )
        for version, changes in reversed(list(zip(versions, changed, strict=True)))
    ]


def _drawn(said: Written) -> str:
    return badge_writing.picture_address(
        shape=said.shape, colour=said.colour, pictogram=said.pictogram
    )


def _done() -> str:
    sentence = DONE.get(request.args.get("done", ""))
    return _(sentence) if sentence else ""
