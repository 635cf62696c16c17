"""The addresses that get signed and printed: each equals its route, and is read back."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from badges import urls
from badges.urls import Place, PublicUrls

OURS = PublicUrls("https://badges.example:8443")
UID = "0b9f3c1e-8d2a-4c55-9e7f-2f6a1b3c4d5e"
CODE = "7K3M-Q9TX-WAA"
PRINTED = CODE.replace("-", "")
PARTS = {
    "slug": "esprit-d-equipe-7k3m",
    "number": "12",
    "hash": "0123456789abcdef" * 4,
    "uid": UID,
    "code": CODE,
    "key": "Zx_9-q",
    "framework": "rome",
}

ADDRESSES: dict[Place, Callable[[PublicUrls], str]] = {
    Place.PROFILE: lambda our: our.profile(PARTS["slug"], 12),
    Place.KEY: lambda our: our.key(PARTS["slug"], 12),
    Place.REVOCATIONS: lambda our: our.revocations(PARTS["slug"], 12),
    Place.ORGANISATION: lambda our: our.organisation(PARTS["slug"]),
    Place.LOGO: lambda our: our.logo(PARTS["slug"], PARTS["hash"]),
    Place.BADGE_CLASS: lambda our: our.badge_class(PARTS["slug"], 12),
    Place.PICTURE_PNG: lambda our: our.picture_png(PARTS["slug"], 12),
    Place.PICTURE_SVG: lambda our: our.picture_svg(PARTS["slug"], 12),
    Place.BADGE_CLASS_PAGE: lambda our: our.badge_class_page(PARTS["slug"], 12),
    Place.ASSERTION: lambda our: our.assertion(UID),
    Place.TOKEN: lambda our: our.token(UID),
    Place.BAKED_PNG: lambda our: our.baked_png(UID),
    Place.BAKED_SVG: lambda our: our.baked_svg(UID),
    Place.AWARD: lambda our: our.award(UID),
    Place.AWARD_CHECK: lambda our: our.award_check(UID),
    Place.AWARD_KEPT: lambda our: our.award_kept(UID),
    Place.CODE: lambda our: our.code(CODE),
    Place.CODE_PRINTED: lambda our: our.code_qr(CODE),
    Place.CODE_QR_SVG: lambda our: our.code_qr_svg(CODE),
    Place.CODE_QR_PNG: lambda our: our.code_qr_png(CODE),
    Place.EMBED: lambda our: our.embed(CODE),
    Place.OEMBED: lambda our: our.oembed(),
    Place.CARD: lambda our: our.card(CODE),
    Place.CARD_PRINTED: lambda our: our.card_qr(CODE),
    Place.PUBLIC_PAGE: lambda our: our.public_page(PARTS["key"]),
    Place.SKILL: lambda our: our.skill("rome", PARTS["key"]),
    Place.VERIFY: lambda our: our.verify(),
}
IN_CAPITALS = {Place.CODE_PRINTED, Place.CARD_PRINTED}
ENDPOINTS = {
    Place.PROFILE: "hosted.profile",
    Place.KEY: "hosted.key",
    Place.REVOCATIONS: "hosted.revocations",
    Place.ORGANISATION: "issuers.show",
    Place.LOGO: "hosted.logo",
    Place.BADGE_CLASS: "hosted.badge_class",
    Place.PICTURE_PNG: "hosted.picture",
    Place.PICTURE_SVG: "hosted.picture",
    Place.BADGE_CLASS_PAGE: "badge_classes.show",
    Place.ASSERTION: "hosted.assertion",
    Place.TOKEN: "hosted.token",
    Place.BAKED_PNG: "hosted.baked",
    Place.BAKED_SVG: "hosted.baked",
    Place.AWARD: "awards.by_uid",
    Place.AWARD_CHECK: "browser_check.show",
    Place.AWARD_KEPT: "keeping.award",
    Place.CODE: "awards.by_code",
    Place.CODE_PRINTED: "awards.by_printed_code",
    Place.CODE_QR_SVG: "awards.qr_svg",
    Place.CODE_QR_PNG: "awards.qr_png",
    Place.EMBED: "embedding.show",
    Place.OEMBED: "embedding.oembed",
    Place.CARD: "cards.by_code",
    Place.CARD_PRINTED: "cards.by_printed_code",
    Place.PUBLIC_PAGE: "public_page.show",
    Place.SKILL: "frameworks.show",
    Place.VERIFY: "verify.form",
}


def test_every_place_has_an_address_and_a_route() -> None:
    assert set(ADDRESSES) == set(Place)
    assert set(ENDPOINTS) == set(Place)


@pytest.mark.parametrize("place", Place)
def test_an_address_is_read_back(place: Place) -> None:
    found = OURS.read(ADDRESSES[place](OURS))
    assert found is not None
    assert found.place is place
    expected = PARTS | {"code": PRINTED if place in IN_CAPITALS else CODE}
    assert found.parts == {name: expected[name] for name in found.parts}


@pytest.mark.parametrize("place", ENDPOINTS)
def test_an_address_equals_its_route(app: Flask, place: Place) -> None:
    path = ADDRESSES[place](PublicUrls(""))
    endpoint, values = app.url_map.bind("badges.example").match(path)
    assert endpoint == ENDPOINTS[place]
    assert {str(value) for value in values.values()} <= {*PARTS.values(), "png", "svg", PRINTED}


def test_what_a_route_of_documents_takes_is_one_of_our_places(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules() if "hosted." in rule.endpoint}
    assert rules == {endpoint for endpoint in ENDPOINTS.values() if endpoint.startswith("hosted.")}


def test_a_qr_says_the_whole_address_in_capitals() -> None:
    assert OURS.code_qr(CODE) == "HTTPS://BADGES.EXAMPLE:8443/V/7K3MQ9TXWAA"
    assert OURS.card_qr(CODE) == "HTTPS://BADGES.EXAMPLE:8443/C/7K3MQ9TXWAA"


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("HTTPS://Badges.Example:8443/v/7k3m-q9tx-waa", Place.CODE),
        (" https://badges.example:8443/verify\n", Place.VERIFY),
        (f"https://badges.example:8443/awards/{UID}?lang=en#top", Place.AWARD),
        ("https://badges.example:8443/V/7K3MQ9TXWAA", Place.CODE_PRINTED),
        ("HTTPS://BADGES.EXAMPLE:8443/C/7K3MQ9TXWAA", Place.CARD_PRINTED),
    ],
)
def test_people_write_an_address_in_several_ways(address: str, place: Place) -> None:
    found = OURS.read(address)
    assert found is not None
    assert found.place is place


@pytest.mark.parametrize(
    "address",
    [
        "",
        "7K3M-Q9TX-WAA",
        "https://badges.example/verify",
        "http://badges.example:8443/verify",
        "https://badges.example:8443.evil.example/verify",
        "https://badges.example:8443@evil.example/verify",
        "https://me@badges.example:8443/verify",
        "https://badges.example:8443/verify/",
        "https://badges.example:8443//verify",
        "https://badges.example:8443/",
        "https://[",
        f"https://badges.example:8443/awards/{UID.upper()}",
        f"https://badges.example:8443/assertions/{UID}",
        "https://badges.example:8443/issuers/x/logo/0123.png",
        f"https://badges.example:8443/issuers/x/logo/{'A' * 64}.png",
        "https://badges.example:8443/badges/x/0.json",
        "https://badges.example:8443/badges/x/01.json",
        "https://badges.example:8443/badges/x/1234567890.json",
        "https://badges.example:8443/badges/x/١.json",
        "https://badges.example:8443/badges/X/1.json",
        "https://badges.example:8443/badges/x%00/1.json",
    ],
)
def test_whatever_else_is_not_ours(address: str) -> None:
    assert OURS.read(address) is None


@given(st.text(max_size=60))
def test_reading_never_raises(text: str) -> None:
    assert OURS.read(text) is None
    found = OURS.read(f"https://badges.example:8443/{text}")
    assert found is None or found.place.format(**found.parts).startswith("/")


@pytest.mark.parametrize("path", ["/verify\n", "/verify?x", "/badges/x?\0/1.json", "verify", ""])
def test_a_path_is_taken_to_the_letter(path: str) -> None:
    assert urls.at(path) is None
