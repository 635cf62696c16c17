"""demo.json has what the contract says, and every badge is as it is listed."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from badges.demo.description import load
from badges.models import (
    Activity,
    Assertion,
    Award,
    BadgeClass,
    Card,
    KeyEpoch,
    Organisation,
    Participant,
)
from badges.openbadges import jws, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification.report import Verdict
from badges.security import pins
from badges.services import codes, documents, organisations, verifying
from badges.services.documents import Standing
from tests.demo.building_site import NOW, Site

DEMO = load()
VERDICTS = {
    "valid": Verdict.VALID,
    "revoked": Verdict.REVOKED,
    "expired": Verdict.EXPIRED,
    "erased": Verdict.WITHDRAWN,
}


def test_the_listing_has_the_members_of_the_contract(site: Site) -> None:
    assert site.listing.keys() == {
        "public_url", "staff", "participants", "awards", "share_links", "showcase", "example",
    }  # fmt: skip
    assert site.listing["public_url"] == site.urls.base
    assert site.listing["share_links"]
    for address in site.listing["share_links"]:
        code = address.removeprefix(f"{site.urls.base}/v/")
        judged = verifying.judge_code(site.session.connection(), site.urls, code, now=NOW)
        assert judged.verdict is Verdict.VALID
        assert judged.shared is not None
        assert judged.shared.name is None
    assert site.listing["awards"].keys() == VERDICTS.keys()


def test_staff_are_named_by_role_organisation_and_mailbox(site: Site) -> None:
    slugs = set(site.session.scalars(select(Organisation.slug)))
    assert [(one["email"], one["role"]) for one in site.listing["staff"]] == [
        (one.email, one.role) for one in DEMO.staff
    ]
    assert {one["organisation"] for one in site.listing["staff"]} == {*slugs, None}
    doors = [one["sign_in"] for one in site.listing["staff"]]
    assert len(set(doors)) == len(doors)
    there = f"{site.listing['public_url']}/demo/sign-in/"
    assert all(re.fullmatch(f"{there}[0-9]+", one) for one in doors)


def test_the_listed_participants_have_a_profile_and_a_valid_badge(site: Site) -> None:
    listed = site.listing["participants"]
    assert {one["name"] for one in listed} == {one.name for one in DEMO.people if one.listed}
    valid = {entry["uid"] for entry in site.entries("valid")}
    for one in listed:
        assert re.fullmatch("[0-9]{4}", one["pin"])
        assert not pins.too_common(one["pin"])
        assert re.fullmatch(re.escape(site.urls.base) + r"/p/[A-Za-z0-9_-]{32}", one["profile"])
        held = site.session.scalars(
            select(Assertion.uid)
            .join(Award, Award.id == Assertion.award_id)
            .join(Participant, Participant.id == Award.participant_id)
            .where(Participant.profile == one["profile"].rpartition("/")[2])
        )
        assert valid & set(held)


def test_the_listed_participants_have_a_card_that_lives(site: Site) -> None:
    for one in site.listing["participants"]:
        card = site.session.scalars(select(Card).where(Card.code == codes.read(one["card"]))).one()
        owner = site.session.get_one(Participant, card.participant_id)
        assert one["card"] == codes.shown(card.code or "")
        assert one["profile"].endswith(owner.profile)
        assert card.ended_at is None


def test_each_badge_is_listed_with_its_addresses_and_token(site: Site) -> None:
    entries = [(group, entry) for group in VERDICTS for entry in site.entries(group)]
    assert len({entry["uid"] for _, entry in entries}) == len(entries)
    for group, entry in entries:
        assert UUID(entry["uid"]).version == 4
        assert entry["document"] == f"{site.urls.base}/assertions/{entry['uid']}.json"
        assert entry["page"] == f"{site.urls.base}/awards/{entry['uid']}"
        if group == "erased":
            assert entry["token"] is None
        else:
            assert jws.read(entry["token"]).payload["id"] == f"urn:uuid:{entry['uid']}"


@pytest.mark.parametrize("group", VERDICTS)
def test_each_listed_badge_has_its_verdict(site: Site, group: str) -> None:
    connection = site.session.connection()
    judged = {
        verifying.judge_uid(connection, site.urls, entry["uid"], now=NOW).verdict
        for entry in site.entries(group)
    }
    assert judged == {VERDICTS[group]}


def test_a_token_that_is_handed_in_has_the_same_verdict(site: Site) -> None:
    connection = site.session.connection()
    for group in ("valid", "revoked", "expired"):
        for entry in site.entries(group)[::60]:
            judged = verifying.judge(connection, site.urls, entry["token"], now=NOW)
            assert judged.verdict is VERDICTS[group]


def test_the_example_is_a_badge_that_one_session_of_that_activity_earns(site: Site) -> None:
    example = site.listing["example"]
    activity = site.session.get_one(Activity, example["activity"])
    badge_class = site.session.scalars(
        select(BadgeClass).where(BadgeClass.slug == example["badge"])
    ).one()
    version = badge_class.versions[-1]
    assert (version.needed_criteria, version.needed_sessions) == (1, 1)
    assert badge_class.organisation_id == activity.organisation_id
    assert activity.kind_key in version.kinds
    organisation = site.session.get_one(Organisation, activity.organisation_id)
    allowed = {one.id for one in organisations.awarding_staff(site.session, organisation)}
    assert activity.lead_id in allowed


# ---- what was taken back


def revocations(site: Site) -> dict[tuple[str, int], list[Any]]:
    """What each organisation's list names in each epoch, without its pad."""
    connection = site.session.connection()
    epochs = connection.execute(
        select(Organisation.slug, KeyEpoch.number, KeyEpoch.pad)
        .join(Organisation)
        .where(KeyEpoch.started_at.is_not(None))
    )
    lists = {}
    for slug, number, pad in epochs:
        body = documents.revocations(connection, site.urls, slug, number)
        assert body is not None
        named = schemas.load_revocation_list(strict_json.loads(body)).revoked_assertions
        assert len(named) != 1
        lists[slug, number] = [one for one in named if one.id != f"urn:uuid:{pad}"]
    return lists


