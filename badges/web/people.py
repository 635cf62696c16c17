"""People: groups and search, and the page of one person."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, request_session, runtime
from badges.language import N_
from badges.language import translated as _
from badges.models import Participant, Role
from badges.security import Permission
from badges.services import binding, cards, codes, dossiers, merging, people, revoking, scoping
from badges.services.activities import LONGEST_NAME
from badges.services.dossiers import BadgeLine, BadgeState
from badges.services.errors import Invalid
from badges.web import acting
from badges.web.said import said

blueprint = Blueprint("people", __name__, url_prefix="/people")

STATES: Final[Mapping[BadgeState, str]] = {
    BadgeState.VALID: N_("Valable"),
    BadgeState.EXPIRED: N_("Expiré"),
    BadgeState.REVOKED: N_("Retiré"),
    BadgeState.HIDDEN: N_("Caché par la personne"),
}
_MONTH: Final = re.compile(r"((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])")


class Person(Schema):
    """A name, and until which month somebody is minor."""

    name = fields.String(required=True, validate=validate.Length(1, LONGEST_NAME))
    minor_until = fields.String(
        load_default="", validate=validate.Regexp(rf"^(?:{_MONTH.pattern})?$")
    )


@blueprint.get("")
@security.needs(Permission.FIND_PEOPLE)
def index() -> Response:
    """A coach's groups, or a coordinator's people; both with a search by name."""
    session, actor, now = request_session(), security.acting(), clock.now()
    words, at = request.args.get("q", "").strip(), acting.number_of_page()
    in_groups = actor.role is Role.COACH and not words
    skip = (at - 1) * people.A_PAGE
    return acting.page(
        "people/index.html",
        groups=people.groups(session, actor, now=now, number=at) if in_groups else None,
        found=None if in_groups else people.find(session, actor, words=words, skip=skip, now=now),
        in_groups=in_groups,
        words=words,
        at=at,
        said=said(),
    )


@blueprint.get("/<int:person>")
@security.needs(Permission.FIND_PEOPLE)
def show(person: int) -> Response:
    """What was seen, the badges, the card, and what can be done."""
    return _page(person, problems={}, typed={})


@blueprint.post("/<int:person>")
@security.needs(Permission.FIND_PEOPLE)
@again
def change(person: int) -> Response:
    """Another name or month."""
    session, actor, now = db.session(), security.acting(), clock.now()
    found = scoping.person(session, actor, person, now=now)
    values, problems = acting.load(Person)
    if problems:
        return _page(person, problems=_told(problems), typed=values, status=400)
    month = _month(values["minor_until"])
    try:
        people.rename(
            session, found, name=values["name"], minor_until=month, actor=actor.name, now=now
        )
    except Invalid as invalid:
        return _page(person, problems=_told(invalid.problems), typed=values, status=400)
    acting.commit()
    return acting.see_other(f"/people/{person}", done="person-changed")


def _page(
    number: int, *, problems: Mapping[str, list[str]], typed: Mapping[str, Any], status: int = 200
) -> Response:
    session, actor, now = request_session(), security.acting(), clock.now()
    person = scoping.person(session, actor, number, now=now)
    dossier = dossiers.read(session, person, zone=runtime().settings.timezone, now=now)
    card = dossier.card
    return acting.page(
        "people/show.html",
        status,
        person=person,
        dossier=dossier,
        states=STATES,
        back=[one for one in dossier.badges if _can_take_back(one)],
        undo=[one for one in dossier.badges if _can_undo(one)],
        merges=merging.of(session, person),
        ends_in=codes.shown(card.code)[-cards.ENDING - 1 :] if card and card.code else "",
        can_unbind=card is not None and binding.can_unbind(card, now=now),
        month=typed.get("minor_until", _written(person)),
        name=typed.get("name", person.name),
        problems=problems,
        said=said(),
    )


def _can_take_back(badge: BadgeLine) -> bool:
    """Whether whoever acts has a way to it: to undo, to revoke or to propose, by role."""
    if badge.state is BadgeState.REVOKED:
        return False
    actor = security.acting()
    if actor.role is not Role.COACH:
        return True
    return badge.given_by_id == actor.staff_id or not _is_new(badge)


def _can_undo(badge: BadgeLine) -> bool:
    """Whether it is so new that who gave it undoes it where it was given."""
    mine = badge.given_by_id == security.acting().staff_id
    return mine and badge.act_id is not None and badge.state is BadgeState.VALID and _is_new(badge)


def _is_new(badge: BadgeLine) -> bool:
    given = badge.awarded_at
    return given is not None and clock.now() - given <= revoking.UNDO_WITHIN


def _told(problems: Mapping[str, object]) -> dict[str, list[str]]:
    sentences = {
        "name": _("Écrivez un nom ou un prénom."),
        "minor_until": _("Écrivez un mois, comme 2027-03."),
    }
    return {name: [sentences[name]] for name in problems if name in sentences}


def _month(text: str) -> date | None:
    match = _MONTH.fullmatch(text)
    return date(int(match[1]), int(match[2]), 1) if match else None


def _written(person: Participant) -> str:
    return person.minor_until.strftime("%Y-%m") if person.minor_until else ""
