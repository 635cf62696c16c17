"""One plain sentence for each way in which a check can end (`catalogue.CODES`)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from badges.language import N_, long_date
from badges.language import translated as _
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult

# What a check is about, to be named in a sentence.
_ABOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        Check.ASSERTION: N_("le badge"),
        Check.KIND: N_("la sorte de badge"),
        Check.BADGE_CLASS: N_("ce que le badge demande"),
        Check.ISSUER: N_("l'organisation"),
        Check.CREATOR: N_("la clé nommée"),
        Check.KEY: N_("la clé publique"),
        Check.KEY_OWNER: N_("à qui est la clé"),
        Check.SIGNATURE: N_("la signature"),
        Check.SCOPE: N_("l'adresse du badge"),
        Check.ORIGIN: N_("l'origine des documents"),
        Check.DIGESTS: N_("les documents d'origine"),
        Check.REVOCATION_LIST: N_("la liste des badges retirés"),
        Check.REVOCATION: N_("si le badge a été retiré"),
        Check.ISSUED_ON: N_("la date du badge"),
        Check.EXPIRES: N_("la date de fin"),
        Check.RECIPIENT: N_("à qui est le badge"),
        Check.SUBMITTED_COPY: N_("la copie donnée"),
    }
)
_READ: Final[Mapping[str, str]] = MappingProxyType(
    {
        Check.ASSERTION: N_("Le badge est complet."),
        Check.BADGE_CLASS: N_("Ce que le badge demande est publié."),
        Check.ISSUER: N_("L'organisation publie qui elle est."),
        Check.KEY: N_("La clé publique de l'organisation est publiée."),
        Check.REVOCATION_LIST: N_("La liste des badges retirés a été lue."),
    }
)
# The documents that a badge names: which of them it was is said in brackets.
_NAMED: Final = frozenset({Check.BADGE_CLASS, Check.ISSUER, Check.KEY, Check.REVOCATION_LIST})

_DOCUMENT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "address_refused": N_("Cette adresse ne peut pas être lue d'ici."),
        "answer_encoded": N_("Le serveur comprime ce document : il n'est pas lu."),
        "answer_too_large": N_("Ce document est trop gros."),
        "document_absent": N_("Ce document est introuvable pour l'instant."),
        "document_context": N_("Ce document ne suit pas Open Badges 2.0."),
        "document_html": N_("C'est une page web, pas un document."),
        "document_id": N_("Ce document n'est pas à l'adresse qu'il annonce."),
        "document_media_type": N_("Ce type de document n'est pas accepté."),
        "document_media_unusual": N_("Ce document est complet, son type est inhabituel."),
        "document_redirected": N_("L'adresse de ce document mène ailleurs."),
        "document_status": N_("Le serveur n'a pas donné ce document."),
        "document_type": N_("Ce n'est pas le bon type de document."),
        "fetching_busy": N_("Il y a trop de vérifications en ce moment."),
        "json_depth": N_("Ce document a trop de niveaux."),
        "json_duplicate": N_("Ce document dit deux choses sous un même nom."),
        "json_encoding": N_("Ce document n'est pas du texte lisible (UTF-8)."),
        "json_number": N_("Ce document contient un nombre qui n'est pas accepté."),
        "json_object": N_("Ce document n'est pas un objet JSON."),
        "json_syntax": N_("Ce document n'est pas du JSON correct."),
        "member_invalid": N_("Une information de ce document est mal écrite."),
        "member_missing": N_("Il manque une information dans ce document."),
        "too_many_documents": N_("Ce badge renvoie à trop de documents."),
        "not_answering": N_("Le serveur ne répond pas pour l'instant."),
        "not_ours": N_("Ce document est chez un autre service."),
    }
)
_BADGE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "assertion_absent": N_("Aucun badge n'est publié à cette adresse."),
        "assertion_gone": N_("Le badge n'est plus publié."),
        "badge_digest_differs": N_("Ce que le badge demande a été changé depuis."),
        "copy_differs": N_("La copie donnée dit autre chose que le badge publié."),
        "copy_same": N_("La copie donnée dit la même chose."),
        "creator_missing": N_("Le badge ne nomme pas sa clé."),
        "creator_named": N_("L'organisation reconnaît cette clé."),
        "creator_not_named": N_("L'organisation ne reconnaît pas cette clé."),
        "digests_match": N_("Ce qui avait été promis n'a pas changé."),
        "expired": N_("Le badge n'est plus valable depuis le %(expires)s."),
        "foreign_origin": N_("Un document vient d'une autre adresse que l'organisation."),
        "in_scope": N_("Le badge est publié chez l'organisation."),
        "issued_before": N_("Le badge est daté d'aujourd'hui ou d'avant."),
        "issued_in_future": N_("La date du badge n'est pas encore venue."),
        "issuer_digest_differs": N_("Ce que dit l'organisation a été changé depuis."),
        "issuer_without_email": N_("L'organisation ne donne pas d'adresse e-mail."),
        "issuer_without_key": N_("L'organisation ne publie aucune clé."),
        "key_format": N_("La clé publique est illisible."),
        "key_kind": N_("Cette sorte de clé n'est pas acceptée."),
        "key_of_another": N_("La clé est à quelqu'un d'autre."),
        "key_of_issuer": N_("La clé est bien à l'organisation."),
        "key_size": N_("La clé est trop courte."),
        "kind_hosted": N_("Le badge est publié par l'organisation."),
        "kind_not_hosted": N_("Le badge ne dit pas qu'il est publié."),
        "kind_not_signed": N_("Le badge ne dit pas qu'il est signé."),
        "kind_signed": N_("Le badge est signé."),
        "list_of_another": N_("La liste des badges retirés est à quelqu'un d'autre."),
        "older_kind": N_("Ce badge est d'une sorte plus ancienne : Open Badges 1."),
        "never_expires": N_("Le badge n'a pas de date de fin."),
        "no_copy": N_("Il n'y a pas de copie à comparer."),
        "no_digests": N_("Le badge ne dit pas quels documents il promet."),
        "no_revocation_list": N_("L'organisation ne publie pas de badges retirés."),
        "not_expired": N_("Le badge est valable jusqu'au %(expires)s."),
        "not_hosted": N_("Le badge est signé : son adresse ne compte pas."),
        "not_revoked": N_("Le badge n'a pas été retiré."),
        "not_signed": N_("Le badge est publié, sans signature."),
        "one_origin": N_("Tout vient de la même adresse."),
        "out_of_scope": N_("Le badge est publié ailleurs que chez l'organisation."),
        "own_list_missing": N_("La liste des badges retirés manque."),
        "recipient_differs": N_("Le badge est à une autre personne."),
        "recipient_matches": N_("Le badge est bien à cette personne."),
        "recipient_not_asked": N_("Personne n'a demandé à qui est le badge."),
        "revoked_by_id": N_("Le badge a été retiré."),
        "revoked_by_uid": N_("Le badge a été retiré."),
        "revoked_gone": N_("Le badge a été retiré."),
        "revoked_in_document": N_("Le badge a été retiré."),
        "several_origins": N_("Les documents viennent de plusieurs adresses."),
        "signature_right": N_("La signature est juste : rien n'a été changé."),
        "token_algorithm": N_("La façon de signer n'est pas celle de la clé."),
        "token_signature": N_("La signature ne correspond pas à ce que dit le badge."),
    }
)
_HANDED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "badge_encoding": N_("Le badge dans cette image est illisible."),
        "badge_malformed": N_("Le badge dans cette image est mal écrit."),
        "chunk_crc": N_("Cette image a été changée ou abîmée."),
        "compressed": N_("Le badge dans cette image est comprimé."),
        "doctype": N_("Cette image SVG contient une déclaration qui n'est pas acceptée."),
        "no_badge": N_("Il n'y a pas de badge dans cette image."),
        "not_a_picture": N_("Ce fichier n'est ni un PNG ni un SVG."),
        "not_well_formed": N_("Cette image SVG est mal écrite."),
        "picture_cut": N_("Cette image n'est pas complète."),
        "picture_encoding": N_("Cette image SVG n'est pas du texte lisible (UTF-8)."),
        "picture_end": N_("Cette image n'a pas de fin."),
        "picture_header": N_("Le début de cette image est mal écrit."),
        "submission_address": N_("Ce document n'a pas d'adresse où le vérifier."),
        "submission_empty": N_("Il n'y a rien à vérifier."),
        "submission_form": N_("Ce texte n'est pas un badge."),
        "submission_size": N_("Ce texte est trop long pour un badge."),
        "submission_unsigned": N_("Ce badge se dit signé, mais la signature manque."),
        "token_encoding": N_("Ce texte signé a été changé ou abîmé."),
        "token_extension": N_("Ce texte signé demande une extension inconnue."),
        "token_header": N_("Le début de ce texte signé est mal écrit."),
        "token_parts": N_("Ce texte signé n'est pas complet."),
        "token_size": N_("Ce texte signé est trop long."),
        "too_deep": N_("Cette image SVG a trop de niveaux."),
        "too_large": N_("Cette image est trop grosse."),
        "too_many_pixels": N_("Cette image a trop de pixels."),
        "trailing_data": N_("Quelque chose suit la fin de cette image."),
        "two_badges": N_("Il y a plusieurs badges dans cette image."),
    }
)


def of(result: CheckResult) -> Markup:
    """The sentence, in the language of the page.

    It repeats nothing of what was handed in, but for the standard's own name of a member.
    """
    check, code = result.check, result.code
    if code == "document_read":
        return _(_READ[check])
    if code == "not_reached":
        return _("Pas vérifié : %(what)s.", what=_(_ABOUT[check]))
    if code in _DOCUMENT:
        about = [_(_ABOUT[check])] if check in _NAMED else []
        return _naming(_(_DOCUMENT[code]), *about, *filter(None, [member(result)]))
    return _(_BADGE[code] if code in _BADGE else _HANDED_IN[code], **_days(result))


def member(result: CheckResult) -> str:
    """Which member of a document is wrong or missing, as in `recipient.salt`.

    Empty where it is none that the standard names: of a document's own words none is repeated.
    """
    steps = result.values.get("member", "").split(".")
    named = [step for step in steps if not step.isdecimal()]  # which one of a list is not said
    return ".".join(named) if schemas.MEMBERS.issuperset(named) else ""


def _naming(sentence: Markup, *names: str) -> Markup:
    if not names:
        return sentence
    return Markup("{} ({}).").format(sentence.removesuffix("."), Markup(", ").join(names))


def _days(result: CheckResult) -> Mapping[str, str]:
    expires = result.values.get("expires")
    return {"expires": long_date(datetime.fromisoformat(expires).date())} if expires else {}
