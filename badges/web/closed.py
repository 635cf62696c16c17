"""An organisation that left or is suspended: its staff read on, and nothing new is made in it."""

from typing import Final

from flask import Flask, Response, current_app, request
from markupsafe import Markup

from badges import security
from badges.language import translated as _
from badges.security import Permission
from badges.services.errors import Closed
from badges.web import acting

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What makes something new. What people have a right to (a correction, an erasure, another card)
# goes on, and so does taking a badge back.
MAKING: Final = frozenset(
    {
        Permission.EDIT_ACTIVITIES,
        Permission.FIND_PEOPLE,
        Permission.IMPORT_PEOPLE,
        Permission.BIND_CARD,
        Permission.MAKE_CARDS,
        Permission.DRAFT_BADGE_CLASS,
        Permission.PUBLISH_BADGE_CLASS,
        Permission.OBSERVE,
        Permission.AWARD,
    }
)


# What a suspended organisation does not do either. One that left may: employers still reach it by
# its card, and its people may go where they are welcome.
SUSPENDED: Final = frozenset(
    {"organisations.change", "organisations.logo", "staff.invite", "handing_on.offer"}
)


def install(app: Flask) -> None:
    """Refuse what is new after the gate, and answer the services' own refusals."""
    app.before_request(refuse_what_is_new)
    app.register_error_handler(Closed, say)


def refuse_what_is_new() -> Response | None:
    """Whoever acts for closed organisations alone reads on, and sends nothing that is new. Who acts
    for open ones too is told so when one of the closed ones is loaded.
    """
    actor = security.current()
    if actor is None or request.method in READING:
        return None
    endpoint, shut = request.endpoint or "", frozenset[int]()
    if security.needed(current_app.view_functions[endpoint]) in MAKING:
        shut = actor.left | actor.suspended
    elif endpoint in SUSPENDED:
        shut = actor.suspended
    if not shut:
        return None
    if set(actor.organisations) <= shut:
        return acting.problem(409, sentence(left=bool(actor.left)))
    security.shut(shut)
    return None


def say(error: Closed) -> Response:
    """The page that says so, with the organisation's name."""
    return acting.problem(409, sentence(left=error.left, name=error.name))


def sentence(*, left: bool, name: str = "") -> Markup:
    """Why nothing new is possible."""
    if not name:
        name = _("Votre organisation")
    if left:
        return _("%(name)s a quitté le programme. Rien de nouveau n'est possible.", name=name)
    return _("%(name)s est suspendue. Rien de nouveau n'est possible pour l'instant.", name=name)
