"""Badge classes as their organisation and its programme see them, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from badges.models import AuditLine, RevocationReason
from badges.services import badge_shelf, organisations, publishing, revoking, scoping
from badges.services.badge_shelf import Given
from badges.services.errors import NotFound, Refused
from tests.cast import CARD, NOW, Cast, draft, later
from tests.services.test_badge_changes import KEPT
from tests.services.test_badge_drafts import actor, twin


def own(world: Cast) -> list[badge_shelf.OnShelf]:
    return badge_shelf.own(world.session, scoping.badge_classes(actor(world)))


def shelf_of_the_twin(world: Cast) -> list[str]:
    listed = badge_shelf.library(world.session, scoping.library(twin(world)))
    assert {one.given for one in listed} <= {0}
    return [one.slug for one in listed]


def test_it_works(any_world: Cast) -> None:
    any_world.award(any_world.people[:3])
    publishing.edit(
        any_world.session, any_world.urls, any_world.badge_class,
        replace(draft(name="Esprit de groupe"), criteria=KEPT), actor="test", now=later(1),
    )  # fmt: skip
    any_world.award(any_world.people[3:], key="second")
    (line,) = own(any_world)
    assert (line.slug, line.version, line.name) == (
        any_world.badge_class.slug, 2, "Esprit de groupe",
    )  # fmt: skip
    assert (line.given, line.organisation_name) == (4, CARD.name)
    given = badge_shelf.given(any_world.session, any_world.badge_class)
    assert given == {1: Given(3, 3), 2: Given(1, 1)}


def test_what_was_taken_back_does_not_count(any_world: Cast) -> None:
    gifts = any_world.award().gifts
    revoking.undo(
        any_world.session, revoking.by_uid(any_world.session, gifts[0].uid),
        staff=any_world.coach, now=later(1),
    )  # fmt: skip
    revoking.revoke(
        any_world.session, revoking.by_uid(any_world.session, gifts[1].uid),
        RevocationReason.WRONG_PERSON, staff=any_world.coordinator, now=later(1),
    )  # fmt: skip
    assert own(any_world)[0].given == 2
    assert badge_shelf.given(any_world.session, any_world.badge_class) == {1: Given(2, 2)}
    assert badge_shelf.given(any_world.session, any_world.twin_version.badge_class) == {}


def test_what_is_retired_stands_last_and_comes_back(any_world: Cast) -> None:
    world, by = any_world, actor(any_world)
    publishing.publish(
        world.session, world.urls, world.organisation, draft(name="Z"), actor="test", now=NOW
    )
    for _ in range(2):
        badge_shelf.retire(world.session, world.badge_class, actor=by, now=NOW)
    assert [one.name for one in own(world)] == ["Z", world.version.name]
    for _ in range(2):
        badge_shelf.bring_back(world.session, world.badge_class, actor=by, now=NOW)
    assert [one.name for one in own(world)] == [world.version.name, "Z"]
    assert log(world, "retire") == [
        f"badge:{world.badge_class.slug}", f"badge:{world.badge_class.slug} brought back",
    ]  # fmt: skip


def log(world: Cast, action: str) -> list[str]:
    query = select(AuditLine.subject).where(AuditLine.action == action).order_by(AuditLine.number)
    return list(world.session.scalars(query))


def test_what_is_shared_is_seen_in_the_programme_until_it_is_not(any_world: Cast) -> None:
    world, by, slug = any_world, actor(any_world), any_world.badge_class.slug
    assert shelf_of_the_twin(world) == []
    with pytest.raises(NotFound):
        scoping.shared(world.session, twin(world), slug)
    for _ in range(2):
        badge_shelf.share(world.session, world.badge_class, actor=by, now=NOW)
    assert shelf_of_the_twin(world) == [slug]
    assert scoping.shared(world.session, twin(world), slug) is world.badge_class
    for _ in range(2):
        badge_shelf.keep_to_oneself(world.session, world.badge_class, actor=by, now=NOW)
    assert shelf_of_the_twin(world) == []
    assert log(world, "share") == [f"badge:{slug}", f"badge:{slug} no more"]


def test_what_is_retired_is_not_shared(any_world: Cast) -> None:
    world, by = any_world, actor(any_world)
    badge_shelf.share(world.session, world.badge_class, actor=by, now=NOW)
    badge_shelf.retire(world.session, world.badge_class, actor=by, now=NOW)
    assert shelf_of_the_twin(world) == []
    badge_shelf.keep_to_oneself(world.session, world.badge_class, actor=by, now=NOW)
    with pytest.raises(Refused, match="bring it back"):
        badge_shelf.share(world.session, world.badge_class, actor=by, now=NOW)


def test_another_programme_sees_nothing_of_it(any_world: Cast) -> None:
    world = any_world
    badge_shelf.share(world.session, world.badge_class, actor=actor(world), now=NOW)
    other = organisations.create_programme(world.session, name=world.organisation.programme.name)
    world.twin.programme_id = other.id
    world.session.flush()
    assert shelf_of_the_twin(world) == []
    with pytest.raises(NotFound):
        scoping.shared(world.session, twin(world), world.badge_class.slug)


def test_kinds_have_names(any_world: Cast) -> None:
    assert badge_shelf.kinds(any_world.session)["sport"] == "Sport"
