"""One plain sentence for each way in which a check can end (`catalogue.CODES`)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from flask_babel import lazy_gettext
from markupsafe import Markup

from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult
from badges.web.language import long_date, safe
from badges.web.language import translated as _

# What a check is about, to be named in a sentence.
_ABOUT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        Check.ASSERTION: lazy_gettext("le badge"),
        Check.KIND: lazy_gettext("la sorte de badge"),
        Check.BADGE_CLASS: lazy_gettext("ce que le badge demande"),
        Check.ISSUER: lazy_gettext("l'organisation"),
        Check.CREATOR: lazy_gettext("la clé nommée"),
        Check.KEY: lazy_gettext("la clé publique"),
        Check.KEY_OWNER: lazy_gettext("à qui est la clé"),
        Check.SIGNATURE: lazy_gettext("la signature"),
        Check.SCOPE: lazy_gettext("l'adresse du badge"),
        Check.ORIGIN: lazy_gettext("l'origine des documents"),
        Check.DIGESTS: lazy_gettext("les documents d'origine"),
        Check.REVOCATION_LIST: lazy_gettext("la liste des badges retirés"),
        Check.REVOCATION: lazy_gettext("si le badge a été retiré"),
        Check.ISSUED_ON: lazy_gettext("la date du badge"),
        Check.EXPIRES: lazy_gettext("la date de fin"),
        Check.RECIPIENT: lazy_gettext("à qui est le badge"),
        Check.SUBMITTED_COPY: lazy_gettext("la copie donnée"),
    }
)
_READ: Final[Mapping[str, Any]] = MappingProxyType(
    {
        Check.ASSERTION: lazy_gettext("Le badge est complet."),
        Check.BADGE_CLASS: lazy_gettext("Ce que le badge demande est publié."),
        Check.ISSUER: lazy_gettext("L'organisation publie qui elle est."),
        Check.KEY: lazy_gettext("La clé publique de l'organisation est publiée."),
        Check.REVOCATION_LIST: lazy_gettext("La liste des badges retirés a été lue."),
    }
)
# The documents that a badge names: which of them it was is said in brackets.
_NAMED: Final = frozenset({Check.BADGE_CLASS, Check.ISSUER, Check.KEY, Check.REVOCATION_LIST})

_DOCUMENT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "address_refused": lazy_gettext("Cette adresse ne peut pas être lue d'ici."),
        "answer_too_large": lazy_gettext("Ce document est trop gros."),
        "document_absent": lazy_gettext("Ce document est introuvable pour l'instant."),
        "document_context": lazy_gettext("Ce document ne suit pas Open Badges 2.0."),
        "document_html": lazy_gettext("C'est une page web, pas un document."),
        "document_id": lazy_gettext("Ce document n'est pas à l'adresse qu'il annonce."),
        "document_media_type": lazy_gettext("Ce type de document n'est pas accepté."),
        "document_media_unusual": lazy_gettext("Ce document est complet, son type est inhabituel."),
        "document_redirected": lazy_gettext("L'adresse de ce document mène ailleurs."),
        "document_status": lazy_gettext("Le serveur n'a pas donné ce document."),
        "document_type": lazy_gettext("Ce n'est pas le bon type de document."),
        "fetching_busy": lazy_gettext("Il y a trop de vérifications en ce moment."),
        "json_depth": lazy_gettext("Ce document a trop de niveaux."),
        "json_duplicate": lazy_gettext("Ce document dit deux choses sous un même nom."),
        "json_encoding": lazy_gettext("Ce document n'est pas du texte lisible (UTF-8)."),
        "json_number": lazy_gettext("Ce document contient un nombre qui n'est pas accepté."),
        "json_object": lazy_gettext("Ce document n'est pas un objet JSON."),
        "json_syntax": lazy_gettext("Ce document n'est pas du JSON correct."),
        "member_invalid": lazy_gettext("Une information de ce document est mal écrite."),
        "member_missing": lazy_gettext("Il manque une information dans ce document."),
        "not_answering": lazy_gettext("Le serveur ne répond pas pour l'instant."),
        "not_ours": lazy_gettext("Ce document est chez un autre service."),
    }
)
_BADGE: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "assertion_absent": lazy_gettext("Aucun badge n'est publié à cette adresse."),
        "assertion_gone": lazy_gettext("Le badge n'est plus publié."),
        "badge_digest_differs": lazy_gettext("Ce que le badge demande a été changé depuis."),
        "copy_differs": lazy_gettext("La copie donnée dit autre chose que le badge publié."),
        "copy_same": lazy_gettext("La copie donnée dit la même chose."),
        "creator_missing": lazy_gettext("Le badge ne nomme pas sa clé."),
        "creator_named": lazy_gettext("L'organisation reconnaît cette clé."),
        "creator_not_named": lazy_gettext("L'organisation ne reconnaît pas cette clé."),
        "digests_match": lazy_gettext("Ce qui avait été promis n'a pas changé."),
        "expired": lazy_gettext("Le badge n'est plus valable depuis le %(expires)s."),
        "foreign_origin": lazy_gettext("Un document vient d'une autre adresse que l'organisation."),
        "in_scope": lazy_gettext("Le badge est publié chez l'organisation."),
        "issued_before": lazy_gettext("La date du badge est passée."),
        "issued_in_future": lazy_gettext("La date du badge n'est pas encore venue."),
        "issuer_digest_differs": lazy_gettext("Ce que dit l'organisation a été changé depuis."),
        "issuer_without_email": lazy_gettext("L'organisation ne donne pas d'adresse e-mail."),
        "issuer_without_key": lazy_gettext("L'organisation ne publie aucune clé."),
        "key_format": lazy_gettext("La clé publique est illisible."),
        "key_kind": lazy_gettext("Cette sorte de clé n'est pas acceptée."),
        "key_of_another": lazy_gettext("La clé est à quelqu'un d'autre."),
        "key_of_issuer": lazy_gettext("La clé est bien à l'organisation."),
        "key_size": lazy_gettext("La clé est trop courte."),
        "kind_hosted": lazy_gettext("Le badge est publié par l'organisation."),
        "kind_not_hosted": lazy_gettext("Le badge ne dit pas qu'il est publié."),
        "kind_not_signed": lazy_gettext("Le badge ne dit pas qu'il est signé."),
        "kind_signed": lazy_gettext("Le badge est signé."),
        "list_of_another": lazy_gettext("La liste des badges retirés est à quelqu'un d'autre."),
        "never_expires": lazy_gettext("Le badge n'a pas de date de fin."),
        "no_copy": lazy_gettext("Il n'y a pas de copie à comparer."),
        "no_digests": lazy_gettext("Le badge ne dit pas quels documents il promet."),
        "no_revocation_list": lazy_gettext("L'organisation ne publie pas de badges retirés."),
        "not_expired": lazy_gettext("Le badge est valable jusqu'au %(expires)s."),
        "not_hosted": lazy_gettext("Le badge est signé : son adresse ne compte pas."),
        "not_revoked": lazy_gettext("Le badge n'a pas été retiré."),
        "not_signed": lazy_gettext("Le badge est publié, sans signature."),
        "one_origin": lazy_gettext("Tout vient de la même adresse."),
        "out_of_scope": lazy_gettext("Le badge est publié ailleurs que chez l'organisation."),
        "own_list_missing": lazy_gettext("La liste des badges retirés manque."),
        "recipient_differs": lazy_gettext("Le badge est à une autre personne."),
        "recipient_matches": lazy_gettext("Le badge est bien à cette personne."),
        "recipient_not_asked": lazy_gettext("Personne n'a demandé à qui est le badge."),
        "revoked_by_id": lazy_gettext("Le badge a été retiré."),
        "revoked_by_uid": lazy_gettext("Le badge a été retiré."),
        "revoked_gone": lazy_gettext("Le badge a été retiré."),
        "revoked_in_document": lazy_gettext("Le badge a été retiré."),
        "several_origins": lazy_gettext("Les documents viennent de plusieurs adresses."),
        "signature_right": lazy_gettext("La signature est juste : rien n'a été changé."),
        "token_algorithm": lazy_gettext("La façon de signer n'est pas celle de la clé."),
        "token_signature": lazy_gettext("La signature ne correspond pas à ce que dit le badge."),
    }
)
_HANDED_IN: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "badge_encoding": lazy_gettext("Le badge dans cette image est illisible."),
        "badge_malformed": lazy_gettext("Le badge dans cette image est mal écrit."),
        "chunk_crc": lazy_gettext("Cette image a été changée ou abîmée."),
        "compressed": lazy_gettext("Le badge dans cette image est comprimé."),
        "doctype": lazy_gettext("Cette image SVG contient une déclaration qui n'est pas acceptée."),
        "no_badge": lazy_gettext("Il n'y a pas de badge dans cette image."),
        "not_a_picture": lazy_gettext("Ce fichier n'est ni un PNG ni un SVG."),
        "not_well_formed": lazy_gettext("Cette image SVG est mal écrite."),
        "picture_cut": lazy_gettext("Cette image n'est pas complète."),
        "picture_encoding": lazy_gettext("Cette image SVG n'est pas du texte lisible (UTF-8)."),
        "picture_end": lazy_gettext("Cette image n'a pas de fin."),
        "picture_header": lazy_gettext("Le début de cette image est mal écrit."),
        "submission_address": lazy_gettext("Ce document n'a pas d'adresse où le vérifier."),
        "submission_empty": lazy_gettext("Il n'y a rien à vérifier."),
        "submission_form": lazy_gettext("Ce texte n'est pas un badge."),
        "submission_size": lazy_gettext("Ce texte est trop long pour un badge."),
        "submission_unsigned": lazy_gettext("Ce badge se dit signé, mais la signature manque."),
        "token_encoding": lazy_gettext("Ce texte signé a été changé ou abîmé."),
        "token_extension": lazy_gettext("Ce texte signé demande une extension refusée."),
        "token_header": lazy_gettext("Le début de ce texte signé est mal écrit."),
        "token_parts": lazy_gettext("Ce texte signé n'est pas complet."),
        "token_size": lazy_gettext("Ce texte signé est trop long."),
        "too_deep": lazy_gettext("Cette image SVG a trop de niveaux."),
        "too_large": lazy_gettext("Cette image est trop grosse."),
        "too_many_pixels": lazy_gettext("Cette image a trop de pixels."),
        "trailing_data": lazy_gettext("Quelque chose suit la fin de cette image."),
        "two_badges": lazy_gettext("Il y a plusieurs badges dans cette image."),
    }
)


def of(result: CheckResult) -> Markup:
    """The sentence, in the language of the page. It repeats nothing of what was handed in."""
    check, code = result.check, result.code
    if code == "document_read":
        return safe(_READ[check])
    if code == "not_reached":
        return _("Pas vérifié : %(what)s.", what=safe(_ABOUT[check]))
    if code in _DOCUMENT:
        sentence = safe(_DOCUMENT[code])
        return _naming(sentence, check) if check in _NAMED else sentence
    return safe(_BADGE[code] if code in _BADGE else _HANDED_IN[code], **_days(result))


def _naming(sentence: Markup, check: str) -> Markup:
    return Markup("{} ({}).").format(sentence.removesuffix("."), safe(_ABOUT[check]))


def _days(result: CheckResult) -> Mapping[str, str]:
    expires = result.values.get("expires")
    return {"expires": long_date(datetime.fromisoformat(expires).date())} if expires else {}
