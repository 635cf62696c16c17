"""One organisation for its coordinator: what it says of itself, its logo, its keys, leaving."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from flask import Blueprint, Response, request
from markupsafe import Markup
from marshmallow import Schema, fields

from badges import clock, security
from badges.extensions import again, db, looking_ahead, request_session, runtime
from badges.language import N_
from badges.language import translated as _
from badges.models import Organisation
from badges.security import Permission
from badges.services import epochs, organisations, scoping
from badges.services.errors import Invalid, NoKeyWaiting
from badges.services.organisations import OrganisationCard
from badges.storage import images
from badges.storage.images import PictureError
from badges.web import acting, remarks

blueprint = Blueprint("organisations", __name__, url_prefix="/programme/organisations")

PROBLEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "name": N_("Donnez un nom, sur une ligne, de 120 lettres au plus."),
        "url": N_("Donnez une adresse entière, comme https://exemple.org, sans accent."),
        "email": N_("Donnez l'adresse d'une boîte partagée, comme contact@exemple.org."),
        "telephone": N_("Écrivez le numéro sur une ligne, ou laissez vide."),
        "town": N_("Écrivez la ville sur une ligne, ou laissez vide."),
        "programme": N_("Choisissez un programme, ou donnez le nom d'un nouveau."),
        "absent": N_("Choisissez d'abord une image."),
        "large": N_("Cette image est trop lourde. Prenez-en une de 2 Mo au plus."),
        "svg": N_("Le format SVG n'est pas accepté. Enregistrez le logo en PNG."),
        "unreadable": N_("Ce fichier n'est pas une image PNG ou JPEG lisible."),
        "pixels": N_("Cette image a trop de pixels. Prenez-en une plus petite."),
    }
)


class CardForm(Schema):
    """What an organisation says of itself."""

    name = fields.String(required=True)
    url = fields.String(required=True)
    email = fields.String(required=True)
    telephone = fields.String(load_default="")
    town = fields.String(load_default="")
    kept = fields.String(load_default="")


def card_of(given: Mapping[str, Any]) -> OrganisationCard:
    """What a form says, without the space round it."""
    return OrganisationCard(
        name=given["name"].strip(),
        url=given["url"].strip(),
        email=given["email"].strip(),
        telephone=given["telephone"].strip() or None,
        town=given["town"].strip() or None,
    )


def said_of(problems: Iterable[str]) -> dict[str, list[Markup]]:
    """One sentence for each field that cannot be kept."""
    return {one: [_(PROBLEMS[one])] for one in problems}


@blueprint.get("/<int:organisation_id>")
@security.needs(Permission.EDIT_ORGANISATION)
def edit(organisation_id: int) -> Response:
    """What it says of itself, to be changed."""
    session = request_session()
    organisation = scoping.organisation(session, security.acting(), organisation_id)
    return _page(organisation)


@blueprint.post("/<int:organisation_id>")
@security.needs(Permission.EDIT_ORGANISATION)
@again
def change(organisation_id: int) -> Response:
    """Say something else from now on; what the Profile says changes with the next key."""
    session, actor = request_session(), security.acting()
    organisation = scoping.organisation(session, actor, organisation_id)
    given, problems = acting.load(CardForm)
    asked = {} if problems else remarks.ask_once(given, "name")
    if problems or asked:
        return _page(organisation, given, problems, asked=asked, status=400)
    try:
        organisations.change_organisation(
            session, acting.keyring(), runtime().urls, organisation, card_of(given),
            standby=True, actor=actor.name, now=clock.now(),
        )  # fmt: skip
    except Invalid as error:
        return _page(organisation, given, error.problems, status=400)
    except NoKeyWaiting:
        db.session.rollback()
        return _page(organisation, given, is_waited_for=True, status=409)
    acting.commit()
    return acting.see_other(f"/programme/organisations/{organisation_id}", done="changed")


@blueprint.post("/<int:organisation_id>/logo")
@security.needs(Permission.EDIT_ORGANISATION)
def logo(organisation_id: int) -> Response:
    """Another logo: drawn again by us, named in the next Profile.

    It is drawn before the transaction: nobody who writes waits for it.
    """
    with looking_ahead() as ahead:
        scoping.organisation(ahead, security.acting(), organisation_id)
    acting.nothing()
    try:
        png = images.logo(_sent_logo())
    except PictureError as error:
        organisation = scoping.organisation(request_session(), security.acting(), organisation_id)
        return _page(organisation, problems={"logo": error.code}, status=400)
    return _keep_logo(organisation_id=organisation_id, png=png)


@again
def _keep_logo(organisation_id: int, png: bytes) -> Response:
    session, actor = request_session(), security.acting()
    organisation = scoping.organisation(session, actor, organisation_id)
    try:
        organisations.change_logo(
            session,
            acting.keyring(),
            runtime().urls,
            organisation,
            png,
            actor=actor.name,
            now=clock.now(),
        )
    except NoKeyWaiting:
        db.session.rollback()
        return _page(organisation, is_waited_for=True, status=409)
    acting.commit()
    return acting.see_other(f"/programme/organisations/{organisation_id}", done="logo")


@blueprint.get("/<int:organisation_id>/leave")
@security.needs(Permission.EDIT_ORGANISATION)
def leaving(organisation_id: int) -> Response:
    """What it means to leave the programme."""
    session = request_session()
    organisation = scoping.organisation(session, security.acting(), organisation_id)
    return acting.page("organisations/leave.html", organisation=organisation)


@blueprint.post("/<int:organisation_id>/leave")
@security.needs(Permission.EDIT_ORGANISATION)
@again
def leave(organisation_id: int) -> Response:
    """The organisation leaves; its badges stay valid."""
    session, actor = request_session(), security.acting()
    organisation = scoping.organisation(session, actor, organisation_id)
    acting.nothing()
    organisations.leave(session, organisation, actor=actor.name, now=clock.now())
    acting.commit()
    return acting.see_other(f"/programme/organisations/{organisation_id}", done="left")


def _sent_logo() -> bytes:
    """No more of it than shows that it is too much."""
    sent = request.files.get("logo")
    if sent is None:
        return b""
    with sent.stream:
        content: bytes = sent.read(images.MOST_BYTES + 1)
        return content


def _page(
    organisation: Organisation,
    given: Mapping[str, Any] | None = None,
    problems: Mapping[str, Any] | None = None,
    *,
    asked: Mapping[str, list[str]] | None = None,
    is_waited_for: bool = False,
    status: int = 200,
) -> Response:
    session, found = request_session(), dict(problems or {})
    of_logo = found.pop("logo", None)
    return acting.page(
        "organisations/edit.html",
        status,
        organisation=organisation,
        given=given or organisation,
        problems={**said_of(found), **(asked or {})},
        logo_problem=_(PROBLEMS[of_logo]) if of_logo else None,
        epochs=list(reversed(epochs.listed(session, organisation))),
        key=epochs.active(session, organisation),
        waiting=epochs.waiting(session, organisation),
        is_waited_for=is_waited_for,
        done=request.args.get("done"),
    )
