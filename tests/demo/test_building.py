"""The demonstration as it is built: the contract's numbers, who is in it, and when it happened."""

from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import func, select

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
from badges.openbadges import jws
from badges.services import auditing
from tests.demo import building_site
from tests.demo.building_site import NOW, PARIS, Site
from tests.fixtures.postgres import Postgres

DEMO = load()
PLAN = plan(DEMO)
GROUPS = ("valid", "revoked", "expired", "erased")
SIZES = {
    Organisation: 7,
    Staff: 15,
    Activity: 46,
    BadgeClass: 24,
    Participant: 312 - 3,
    Award: 540 + 1,
    Assertion: 540 + 1,
}


def sizes(site: Site) -> dict[type[Base], int]:
    count = select(func.count())
    return {table: site.session.scalar(count.select_from(table)) or 0 for table in SIZES}


def numbers(site: Site) -> dict[str, int]:
    return {group: len(site.entries(group)) for group in GROUPS}


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
    started = select(KeyEpoch.organisation_id).where(KeyEpoch.started_at.is_not(None))
    epochs = Counter(site.session.scalars(started))
    assert sorted(epochs.values()) == [1, 1, 1, 1, 1, 1, 2]
    versions = Counter(site.session.scalars(select(BadgeClassVersion.badge_class_id)))
    assert max(versions.values()) == 2
    signed_under = set(site.session.scalars(select(Assertion.epoch_id)))
    assert len(signed_under) == len(DEMO.organisations) + 1


def test_each_badge_class_has_a_picture_of_its_own(site: Site) -> None:
    assert site.session.scalar(select(func.count()).select_from(Picture)) == 2 * 24
    names = site.session.scalars(select(BadgeClassVersion.name))
    assert all(name.endswith(" (DÉMO)") for name in names)
