"""Badge classes and their versions."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from badges.models import AuditLine, BadgeClass, BadgeClassVersion, Picture
from badges.openbadges import digests, strict_json
from badges.openbadges.documents import v2
from badges.openbadges.schemas import v2 as schemas
from badges.services import awarding, epochs, organisations, publishing, readiness
from badges.services.drafts import CriterionDraft
from badges.services.errors import Invalid, NotFound, Refused
from tests import standings
from tests.cast import CARD, CRITERIA, NOW, ZONE, Cast, draft, later

KEPT = tuple(CriterionDraft(text, number) for number, text in enumerate(CRITERIA, start=1))


def edit(world: Cast, **changes: Any) -> BadgeClassVersion:
    return publishing.edit(
        world.session, world.urls, world.badge_class,
        replace(draft(), **{"criteria": KEPT} | changes), actor="test", now=later(30),
    )  # fmt: skip


def rotate(world: Cast) -> None:
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=later(20)
    )


def document(version: BadgeClassVersion) -> v2.BadgeClass:
    return schemas.load_badge_class(strict_json.loads(version.document))


def versions(world: Cast) -> list[int]:
    query = select(BadgeClassVersion.number).where(
        BadgeClassVersion.badge_class_id == world.badge_class.id
    )
    return sorted(world.session.scalars(query))


def criterion_ids(version: BadgeClassVersion) -> list[int]:
    return [one.criterion_id for one in version.criteria]


def test_a_version_says_what_its_draft_says(any_world: Cast) -> None:
    version, urls = any_world.version, any_world.urls
    slug = version.badge_class.slug
    said = document(version)
    assert said.id == urls.badge_class(slug, 1)
    assert said.issuer == urls.profile(any_world.organisation.slug, 1)
    assert (said.name, said.description) == (draft().name, draft().sentence)
    assert (said.version, said.language, said.related) == ("1", "fr", ())
    assert said.image == v2.Image(id=urls.picture_png(slug, 1), caption="Esprit d'équipe")
    assert said.criteria.narrative == (
        "Un coach a vu au moins 1 acte, pendant au moins 1 séance :\n\n"
        f"1. {CRITERIA[0]}\n2. {CRITERIA[1]}\n3. {CRITERIA[2]}"
    )
    assert [one.target_name for one in said.alignment] == ["Travailler en équipe"]
    assert said.tags == ("sport",)
    assert slug.startswith("esprit-d-equipe-")


def test_the_narrative_counts(world: Cast) -> None:
    version = edit(world, needed_criteria=2, needed_sessions=3)
    narrative = document(version).criteria.narrative
    assert narrative is not None
    assert narrative.startswith("Un coach a vu au moins 2 de ces actes, pendant au moins 3 séances")


def test_the_digest_is_of_the_bytes_that_are_kept(any_world: Cast) -> None:
    assert any_world.version.digest == digests.digest(any_world.version.document)


def test_equal_pictures_are_kept_once(world: Cast) -> None:
    assert world.version.png_hash == world.twin_version.png_hash
    assert world.session.scalar(select(func.count()).select_from(Picture)) == 2
    picture = world.session.get_one(Picture, world.version.svg_hash)
    assert (picture.media_type, picture.content) == ("image/svg+xml", draft().svg)


def test_what_nobody_was_awarded_is_written_again_in_its_place(any_world: Cast) -> None:
    version = edit(any_world, name="Esprit de groupe")
    assert version.id == any_world.version.id
    assert versions(any_world) == [1]
    assert document(version).name == "Esprit de groupe"
    assert version.digest == digests.digest(version.document)


def test_what_somebody_was_awarded_never_changes(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    before = any_world.version.document
    version = edit(any_world, name="Esprit de groupe")
    any_world.session.commit()
    assert versions(any_world) == [1, 2]
    assert any_world.session.get_one(BadgeClassVersion, any_world.version.id).document == before
    slug = any_world.badge_class.slug
    assert document(version).id == any_world.urls.badge_class(slug, 2)
    assert document(version).related == (any_world.urls.badge_class(slug, 1),)
    assert strict_json.loads(version.document)["related"] == any_world.urls.badge_class(slug, 1)


def test_a_version_stays_settled_when_its_only_award_is_undone(world: Cast) -> None:
    standings.undo(world, standings.promised(world, world.people[:1])[0])
    assert publishing.was_awarded(world.session, world.version)
    assert not publishing.was_awarded(world.session, world.twin_version)


def test_a_newer_version_that_nobody_has_is_written_again(world: Cast) -> None:
    world.award(world.people[:1])
    edit(world, name="Esprit de groupe")
    edit(world, name="Esprit de corps")
    assert versions(world) == [1, 2]
    world.award(world.people[1:2], key="second")
    edit(world, name="Esprit tout court")
    assert versions(world) == [1, 2, 3]


def test_what_was_seen_before_an_edit_still_counts(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    any_world.observe(any_world.people[1:2], numbers=(1, 3))
    added = CriterionDraft("A remercié l'équipe d'en face")
    turned = (KEPT[2], added, KEPT[0])
    version = edit(any_world, criteria=turned)
    first, _, third = criterion_ids(any_world.version)
    assert criterion_ids(version)[::2] == [third, first]
    person = any_world.people[1].id
    seen = readiness.progress(any_world.session, version, any_world.activity, [person])
    assert seen[person].criteria == (1, 3)


def test_an_act_that_is_worded_anew_without_a_link_is_another_act(world: Cast) -> None:
    version = edit(world, criteria=(KEPT[0], CriterionDraft(CRITERIA[1])), needed_criteria=1)
    assert criterion_ids(version)[0] == criterion_ids(world.version)[0]
    assert len(set(criterion_ids(version)) - {criterion_ids(version)[0]}) == 1
    assert world.version is version


@pytest.mark.parametrize("continues", [0, 4, -1])
def test_an_act_that_was_not_there_cannot_go_on(world: Cast, continues: int) -> None:
    with pytest.raises(Invalid, match=f"no act {continues} to continue"):
        edit(world, criteria=(CriterionDraft("A partagé", continues),))


def test_the_first_award_after_a_rotation_makes_the_next_version(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    rotate(any_world)
    assert versions(any_world) == [1]
    any_world.award(any_world.people[1:2], key="second")
    assert versions(any_world) == [1, 2]
    latest = publishing.lock_latest(any_world.session, any_world.badge_class)
    said = document(latest)
    assert said.issuer == any_world.urls.profile(any_world.organisation.slug, 2)
    assert said.related == (any_world.urls.badge_class(any_world.badge_class.slug, 1),)
    same = document(any_world.version)
    assert (said.name, said.criteria, said.alignment) == (same.name, same.criteria, same.alignment)
    assert criterion_ids(latest) == criterion_ids(any_world.version)


def test_a_version_that_nobody_has_moves_to_the_new_epoch_in_its_place(world: Cast) -> None:
    rotate(world)
    world.award(world.people[:1])
    assert versions(world) == [1]
    assert document(world.version).issuer == world.urls.profile(world.organisation.slug, 2)


def test_an_award_names_the_epoch_of_its_version(any_world: Cast) -> None:
    any_world.observe()
    rotate(any_world)
    order = any_world.order()
    decision = awarding.decide(any_world.session, any_world.urls, order, now=NOW)
    assert decision.epoch.id == decision.version.epoch_id
    assert decision.epoch.number == 2
    given = awarding.award(
        any_world.session, any_world.keyring, any_world.urls, order, zone=ZONE, now=NOW
    )
    assert len(given.gifts) == 4


def test_a_badge_class_is_found_by_its_slug(world: Cast) -> None:
    assert publishing.by_slug(world.session, world.badge_class.slug) is world.badge_class
    with pytest.raises(NotFound, match=world.badge_class.slug):
        publishing.by_slug(world.session, "nobody")


def test_nothing_is_published_without_a_key_or_with_an_impossible_draft(world: Cast) -> None:
    count = world.session.scalar(select(func.count()).select_from(BadgeClass))
    keyless = organisations.create_organisation(
        world.session, world.organisation.programme, CARD, actor="test", now=NOW
    )
    for organisation, asked, error in (
        (keyless, draft(), Refused),
        (world.organisation, draft(name=""), Invalid),
    ):
        with pytest.raises(error):
            publishing.publish(
                world.session, world.urls, organisation, asked, actor="test", now=NOW
            )
    world.session.rollback()
    assert world.session.scalar(select(func.count()).select_from(BadgeClass)) == count


def test_each_version_stands_in_the_log(world: Cast) -> None:
    world.award(world.people[:1])
    edit(world)
    query = select(AuditLine.subject).where(AuditLine.action == "publish")
    slug = world.badge_class.slug
    assert {f"badge:{slug}/1", f"badge:{slug}/2"} <= set(world.session.scalars(query))


def test_every_published_document_is_what_it_would_be_dumped_to_again(world: Cast) -> None:
    said = document(world.version)
    assert strict_json.dumps(schemas.dump(said)) == world.version.document
