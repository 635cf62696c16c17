"""What the pages of an organisation and a badge class show."""

from dataclasses import asdict, replace
from typing import Any

from badges.services import activities, epochs, organisations, public_pages, publishing
from badges.services.drafts import CriterionDraft
from badges.services.public_pages import BadgeClassPage, OrganisationPage
from tests.cast import CARD, CRITERIA, NAMES, NOW, Cast, draft, later


def organisation(world: Cast) -> OrganisationPage:
    found = public_pages.organisation(world.session.connection(), world.organisation.slug)
    assert found is not None
    return found


def badge_class(world: Cast, version: int = 1) -> BadgeClassPage:
    found = public_pages.badge_class(world.session.connection(), world.badge_class.slug, version)
    assert found is not None
    return found


def edit(world: Cast, **changes: Any) -> None:
    publishing.edit(
        world.session, world.urls, world.badge_class, draft(**changes), actor="test", now=NOW
    )


def test_an_organisation_says_who_it_is(any_world: Cast) -> None:
    page = organisation(any_world)
    assert (page.name, page.telephone, page.url) == (CARD.name, CARD.telephone, CARD.url)
    assert (page.programme_name, page.left_at) == ("Tremplin d'essai", None)
    assert page.towns == ("Bobigny",)
    assert [(one.slug, one.version, one.name) for one in page.badge_classes] == [
        (any_world.badge_class.slug, 1, "Esprit d'équipe")
    ]
    assert [(one.number, one.since, one.until, one.state) for one in page.epochs] == [
        (1, NOW, None, "active")
    ]


def test_towns_are_those_of_its_activities_or_else_its_own(world: Cast) -> None:
    for place in ("Pantin", "Aubervilliers", "Pantin"):
        activities.create_activity(
            world.session, world.organisation, kind="sport", name="Maraude", town=place, lead=None
        )
    assert organisation(world).towns == ("Aubervilliers", "Bobigny", "Pantin")
    for card, towns in (
        (replace(CARD, town="Drancy"), ("Drancy",)),
        (replace(CARD, town=None), ()),
    ):
        world.organisation = organisations.create_organisation(
            world.session, world.organisation.programme, card, actor="test", now=NOW
        )
        assert organisation(world).towns == towns


def test_epochs_that_have_started_are_shown_newest_first(any_world: Cast) -> None:
    args = (any_world.session, any_world.keyring, any_world.urls, any_world.organisation)
    epochs.rotate(*args, actor="test", now=later(10))
    epochs.create_key(*args, actor="test", now=later(20))
    assert [(one.number, one.until, one.state) for one in organisation(any_world).epochs] == [
        (2, None, "active"),
        (1, later(10), "retired"),
    ]


def test_the_newest_version_of_what_is_not_retired_is_shown(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    edit(any_world, name="Esprit de groupe")
    other = publishing.publish(
        any_world.session, any_world.urls, any_world.organisation, draft(name="Autre"),
        actor="test", now=NOW,
    )  # fmt: skip
    lines = organisation(any_world).badge_classes
    assert [(one.name, one.version) for one in lines] == [("Autre", 1), ("Esprit de groupe", 2)]
    other.badge_class.retired_at = NOW
    any_world.session.flush()
    assert [one.name for one in organisation(any_world).badge_classes] == ["Esprit de groupe"]


def test_the_twin_has_its_own(world: Cast) -> None:
    found = public_pages.organisation(world.session.connection(), world.twin.slug)
    assert found is not None
    assert [one.slug for one in found.badge_classes] == [world.twin_version.badge_class.slug]


def test_a_badge_class_says_what_it_asks_for(any_world: Cast) -> None:
    page = badge_class(any_world)
    assert (page.name, page.sentence) == (draft().name, draft().sentence)
    assert [(one.number, one.text) for one in page.criteria] == [*enumerate(CRITERIA, start=1)]
    assert (page.criteria_needed, page.sessions_needed, page.valid_months) == (1, 1, None)
    assert page.kinds == ("Sport",)
    skill = page.skills[0]
    assert (skill.framework, skill.label, skill.code) == ("ROME 4.0", "Travailler en équipe", None)
    assert page.organisation_slug == any_world.organisation.slug
    assert page.organisation_name == CARD.name
    assert (page.version, page.versions, page.language) == (1, (1,), "fr")


def test_each_version_keeps_its_own_page(any_world: Cast) -> None:
    any_world.award(any_world.people[:1])
    edit(any_world, name="Esprit de groupe", criteria=("A partagé",), valid_months=12)
    former, latest = badge_class(any_world), badge_class(any_world, 2)
    assert (former.name, len(former.criteria)) == ("Esprit d'équipe", 3)
    assert (latest.name, len(latest.criteria), latest.valid_months) == ("Esprit de groupe", 1, 12)
    assert former.versions == latest.versions == (1, 2)


def test_what_is_not_there_is_none(world: Cast) -> None:
    connection = world.session.connection()
    assert public_pages.organisation(connection, "nobody") is None
    assert public_pages.badge_class(connection, "nobody", 1) is None
    assert public_pages.badge_class(connection, world.badge_class.slug, 2) is None
    assert public_pages.badge_class(connection, world.organisation.slug, 1) is None


def test_no_person_is_in_them(world: Cast) -> None:
    world.award()
    edit(world, criteria=[*CRITERIA, "A souri"])
    assert CriterionDraft("A souri") in draft(criteria=["A souri"]).criteria
    shown = str([asdict(organisation(world)), *(asdict(badge_class(world, n)) for n in (1, 2))])
    private = [*NAMES, world.coach.email, world.second_coach.email, world.coordinator.email]
    private += [text for one in world.people for text in (one.profile, one.reference)]
    assert [text for text in private if text in shown] == []
    assert "A souri" in shown
