"""The card of a person: given, taken back at once, replaced when it is lost."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, request_session
from badges.language import N_
from badges.language import translated as _
from badges.models import Participant
from badges.security import Permission
from badges.services import binding, cards, scoping, wallets
from badges.services.errors import Refused
from badges.web import acting

blueprint = Blueprint("person_cards", __name__, url_prefix="/people/<int:person>")

SENTENCES: Final[Mapping[type[Refused], str]] = MappingProxyType(
    {
        binding.NoneEndsSo: N_("Aucune de vos cartes libres ne finit ainsi. Relisez les signes."),
        binding.Taken: N_(
            "Cette carte est déjà à quelqu'un, ou ne marche plus. Prenez-en une autre."
        ),
        binding.SeveralEndAlike: N_("Plusieurs cartes finissent ainsi. Tapez tout le code."),
        binding.HasOne: N_("Cette personne a déjà une carte. Si elle est perdue, remplacez-la."),
    }
)


class Code(Schema):
    """The end of a card's code, or all of it."""

    code = fields.String(required=True, validate=validate.Length(1, 40))


class NewCode(Schema):
    """The same; nothing when there is no card at hand."""

    code = fields.String(load_default="", validate=validate.Length(0, 40))


@blueprint.get("/card")
@security.needs(Permission.BIND_CARD)
def ask(person: int) -> Response:
    """Where the last four signs of a card are typed."""
    return _page("people/card.html", person)


@blueprint.post("/card")
@security.needs(Permission.BIND_CARD)
@again
def bind(person: int) -> Response:
    """The card is this person's from now on."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    values, problems = acting.load(Code)
    if problems:
        return _page(
            "people/card.html", person, 400, problem=_("Tapez les quatre derniers signes.")
        )
    try:
        card = binding.blank(session, actor, found, values["code"])
        binding.bind(session, card, found, staff_id=actor.staff_id, now=now)
    except Refused as refusal:
        return _again("people/card.html", person, refusal, values["code"])
    acting.commit()
    return acting.see_other(_back(person), done="card-bound")


@blueprint.post("/card/undo")
@security.needs(Permission.BIND_CARD)
@again
def unbind(person: int) -> Response:
    """The card is nobody's again: it was bound to the wrong person a moment ago."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    acting.nothing()
    try:
        binding.unbind(session, found, actor=actor.name, now=now)
    except Refused:
        sentence = _("Plus de 15 minutes ont passé. Remplacez plutôt la carte.")
        return acting.problem(409, sentence, back=f"/people/{person}/lost-card")
    acting.commit()
    return acting.see_other(f"/people/{person}", done="card-unbound")


@blueprint.get("/lost-card")
@security.needs(Permission.REPLACE_CARD)
def ask_lost(person: int) -> Response:
    """Which card takes the place of the lost one."""
    return _page("people/lost_card.html", person)


@blueprint.post("/lost-card")
@security.needs(Permission.REPLACE_CARD)
@again
def replace(person: int) -> Response:
    """The lost card is dead at once; the new one, if there is one, is this person's."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    values, _problems = acting.load(NewCode)
    typed = str(values.get("code", "")).strip()
    try:
        card = binding.blank(session, actor, found, typed) if typed else None
        binding.replace(session, card, found, staff_id=actor.staff_id, now=now)
    except Refused as refusal:
        return _again("people/lost_card.html", person, refusal, typed)
    acting.commit()
    return acting.see_other(f"/people/{person}", done="card-replaced")


@blueprint.get("/pin")
@security.needs(Permission.REPLACE_CARD)
def ask_pin(person: int) -> Response:
    """Where a coach ends a PIN that was forgotten or locked, the card in hand."""
    return _page("people/pin.html", person)


@blueprint.post("/pin")
@security.needs(Permission.REPLACE_CARD)
@again
def reset_pin(person: int) -> Response:
    """The former PIN ends; the person chooses another at the next scan, and is told."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    values, _problems = acting.load(NewCode)
    if not binding.is_in_hand(session, found, str(values.get("code", ""))):
        sentence = _("Le code de sa carte ne commence pas ainsi. Relisez les signes.")
        return _page("people/pin.html", person, 409, problem=sentence)
    try:
        wallets.reset(session, found, actor=actor.name, now=now)
    except Refused:
        sentence = _("Cette personne n'a pas encore de code secret.")
        return _page("people/pin.html", person, 409, problem=sentence)
    acting.commit()
    return acting.see_other(f"/people/{person}", done="pin-reset")


def _page(template: str, number: int, status: int = 200, **more: Any) -> Response:
    session, actor = request_session(), security.acting()
    person = scoping.person(session, actor, number, now=clock.now())
    return acting.page(template, status, **_values(session, person), **more)


def _values(session: Any, person: Participant) -> dict[str, Any]:
    actor, now = security.acting(), clock.now()
    card, following = binding.of(session, person), binding.next_blank(session, actor, person)
    return {
        "person": person,
        "card": card,
        "ends_in": cards.ending(card.code) if card and card.code else "",
        "can_unbind": card is not None and binding.can_unbind(card, now=now),
        "following": following.code if following else None,
        "following_ends_in": cards.ending(following.code) if following and following.code else "",
        "given": request.args.get("given", type=int),
    }


def _again(template: str, person: int, refusal: Refused, typed: str) -> Response:
    """The same form with what was typed, and why nothing was done."""
    db.session.rollback()
    return _page(template, person, 409, problem=_(SENTENCES[type(refusal)]), typed=typed)


def _back(person: int) -> str:
    """To the badges that were just given, where the next person waits; else to the person."""
    given = request.args.get("given", type=int)
    return f"/given/{given}" if given else f"/people/{person}"
