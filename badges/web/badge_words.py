"""What changed from one version of a badge class to the next, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from badges.language import N_
from badges.language import translated as _
from badges.services.badge_changes import Change, What

SENTENCES: Final[Mapping[What, str]] = MappingProxyType(
    {
        What.NAME: N_("Le nom était « %(before)s »."),
        What.SENTENCE: N_("La phrase était « %(before)s »."),
        What.ACT_ADDED: N_("Nouvel acte : « %(after)s »."),
        What.ACT_DROPPED: N_("Acte enlevé : « %(before)s »."),
        What.ACT_REWORDED: N_("Acte réécrit : « %(before)s » devient « %(after)s »."),
        What.ACTS_REORDERED: N_("Les actes ont changé d'ordre."),
        What.NEEDED_ACTS: N_("Actes demandés : %(before)s avant, %(after)s maintenant."),
        What.NEEDED_SESSIONS: N_("Séances demandées : %(before)s avant, %(after)s maintenant."),
        What.VALID_MONTHS: N_("Mois de validité : %(before)s avant, %(after)s maintenant."),
        What.KINDS: N_("Les sortes d'activité ont changé."),
        What.SKILL_ADDED: N_("Nouvelle compétence : « %(after)s »."),
        What.SKILL_DROPPED: N_("Compétence enlevée : « %(before)s »."),
        What.PICTURE: N_("L'image a changé."),
        What.KEY: N_("L'organisation signe avec une nouvelle clé."),
    }
)
FOR_EVER = N_("sans limite")


def change(one: Change) -> Markup:
    """One change as a sentence."""
    before, after = one.before, one.after
    if one.what is What.VALID_MONTHS:
        before, after = before or _(FOR_EVER), after or _(FOR_EVER)
    return _(SENTENCES[one.what], before=before, after=after)
