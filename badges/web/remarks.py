"""One or two plain sentences for each thing that is questioned in what people write."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from markupsafe import Markup

from badges.language import N_
from badges.language import translated as _
from badges.services import wording
from badges.services.wording import Remark, RemarkCode

_KEEP: Final = N_("Pour garder ce nom, validez encore une fois.")
_SENTENCES: Final[Mapping[RemarkCode, str]] = MappingProxyType(
    {
        RemarkCode.TRAIT: N_(
            "« %(words)s » dit comment est la personne. "
            "Décrivez un geste qu'un coach pourrait filmer."
        ),
        RemarkCode.STATE: N_("« %(words)s » ne se voit pas. Dites ce que la personne a fait."),
        RemarkCode.UNSEEN: N_(
            "« %(words)s » se passe à l'intérieur. Dites ce qu'un coach pourrait filmer."
        ),
        RemarkCode.MANNER: N_(
            "« %(words)s » est une appréciation. Dites seulement ce qui s'est passé."
        ),
        RemarkCode.HABIT: N_(
            "« %(words)s » demande plus d'une activité. Dites ce qui se voit en une fois."
        ),
        RemarkCode.HEALTH: N_("« %(words)s » peut parler de santé. Un badge n'en dit rien."),
        RemarkCode.CIRCUMSTANCE: N_(
            "« %(words)s » peut dire la situation d'une personne. Un badge n'en dit rien."
        ),
        RemarkCode.REVEALING: N_(
            "« %(words)s » peut révéler la situation des personnes. Tout le monde lira ce nom."
        ),
        RemarkCode.PERSON: N_("« %(words)s » ressemble à un nom. N'écrivez le nom de personne."),
    }
)


def ask_once(values: dict[str, Any], name: str) -> dict[str, list[str]]:
    """What to ask about a public name that a form gives, by its field; nothing where it was asked
    before: the form then carries the same words as `kept`, which is taken out of `values`.
    """
    kept = values.pop("kept", "")
    found = wording.public_name(values[name]) if values[name] != kept else ()
    if not found:
        return {}
    values["kept"] = values[name]
    return {name: [*(of(one) for one in found), _(_KEEP)]}


def of(remark: Remark) -> Markup:
    """What a remark says in the language of the page; the words that it is about are escaped."""
    return _(_SENTENCES[remark.code], words=remark.words)
