"""The demonstration as it is built: the contract's numbers, and every badge as it is listed."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from badges import clock
from badges.demo.description import load
from badges.demo.plan import plan
from badges.models import (
    Activity,
    Assertion,
    AuditLine,
    Award,
    BadgeClass,
    BadgeClassVersion,
    Base,
    KeyEpoch,
    Observation,
    Organisation,
    Participant,
    Picture,
    RevocationReason,
    Staff,
)
from badges.openbadges import jws, strict_json
from badges.openbadges.schemas import v2 as schemas
from badges.openbadges.verification.report import Outcome, Verdict
from badges.services import auditing, documents, organisations, showcase, verifying
from badges.services.documents import Standing
from badges.services.rosters.words import plain
from badges.urls import at
from tests.demo import building_site
from tests.demo.building_site import NOW, PARIS, Site
from tests.fixtures.postgres import Postgres

DEMO = load()
PLAN = plan(DEMO)
VERDICTS = {
    "valid": Verdict.VALID,
    "revoked": Verdict.REVOKED,
    "expired": Verdict.EXPIRED,
    "erased": Verdict.WITHDRAWN,
}
SIZES = {
    Organisation: 7,
    Staff: 14,
    Activity: 46,
    BadgeClass: 24,
    Participant: 312 - 3,
    Award: 540 + 1,
    Assertion: 540 + 1,
}


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copyfile(sqlite_template, folder / "badges.sqlite3")
    with building_site.built(f"sqlite:///{folder / 'badges.sqlite3'}", folder) as site:
        yield site


def sizes(site: Site) -> dict[type[Base], int]:
    count = select(func.count())
    return {table: site.session.scalar(count.select_from(table)) or 0 for table in SIZES}


def numbers(site: Site) -> dict[str, int]:
    return {group: len(site.entries(group)) for group in VERDICTS}


def test_it_works(site: Site) -> None:
    assert sizes(site) == SIZES
    assert numbers(site)["revoked"] == 9
    assert numbers(site)["expired"] == 6
    assert numbers(site)["erased"] >= 2
    # One more was revoked before its person was erased, and is listed nowhere.
    assert sum(numbers(site).values()) == 540 - 1


def test_it_says_how_far_it_is_and_never_commits(site: Site) -> None:
    total = len(site.steps)
    assert site.steps == [(done, total) for done in range(1, total + 1)]
    assert total > 300
    assert not site.committed


def test_it_builds_on_postgresql_too(
    postgres: Postgres, postgres_template: str, tmp_path: Path, site: Site
) -> None:
    name = postgres.create(template=postgres_template)
    with building_site.built(postgres.url(name), tmp_path) as other:
        assert sizes(other) == SIZES
        assert numbers(other) == numbers(site)
    postgres.drop(name)


# ---- demo.json


def test_the_listing_has_the_members_of_the_contract(site: Site) -> None:
    assert site.listing.keys() == {
        "public_url", "staff", "participants", "awards", "share_links", "showcase", "example",
    }  # fmt: skip
    assert site.listing["public_url"] == site.urls.base
    assert site.listing["share_links"] == []
    assert site.listing["awards"].keys() == VERDICTS.keys()


def test_staff_are_named_by_role_organisation_and_mailbox(site: Site) -> None:
    slugs = set(site.session.scalars(select(Organisation.slug)))
    assert [(one["email"], one["role"]) for one in site.listing["staff"]] == [
        (one.email, one.role) for one in DEMO.staff
    ]
    assert {one["organisation"] for one in site.listing["staff"]} == slugs
    assert {one["sign_in"] for one in site.listing["staff"]} == {None}


def test_the_listed_participants_have_a_profile_and_a_valid_badge(site: Site) -> None:
    listed = site.listing["participants"]
    assert {one["name"] for one in listed} == {one.name for one in DEMO.people if one.listed}
    valid = {entry["uid"] for entry in site.entries("valid")}
    for one in listed:
        assert (one["card"], one["pin"]) == (None, None)
        assert re.fullmatch(re.escape(site.urls.base) + r"/p/[A-Za-z0-9_-]{32}", one["profile"])
        held = site.session.scalars(
            select(Assertion.uid)
            .join(Award, Award.id == Assertion.award_id)
            .join(Participant, Participant.id == Award.participant_id)
            .where(Participant.profile == one["profile"].rpartition("/")[2])
        )
        assert valid & set(held)


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


# ---- what was taken back


def revocations(site: Site) -> dict[tuple[str, int], list[Any]]:
    """What each organisation's list names in each epoch, without its pad."""
    connection = site.session.connection()
    epochs = connection.execute(
        select(Organisation.slug, KeyEpoch.number, KeyEpoch.pad).join(Organisation)
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


# ---- the awkward people, as far as they can be built


def named(site: Site, name: str) -> list[Participant]:
    return list(site.session.scalars(select(Participant).where(Participant.name == name)))


def test_names_are_kept_as_they_were_given(site: Site) -> None:
    kept = set(site.session.scalars(select(Participant.name)))
    awkward = {"T", "ياسين", "Оксана", "பிரியா", "Jean-Noël D'Almeida", "N'Dèye Diop"}
    assert awkward <= kept
    assert len(named(site, "Aïssata Camara")) == 2


def test_people_are_written_down_when_they_first_come_and_minors_until_when(site: Site) -> None:
    minors = {
        one.name: date.fromordinal(NOW.date().toordinal() + one.minor_for_days)
        for one in DEMO.people
        if one.minor_for_days
    }
    rows = site.session.scalars(select(Participant)).all()
    assert {one.name: one.minor_until for one in rows if one.minor_until} == minors
    assert len({one.created_at for one in rows}) > 100


def test_one_badge_was_taken_back_the_next_day_for_the_wrong_person(site: Site) -> None:
    rows = site.session.scalars(
        select(Award).where(Award.revocation_reason == RevocationReason.WRONG_PERSON)
    )
    days = [(one.revoked_at.date() - one.awarded_at.date()).days for one in rows
            if one.revoked_at and one.awarded_at]  # fmt: skip
    assert 1 in days


def test_who_asked_to_be_forgotten_is_gone(site: Site) -> None:
    for one in PLAN.erasures:
        person = next(who for who in DEMO.people if who.id == one.person)
        assert named(site, person.name) == []
    tied = site.session.execute(
        select(Award.participant_id, Award.activity_id, Award.staff_id, Award.code).where(
            Award.erased_at.is_not(None)
        )
    )
    assert {tuple(row) for row in tied} == {(None, None, None, None)}


# ---- when, and by whom


def test_a_badge_is_given_on_the_evening_of_the_day_of_the_session(site: Site) -> None:
    rows = site.session.execute(
        select(Award.day, Award.awarded_at, Assertion.token).join(
            Assertion, Assertion.award_id == Award.id
        )
    )
    today = 0
    for day, awarded_at, token in rows:
        if awarded_at is None or token is None:  # erased
            continue
        local = awarded_at.astimezone(PARIS)
        said = datetime.fromisoformat(jws.read(token).payload["issuedOn"])
        assert said == datetime.combine(day, time(), PARIS)
        assert day <= local.date()
        today += awarded_at == NOW
        assert awarded_at == NOW or local.time() == time(18, 30)
    assert today > 0


def test_the_audit_log_is_whole_in_order_and_ends_now(site: Site) -> None:
    assert auditing.first_broken(site.session) is None
    moments = site.session.scalars(select(AuditLine.at).order_by(AuditLine.number)).all()
    assert list(moments) == sorted(moments)
    assert moments[-1] == NOW
    assert moments[0] < min(site.session.scalars(select(Observation.created_at)))


def test_an_organisation_gave_the_same_badges_under_two_keys(site: Site) -> None:
    epochs = Counter(site.session.scalars(select(KeyEpoch.organisation_id)))
    assert sorted(epochs.values()) == [1, 1, 1, 1, 1, 1, 2]
    versions = Counter(site.session.scalars(select(BadgeClassVersion.badge_class_id)))
    assert max(versions.values()) == 2
    signed_under = set(site.session.scalars(select(Assertion.epoch_id)))
    assert len(signed_under) == len(DEMO.organisations) + 1


def test_each_badge_class_has_a_picture_of_its_own(site: Site) -> None:
    assert site.session.scalar(select(func.count()).select_from(Picture)) == 2 * 24
    names = site.session.scalars(select(BadgeClassVersion.name))
    assert all(name.endswith(" (DÉMO)") for name in names)


# ---- what the home page opens


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("valid", Verdict.VALID),
        ("revoked", Verdict.REVOKED),
        ("expired", Verdict.EXPIRED),
        ("unknown", Verdict.UNKNOWN),
    ],
)
def test_each_address_leads_to_its_verdict(site: Site, name: str, verdict: Verdict) -> None:
    address = site.listing["showcase"][name]
    judged = verifying.judge(site.session.connection(), site.urls, address, now=NOW)
    assert judged.verdict is verdict
    if name in {"valid", "unknown"}:
        found = at(address.removeprefix(site.urls.base))
        assert found is not None
        assert "code" in found.parts


