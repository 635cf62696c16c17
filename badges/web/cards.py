"""Cards: what a scanned one says to anybody, and packs of blank ones."""

import base64
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, request_session, runtime
from badges.language import local_day
from badges.language import translated as _
from badges.models import Actor, CardPack
from badges.printing import qr
from badges.security import Permission
from badges.services import binding, card_standing, cards, codes, people, scoping
from badges.services.card_standing import CardStanding, Read
from badges.services.errors import Refused
from badges.web import acting
from badges.web.said import said

blueprint = Blueprint("cards", __name__)

STATUS: Final[Mapping[CardStanding, int]] = MappingProxyType(
    {
        CardStanding.BLANK: 200,
        CardStanding.BOUND: 200,
        CardStanding.DEAD: 410,
        CardStanding.BADGE: 404,
        CardStanding.UNKNOWN: 404,
        CardStanding.MISTYPED: 404,
    }
)
A_SHEET: Final = 10
SHEETS: Final = 3
QR_MODULE: Final = 4


class NewPack(Schema):
    """How many cards, for which organisation, and into whose hands.

    Where there are several organisations `holder` says both, as in *3:7*, or *3:* for its office.
    """

    count = fields.Integer(required=True, validate=validate.Range(1, cards.MOST))
    organisation = fields.Integer(load_default=None, validate=acting.NUMBER)
    holder = fields.String(
        load_default="", validate=validate.Regexp(r"(?:[0-9]{1,9}:)?[0-9]{0,9}\Z")
    )


class Holder(Schema):
    """Whose hands a pack goes into; nobody's when it is empty."""

    holder = fields.String(load_default="")


