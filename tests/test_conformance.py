"""What the official validator says of our badges, fetched from a running server of ours."""

import json
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app

from badges import create_app
from badges.extensions import db
from badges.models import Assertion, BadgeClassVersion, Participant, Picture, RevocationReason
from badges.services import (
    awarding,
    epochs,
    erasing,
    organisations,
    publishing,
    readdressing,
    revoking,
)
from badges.storage import images
from badges.urls import PublicUrls
from tests import cast
from tests.cast import CARD, DAYS, NOW, ZONE, Cast, draft, later
from tests.fixtures.database import settings_for
from tests.fixtures.desk import Desk
from tests.fixtures.live_server import LiveServer
from tests.official_validator import OfficialValidator, assert_flawless
from tests.web import badge_pages


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path, live_server: LiveServer) -> Iterator[Cast]:
    """The cast, behind a server that answers under its public address."""
    app: Flask = create_app(settings_for(sqlite_url, tmp_path, base=live_server.url))
    with app.app_context():
        world = cast.assemble(db.session(), PublicUrls(live_server.url))
        live_server.serve(app)
        yield world
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        body: bytes = answer.read()
    return body


def _token(world: Cast, uid: str) -> str:
    world.session.expire_all()
    token = world.session.get_one(Assertion, uid).token
    assert token is not None
    return token


def _assert_all_flawless(world: Cast, uid: str, validator: OfficialValidator, folder: Path) -> None:
    assert_flawless(validator.report(_token(world, uid)))
    assert_flawless(validator.report(world.urls.assertion(uid)))
    for address, name in (
        (world.urls.baked_png(uid), "badge.png"),
        (world.urls.baked_svg(uid), "badge.svg"),
    ):
        (folder / name).write_bytes(_fetch(address))
        assert_flawless(validator.report(folder / name))


def _says(report: dict[str, Any], word: str) -> bool:
    return report["valid"] is False and word in str(report["messages"]).lower()


