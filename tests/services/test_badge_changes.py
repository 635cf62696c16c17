"""What changed from one version to the next."""

from dataclasses import replace
from typing import Any

import pytest

from badges.models import BadgeClassVersion
from badges.services import badge_changes, epochs, publishing
from badges.services.badge_changes import Change, What
from badges.services.drafts import CriterionDraft, Target
from tests.cast import CRITERIA, Cast, draft, later

KEPT = tuple(CriterionDraft(text, number) for number, text in enumerate(CRITERIA, start=1))
OTHER = Target(name="Gérer son stress", url="https://badges.example/s", framework="ROME 4.0")


def next_version(world: Cast, **changes: Any) -> BadgeClassVersion:
    world.award(world.people[:1])
    says = replace(draft(), **{"criteria": KEPT} | changes)
    return publishing.edit(
        world.session, world.urls, world.badge_class, says, actor="test", now=later(1)
    )


def test_it_works(world: Cast) -> None:
    world.award(world.people[:1])
    says = replace(
        draft(),
        name="Esprit de groupe",
        criteria=(replace(KEPT[1], text="A aidé"), KEPT[0], CriterionDraft("A remercié")),
        needed_sessions=2,
    )
    newer = publishing.edit(
        world.session, world.urls, world.badge_class, says, actor="test", now=later(1)
    )
    assert badge_changes.between(world.version, newer) == [
        Change(What.NAME, "Esprit d'équipe", "Esprit de groupe"),
        Change(What.ACT_REWORDED, CRITERIA[1], "A aidé"),
        Change(What.ACT_ADDED, after="A remercié"),
        Change(What.ACT_DROPPED, CRITERIA[2]),
        Change(What.ACTS_REORDERED),
        Change(What.NEEDED_SESSIONS, "1", "2"),
    ]


def test_nothing_changed(world: Cast) -> None:
    assert badge_changes.between(world.version, next_version(world)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sentence": "Je joue."}, [Change(What.SENTENCE, draft().sentence, "Je joue.")]),
        ({"needed_criteria": 2}, [Change(What.NEEDED_ACTS, "1", "2")]),
        ({"valid_months": 12}, [Change(What.VALID_MONTHS, "", "12")]),
        ({"kinds": ("sport", "culture")}, [Change(What.KINDS)]),
        ({"design": {"shape": "shield"}}, [Change(What.PICTURE)]),
        ({"targets": (*draft().targets, OTHER)}, [Change(What.SKILL_ADDED, after=OTHER.name)]),
        ({"targets": ()}, [Change(What.SKILL_DROPPED, draft().targets[0].name)]),
    ],
)
def test_each_change_is_named(world: Cast, changes: dict[str, Any], expected: list[Change]) -> None:
    assert badge_changes.between(world.version, next_version(world, **changes)) == expected


def test_a_new_key_is_named(world: Cast) -> None:
    world.award(world.people[:1])
    epochs.rotate(
        world.session, world.keyring, world.urls, world.organisation, actor="test", now=later(1)
    )
    world.award(world.people[1:2], key="second")
    newer = publishing.latest(world.session, world.badge_class)
    assert badge_changes.between(world.version, newer) == [Change(What.KEY)]
