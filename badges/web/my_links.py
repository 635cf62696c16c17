"""The links that a person makes for their badges: one made, all listed, one withdrawn."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, request_session, runtime
from badges.language import N_, local_day
from badges.language import translated as _
from badges.models import Naming
from badges.services import codes, readdressing, share_links, showing
from badges.services.errors import NotFound, Refused
from badges.services.share_links import OwnLink
from badges.services.showing import OwnBadge, Showing
from badges.web import acting, embedding, my_badges
from badges.web.said import said

blueprint = Blueprint("my_links", __name__, url_prefix="/my-badges/links")

DAYS: Final[Mapping[str, int | None]] = MappingProxyType(
    {"month": 31, "half-year": 183, "until-withdrawn": None}
)
LASTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "month": N_("Un mois"),
        "half-year": N_("Six mois"),
        "until-withdrawn": N_("Jusqu'à ce que je le retire"),
    }
)
NAMINGS: Final[Mapping[Naming, str]] = MappingProxyType(
    {
        Naming.INITIAL: N_("Mon prénom et une initiale"),
        Naming.FULL: N_("Mon nom en entier"),
        Naming.NONE: N_("Sans mon nom"),
    }
)
PROBLEMS: Final[Mapping[type[Refused], str]] = MappingProxyType(
    {
        share_links.NoBadge: N_("Choisissez de un à cinq badges."),
        share_links.Nameless: N_("Avant 18 ans, un lien ne dit pas le nom."),
        share_links.TooMany: N_("Vous avez déjà vingt liens. Retirez-en un d'abord."),
    }
)


class NewLink(Schema):
    """Which badges, called how, for how long."""

    badge = fields.List(fields.String(validate=validate.Length(1, 40)), load_default=list)
    naming = fields.String(
        load_default=Naming.NONE.value, validate=validate.OneOf([*map(str, Naming)])
    )
    answers_email = fields.Boolean(load_default=False, truthy={"on"}, falsy=set())
    lasts = fields.String(load_default="half-year", validate=validate.OneOf([*DAYS]))


@blueprint.get("")
@security.own_pages
def index() -> Response:
    """Every open link, with the day it was made and its end."""
    session = request_session()
    links = share_links.mine(session, my_badges.person(), now=clock.now())
    return my_badges.page("my_badges/links.html", links=links, said=said(), **_named())


@blueprint.get("/new")
@security.own_pages
def ask() -> Response:
    """Which badges the next link shows; those of the page before are ticked."""
    return _form()


@blueprint.post("")
@security.own_pages
@again
def make() -> Response:
    """A new link."""
    values = acting.only(NewLink)
    session, now = db.session(), clock.now()
    try:
        link = share_links.make(
            session,
            my_badges.person(),
            values["badge"],
            naming=Naming(values["naming"]),
            days=DAYS[values["lasts"]],
            answers_email=values["answers_email"],
            actor=security.holding().name,
            today=local_day(now),
            now=now,
        )
    except Refused as refusal:
        session.rollback()
        return _form(409, problem=PROBLEMS[type(refusal)])
    address = f"/my-badges/links/{link.id}"
    acting.commit()
    return acting.see_other(address)


@blueprint.get("/<int:link>")
@security.own_pages
def show(link: int) -> Response:
    """One link: its QR, its address, and ways to send it."""
    found, named = link_of(link), _named()
    badges = [named["badges"][uid] for uid in found.uids if uid in named["badges"]]
    title = ", ".join(one.words.name.text for one in badges)
    address = runtime().urls.code(codes.shown(found.code))
    sent = _("Voici mes badges : %(address)s", address=address)
    return my_badges.page(
        "my_badges/link.html",
        link=found,
        code=codes.shown(found.code),
        address=address,
        whatsapp=f"https://wa.me/?text={quote(str(sent))}",
        linkedin=_linkedin(badges, address),
        frame=None if _is_minor() else embedding.frame(found.code, title=title),
        **named,
    )


@blueprint.post("/<int:link>/withdraw")
@security.own_pages
@again
def withdraw(link: int) -> Response:
    """The link leads nowhere from the next request on."""
    acting.nothing()
    actor = security.holding().name
    try:
        share_links.withdraw(db.session(), my_badges.person(), link, actor=actor, now=clock.now())
    except NotFound:
        abort(404)
    acting.commit()
    return acting.see_other("/my-badges/links", done="link-withdrawn")


def _linkedin(badges: Sequence[OwnBadge], address: str) -> str | None:
    """Where LinkedIn takes a badge into a profile; from 18 on, and for one badge at a time."""
    if len(badges) != 1 or _is_minor():
        return None
    badge = badges[0]
    said = {
        "startTask": "CERTIFICATION_NAME",
        "name": badge.name,
        "organizationName": badge.organisation,
        "issueYear": badge.day.year,
        "issueMonth": badge.day.month,
        "certUrl": address,
        "certId": badge.uid,
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(said)}"


def _named() -> dict[str, Any]:
    """All badges by uid, in the reader's words, and which of them nobody finds."""
    badges = my_badges.badges()
    hidden = {one.uid for one in badges.values() if one.showing is Showing.HIDDEN}
    return {"badges": badges, "unseen": hidden}


def _is_minor() -> bool:
    return showing.is_minor(my_badges.person(), today=local_day(clock.now()))


def link_of(number: int) -> OwnLink:
    """An open link of whose pages these are; 404 for anybody else's."""
    links = share_links.mine(request_session(), my_badges.person(), now=clock.now())
    return next((one for one in links if one.id == number), None) or abort(404)


def _form(status: int = 200, *, problem: str = "") -> Response:
    session, now = request_session(), clock.now()
    person = my_badges.person()
    named = _named()
    open_ones = [one for one in named["badges"].values() if one.is_found(now)]
    minor = _is_minor()
    values: dict[str, Any] = {
        "badges": open_ones,
        "unseen": named["unseen"],
        "ticked": {one.uid for one in open_ones[: share_links.MOST_BADGES]},
        "namings": {} if minor else NAMINGS,
        "lasts": LASTS,
        "addressed": not minor and readdressing.is_addressed(session, person),
        "problem": problem,
    }
    return my_badges.page("my_badges/new_link.html", status, **values)
