"""Why an act of the coach waits, in a sentence that says what to do; and what was done."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from badges.language import N_
from badges.language import translated as _
from badges.models import RevocationReason
from badges.services.errors import Refused
from badges.services.giving import (
    LineQuestioned,
    NobodyTicked,
    NothingTicked,
    Notice,
    NotTold,
    SoonAgain,
    TooMany,
)
from badges.services.wording import RemarkCode


class LineTooLong(Refused):
    """What the coach added is too long."""


_SENTENCES: Final[Mapping[type[Refused], str]] = MappingProxyType(
    {
        NobodyTicked: N_("Choisissez d'abord pour qui."),
        NothingTicked: N_("Cochez d'abord ce que vous avez vu."),
        NotTold: N_("Dites d'abord à ces personnes ce qui est noté."),
        SoonAgain: N_("Ces personnes ont reçu ce badge il y a peu. Le donner encore ?"),
        LineTooLong: N_("Votre phrase est longue : gardez 300 lettres au plus."),
    }
)
_QUESTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        RemarkCode.PERSON: N_("Votre phrase nomme quelqu'un : %(words)s."),
        RemarkCode.HEALTH: N_("Votre phrase parle de santé : %(words)s."),
        RemarkCode.CIRCUMSTANCE: N_("Votre phrase parle d'une situation : %(words)s."),
    }
)
_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        RevocationReason.WRONG_PERSON: N_("Il était pour une autre personne."),
        RevocationReason.WRONG_BADGE: N_("Ce n'était pas le bon badge."),
        RevocationReason.NOT_OBSERVED: N_("Ce n'a pas été vu pendant l'activité."),
        RevocationReason.AWARDED_IN_ERROR: N_("Il a été donné par erreur."),
        RevocationReason.ON_REQUEST: N_("La personne le demande."),
    }
)


def sentence(refused: Refused) -> Markup:
    """What to say to whoever acted."""
    if isinstance(refused, TooMany):
        return _("Donnez à %(most)s personnes au plus à la fois.", most=refused.most)
    if isinstance(refused, LineQuestioned):
        return _questioned(refused)
    known = _SENTENCES.get(type(refused))
    return _(known) if known else _("Cela ne peut pas être fait ici. Rien n'a été changé.")


def _questioned(refused: LineQuestioned) -> Markup:
    """Each thing that is questioned once, and how to keep the words all the same."""
    asked = {_QUESTIONS[one.code]: one.words for one in refused.remarks if one.code in _QUESTIONS}
    said = [_(text, words=words) for text, words in asked.items()]
    return Markup(" ").join([*said, _("Changez-la, ou donnez encore une fois pour la garder.")])


def reasons() -> dict[str, Markup]:
    """The reasons for taking a badge back, by their word, as one chooses them."""
    return {str(key): _(text) for key, text in _REASONS.items()}


def done() -> dict[str, Markup]:
    """What a page says at its top after an act, by the word in its address."""
    return {
        "kept": _("Ce que vous avez vu est gardé."),
        "told": _("C'est noté. Vous pouvez commencer."),
        "declined": _("C'est noté. Son nom a quitté la liste."),
        "undone": _("C'est annulé. Ce que vous avez vu reste noté."),
        "taken_back": _("Le badge est retiré."),
        "card-bound": _("La carte est à cette personne."),
    }


def notice(coach: str) -> Notice:
    """The mail that tells who coordinates that very many badges were given."""
    return Notice(
        subject=str(_("Beaucoup de badges donnés en peu de temps")),
        body=str(
            _(
                "%(coach)s a donné plus de 30 badges en 10 minutes. "
                "C'est peut-être une grande fête. Regardez si tout va bien.",
                coach=coach,
            )
        ),
    )