@blueprint.get("/c/<code>")
def by_code(code: str) -> Response:
    """What a card says to whoever scans it; a coach who holds its pack can bind it here."""
    found = card_standing.read(request_session().connection(), code, now=clock.now())
    actor = security.visitor()
    may = actor is not None and _may_bind(actor)
    more = _for_staff(actor, found) if actor and may else {}
    shown = codes.shown(found.code) if found.code else code
    answer = acting.page(
        "cards/card.html", STATUS[found.standing], standing=found.standing, code=shown, **more
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@blueprint.get("/C/<code>")
def by_printed_code(code: str) -> Response:
    """The same by the address in capitals that is printed on the card; no redirect."""
    return by_code(code)


@blueprint.get("/cards")
@security.needs(Permission.BIND_CARD)
def index() -> Response:
    """The packs that one holds, or all of one's organisations, and a form for the next one."""
    return _index(problems={}, typed={})


@blueprint.post("/cards")
@security.needs(Permission.MAKE_CARDS)
@again
def make() -> Response:
    """A new pack, handed to somebody at once if they are named."""
    values, problems = acting.load(NewPack)
    if problems:
        return _index(problems=_told(problems), typed=values, status=400)
    session, actor, now = db.session(), security.acting(), clock.now()
    home, _colon, number = values["holder"].rpartition(":")
    place = int(home) if home else values["organisation"]
    organisation = scoping.organisation(session, actor, place)
    pack = cards.make(
        session,
        organisation,
        count=values["count"],
        staff_id=actor.staff_id,
        key=acting.key(),
        now=now,
    )
    if number and pack.held_by_id is None:
        holder = _holder(session, pack, number)
        cards.hand_out(session, pack, holder, actor=actor.name, now=now)
    address = f"/cards/packs/{pack.id}"
    acting.commit()
    return acting.see_other(address, done="pack-made")


@blueprint.get("/cards/packs/<int:pack>")
@security.needs(Permission.BIND_CARD)
def show(pack: int) -> Response:
    """One pack: how many are left, how to print it, who holds it."""
    session, actor = request_session(), security.acting()
    found = scoping.pack(session, actor, pack)
    (line,) = cards.lines(session, CardPack.id == found.id)
    return acting.page(
        "cards/pack.html",
        pack=line,
        held_by=found.held_by_id,
        holders=cards.holders(session, [found.organisation_id]),
        prints=range(0, line.left, A_SHEET * SHEETS),
        per_print=A_SHEET * SHEETS,
        said=said(),
    )


@blueprint.post("/cards/packs/<int:pack>/holder")
@security.needs(Permission.MAKE_CARDS)
@again
def hand_out(pack: int) -> Response:
    """Somebody else holds the pack from now on."""
    session, actor = db.session(), security.acting()
    found = scoping.pack(session, actor, pack)
    values, _problems = acting.load(Holder)
    try:
        holder = _holder(session, found, values["holder"])
        cards.hand_out(session, found, holder, actor=actor.name, now=clock.now())
    except Refused:
        return acting.problem(
            409, _("Ce paquet ne peut pas aller à cette personne."), back=f"/cards/packs/{pack}"
        )
    acting.commit()
    return acting.see_other(f"/cards/packs/{pack}", done="pack-handed")


@blueprint.get("/cards/packs/<int:pack>/call-back")
@security.needs(Permission.MAKE_CARDS)
def ask_call_back(pack: int) -> Response:
    """What calling a pack back does, before it is done."""
    session = request_session()
    found = scoping.pack(session, security.acting(), pack)
    (line,) = cards.lines(session, CardPack.id == found.id)
    return acting.page("cards/call_back.html", pack=line)


@blueprint.post("/cards/packs/<int:pack>/call-back")
@security.needs(Permission.MAKE_CARDS)
@again
def call_back(pack: int) -> Response:
    """All blank cards of the pack are dead from now on."""
    session, actor = db.session(), security.acting()
    found = scoping.pack(session, actor, pack)
    acting.nothing()
    cards.call_back(session, found, actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/cards/packs/{pack}", done="pack-called-back")


@blueprint.get("/cards/packs/<int:pack>/sheet")
@security.needs(Permission.BIND_CARD)
def sheet(pack: int) -> Response:
    """Blank cards to be printed, ten a sheet of A4, both sides."""
    printed = _printed(pack)
    sheets = [printed[at : at + A_SHEET] for at in range(0, len(printed), A_SHEET)]
    return acting.page("cards/sheet.html", pack=pack, sheets=sheets)


@blueprint.get("/cards/packs/<int:pack>/ticket")
@security.needs(Permission.BIND_CARD)
def ticket(pack: int) -> Response:
    """The same for a printer of tickets, 58 mm wide."""
    return acting.page("cards/ticket.html", pack=pack, cards=_printed(pack))


def _printed(pack: int) -> list[dict[str, str]]:
    """As many blank cards as one page prints, each with its QR inside the page."""
    session = request_session()
    found = scoping.pack(session, security.acting(), pack)
    skip = max(request.args.get("from", 0, type=int), 0)
    blank = cards.blank_codes(session, found, skip=min(skip, cards.MOST), most=A_SHEET * SHEETS)
    return [{"code": codes.shown(one), "qr": _qr(one)} for one in blank]


def _qr(code: str) -> str:
    picture = qr.png(runtime().urls.card_qr(code), module=QR_MODULE)
    return "data:image/png;base64," + base64.b64encode(picture).decode("ascii")


def _index(
    *, problems: Mapping[str, list[str]], typed: Mapping[str, Any], status: int = 200
) -> Response:
    session, actor = request_session(), security.acting()
    homes = scoping.own_organisations(session, actor)
    return acting.page(
        "cards/index.html",
        status,
        packs=cards.lines(session, scoping.packs(actor)),
        several=len(actor.organisations) > 1,
        hands=[(one, cards.holders(session, [one.id])) for one in homes],
        key=acting.key(),
        problems=problems,
        typed=typed,
        said=said(),
    )


def _told(problems: Mapping[str, object]) -> dict[str, list[str]]:
    said = {"holder": [str(_("Choisissez une ligne."))]} if set(problems) - {"count"} else {}
    if "count" in problems:
        said["count"] = [str(_("Donnez un nombre de 1 à %(most)s.", most=cards.MOST))]
    return said


def _holder(session: Any, pack: CardPack, given: str) -> Any:
    """Who is meant by a number; nobody for nothing. Raises Refused."""
    if not given:
        return None
    may = {str(one.id): one for one in cards.holders(session, [pack.organisation_id])}
    if given not in may:
        raise Refused("nobody who could hold it")
    return may[given]


def _may_bind(actor: Actor) -> bool:
    return security.reach(actor.role, Permission.BIND_CARD) is not security.Reach.NOTHING


def _for_staff(actor: Actor, found: Read) -> dict[str, Any]:
    """What a card says beside that to whoever holds its pack, or knows its owner."""
    session, now = request_session(), clock.now()
    if found.code is None:
        return {}
    if found.standing is CardStanding.BOUND:
        return {"owner": binding.owner(session, actor, found.code, now=now)}
    pack = binding.offered(session, actor, found.code)
    if pack is None:
        return {}
    words = request.args.get("q", "")
    offered = people.latest_first(
        session, actor, pack.organisation_id, words=words, now=now, today=local_day(now)
    )
    return {"offered": offered, "words": words, "whole": found.code}
