"""What the demonstration's home page opens: a live badge, three that do not hold, a forgery."""

from collections.abc import Mapping, Sequence

from badges.demo.listing import Group, Standing
from badges.services import codes, showcase
from badges.services.showcase import Showcase
from badges.urls import PublicUrls

BADGE = "esprit-equipe"
WORD, FORGED = "balle", "salle"  # one letter of what the coach saw, and it is another act
FORGERY = "/demo/forged"


def choose(standing: Sequence[Standing]) -> Showcase:
    """What to show, of each the last: a badge that has the word, one letter of it changed."""
    shown = [one for one in _of(standing, Group.VALID) if one.award.badge == BADGE]
    valid, sentence = next(
        (one, said) for one in reversed(shown) for said in one.observed if WORD in said
    )
    forged = sentence.replace(WORD, FORGED)
    return Showcase(
        valid_uid=valid.uid,
        valid_code=valid.code or "",
        revoked_uid=_of(standing, Group.REVOKED)[-1].uid,
        expired_uid=_of(standing, Group.EXPIRED)[-1].uid,
        unknown_code=codes.draw(),
        forged_token=showcase.forge(valid.token or "", sentence, forged),
        original_excerpt=sentence,
        forged_excerpt=forged,
    )


def addresses(urls: PublicUrls, shown: Showcase) -> Mapping[str, str]:
    """Where each of the five is opened."""
    return {
        "valid": urls.code(codes.shown(shown.valid_code)),
        "revoked": urls.award(shown.revoked_uid),
        "expired": urls.award(shown.expired_uid),
        "unknown": urls.code(codes.shown(shown.unknown_code)),
        "forged": urls.base + FORGERY,
    }


def _of(standing: Sequence[Standing], group: Group) -> list[Standing]:
    return [one for one in standing if one.group is group]
