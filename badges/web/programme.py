"""A programme and its organisations: for who coordinates, and for who administers."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, request
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, request_session
from badges.models import Organisation, Programme, Role
from badges.security import Permission
from badges.services import organisations, programmes, scoping
from badges.services.errors import Invalid
from badges.services.programmes import ProgrammeLine
from badges.web import acting, remarks
from badges.web.organisations import CardForm, card_of, said_of

blueprint = Blueprint("programme", __name__, url_prefix="/programme")

NEW: Final = 0


class FoundingForm(CardForm):
    """A new organisation, in a programme that is there or in a new one."""

    programme = fields.Integer(load_default=NEW, validate=validate.Range(NEW, 2**31 - 1))
    new_programme = fields.String(load_default="")


class SuspensionForm(Schema):
    """Whether the organisation is suspended from now on."""

    suspended = fields.Boolean(required=True)


@blueprint.get("")
@security.needs(Permission.MANAGE_STAFF)
def show() -> Response:
    """The organisations that one reaches."""
    shown = _programmes()
    return acting.page("programme/show.html", programmes=shown, done=request.args.get("done"))


@blueprint.get("/organisations/new")
@security.needs(Permission.FOUND_ORGANISATION)
def new() -> Response:
    """The form of a new organisation."""
    return _form({}, {})


@blueprint.post("/organisations")
@security.needs(Permission.FOUND_ORGANISATION)
@again
def found() -> Response:
    """A new organisation; its key is made on the command line."""
    given, problems = acting.load(FoundingForm)
    asked = {} if problems else remarks.ask_once(given, "name")
    if problems or asked:
        return _form(given, problems, asked, status=400)
    try:
        made = _found(given)
    except Invalid as error:
        return _form(given, error.problems, status=400)
    acting.commit()
    return acting.see_other("/programme", done="founded", organisation=made.id)


@blueprint.get("/organisations/<int:organisation_id>/suspension")
@security.needs(Permission.FOUND_ORGANISATION)
def suspension(organisation_id: int) -> Response:
    """What it means to suspend an organisation, or to bring it back."""
    session = request_session()
    organisation = scoping.any_organisation(session, security.acting(), organisation_id)
    return acting.page("programme/suspension.html", organisation=organisation)


@blueprint.post("/organisations/<int:organisation_id>/suspension")
@security.needs(Permission.FOUND_ORGANISATION)
@again
def suspend(organisation_id: int) -> Response:
    """Suspend it, or bring it back."""
    session, actor = request_session(), security.acting()
    organisation = scoping.any_organisation(session, actor, organisation_id)
    given, problems = acting.load(SuspensionForm)
    if problems:
        return acting.page("programme/suspension.html", 400, organisation=organisation)
    act = organisations.suspend if given["suspended"] else organisations.bring_back
    act(session, organisation, actor=actor.name, now=clock.now())
    done = "suspended" if given["suspended"] else "brought_back"
    acting.commit()
    return acting.see_other("/programme", done=done)


def _found(given: dict[str, Any]) -> Organisation:
    session, card = request_session(), card_of(given)
    card.check()
    if given["programme"] == NEW:
        programme = _new_programme(given["new_programme"])
    else:
        programme = organisations.programme(session, given["programme"])
    return organisations.create_organisation(
        session, programme, card, actor=security.acting().name, now=clock.now()
    )


def _new_programme(name: str) -> Programme:
    try:
        return organisations.create_programme(request_session(), name=name)
    except Invalid as error:
        raise Invalid({"programme": error.problems["name"]}) from error


def _form(
    given: Any, problems: Any, asked: Mapping[str, Any] | None = None, *, status: int = 200
) -> Response:
    return acting.page(
        "programme/new.html",
        status,
        programmes=programmes.all_of_them(request_session()),
        given=given,
        problems={**said_of(problems), **(asked or {})},
    )


def _programmes() -> list[ProgrammeLine]:
    session, actor = request_session(), security.acting()
    if actor.role is Role.ADMIN:
        return programmes.all_of_them(session)
    return programmes.reached(session, actor.organisations)
