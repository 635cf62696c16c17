"""The page about one badge that goes to paper: in the person's language, French beside it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final
from unicodedata import bidirectional

from flask import abort, render_template

from badges import clock
from badges.extensions import request_session, runtime
from badges.language import N_, beside, local_day
from badges.printing import certificate, qr
from badges.services import codes, documents
from badges.services.judgements import Judged
from badges.services.showing import OwnBadge
from badges.urls import at
from badges.web import verification

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "heading": N_("Attestation d'un badge"),
        "named": N_("Badge donné à"),
        "unsigned": N_("La personne a choisi de dire son nom. Il n'est pas signé."),
        "nameless": N_("Cette page ne dit pas à qui il est."),
        "what": N_("Un badge dit ce qu'un coach a vu."),
        "seen": N_("Ce que le coach a vu"),
        "by": N_("Donné par"),
        "during": N_("Pendant"),
        "given": N_("Donné le %(day)s."),
        "ends": N_("Valable jusqu'au %(day)s."),
        "check": N_("Scannez ce code, ou tapez l'adresse."),
        "then": N_("Vous verrez si le badge est valable aujourd'hui."),
        "diploma": N_("Ce badge n'est pas un diplôme."),
        "attached": N_("Le badge signé est dans ce fichier : badge.jws."),
    }
)


def page(judged: Judged, badge: OwnBadge, *, name: str | None) -> str:
    """The page, with every picture inside; without the name unless one is given."""
    urls, today = runtime().urls, local_day(clock.now())
    values: dict[str, Any] = {
        "badge": verification.page(judged, urls, day=today).badge,
        "name": name,
        "direction": direction,
        "words": _words(badge.day, badge.ends and local_day(badge.ends)),
        "picture": certificate.inside(_picture(badge.picture)),
        "qr": certificate.inside(qr.svg(urls.code_qr(badge.code))),
        "address": urls.code(codes.shown(badge.code)),
    }
    return render_template("my_badges/attestation_page.html", **values)


def direction(text: str) -> str:
    """Which way a text runs, `ltr` or `rtl`: by its first letter (Unicode bidi algorithm, P2)."""
    ways = (bidirectional(sign) for sign in text)
    first = next((way for way in ways if way in {"L", "R", "AL"}), "L")
    return "ltr" if first == "L" else "rtl"


def _words(day: date, ends: date | None) -> dict[str, Any]:
    days = {"given": day, "ends": ends}
    return {
        key: beside(text, day=days[key]) if key in days else beside(text)
        for key, text in WORDS.items()
        if days.get(key, day)
    }


def _picture(path: str) -> bytes:
    found = at(path) or abort(404)
    parts = found.parts["slug"], int(found.parts["number"])
    connection = request_session().connection()
    shown = documents.picture(connection, *parts, "image/svg+xml") or abort(404)
    return shown.body
