"""What our mails say to participants, in the language of the page that they were asked from."""

from datetime import datetime

from badges.language import translated as _
from badges.web import letters


def confirmation(address: str, *, email: str, now: datetime) -> None:
    """The link by which somebody shows that an address is theirs. It names nobody and no badge."""
    lines = (
        _("Bonjour,"),
        "",
        _("Quelqu'un veut ses badges à cette adresse."),
        _("C'est vous ? Ouvrez ce lien et confirmez. Il dure un jour."),
        address,
        "",
        _("Ce n'est pas vous ? Ne faites rien."),
    )
    letters.write(email, _("Vos badges à cette adresse"), lines, now)
