"""Wordings: beside what is signed, carried on where it stays, gone where it changes."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from badges.models import AuditLine, BadgeClassVersion, BadgeWording, Role
from badges.services import epochs, publishing, showing, wordings
from badges.services.drafts import CriterionDraft
from badges.services.errors import Conflict, Invalid
from badges.services.wordings import Said, Wording
from tests import worded
from tests.actors import actor_of
from tests.cast import CRITERIA, NOW, Cast, draft, later

KEPT = tuple(CriterionDraft(text, number) for number, text in enumerate(CRITERIA, start=1))


def edit(world: Cast, **changes: Any) -> BadgeClassVersion:
    return publishing.edit(
        world.session, world.urls, world.badge_class,
        replace(draft(), **{"criteria": KEPT} | changes), actor="test", now=later(30),
    )  # fmt: skip


def row(world: Cast, version: BadgeClassVersion, language: str = "ar") -> BadgeWording | None:
    return wordings.written(world.session, version).get(language)


def write(world: Cast, wording: Wording, *, digest: str | None = None) -> None:
    wordings.write(
        world.session, world.version, wording, digest=digest or world.version.digest,
        actor=actor_of(world, world.coordinator, Role.COORDINATOR), now=NOW,
    )  # fmt: skip


def found(world: Cast, number: int = 1, language: str = "ar") -> Wording | None:
    at = (world.badge_class.slug, number)
    return wordings.of_versions(world.session.connection(), [at], language).get(at)


def test_it_works(any_world: Cast) -> None:
    world = any_world
    before = (world.version.document, world.version.digest)
    world.award()
    worded.write(world)
    assert found(world) == worded.arabic(world.version)
    assert found(world, language="en") is None
    world.session.expire_all()
    assert (world.version.document, world.version.digest) == before
    lines = select(AuditLine.subject).where(AuditLine.action == "wording")
    assert world.session.scalars(lines).all() == [f"badge:{world.badge_class.slug}/1 ar"]


def test_written_again_it_says_the_later(world: Cast) -> None:
    worded.write(world)
    worded.write(world, name="", sentence="جملة")
    row_of = row(world, world.version)
    assert row_of is not None
    assert (row_of.name, row_of.sentence) == ("", "جملة")
    assert row_of.acts == dict(zip("123", worded.ACTS, strict=True))


def test_removed_it_is_gone_and_once_more_changes_nothing(world: Cast) -> None:
    worded.write(world)
    by = actor_of(world, world.coordinator, Role.COORDINATOR)
    for _ in range(2):
        wordings.remove(world.session, world.version, "ar", actor=by, now=NOW)
    assert found(world) is None
    lines = select(func.count()).select_from(AuditLine).where(AuditLine.action == "wording")
    assert world.session.scalar(lines) == 2


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "x" * 121}, "name"),
        ({"sentence": "x" * 501}, "sentence"),
        ({"acts": {(2, CRITERIA[1]): "x" * 301}}, "act-2"),
        ({"acts": {(2, CRITERIA[1]): ""}}, "all"),
    ],
)
def test_too_much_or_nothing_is_refused(world: Cast, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(world, Wording(language="ar", **said))
    assert set(refused.value.problems) == {field}
    assert found(world) is None


def test_what_was_read_before_the_badge_class_changed_is_refused(world: Cast) -> None:
    digest = world.version.digest
    edit(world, sentence="Je joue avec les autres.")
    with pytest.raises(Conflict):
        write(world, worded.arabic(world.version), digest=digest)


def test_the_next_version_carries_on_what_stays_the_same(any_world: Cast) -> None:
    world = any_world
    worded.write(world)
    world.award()
    new = edit(world, name="Esprit de groupe", criteria=(KEPT[2], CriterionDraft("A ri", 1)))
    assert new.number == 2
    carried = row(world, new)
    assert carried is not None
    assert (carried.name, carried.sentence) == ("", worded.SENTENCE)
    assert carried.acts == {"1": worded.ACTS[2]}  # it is the first by now
    assert found(world) == worded.arabic(world.version)  # the former keeps its own


def test_written_again_in_its_place_a_version_loses_what_changed(world: Cast) -> None:
    worded.write(world)
    edit(world, criteria=(CriterionDraft("A ri", 1), *KEPT[1:]))
    kept = row(world, world.version)
    assert kept is not None
    assert kept.acts == {"2": worded.ACTS[1], "3": worded.ACTS[2]}


def test_of_what_changed_wholly_nothing_is_carried(world: Cast) -> None:
    worded.write(world, name="", sentence="")
    edit(world, criteria=(CriterionDraft("A ri", 1),))
    assert row(world, world.version) is None


def test_the_version_after_a_rotation_says_the_same_in_every_language(world: Cast) -> None:
    worded.write(world)
    world.award()
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=later(20)
    )
    new, _ = publishing.current(
        world.session, world.urls, world.badge_class, actor="test", now=later(30)
    )
    assert new.number == 2
    assert found(world, 2) == worded.arabic(new)


def test_a_person_reads_their_badge_in_their_language(any_world: Cast) -> None:
    world = any_world
    world.award()
    worded.write(world, name="")
    (own,) = showing.badges_of(world.session, world.people[0], language="ar")
    assert own.words.sentence == Said(worded.SENTENCE, "ar")
    assert own.words.name == own.signed.name == Said("Esprit d'équipe", "fr")
    assert own.words.acts == tuple(Said(text, "ar") for text in worded.ACTS[:2])
    assert own.words.language is None
    assert own.signed.language == "fr"
    (own,) = showing.badges_of(world.session, world.people[0], language="tr")
    assert own.words == own.signed


def test_an_act_is_replaced_only_where_it_was_signed_byte_for_byte(world: Cast) -> None:
    wording = worded.arabic(world.version)
    acts = [(1, CRITERIA[0]), (1, f"{CRITERIA[0]} "), (2, CRITERIA[0]), (None, CRITERIA[1])]
    said = wordings.words("fr", "Nom", "Phrase", acts, wording)
    assert [one.language for one in said.acts] == ["ar", "fr", "fr", "fr"]


def test_all_that_is_said_is_in_its_facts(world: Cast) -> None:
    one = worded.arabic(world.version)
    others = [
        replace(one, name="x"), replace(one, sentence="x"), replace(one, language="fa"),
        replace(one, acts={(1, CRITERIA[0]): "x"}),
    ]  # fmt: skip
    assert len({each.facts() for each in [one, *others]}) == 5
