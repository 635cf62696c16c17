"""The words of requests: what is asked, why, and how it ended."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from badges.language import N_
from badges.models import CorrectionReason, RequestKind, RequestOutcome, RevocationReason
from badges.services.requesting import ON_REQUEST

KINDS: Final[Mapping[RequestKind, str]] = MappingProxyType(
    {
        RequestKind.CORRECTION: N_("Corriger ce qui est noté"),
        RequestKind.REVOCATION: N_("Retirer un badge"),
        RequestKind.ERASURE: N_("Effacer la personne"),
    }
)
CORRECTIONS: Final[Mapping[CorrectionReason, str]] = MappingProxyType(
    {
        CorrectionReason.NAME: N_("Le nom est mal écrit."),
        CorrectionReason.NOT_DONE: N_("Un acte noté n'a pas eu lieu."),
        CorrectionReason.MISSING: N_("Un acte manque."),
        CorrectionReason.OTHER: N_("Autre chose."),
    }
)
_REVOCATIONS: Final[Mapping[RevocationReason, str]] = MappingProxyType(
    {
        RevocationReason.WRONG_PERSON: N_("Donné à une autre personne."),
        RevocationReason.AWARDED_IN_ERROR: N_("Donné par erreur."),
        RevocationReason.WRONG_BADGE: N_("Un autre badge était prévu."),
        RevocationReason.NOT_OBSERVED: N_("Un acte cité n'avait pas été vu."),
        RevocationReason.ON_REQUEST: N_("La personne l'a demandé."),
    }
)
REASONS: Final[Mapping[RequestKind, Mapping[str, str]]] = MappingProxyType(
    {
        RequestKind.CORRECTION: {str(key): text for key, text in CORRECTIONS.items()},
        RequestKind.REVOCATION: {str(key): text for key, text in _REVOCATIONS.items()},
        RequestKind.ERASURE: {ON_REQUEST: N_("La personne l'a demandé.")},
    }
)
OUTCOMES: Final[Mapping[RequestOutcome, str]] = MappingProxyType(
    {
        RequestOutcome.DONE: N_("C'est fait."),
        RequestOutcome.RIGHT_ALREADY: N_("C'était déjà juste."),
        RequestOutcome.CHANGED_MIND: N_("La personne a changé d'avis."),
        RequestOutcome.NOT_OURS: N_("Cela ne dépend pas de nous."),
    }
)
