"""Some badge classes of the demonstration are read in Arabic and English too."""

from sqlalchemy import func, select

from badges.models import BadgeClassVersion, BadgeWording
from badges.services import judgements, verifying
from tests.demo.building_site import NOW, Site


def test_it_works(site: Site) -> None:
    query = select(BadgeWording, BadgeClassVersion).join(
        BadgeClassVersion, BadgeClassVersion.id == BadgeWording.version_id
    )
    rows = site.session.execute(query).all()
    assert {row.language for row, _ in rows} == {"ar", "en"}
    assert len({version.badge_class_id for _, version in rows}) == 8
    for row, version in rows:
        assert "DÉMO" in row.name
        assert row.sentence
        assert set(row.acts) == {str(one.number) for one in version.criteria}


def test_the_versions_after_a_rotation_are_worded_too(site: Site) -> None:
    worded = select(BadgeWording.version_id)
    lineages = select(BadgeClassVersion.badge_class_id).where(BadgeClassVersion.id.in_(worded))
    versions = (
        select(func.count())
        .select_from(BadgeClassVersion)
        .where(BadgeClassVersion.badge_class_id.in_(lineages))
    )
    found = site.session.scalar(select(func.count(BadgeWording.version_id.distinct())))
    assert found == site.session.scalar(versions)
    assert found is not None
    assert found > 8


def test_the_first_valid_badge_reads_arabic(site: Site) -> None:
    uid, connection = site.entries("valid")[0]["uid"], site.session.connection()
    judged = verifying.judge_uid(connection, site.urls, uid, now=NOW)
    judged = judgements.worded(connection, site.urls, judged, "ar")
    assert judged.wording is not None
    assert len(judged.wording.acts) == 3