def test_the_forgery_differs_by_one_letter_and_fails_by_its_signature(site: Site) -> None:
    shown = showcase.read(site.session.connection())
    assert shown is not None
    pairs = list(zip(shown.original_excerpt, shown.forged_excerpt, strict=True))
    assert sum(one != other for one, other in pairs) == 1
    judged = verifying.judge(site.session.connection(), site.urls, shown.forged_token, now=NOW)
    assert judged.verdict is Verdict.INVALID
    assert judged.report is not None
    failed = [one.check for one in judged.report.checks if one.outcome is Outcome.FAILED]
    assert failed == ["signature"]


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


# ---- no name anywhere


def shown_bytes(site: Site) -> Iterator[bytes]:
    """All documents, the audit log, and the pages that the demonstration opens."""
    for epoch in site.session.scalars(select(KeyEpoch)):
        yield from (epoch.key_document, epoch.profile_document or b"")
    yield from site.session.scalars(select(BadgeClassVersion.document))
    for token, mirror in site.session.execute(select(Assertion.token, Assertion.mirror)):
        yield from (jws.read(token).payload_bytes if token else b"", mirror or b"")
    for line in site.session.scalars(select(AuditLine)):
        yield f"{line.actor} {line.subject} {line.person}".encode()
    pages = ["/", *(address.removeprefix(site.urls.base) for address in _opened(site))]
    client = site.app.test_client()
    for page in pages:
        yield client.get(page).data


def _opened(site: Site) -> Iterator[str]:
    yield from site.listing["showcase"].values()
    for slug in site.session.scalars(select(Organisation.slug)):
        yield site.urls.organisation(slug)
    versions = select(BadgeClass.slug, BadgeClassVersion.number).join(BadgeClassVersion.badge_class)
    for slug, number in site.session.execute(versions):
        yield site.urls.badge_class_page(slug, number)


def test_no_listed_name_or_profile_is_in_any_document_or_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    texts = [plain(one.decode()) for one in shown_bytes(site)]
    assert len(texts) > 2 * 540
    listed = site.listing["participants"]
    secret = {plain(word) for one in listed for word in one["name"].split()}
    secret |= {plain(one["profile"].rpartition("/")[2]) for one in listed}
    assert {word for word in secret if any(word in text for text in texts)} == set()
    # The search finds what is there.
    assert any(plain("Tournoi de futsal solidaire") in text for text in texts)
