"""Badges made out to an e-mail address: asked for on one's own pages, confirmed from the mail."""

from flask import Blueprint, Response
from marshmallow import Schema, fields, validate

from badges import clock, security
from badges.extensions import again, db, limiter, request_session, runtime
from badges.language import translated as _
from badges.services import readdressing
from badges.services.errors import Invalid, NotFound
from badges.services.readdressing import TooOften
from badges.urls import Place
from badges.web import acting, my_badges, my_letters
from badges.web.said import said

blueprint = Blueprint("my_email", __name__)


class Address(Schema):
    """An e-mail address, as somebody typed it."""

    email = fields.String(required=True, validate=validate.Length(3, 254))


@blueprint.get("/my-badges/email")
@security.own_pages
def ask() -> Response:
    """What an address is for, and where it is typed."""
    return my_badges.page("my_badges/email.html", said=said())


@blueprint.post("/my-badges/email")
@security.own_pages
@again
def send() -> Response:
    """A mail to that address, which confirms that it is theirs."""
    values, problems = acting.load(Address)
    typed, now = str(values.get("email", "")), clock.now()
    try:
        if problems:
            raise Invalid({"email": "give an e-mail address"})
        address, secret = readdressing.ask(db.session(), my_badges.person(), email=typed, now=now)
    except Invalid:
        sentence = _("Écrivez une adresse comme prenom@exemple.fr.")
        return my_badges.page("my_badges/email.html", 400, problem=sentence, typed=typed)
    except TooOften:
        sentence = _("Trois mails par jour suffisent. Essayez demain.")
        return my_badges.page("my_badges/email.html", 429, problem=sentence, typed=typed)
    my_letters.confirmation(f"{runtime().urls.base}/email/{secret}", email=address, now=now)
    acting.commit()
    return acting.see_other("/my-badges/email", done="mail-sent")


@blueprint.get("/email/<secret>")
def show(secret: str) -> Response:
    """Whoever opens the mail sees a button; to look changes nothing."""
    try:
        found = readdressing.asked(request_session(), secret, now=clock.now())
    except NotFound:
        return _over()
    return acting.page("wallet/email.html", address=found.address, secret=secret)


@blueprint.post("/email/<secret>")
@limiter.limit("20/minute")
@again
def confirm(secret: str) -> Response:
    """The badges are made out to that address too: these are the files."""
    acting.require_same_site()
    acting.nothing()
    try:
        uids = readdressing.confirm(
            db.session(), acting.keyring(), runtime().urls, secret, now=clock.now()
        )
    except NotFound:
        return _over()
    acting.commit()
    files = [Place.BAKED_PNG.format(uid=uid) for uid in uids]
    return acting.page("wallet/email_files.html", files=files)


def _over() -> Response:
    return acting.page("wallet/email_over.html", 410)
