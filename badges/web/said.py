"""What a page says at its top after something was done: a sentence by the word in its address."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flask import request
from markupsafe import Markup

from badges.language import N_
from badges.language import translated as _

DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pack-made": N_("Le paquet est prêt. Imprimez-le, puis donnez-le à un coach."),
        "pack-handed": N_("C'est noté."),
        "pack-called-back": N_("Les cartes encore sans personne ne marchent plus."),
        "card-bound": N_("La carte est à cette personne."),
        "card-unbound": N_("La carte n'est plus à cette personne."),
        "card-replaced": N_("L'ancienne carte ne marche plus. Les badges n'ont pas changé."),
        "person-changed": N_("C'est enregistré."),
        "person-erased": N_("La personne est effacée, partout."),
        "asked": N_("La demande est partie."),
        "settled": N_("La demande est close."),
        "merge-proposed": N_("C'est proposé. Une autre personne de l'équipe doit confirmer."),
        "merge-confirmed": N_("Les deux fiches n'en font plus qu'une."),
        "merge-dropped": N_("Ce sont deux personnes. Rien n'a changé."),
        "merge-undone": N_("Les deux fiches sont de nouveau séparées."),
        "shown-link": N_("On trouve ce badge avec son lien."),
        "shown-page": N_("Ce badge est sur votre page."),
        "shown-hidden": N_("C'est caché. Plus personne ne le trouve."),
        "forgotten": N_("C'est effacé. Il ne reste rien de vous ici."),
        "ended": N_("C'est fini. Seuls les fichiers téléchargés restent sur ce téléphone."),
        "mail-sent": N_("Le mail est parti. Ouvrez-le, puis confirmez avec le lien."),
        "question-sent": N_("Votre question est partie."),
        "link-withdrawn": N_("Ce lien ne marche plus."),
        "pin-reset": N_("L'ancien code secret ne marche plus."),
    }
)


def said() -> Markup | None:
    """The sentence that this request asks for."""
    text = DONE.get(request.args.get("done", ""))
    return _(text) if text else None
