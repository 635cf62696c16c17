"""Doubles: proposed from a person's page, confirmed by a second pair of eyes, taken apart again."""

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, db, request_session
from badges.language import N_
from badges.language import translated as _
from badges.security import Permission
from badges.services import doubles, merging, people, scoping
from badges.services.errors import Refused
from badges.web import acting
from badges.web.said import said

blueprint = Blueprint("merges", __name__, url_prefix="/people")

LIST: Final = "/people/merges"
LAST: Final = 2**31 - 1
SECOND_EYES: Final = N_("Vous l'avez proposé. Une autre personne de l'équipe doit confirmer.")
OVER: Final = N_("C'est déjà réglé, ou les 30 jours sont passés.")


class Pair(Schema):
    """The other row, and which of both is kept."""

    other = fields.Integer(required=True, validate=acting.NUMBER)
    keep = fields.Integer(required=True, validate=acting.NUMBER)


@blueprint.get("/merges")
@security.needs(Permission.FIND_PEOPLE)
def index() -> Response:
    """What waits for a second pair of eyes, and what can still be taken apart. Further down each is
    alone.
    """
    session, now = request_session(), clock.now()
    which = scoping.merges(security.acting())
    at, done_at = acting.number_of_page(), acting.number_of_page("merged")
    return acting.page(
        "people/merges.html",
        waiting=doubles.waiting(session, which, now=now, number=at) if done_at == 1 else None,
        done=doubles.done(session, which, now=now, number=done_at) if at == 1 else None,
        said=said(),
    )


@blueprint.get("/<int:person>/merge")
@security.needs(Permission.FIND_PEOPLE)
def choose(person: int) -> Response:
    """The other row: picked by name, then both side by side."""
    session, actor, now = request_session(), security.acting(), clock.now()
    this = scoping.person(session, actor, person, now=now)
    number = request.args.get("other", type=_number)
    if number is not None and number != person:
        other = scoping.person(session, actor, number, now=now)
        both = [doubles.row(session, one) for one in (this, other)]
        return acting.page("people/merge.html", person=this, both=both, other=number)
    words = request.args.get("q", "").strip()
    found = people.find(session, actor, words=words or this.name.split()[0], now=now)
    others = [one for one in found.people if one.id != person]
    return acting.page(
        "people/merge_with.html", person=this, others=others, more=found.more, words=words
    )


@blueprint.post("/<int:person>/merge")
@security.needs(Permission.FIND_PEOPLE)
@again
def propose(person: int) -> Response:
    """Somebody saw that both are one person; nothing moves yet."""
    session, actor, now = db.session(), security.acting(), clock.now()
    this = scoping.person(session, actor, person, now=now)
    values, problems = acting.load(Pair)
    if problems or values["keep"] not in (this.id, values["other"]):
        sentence = _("Choisissez la fiche à garder.")
        return acting.problem(400, sentence, back=f"/people/{person}/merge")
    numbers = {this.id, values["other"]}
    kept = scoping.person(session, actor, values["keep"], now=now)
    rest = (numbers - {kept.id}) or {kept.id}
    gone = scoping.person(session, actor, rest.pop(), now=now)
    try:
        merging.propose(session, kept, gone, staff_id=actor.staff_id, now=now)
    except Refused:
        sentence = _("Choisissez deux fiches d'une même organisation.")
        return acting.problem(409, sentence, back=f"/people/{person}/merge")
    acting.commit()
    return acting.see_other(LIST, done="merge-proposed")


@blueprint.post("/merges/<int:merge>/confirm")
@security.needs(Permission.MERGE_PEOPLE)
@again
def confirm(merge: int) -> Response:
    """The second pair of eyes: both are one person."""
    return _settle(merge, merging.confirm, "merge-confirmed")


@blueprint.post("/merges/<int:merge>/drop")
@security.needs(Permission.MERGE_PEOPLE)
@again
def drop(merge: int) -> Response:
    """They are two people after all."""
    return _settle(merge, merging.drop, "merge-dropped")


@blueprint.post("/merges/<int:merge>/undo")
@security.needs(Permission.MERGE_PEOPLE)
@again
def undo(merge: int) -> Response:
    """Take a merge apart within 30 days."""
    return _settle(merge, merging.undo, "merge-undone")


def _number(text: str) -> int:
    """The number of a row. Raises ValueError for what no column holds: nobody was named then."""
    found = int(text)
    if not 1 <= found <= LAST:
        raise ValueError(f"{found} is no number of a row")
    return found


def _settle(number: int, act: Callable[..., None], done: str) -> Response:
    session, actor = db.session(), security.acting()
    found = scoping.merge(session, actor, number)
    acting.nothing()
    try:
        act(session, found, staff_id=actor.staff_id, now=clock.now())
    except merging.SameHands:
        return acting.problem(409, _(SECOND_EYES), back=LIST)
    except merging.Over:
        return acting.problem(409, _(OVER), back=LIST)
    acting.commit()
    return acting.see_other(LIST, done=done)
