"""The demonstration as it is written down in `data/`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from badges.artwork.colours import Colour
from badges.artwork.design import Design
from badges.artwork.shapes import Shape
from badges.demo.entries import (
    DemoActivity,
    DemoBadge,
    DemoErasure,
    DemoGathering,
    Demonstration,
    DemoOrganisation,
    DemoPerson,
    DemoProgramme,
    DemoRevocation,
    DemoRotation,
    DemoStaff,
    DemoUndoing,
)
from badges.frameworks import templates
from badges.models import RevocationReason, Role

_OF_THE_TEMPLATE = (
    "name",
    "sentence",
    "criteria",
    "kinds",
    "design",
    "skills",
    "needed_criteria",
    "needed_sessions",
)


@cache
def load() -> Demonstration:
    """The demonstration, read once."""
    turns = _read("turns")
    return Demonstration(
        programmes=_all(DemoProgramme, _read("programmes")),
        organisations=_all(DemoOrganisation, _read("organisations")),
        staff=_all(DemoStaff, _read("staff"), role=Role),
        activities=_all(DemoActivity, _read("activities")),
        badges=tuple(map(_badge, _read("badges"))),
        people=_all(DemoPerson, _read("people")),
        gatherings=_all(DemoGathering, _read("gatherings")),
        rotations=_all(DemoRotation, turns["rotations"]),
        revocations=_all(DemoRevocation, turns["revocations"], reason=RevocationReason),
        undoings=_all(DemoUndoing, turns["undoings"]),
        erasures=_all(DemoErasure, turns["erasures"], revoked_before=RevocationReason),
    )


T = TypeVar("T")
Convert = Callable[[Any], object]


def _read(name: str) -> Any:
    return json.loads((files("badges.demo") / "data" / f"{name}.json").read_text("utf-8"))


def _all(kind: type[T], entries: Sequence[Mapping[str, Any]], **converts: Convert) -> tuple[T, ...]:
    return tuple(_one(kind, entry, **converts) for entry in entries)


def _one(kind: type[T], entry: Mapping[str, Any], **converts: Convert) -> T:
    """The value of an entry: its lists as tuples, the members named in `converts` as those say."""
    return kind(**{name: converts.get(name, _frozen)(value) for name, value in entry.items()})


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _badge(entry: Mapping[str, Any]) -> DemoBadge:
    """What an entry does not say is as in its template."""
    template = next(one for one in templates() if one.id == entry["template"])
    words = {name: getattr(template, name) for name in _OF_THE_TEMPLATE} | dict(entry)
    named = words | {"name": f"{words['name']} (DÉMO)"}
    badge = _one(DemoBadge, named, design=_design)
    return replace(badge, design=replace(badge.design, demo=True))


def _design(value: Design | Mapping[str, Any]) -> Design:
    return value if isinstance(value, Design) else _one(Design, value, shape=Shape, colour=Colour)
