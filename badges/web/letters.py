"""What our mails say, in the language of the page that they were asked from."""

from datetime import datetime
from urllib.parse import urlencode

from markupsafe import Markup

from badges.extensions import request_session, runtime
from badges.language import translated as _
from badges.models import Role
from badges.services import outbox
from badges.services.links import Asked
from badges.web import roles


def sign_in(asked: Asked, *, after: str, now: datetime) -> None:
    """The link and the code beside it; to nobody where nobody works under that address."""
    query = f"?{urlencode({'next': after})}" if after else ""
    lines = (
        _("Bonjour,"),
        "",
        _("Ouvrez ce lien dans le navigateur où vous l'avez demandé."),
        f"{runtime().urls.base}/sign-in/{asked.link}{query}",
        "",
        _("Ou tapez ce code dans ce même navigateur."),
        f"{asked.code[:3]} {asked.code[3:]}",
        "",
        _("Lien et code durent 15 minutes. Ils servent une seule fois."),
        _("Vous n'avez rien demandé ? Ne faites rien, et ne donnez ce code à personne."),
    )
    write(asked.recipient, _("Votre lien pour entrer dans Badges"), lines, now)


def invitation(address: str, *, email: str, role: Role, place: str, now: datetime) -> None:
    """The link of an invitation."""
    lines = (
        _("Bonjour,"),
        "",
        _("Vous êtes invité·e à travailler avec Badges."),
        _("Rôle : %(role)s", role=roles.name(role)),
        *((place,) if place else ()),
        "",
        _("Ouvrez ce lien et acceptez. Il dure 7 jours."),
        address,
    )
    write(email, _("Votre invitation à Badges"), lines, now)


def write(recipient: str, subject: str, lines: tuple[str, ...], now: datetime) -> None:
    """A mail that goes once this is kept; what pages escape stands in it as it is."""
    body = "\n".join(_plain(line) for line in lines) + "\n"
    outbox.write(
        request_session(), recipient=recipient, subject=_plain(subject), body=body, now=now
    )


def _plain(text: str) -> str:
    """What pages escape stands in a mail as it is."""
    return text.unescape() if isinstance(text, Markup) else text