def test_the_lists_name_what_was_revoked_or_undone_and_one_names_exactly_one(site: Site) -> None:
    named = [one for some in revocations(site).values() for one in some]
    revoked = {f"urn:uuid:{entry['uid']}" for entry in site.entries("revoked")}
    assert len(named) == 9 + 1 + 1
    assert revoked < {one.id for one in named}
    alone = [some[0].id for some in revocations(site).values() if len(some) == 1]
    assert revoked & set(alone)


def test_what_was_revoked_and_then_erased_stays_on_its_list_and_shows_nothing(site: Site) -> None:
    (row,) = site.session.execute(
        select(Assertion.uid, Assertion.token, Award.participant_id)
        .join(Award, Award.id == Assertion.award_id)
        .where(Award.revoked_at.is_not(None), Award.erased_at.is_not(None))
    )
    assert (row.token, row.participant_id) == (None, None)
    named = {one.id for some in revocations(site).values() for one in some}
    assert f"urn:uuid:{row.uid}" in named
    judged = verifying.judge_uid(site.session.connection(), site.urls, row.uid, now=NOW)
    assert judged.verdict is Verdict.WITHDRAWN
    assert row.uid not in {entry["uid"] for group in VERDICTS for entry in site.entries(group)}


def test_what_was_undone_was_never_there(site: Site) -> None:
    (uid,) = site.session.scalars(
        select(Assertion.uid).join(Award).where(Award.undone_at.is_not(None))
    )
    assert documents.mirror(site.session.connection(), uid)[0] is Standing.UNKNOWN
    assert uid not in {entry["uid"] for group in VERDICTS for entry in site.entries(group)}
