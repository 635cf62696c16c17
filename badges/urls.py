"""The addresses that get signed and printed, in one frozen value.

Routes may move; these may not: signed documents, printed QR codes and CVs hold them. A test says
that each equals its route.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit


class Place(StrEnum):
    """What lies at a public address; the value is the pattern of its path."""

    PROFILE = "/issuers/{slug}/{number}.json"
    KEY = "/issuers/{slug}/{number}/key.json"
    REVOCATIONS = "/issuers/{slug}/{number}/revocations.json"
    ORGANISATION = "/issuers/{slug}"
    LOGO = "/issuers/{slug}/logo/{hash}.png"
    BADGE_CLASS = "/badges/{slug}/{number}.json"
    PICTURE_PNG = "/badges/{slug}/{number}/image.png"
    PICTURE_SVG = "/badges/{slug}/{number}/image.svg"
    BADGE_CLASS_PAGE = "/badges/{slug}/{number}"
    ASSERTION = "/assertions/{uid}.json"
    TOKEN = "/assertions/{uid}.jws"  # noqa: S105 -- an address, no secret
    BAKED_PNG = "/assertions/{uid}.png"
    BAKED_SVG = "/assertions/{uid}.svg"
    AWARD = "/awards/{uid}"
    AWARD_CHECK = "/awards/{uid}/check"
    AWARD_KEPT = "/awards/{uid}/keep.zip"
    CODE = "/v/{code}"
    CODE_PRINTED = "/V/{code}"
    CODE_QR_SVG = "/v/{code}/qr.svg"
    CODE_QR_PNG = "/v/{code}/qr.png"
    EMBED = "/v/{code}/embed"
    OEMBED = "/oembed"
    CARD = "/c/{code}"
    CARD_PRINTED = "/C/{code}"
    PUBLIC_PAGE = "/p/{key}"
    SKILL = "/frameworks/{framework}/{key}"
    VERIFY = "/verify"


_PARTS = {
    "slug": r"(?P<slug>[a-z0-9-]{1,80})",
    "hash": r"(?P<hash>[0-9a-f]{64})",
    "number": r"(?P<number>[1-9][0-9]{0,8})",
    "uid": r"(?P<uid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})",
    "code": r"(?P<code>[0-9A-Za-z -]{1,40})",
    "key": r"(?P<key>[A-Za-z0-9_-]{1,80})",
    "framework": r"(?P<framework>[a-z0-9-]{1,40})",
}
_PATTERNS = [
    (place, re.compile(re.escape(place).replace(r"\{", "{").replace(r"\}", "}").format(**_PARTS)))
    for place in Place
]


@dataclass(frozen=True, slots=True)
class Found:
    """An address of ours, read back: what lies there and the parts of its path."""

    place: Place
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class PublicUrls:
    """Absolute addresses under one public origin: `https://host[:port]`, no slash at the end."""

    base: str

    def _at(self, place: Place, **parts: object) -> str:
        return self.base + place.format(**parts)

    def profile(self, slug: str, number: int) -> str:
        """An organisation's Profile in one key epoch."""
        return self._at(Place.PROFILE, slug=slug, number=number)

    def key(self, slug: str, number: int) -> str:
        """The CryptographicKey of one key epoch."""
        return self._at(Place.KEY, slug=slug, number=number)

    def revocations(self, slug: str, number: int) -> str:
        """The RevocationList of one key epoch."""
        return self._at(Place.REVOCATIONS, slug=slug, number=number)

    def organisation(self, slug: str) -> str:
        """The page of an organisation."""
        return self._at(Place.ORGANISATION, slug=slug)

    def logo(self, slug: str, picture: str) -> str:
        """A logo that an organisation has or had, by the SHA-256 of the picture."""
        return self._at(Place.LOGO, slug=slug, hash=picture)

    def badge_class(self, slug: str, number: int) -> str:
        """One version of a BadgeClass."""
        return self._at(Place.BADGE_CLASS, slug=slug, number=number)

    def badge_class_page(self, slug: str, number: int) -> str:
        """The page of one version of a badge class."""
        return self._at(Place.BADGE_CLASS_PAGE, slug=slug, number=number)

    def picture_png(self, slug: str, number: int) -> str:
        """The picture of one version of a badge class, as PNG."""
        return self._at(Place.PICTURE_PNG, slug=slug, number=number)

    def picture_svg(self, slug: str, number: int) -> str:
        """The picture of one version of a badge class, as SVG."""
        return self._at(Place.PICTURE_SVG, slug=slug, number=number)

    def assertion(self, uid: str) -> str:
        """The hosted mirror of an assertion."""
        return self._at(Place.ASSERTION, uid=uid)

    def token(self, uid: str) -> str:
        """The signed token of an assertion."""
        return self._at(Place.TOKEN, uid=uid)

    def baked_png(self, uid: str) -> str:
        """The PNG with the token baked in."""
        return self._at(Place.BAKED_PNG, uid=uid)

    def baked_svg(self, uid: str) -> str:
        """The SVG with the token baked in."""
        return self._at(Place.BAKED_SVG, uid=uid)

    def award(self, uid: str) -> str:
        """The verification page by an assertion's uid."""
        return self._at(Place.AWARD, uid=uid)

    def award_check(self, uid: str) -> str:
        """The page on which a browser checks for itself."""
        return self._at(Place.AWARD_CHECK, uid=uid)

    def award_kept(self, uid: str) -> str:
        """The award with all that it rests on, in one file."""
        return self._at(Place.AWARD_KEPT, uid=uid)

    def code(self, code: str) -> str:
        """The verification page by a short code, as a person reads it."""
        return self._at(Place.CODE, code=code)

    def code_qr(self, code: str) -> str:
        """The same, all in capitals: a QR code of capitals and digits is half as dense."""
        return self._at(Place.CODE_PRINTED, code=code.replace("-", "")).upper()

    def code_qr_svg(self, code: str) -> str:
        """The QR picture of a code, as SVG."""
        return self._at(Place.CODE_QR_SVG, code=code)

    def code_qr_png(self, code: str) -> str:
        """The QR picture of a code, as PNG."""
        return self._at(Place.CODE_QR_PNG, code=code)

    def embed(self, code: str) -> str:
        """What a site shows of a code inside its own pages."""
        return self._at(Place.EMBED, code=code)

    def oembed(self) -> str:
        """What tells a site how to show a code."""
        return self._at(Place.OEMBED)

    def card(self, code: str) -> str:
        """The page of a card, as a person reads its code."""
        return self._at(Place.CARD, code=code)

    def card_qr(self, code: str) -> str:
        """The same, all in capitals, as it is printed on the card."""
        return self._at(Place.CARD_PRINTED, code=code.replace("-", "")).upper()

    def public_page(self, key: str) -> str:
        """A participant's public page; this address is the recipient's identity."""
        return self._at(Place.PUBLIC_PAGE, key=key)

    def skill(self, framework: str, key: str) -> str:
        """Our page of one framework entry."""
        return self._at(Place.SKILL, framework=framework, key=key)

    def verify(self) -> str:
        """The page that verifies what is handed to it."""
        return self._at(Place.VERIFY)

    def read(self, address: str) -> Found | None:
        """What lies at an address of ours; None for anybody else's or for no address at all."""
        ours, given = urlsplit(self.base), _split(address)
        if given is None or (given[0], given[1]) != (ours.scheme, ours.netloc):
            return None
        return at(given[2])


def at(path: str) -> Found | None:
    """What lies at a path of ours; None where we promise nothing. Each thing has one spelling."""
    for place, pattern in _PATTERNS:
        if match := pattern.fullmatch(path):
            return Found(place, match.groupdict())
    return None


def _split(address: str) -> tuple[str, str, str] | None:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    return parts.scheme.lower(), parts.netloc.lower(), parts.path
