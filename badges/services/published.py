"""Everything that an organisation has published, as paths: what may be hosted somewhere else."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from badges.models import Assertion, AssertionKind, Award, BadgeClass, BadgeClassVersion, KeyEpoch
from badges.openbadges import strict_json
from badges.services import codes, documents
from badges.services.documents import Standing
from badges.urls import Place, PublicUrls

_EPOCHS = (
    select(KeyEpoch.number, KeyEpoch.profile_document)
    .where(KeyEpoch.organisation_id == bindparam("organisation"))
    .order_by(KeyEpoch.number)
)
_VERSIONS = (
    select(BadgeClass.slug, BadgeClassVersion.number, BadgeClassVersion.alignments)
    .join(BadgeClass, BadgeClass.id == BadgeClassVersion.badge_class_id)
    .where(BadgeClass.organisation_id == bindparam("organisation"))
    .order_by(BadgeClass.slug, BadgeClassVersion.number)
)
_ASSERTIONS = (
    select(Assertion.uid, Assertion.kind, Award.code, documents.STANDING)
    .join(Award, Award.id == Assertion.award_id)
    .where(Award.organisation_id == bindparam("organisation"), Assertion.token.is_not(None))
    .order_by(Assertion.uid)
)

_OF_AN_ASSERTION = (
    *(Place.ASSERTION, Place.TOKEN, Place.BAKED_PNG, Place.BAKED_SVG),
    Place.AWARD_KEPT,
)


def documents_of(
    connection: Connection, urls: PublicUrls, organisation_id: int, slug: str
) -> list[str]:
    """The paths of its Profiles, keys, lists, logos, BadgeClasses, tokens and pictures.

    Whether one answers just now is another question.
    """
    asked = {"organisation": organisation_id}
    paths: list[str] = []
    for number, profile in connection.execute(_EPOCHS, asked):
        places = (Place.PROFILE, Place.KEY, Place.REVOCATIONS)
        paths += [place.format(slug=slug, number=number) for place in places]
        paths += _logo(profile, urls)
    for badge, number, _ in connection.execute(_VERSIONS, asked):
        places = (Place.BADGE_CLASS, Place.PICTURE_PNG, Place.PICTURE_SVG)
        paths += [place.format(slug=badge, number=number) for place in places]
    for uid, kind, code, standing in connection.execute(_ASSERTIONS, asked):
        paths += [place.format(uid=uid) for place in _OF_AN_ASSERTION]
        if kind == AssertionKind.CARD and code and standing == Standing.KEPT:
            paths += [
                place.format(code=each)
                for place in (Place.CODE_QR_SVG, Place.CODE_QR_PNG)
                for each in (code, codes.shown(code))
            ]
    return list(dict.fromkeys(paths))


def pages_of(
    connection: Connection, urls: PublicUrls, organisation_id: int, slug: str
) -> list[str]:
    """The paths of the pages for people: of the organisation, its badges, their skills and awards;
    each award by its uid and by its code as it is written and as its QR says it.
    """
    asked = {"organisation": organisation_id}
    paths = [Place.ORGANISATION.format(slug=slug)]
    for badge, number, alignments in connection.execute(_VERSIONS, asked):
        paths.append(Place.BADGE_CLASS_PAGE.format(slug=badge, number=number))
        paths += _skills(alignments, urls)
    for uid, kind, code, _ in connection.execute(_ASSERTIONS, asked):
        paths += [Place.AWARD.format(uid=uid), Place.AWARD_CHECK.format(uid=uid)]
        if kind == AssertionKind.CARD and code:
            paths.append(Place.CODE.format(code=codes.shown(code)))
            paths.append(Place.CODE_PRINTED.format(code=code))
    return list(dict.fromkeys(paths))


def _logo(profile: bytes | None, urls: PublicUrls) -> list[str]:
    image = strict_json.loads(profile).get("image") if profile else None
    address = image.get("id", "") if isinstance(image, dict) else image
    return [address.removeprefix(urls.base)] if address and urls.read(address) else []


def _skills(alignments: Sequence[dict[str, str]], urls: PublicUrls) -> list[str]:
    named = [one["url"] for one in alignments]
    return [address.removeprefix(urls.base) for address in named if urls.read(address)]
