import json
from collections.abc import Callable
from typing import Any

import pytest

from badges.artwork.colours import Colour
from badges.artwork.design import Design
from badges.artwork.shapes import Shape
from badges.frameworks.entries import BadgeTemplate, ParticipantRole, Pole
from badges.frameworks.reader import (
    CatalogueError,
    read_framework,
    read_kinds,
    read_synonyms,
    read_templates,
)

Change = Callable[[Any], object]


def _skill(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "label_fr": "écouter",
        "label_source": "official",
        "label_en": "listen",
        "description_fr": None,
        "description_en": None,
        "code": None,
        "address": f"https://skills.example/{key}",
    }


def _framework() -> dict[str, Any]:
    return {
        "key": "example",
        "name": "Example",
        "title": "Example of a framework",
        "version": "1",
        "source": "https://skills.example/",
        "licence": None,
        "licence_verified": False,
        "attribution": "Example.",
        "skills": [_skill("a-1"), _skill("b-2")],
    }


def _kinds() -> list[dict[str, Any]]:
    return [
        {"key": "sport", "name_fr": "Sport", "pole": "coeur", "participant_role": "participant"},
        {"key": "atelier", "name_fr": "Atelier", "pole": "main", "participant_role": "mentor"},
    ]


def _templates() -> list[dict[str, Any]]:
    return [
        {
            "id": "ecoute",
            "name": "Écoute",
            "sentence": "J'écoute.",
            "criteria": ["A écouté", "A demandé"],
            "kinds": ["sport"],
            "design": {"shape": "shield", "colour": "moss", "pictogram": "star"},
            "skills": [["example", "a-1"]],
            "needed_criteria": 2,
            "needed_sessions": 1,
        }
    ]


def _bytes(data: object) -> bytes:
    return json.dumps(data).encode()


def _read_templates(data: object) -> tuple[BadgeTemplate, ...]:
    return read_templates(
        _bytes(data),
        frameworks=[read_framework(_bytes(_framework()))],
        kinds=read_kinds(_bytes(_kinds())),
    )


def test_it_works() -> None:
    framework = read_framework(_bytes(_framework()))
    assert [skill.key for skill in framework.skills] == ["a-1", "b-2"]
    assert framework.skills[0].address == "https://skills.example/a-1"


def test_kinds_are_read() -> None:
    sport, workshop = read_kinds(_bytes(_kinds()))
    assert (sport.pole, sport.participant_role) == (Pole.COEUR, ParticipantRole.PARTICIPANT)
    assert (workshop.pole, workshop.participant_role) == (Pole.MAIN, ParticipantRole.MENTOR)


def test_templates_are_read() -> None:
    (template,) = _read_templates(_templates())
    assert template.criteria == ("A écouté", "A demandé")
    assert template.skills == (("example", "a-1"),)
    assert template.design == Design(shape=Shape.SHIELD, colour=Colour.MOSS, pictogram="star")


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b'{"skills": 3}'])
def test_refuses_what_is_no_framework(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_framework(data)


@pytest.mark.parametrize("data", [b"", b"3", b"null", b"\xff", b"[3]", b'["a"]', b"[{}]"])
def test_refuses_what_is_no_list(data: bytes) -> None:
    with pytest.raises(CatalogueError):
        read_kinds(data)
    with pytest.raises(CatalogueError):
        read_templates(data, frameworks=[], kinds=[])


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.pop("licence"),
        lambda it: it.update(publisher="somebody"),
        lambda it: it.update(key="Not For An Address"),
        lambda it: it["skills"].append(_skill("a-1")),
        lambda it: it["skills"][0].pop("label_source"),
        lambda it: it["skills"][0].update(level=3),
        lambda it: it["skills"][0].update(key="à l'écoute"),
        lambda it: it["skills"][0].update(key=""),
        lambda it: it["skills"][0].update(address=it["skills"][1]["address"]),
    ],
)
def test_refuses_a_framework_that_does_not_hold(change: Change) -> None:
    framework = _framework()
    change(framework)
    with pytest.raises(CatalogueError):
        read_framework(_bytes(framework))


@pytest.mark.parametrize(
    "change",
    [
        lambda kinds: kinds[0].update(pole="foot"),
        lambda kinds: kinds[0].update(participant_role="spectator"),
        lambda kinds: kinds[0].update(key="atelier"),
        lambda kinds: kinds[0].update(colour="red"),
        lambda kinds: kinds[0].pop("name_fr"),
    ],
)
def test_refuses_kinds_that_do_not_hold(change: Change) -> None:
    kinds = _kinds()
    change(kinds)
    with pytest.raises(CatalogueError):
        read_kinds(_bytes(kinds))


@pytest.mark.parametrize(
    "change",
    [
        lambda template: template.update(skills=[["example", "c-3"]]),
        lambda template: template.update(skills=[["example"]]),
        lambda template: template.update(skills=[["example", "a-1"], ["example", "a-1"]]),
        lambda template: template.update(kinds=["chess"]),
        lambda template: template["design"].update(shape="octagon"),
        lambda template: template["design"].update(colour="red"),
        lambda template: template["design"].update(pictogram="unicorn"),
        lambda template: template["design"].update(size=3),
        lambda template: template.update(criteria=["A écouté", "A écouté"]),
        lambda template: template.update(needed_criteria=3),
        lambda template: template.update(needed_criteria=0),
        lambda template: template.update(needed_sessions=0),
        lambda template: template.update(id="À l'écoute"),
        lambda template: template.pop("sentence"),
        lambda template: template.update(author="somebody"),
    ],
)
def test_refuses_a_template_that_does_not_hold(change: Change) -> None:
    templates = _templates()
    change(templates[0])
    with pytest.raises(CatalogueError):
        _read_templates(templates)


def test_refuses_two_templates_of_one_name() -> None:
    with pytest.raises(CatalogueError):
        _read_templates(_templates() * 2)


def test_synonyms_are_read() -> None:
    (one,) = read_synonyms(_bytes([{"said": ["groupe", "à plusieurs"], "means": ["équipe"]}]))
    assert one.said == ("groupe", "à plusieurs")
    assert one.means == ("équipe",)


@pytest.mark.parametrize(
    "data",
    [
        3,
        ["groupe"],
        [{"said": ["groupe"]}],
        [{"said": ["groupe"], "means": 3}],
        [{"said": ["groupe"], "means": ["équipe"], "language": ["fr"]}],
        [{"said": ["groupe", "groupe"], "means": ["équipe"]}],
    ],
)
def test_refuses_synonyms_that_do_not_hold(data: object) -> None:
    with pytest.raises(CatalogueError):
        read_synonyms(_bytes(data))
