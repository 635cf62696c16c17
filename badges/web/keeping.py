"""Two files to keep: an award with all that it rests on, and a verifier that needs no network."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Final

from flask import Blueprint, Response, render_template
from markupsafe import Markup

from badges import clock, paths
from badges.extensions import reading, runtime
from badges.language import local_day, long_date
from badges.language import translated as _
from badges.services import exporting, keeping
from badges.services.documents import Standing
from badges.services.keeping import Kept
from badges.urls import Place, at
from badges.web import answers

blueprint = Blueprint("keeping", __name__)

SCRIPTS: Final = ("verifier.js", "kept.js")
STYLES: Final = ("badges.css", "forms.css")
NEWLINE: Final = "\r\n"  # so that every editor shows the lines


@blueprint.get("/awards/<uid>/keep.zip")
def award(uid: str) -> Response:
    """Token, picture and documents of an award; without a verdict. Else what its token answers."""
    if at(Place.AWARD_KEPT.format(uid=uid)) is None:
        return _absent(404)
    with reading() as connection:
        standing, kept = keeping.award(connection, runtime().urls, uid)
    if kept is None:
        return _absent(410 if standing is Standing.REVOKED else 404)
    files = {_path(address): content for address, content in kept.files.items()}
    told = NEWLINE.join(_told(kept, uid, local_day(clock.now())))
    name = str(_("LISEZMOI.txt"))
    archive = exporting.zipped({name: told.encode(), **files})
    return answers.download(archive, "application/zip", f"badge-{uid}.zip")


@blueprint.get("/verify/keep.html")
def verifier() -> Response:
    """The verifier to keep: one file with its script, its style and the keys of the day."""
    day = local_day(clock.now())
    with reading() as connection:
        keys = keeping.published_keys(connection, runtime().urls)
    body = render_template(
        "verify/keep.html",
        keys=[asdict(key) for key in keys],
        day=long_date(day),
        script=_inline(SCRIPTS),
        style=_inline(STYLES),
        policy=_policy(),
    )
    return answers.download(body.encode(), "text/html", f"badges-{day.isoformat()}.html")


def _absent(status: int) -> Response:
    """As empty as the documents of the award are then."""
    response = Response(b"", status)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _told(kept: Kept, uid: str, day: date) -> Iterator[str]:
    """What lies in the file and how to check it; nothing of the badge, and no verdict."""
    urls = runtime().urls
    yield _("Ce dossier garde un badge signé (Open Badges 2.0).")
    yield _("Il ne dit pas si le badge est valable.")
    yield _("N'importe qui peut avoir écrit ce dossier.")
    yield ""
    yield _("Pour vérifier le badge, ouvrez cette adresse :")
    yield urls.award(uid)
    yield _("Ou donnez l'image du dossier à cette page :")
    yield urls.verify()
    yield _("Ou tapez cette commande dans le dossier :")
    yield f"badges verify {_path(kept.token)}"
    yield _("Sans réseau : ouvrez le vérificateur que vous avez gardé, et donnez-lui l'image.")
    yield ""
    yield _("Les fichiers du dossier :")
    for address, what in (
        (kept.token, _("le badge signé (JWS)")),
        (kept.picture, _("l'image du badge, avec le badge signé dedans")),
        (kept.badge_class, _("ce que le badge demande (BadgeClass)")),
        (kept.profile, _("l'organisation qui l'a donné (Profile)")),
        (kept.key, _("la clé publique de l'organisation")),
        (kept.revocations, _("la liste des badges retirés, le %(day)s", day=long_date(day))),
    ):
        yield f"- {_path(address)} – {what}"
    yield ""
    yield _("Chaque fichier était ce jour-là à son nom, sous cette adresse :")
    yield f"{urls.base}/"


def _path(address: str) -> str:
    return address.removeprefix(f"{runtime().urls.base}/")


@cache
def _inline(names: tuple[str, ...]) -> Markup:
    """Files of ours as one text, for a page that must fetch nothing."""
    text = "\n".join((paths.STATIC / name).read_text("utf-8") for name in names)
    if re.search(r"</|<!--", text):
        raise ValueError(f"{names} would end the element that they stand in")
    return Markup(text)  # noqa: S704 -- our own files


def _policy() -> str:
    """What the file may do: run and look as written here, and reach nothing."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(SCRIPTS)}'",
            f"style-src '{_hash(STYLES)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


@cache
def _hash(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256(_inline(names).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
