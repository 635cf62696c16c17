"""The audit log, as far as one may read it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import Blueprint, Response, request

from badges import clock, security
from badges.extensions import request_session
from badges.language import N_
from badges.security import Permission
from badges.services import journal
from badges.services.auditing import Action
from badges.web import acting

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

LAST: Final = 2**31 - 1
ACTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Action.OBSERVE: N_("a noté ce qui a été vu"),
        Action.AWARD: N_("a donné un badge"),
        Action.UNDO: N_("a annulé un badge"),
        Action.REVOKE: N_("a retiré un badge"),
        Action.ERASE: N_("a effacé une personne"),
        Action.KEY_CREATED: N_("a fait une clé"),
        Action.KEY_STARTED: N_("a commencé une clé"),
        Action.KEY_EXPORTED: N_("a sorti une clé"),
        Action.PUBLISH: N_("a publié un badge"),
        Action.ORGANISATION: N_("a changé une organisation"),
        Action.STAFF: N_("a changé l'équipe"),
        Action.PEOPLE: N_("a changé une personne"),
        Action.ACTIVITY: N_("a changé une activité"),
        Action.OPENING: N_("a changé une activité partagée"),
        Action.HAND_OVER: N_("a transmis ou accueilli une personne"),
        "card": N_("a changé une carte"),
        "wallet": N_("a ouvert ou changé un code secret"),
        "show": N_("a choisi ce qui est montré"),
        "merge": N_("a réuni ou séparé deux fiches"),
        "request": N_("a fait ou réglé une demande"),
        "export": N_("a copié les données d'une personne"),
        "propose": N_("a proposé un badge à publier"),
        "retire": N_("a arrêté ou repris un badge"),
        "share": N_("a partagé un badge"),
        "adopt": N_("a adopté un badge"),
        "wording": N_("a écrit un badge dans une autre langue"),
    }
)


@blueprint.get("")
@security.needs(Permission.AUDIT)
def show() -> Response:
    """Who did what, when: the newest first; `before` and `action` choose."""
    before = request.args.get("before", type=int)
    action = request.args.get("action", "")
    chosen = Action(action) if action in set(Action) else None
    found = journal.read(
        request_session(),
        security.acting(),
        before=before if before is not None and 0 <= before <= LAST else None,
        action=chosen,
        now=clock.now(),
    )
    return acting.page(
        "audit/show.html", journal=found, chosen=chosen, actions=ACTIONS, known=[*Action]
    )
