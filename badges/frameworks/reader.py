"""From the bytes of a data file to its entries, refusing what does not hold together."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from badges.artwork.colours import Colour
from badges.artwork.design import Design
from badges.artwork.shapes import Shape
from badges.frameworks.entries import (
    BadgeTemplate,
    Framework,
    Kind,
    ParticipantRole,
    Pole,
    Skill,
    Synonyms,
)

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class CatalogueError(Exception):
    """A data file that contradicts itself or another one."""


def read_framework(data: bytes) -> Framework:
    """One framework with its skills; `CatalogueError` for anything missing, unknown or doubled."""
    members = _members(data)
    try:
        skills = tuple(Skill(**skill) for skill in members.pop("skills"))
        framework = Framework(**members, skills=skills)
    except (TypeError, ValueError, KeyError) as error:
        raise CatalogueError(f"framework: {error}") from error
    _check_keys([framework.key])
    _check_keys(skill.key for skill in skills)
    _check_once(skill.address for skill in skills if skill.address)
    return framework


def read_kinds(data: bytes) -> tuple[Kind, ...]:
    """The kinds of activity; `CatalogueError` for anything missing, unknown or doubled."""
    try:
        kinds = tuple(_kind(members) for members in json.loads(data))
    except (TypeError, ValueError, KeyError) as error:
        raise CatalogueError(f"kinds: {error}") from error
    _check_keys(kind.key for kind in kinds)
    return kinds


def read_templates(
    data: bytes, *, frameworks: Iterable[Framework], kinds: Iterable[Kind]
) -> tuple[BadgeTemplate, ...]:
    """The badge templates; `CatalogueError` also for a skill or a kind that does not exist."""
    try:
        templates = tuple(_template(members) for members in json.loads(data))
    except (TypeError, ValueError, KeyError) as error:
        raise CatalogueError(f"templates: {error}") from error
    _check_keys(template.id for template in templates)
    skills = {(each.key, skill.key) for each in frameworks for skill in each.skills}
    kind_keys = {kind.key for kind in kinds}
    for template in templates:
        _check_template(template, skills=skills, kinds=kind_keys)
    return templates


def read_synonyms(data: bytes) -> tuple[Synonyms, ...]:
    """The synonyms; `CatalogueError` also for a word or phrase that is said to mean two things."""
    try:
        synonyms = tuple(
            Synonyms(**{name: tuple(map(str, texts)) for name, texts in members.items()})
            for members in json.loads(data)
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise CatalogueError(f"synonyms: {error}") from error
    _check_once(said for one in synonyms for said in one.said)
    return synonyms


def _members(data: bytes) -> dict[str, Any]:
    try:
        members = json.loads(data)
    except ValueError as error:
        raise CatalogueError("not JSON") from error
    if not isinstance(members, dict):
        raise CatalogueError("not an object")
    return members


def _kind(members: Mapping[str, Any]) -> Kind:
    converted = {
        "pole": Pole(members["pole"]),
        "participant_role": ParticipantRole(members["participant_role"]),
    }
    return Kind(**{**members, **converted})


def _template(members: Mapping[str, Any]) -> BadgeTemplate:
    drawn = members["design"]
    design = {**drawn, "shape": Shape(drawn["shape"]), "colour": Colour(drawn["colour"])}
    converted = {
        "criteria": tuple(members["criteria"]),
        "kinds": tuple(members["kinds"]),
        "design": Design(**design),
        "skills": tuple((framework, skill) for framework, skill in members["skills"]),
    }
    return BadgeTemplate(**{**members, **converted})


def _check_template(
    template: BadgeTemplate, *, skills: set[tuple[str, str]], kinds: set[str]
) -> None:
    unknown = (set(template.skills) - skills) | (set(template.kinds) - kinds)
    if unknown:
        raise CatalogueError(f"{template.id} names what does not exist: {unknown}")
    if not 1 <= template.needed_criteria <= len(template.criteria) or template.needed_sessions < 1:
        raise CatalogueError(f"{template.id} asks for what nobody can reach")
    _check_once(template.criteria)
    _check_once(template.skills)


def _check_keys(keys: Iterable[str]) -> None:
    found = list(keys)
    _check_once(found)
    for key in found:
        if not _KEY.fullmatch(key):
            raise CatalogueError(f"{key!r} cannot stand in an address")


def _check_once(values: Iterable[object]) -> None:
    found = list(values)
    doubled = {value for value in found if found.count(value) > 1}
    if doubled:
        raise CatalogueError(f"given twice: {doubled}")
