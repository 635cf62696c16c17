"""The checks of who says it: from the assertion over the BadgeClass to the Profile and its key."""

from badges.openbadges import addresses, digests, jws, keys
from badges.openbadges.documents.v2 import HOSTED, SIGNED, Profile
from badges.openbadges.errors import KeyFormatError, TokenError
from badges.openbadges.verification.case import (
    Case,
    failed,
    not_reached,
    passed,
    reading,
    remarked,
    skipped,
)
from badges.openbadges.verification.catalogue import Check
from badges.openbadges.verification.report import CheckResult


def assertion(case: Case) -> CheckResult:
    """The assertion is there, well formed, and at its address."""
    return reading(Check.ASSERTION, case.evidence.assertion)


def kind(case: Case) -> CheckResult:
    """A token says that it is signed, a published document that it is hosted."""
    if case.assertion is None:
        return not_reached(Check.KIND)
    claimed = case.assertion.verification.type
    expected = HOSTED if case.token is None else SIGNED
    if claimed == expected:
        return passed(Check.KIND, "kind_hosted" if case.token is None else "kind_signed")
    wrong = "kind_not_hosted" if case.token is None else "kind_not_signed"
    return failed(Check.KIND, wrong, {"claimed": claimed[:50]})


def badge_class(case: Case) -> CheckResult:
    """The BadgeClass is there, well formed, and at its address."""
    return reading(Check.BADGE_CLASS, case.evidence.badge_class)


def issuer(case: Case) -> CheckResult:
    """The Profile that the BadgeClass names is there, well formed, at its address, with e-mail."""
    if case.issuer is not None and not (case.issuer.email or "").strip():
        return failed(Check.ISSUER, "issuer_without_email")
    return reading(Check.ISSUER, case.evidence.profile)


def creator(case: Case) -> CheckResult:
    """The assertion names its key, and the Profile names the same."""
    if case.assertion is None:
        return not_reached(Check.CREATOR)
    named = case.assertion.verification.creator
    if named is None:
        return failed(Check.CREATOR, "creator_missing")
    if case.issuer is None:
        return not_reached(Check.CREATOR)
    if not case.issuer.public_key:
        return failed(Check.CREATOR, "issuer_without_key")
    if named not in case.issuer.public_key:
        return failed(Check.CREATOR, "creator_not_named", {"creator": named})
    return passed(Check.CREATOR, "creator_named")


def key(case: Case) -> CheckResult:
    """The key is there, well formed, at its address, and of a kind and size that will do."""
    if case.key is not None:
        try:
            keys.load_public(case.key.public_key_pem)
        except KeyFormatError as error:
            return failed(Check.KEY, error.code, error.values)
    return reading(Check.KEY, case.evidence.key)


def key_owner(case: Case) -> CheckResult:
    """The key says that it is the Profile's."""
    if case.key is None or case.issuer is None:
        return not_reached(Check.KEY_OWNER)
    if case.key.owner != case.issuer.id:
        return failed(Check.KEY_OWNER, "key_of_another", {"owner": case.key.owner})
    return passed(Check.KEY_OWNER, "key_of_issuer")


def signature(case: Case) -> CheckResult:
    """The signature is right, by the algorithm of the key that assertion and Profile name.

    Whether the Profile does, is another check.
    """
    if case.token is None or case.key is None:
        return not_reached(Check.SIGNATURE)
    try:
        jws.verify(case.token, keys.load_public(case.key.public_key_pem))
    except KeyFormatError:
        return not_reached(Check.SIGNATURE)
    except TokenError as error:
        return failed(Check.SIGNATURE, error.code, error.values)
    return passed(Check.SIGNATURE, "signature_right")


def scope(case: Case) -> CheckResult:
    """A hosted assertion is published where the Profile says that it publishes."""
    if case.assertion is None or case.issuer is None:
        return not_reached(Check.SCOPE)
    if not _in_scope(case.assertion.id, case.issuer):
        return failed(Check.SCOPE, "out_of_scope", {"id": case.assertion.id})
    return passed(Check.SCOPE, "in_scope")


def origin(case: Case) -> CheckResult:
    """What the badge names is all on the Profile's origin.

    Required of hosted badges and of our own; no more than a remark where others sign.
    """
    if case.assertion is None or case.issuer is None:
        return not_reached(Check.ORIGIN)
    home = addresses.origin(case.issuer.id)
    elsewhere = sorted({addresses.origin(named) for named in _named(case)} - {home})
    if not elsewhere:
        return passed(Check.ORIGIN, "one_origin", {"origin": home})
    values = {"origin": home, "elsewhere": ", ".join(elsewhere)}
    if case.token is None or case.is_ours:
        return failed(Check.ORIGIN, "foreign_origin", values)
    return remarked(Check.ORIGIN, "several_origins", values)


def digest(case: Case) -> CheckResult:
    """BadgeClass and Profile are, byte for byte, what the assertion was made for."""
    if case.assertion is None:
        return not_reached(Check.DIGESTS)
    promised = (
        (case.assertion.badge_digest, case.evidence.badge_class, "badge_digest_differs"),
        (case.assertion.issuer_digest, case.evidence.profile, "issuer_digest_differs"),
    )
    stated = [entry for entry in promised if entry[0] is not None]
    if not stated:
        return skipped(Check.DIGESTS, "no_digests")
    for claimed, found, code in stated:
        if found is None or not found.body:
            return not_reached(Check.DIGESTS)
        if not digests.matches(found.body, claimed or ""):
            return failed(Check.DIGESTS, code)
    return passed(Check.DIGESTS, "digests_match")


def _named(case: Case) -> list[str]:
    """The addresses that must be the issuer's own."""
    if case.assertion is None or case.issuer is None:
        return []
    named = [case.assertion.badge]
    if case.token is not None:
        named += [case.assertion.verification.creator or "", case.issuer.revocation_list or ""]
    elif case.issuer.verification is not None:
        hosts = case.issuer.verification.allowed_origins
        named = [address for address in named if not _is_at(address, hosts)]
    return [address for address in named if address]


def _in_scope(address: str, profile: Profile) -> bool:
    """`startsWith` and `allowedOrigins` of the Profile, or its own origin where it has neither."""
    rules = profile.verification
    if rules is None or not (rules.starts_with or rules.allowed_origins):
        return addresses.origin(address) == addresses.origin(profile.id)
    within = not rules.starts_with or any(
        # A prefix that ends within the host would also begin another host's addresses.
        address.startswith(prefix) and addresses.origin(prefix) == addresses.origin(address)
        for prefix in rules.starts_with
    )
    return within and (not rules.allowed_origins or _is_at(address, rules.allowed_origins))


def _is_at(address: str, hosts: tuple[str, ...]) -> bool:
    """Whether an address is at one of the hosts, each given with or without scheme and port."""
    whole = addresses.origin(address)
    spellings = {whole, whole.partition("://")[2], addresses.host(address)}
    return any(host.lower() in spellings for host in hosts)
