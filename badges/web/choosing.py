"""Who coordinates several organisations says for which one something is made, and comes back."""

from flask import Flask, Response, request

from badges import security
from badges.extensions import db
from badges.language import translated as _
from badges.services.errors import NotChosen
from badges.web import acting, entering


def install(app: Flask) -> None:
    """Lead there whoever has not said it."""
    app.register_error_handler(NotChosen, lead)


def lead(_error: NotChosen) -> Response:
    """To the choice, with the way back; a programme without organisations has none."""
    db.session.rollback()
    if not security.acting().organisations:
        said = _("Votre programme n'a pas encore d'organisation. Demandez-en une.")
        return acting.problem(409, said, back="/programme")
    there = entering.own_path(security.asked_page()) or _noun(request.path)
    return acting.see_other(entering.APPOINTMENT, why="organisation", next=there)


def _noun(path: str) -> str:
    """The list to which an address without a page of its own belongs."""
    return entering.own_path(f"/{path.split('/')[1]}")