def test_made_out_to_an_address_it_is_flawless_and_so_stays_the_first(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    first = served.award(served.people[:1]).gifts[0].uid
    person = served.session.get_one(Participant, served.people[0].id)
    address, secret = readdressing.ask(served.session, person, email="a.k@post.example", now=NOW)
    (second,) = readdressing.confirm(served.session, served.keyring, served.urls, secret, now=NOW)
    served.session.commit()
    profile = served.urls.public_page(person.profile)
    for uid, recipient in ((first, {"url": profile}), (second, {"email": address})):
        _assert_all_flawless(served, uid, official_validator, tmp_path)
        token = _token(served, uid)
        assert_flawless(official_validator.report(token, recipient=recipient))
    mixed = official_validator.report(_token(served, first), recipient={"email": address})
    assert mixed["valid"] is False


def test_token_mirror_png_and_svg_are_flawless(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    uid = served.award().gifts[0].uid
    _assert_all_flawless(served, uid, official_validator, tmp_path)


def test_badges_from_before_and_after_a_rotation_are_flawless(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    before = served.award(served.people[:1]).gifts[0].uid
    epochs.rotate(
        served.session, served.keyring, served.urls, served.organisation, actor="test", now=NOW
    )
    after = served.award(served.people[1:], key="second").gifts[0].uid
    for uid in (before, after):
        _assert_all_flawless(served, uid, official_validator, tmp_path)


def test_a_renamed_organisation_and_an_edited_badge_class_stay_flawless(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    uid = served.award(served.people[:1]).gifts[0].uid
    card = organisations.OrganisationCard(
        name="Les Passerelles réunies", url=CARD.url, email=CARD.email
    )
    organisations.change_organisation(
        served.session, served.keyring, served.urls, served.organisation, card,
        actor="test", now=NOW,
    )  # fmt: skip
    publishing.edit(
        served.session, served.urls, served.badge_class, draft(name="Esprit de groupe"),
        actor="test", now=NOW,
    )  # fmt: skip
    served.session.commit()
    _assert_all_flawless(served, uid, official_validator, tmp_path)


def test_a_badge_class_published_through_the_pages_is_flawless(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    desk = Desk(app, served.coordinator)
    there = badge_pages.published(desk, badge_pages.begun(desk))
    badge_class = publishing.by_slug(served.session, there.rpartition("/")[2])
    version = publishing.latest(served.session, badge_class)
    served.observe(version=version, days=DAYS)
    order = served.order(version=version, key="pages")
    given = awarding.award(served.session, served.keyring, served.urls, order, zone=ZONE, now=NOW)
    served.session.commit()
    _assert_all_flawless(served, given.gifts[0].uid, official_validator, tmp_path)


def test_a_badge_of_an_organisation_with_a_logo_is_flawless(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    given = (served.session, served.keyring, served.urls, served.organisation)
    epochs.create_key(*given, actor="test", now=NOW)
    png = images.logo(served.session.get_one(Picture, served.version.png_hash).content)
    organisations.change_logo(
        served.session,
        served.keyring,
        served.urls,
        served.organisation,
        png,
        actor="test",
        now=NOW,
    )
    uid = served.award(served.people[:1]).gifts[0].uid
    _assert_all_flawless(served, uid, official_validator, tmp_path)
    profile = json.loads(_fetch(served.urls.profile(served.organisation.slug, 2)))
    with urllib.request.urlopen(profile["image"]["id"]) as answer:
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.read() == png
    assert_flawless(official_validator.report(profile["id"]))


def test_the_recipient_is_recognised(served: Cast, official_validator: OfficialValidator) -> None:
    token = _token(served, served.award().gifts[0].uid)
    address = served.urls.public_page(served.people[0].profile)
    assert_flawless(official_validator.report(token, recipient={"url": address}))
    other = served.urls.public_page(served.people[1].profile)
    assert official_validator.report(token, recipient={"url": other})["valid"] is False


@pytest.mark.parametrize("count", [1, 2, 3])
def test_each_revoked_badge_is_reported_as_revoked(
    served: Cast, official_validator: OfficialValidator, count: int
) -> None:
    uids = [gift.uid for gift in served.award().gifts]
    tokens = [_token(served, uid) for uid in uids]
    for uid in uids[:count]:
        award = revoking.by_uid(served.session, uid)
        revoking.revoke(
            served.session,
            award,
            RevocationReason.WRONG_PERSON,
            staff=served.coordinator,
            now=later(1),
        )
    served.session.commit()
    for token in tokens[:count]:
        assert _says(official_validator.report(token), "revoked")
    for token in tokens[count:]:
        assert_flawless(official_validator.report(token))
    assert official_validator.report(served.urls.assertion(uids[0]))["valid"] is False


def test_an_undone_badge_is_not_valid_though_its_picture_was_kept(
    served: Cast, official_validator: OfficialValidator, tmp_path: Path
) -> None:
    uid = served.award().gifts[0].uid
    kept = tmp_path / "kept.png"
    kept.write_bytes(_fetch(served.urls.baked_png(uid)))
    award = revoking.by_uid(served.session, uid)
    revoking.undo(served.session, award, staff=served.coach, now=later(1))
    served.session.commit()
    assert _says(official_validator.report(kept), "revoked")


def test_revoked_and_then_erased_stays_revoked(
    served: Cast, official_validator: OfficialValidator
) -> None:
    uid = served.award().gifts[0].uid
    token = _token(served, uid)
    award = revoking.by_uid(served.session, uid)
    revoking.revoke(
        served.session,
        award,
        RevocationReason.AWARDED_IN_ERROR,
        staff=served.coordinator,
        now=later(1),
    )
    erasing.erase(served.session, served.people[0], actor="test", now=later(2))
    served.session.commit()
    assert _says(official_validator.report(token), "revoked")


def test_an_expired_badge_is_reported_as_expired(
    served: Cast, official_validator: OfficialValidator
) -> None:
    version = publishing.publish(
        served.session, served.urls, served.organisation, draft(valid_months=1),
        actor="test", now=NOW,
    )  # fmt: skip
    uid = _old_award(served, version)
    assert _says(official_validator.report(_token(served, uid)), "expired")


def _old_award(served: Cast, version: BadgeClassVersion) -> str:
    """A badge for what was seen long before today."""
    served.observe(version=version, days=[date(2025, 3, 1)])
    given = awarding.award(
        served.session,
        served.keyring,
        served.urls,
        served.order(version=version, key="old"),
        zone=ZONE,
        now=NOW,
    )
    served.session.commit()
    return given.gifts[0].uid
