"""What the verdict band says: a word, and a sentence or two, for each verdict."""

from collections.abc import Callable, Mapping, Set
from types import MappingProxyType
from typing import Final

from badges.language import N_, long_date
from badges.language import translated as _
from badges.models import RevocationReason
from badges.openbadges import strict_json
from badges.openbadges.verification.catalogue import SUBMISSION
from badges.openbadges.verification.report import Outcome, Verdict
from badges.openbadges.verification.submission import OLDER
from badges.reporting import sentences
from badges.services.hosting import NOT_OURS
from badges.services.judgements import Judged
from badges.storage.fetching.fetcher import BUSY

HEADINGS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.VALID: N_("Badge authentique et valable"),
        Verdict.REVOKED: N_("Badge retiré"),
        Verdict.EXPIRED: N_("Badge expiré"),
        Verdict.INVALID: N_("Badge non valide"),
        Verdict.WITHDRAWN: N_("Page fermée"),
        Verdict.UNKNOWN: N_("Badge introuvable"),
        Verdict.MISTYPED: N_("Code mal recopié"),
        Verdict.UNVERIFIABLE: N_("Badge non vérifiable pour l'instant"),
    }
)
REASONS: Final[Mapping[RevocationReason, str]] = MappingProxyType(
    {
        RevocationReason.WRONG_PERSON: N_("Il avait été donné à une autre personne."),
        RevocationReason.AWARDED_IN_ERROR: N_("Il avait été donné par erreur."),
        RevocationReason.WRONG_BADGE: N_("Il avait été donné à la place d'un autre badge."),
        RevocationReason.NOT_OBSERVED: N_("Un acte cité n'avait pas été vu."),
        RevocationReason.ON_REQUEST: N_("La personne l'a demandé."),
    }
)


# Somebody took the wrong file or text: nothing in it calls itself a badge, and nobody forged it.
NO_BADGE: Final = frozenset({"no_badge", "not_a_picture", "submission_empty", "submission_form"})
HOLDS_NOTHING: Final = NO_BADGE | {"document_type"}
# What a slip of the hand does to a text as well as a forger.
GARBLED: Final = strict_json.CODES | {"token_encoding", "token_header", "token_parts"}


# Waiting does not help: the badge is of another kind, or is published as we do not read it.
NOT_LATER: Final = frozenset(
    {"address_refused", "answer_encoded", "answer_too_large", "too_many_documents"}
)


def heading(judged: Judged) -> str:
    """The `h1` of a verdict."""
    if judged.verdict is Verdict.UNVERIFIABLE and _has(judged, {NOT_OURS, OLDER} | NOT_LATER):
        return _("Badge non vérifiable ici")
    if judged.verdict is Verdict.INVALID and _has(judged, NO_BADGE):
        return _("Ce n'est pas un badge")
    return _(HEADINGS[judged.verdict])


def said(judged: Judged) -> tuple[str, ...]:
    """The sentences under the `h1`, but for who gave it or took it back, and when."""
    other = _("La copie donnée dit autre chose. Cette page montre le badge publié.")
    return ((other,) if _has(judged, {"copy_differs"}) else ()) + _SAID[judged.verdict](judged)


def _valid(judged: Judged) -> tuple[str, ...]:
    if judged.shared and judged.shared.name:
        return ()
    if judged.award is None:  # a stranger's, or one of ours that was handed in as a file
        return (_("Cette page ne dit pas à qui il est. Demandez-le à la personne."),)
    return (_("Cette page ne dit pas à qui il est. Demandez à la personne un lien avec son nom."),)


def _expired(judged: Judged) -> tuple[str, ...]:
    assertion = judged.report.assertion if judged.report else None
    if assertion is None or assertion.expires is None:
        return _valid(judged)
    day = long_date(assertion.expires.date())
    return (
        _("Il est authentique. Il n'est plus valable depuis le %(day)s.", day=day),
        *_valid(judged),
    )


def _revoked(judged: Judged) -> tuple[str, ...]:
    reason = judged.award.revocation_reason if judged.award else None
    why = (_(REASONS[reason]),) if reason else ()
    return (*why, _("N'en tenez pas compte."))


def _invalid(judged: Judged) -> tuple[str, ...]:
    checks = judged.report.checks if judged.report else ()
    failed = [check for check in checks if check.outcome is Outcome.FAILED]
    reasons = tuple(sentences.of(check) for check in failed[:1])
    if any(check.check == SUBMISSION and check.code in GARBLED for check in failed):
        return (
            _("Ce texte a été changé, ou mal copié."),
            _("Demandez le fichier du badge, ou son code."),
        )
    if any(check.code in HOLDS_NOTHING for check in failed):
        return (*reasons, _("Scannez plutôt le QR, ou tapez le code du badge."))
    return (*reasons, _("Ne vous y fiez pas."))


def _withdrawn(_judged: Judged) -> tuple[str, ...]:
    return (_("Cette page n'est plus en ligne. Cela ne dit rien de la personne."),)


def _unknown(judged: Judged) -> tuple[str, ...]:
    if judged.card:
        return (_("Ce code est celui d'une carte, pas d'un badge."),)
    return (_("Aucun badge n'a ce code ou cette adresse."),)


def _mistyped(_judged: Judged) -> tuple[str, ...]:
    return (_("Il manque un signe, ou l'un d'eux n'est pas le bon."),)


def _unverifiable(judged: Judged) -> tuple[str, ...]:
    if _has(judged, {NOT_OURS}):
        return (_("Seuls les badges de ce service peuvent être vérifiés ici."),)
    if _has(judged, {OLDER}):
        return (
            _("Il est d'une sorte plus ancienne : Open Badges 1. Cela ne dit rien du badge."),
            _("Demandez-le à son organisation en Open Badges 2.0."),
        )
    if _has(judged, {BUSY}):
        return (_("Trop de badges sont vérifiés en ce moment. Réessayez dans une minute."),)
    if _has(judged, NOT_LATER):
        return (
            _("Cela ne dit rien du badge. Nous ne pouvons pas lire où il est publié."),
            _("Demandez à son organisation comment le vérifier."),
        )
    return (_("Cela ne dit rien du badge. Revenez dans quelques minutes."),)


_SAID: Final[Mapping[Verdict, Callable[[Judged], tuple[str, ...]]]] = MappingProxyType(
    {
        Verdict.VALID: _valid,
        Verdict.EXPIRED: _expired,
        Verdict.REVOKED: _revoked,
        Verdict.INVALID: _invalid,
        Verdict.WITHDRAWN: _withdrawn,
        Verdict.UNKNOWN: _unknown,
        Verdict.MISTYPED: _mistyped,
        Verdict.UNVERIFIABLE: _unverifiable,
    }
)


def _has(judged: Judged, codes: Set[str]) -> bool:
    return judged.report is not None and any(one.code in codes for one in judged.report.checks)
