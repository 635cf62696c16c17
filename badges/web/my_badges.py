"""A person's own pages: their badges, who finds them, one shown large; and *J'ai fini*."""

from flask import Blueprint, Response, abort, request
from marshmallow import Schema, fields, validate

from badges import clock, language, security
from badges.extensions import again, db, request_session
from badges.language import local_day
from badges.language import translated as _
from badges.models import Participant
from badges.security import holders, sessions
from badges.services import codes, dossiers, readdressing, showing, wallets
from badges.services.errors import NotFound, Refused
from badges.services.showing import OwnBadge, Showing
from badges.web import acting
from badges.web.said import said

blueprint = Blueprint("my_badges", __name__, url_prefix="/my-badges")


class Choice(Schema):
    """Who finds a badge."""

    showing = fields.String(required=True, validate=validate.OneOf([*map(str, Showing)]))


@blueprint.get("")
@security.own_pages
def index() -> Response:
    """All badges of whoever holds the card, and what was already seen towards others."""
    session, now = request_session(), clock.now()
    owner = person()
    mine = [*badges().values()]
    return page(
        "my_badges/index.html",
        badges=mine,
        standing={one.uid for one in mine if one.stands(now)},
        towards=dossiers.towards(session, owner),
        minor=showing.is_minor(owner, today=local_day(now)),
        profile=owner.profile,
        wallet=wallets.of(session, owner.id),
        said=said(),
    )


@blueprint.get("/<uid>")
@security.own_pages
def show(uid: str) -> Response:
    """One badge, large, to be looked at from an arm's length."""
    badge = badge_of(uid)
    return page(
        "my_badges/show.html",
        badge=badge,
        code=codes.shown(badge.code),
        attested=badge.is_found(clock.now()),
        others=readdressing.others_of(request_session(), badge.uid),
    )


@blueprint.post("/<uid>")
@security.own_pages
@again
def choose(uid: str) -> Response:
    """Who finds this badge from now on."""
    values, session, now = acting.only(Choice), db.session(), clock.now()
    try:
        showing.decide(
            session,
            person(),
            uid,
            Showing(values["showing"]),
            actor=security.holding().name,
            today=local_day(now),
            now=now,
        )
    except NotFound:
        abort(404)
    except Refused:
        return acting.problem(409, _("Avant 18 ans, un badge se montre par lien seulement."))
    acting.commit()
    return acting.see_other("/my-badges", done=f"shown-{values['showing']}")


@blueprint.post("/hide-all")
@security.own_pages
@again
def hide_all() -> Response:
    """Nothing is found any more, from the next request on."""
    acting.nothing()
    session = db.session()
    actor = security.holding().name
    showing.hide_all(session, person(), actor=actor, now=clock.now())
    acting.commit()
    return acting.see_other("/my-badges", done="shown-hidden")


@blueprint.post("/end")
@security.own_pages
@again
def end() -> Response:
    """*J'ai fini*: nothing of the person stays on this telephone."""
    acting.nothing()
    holders.end_here(db.session(), now=clock.now())
    acting.commit()
    return left(acting.see_other("/card", done="ended"))


def left(answer: Response) -> Response:
    """The same for a browser that drops what it holds of the person; where a coach signs in, what
    was given without a network may wait in its storage, and stays: these pages write nothing there.
    """
    holders.clear_cookie(answer)
    coaches = sessions.cookie_name() in request.cookies
    answer.headers["Clear-Site-Data"] = '"cache"' if coaches else '"cache", "storage"'
    return answer


def person() -> Participant:
    """Whose pages these are."""
    return request_session().get_one(Participant, security.holding().participant_id)


def badges() -> dict[str, OwnBadge]:
    """All badges of whose pages these are, in the reader's words, by uid."""
    found = showing.badges_of(request_session(), person(), language=language.code())
    return {one.uid: one for one in found}


def badge_of(uid: str) -> OwnBadge:
    """One badge of whose pages these are; 404 for anybody else's."""
    return badges().get(uid) or abort(404)


def page(template: str, status: int = 200, **values: object) -> Response:
    """A page that goes away by itself when the session has: a shared telephone lies about."""
    answer = acting.page(template, status, **values)
    idle = int(holders.IDLE.total_seconds()) + 1
    answer.headers["Refresh"] = f"{idle}; url=/card"
    return answer
