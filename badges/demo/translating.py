"""What some badge classes of the demonstration say in Arabic and English."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from badges.demo import sharing
from badges.demo.world import World
from badges.models import BadgeClassVersion
from badges.services import wordings
from badges.services.wordings import Wording
from badges.web.badge_writing import SAMPLE_MARK


def translate(world: World, badge: str, version: BadgeClassVersion, *, now: datetime) -> None:
    """Write the wordings of a badge class, by its id, as its coordinator does."""
    organisation = version.badge_class.organisation_id
    by = sharing.acting(world, sharing.COORDINATOR, organisation)
    for language, said in _written().get(badge, {}).items():
        acts = zip(version.criteria, said["acts"], strict=True)
        wording = Wording(
            language=language,
            name=f"{said['name']} ({SAMPLE_MARK})",
            sentence=said["sentence"],
            acts={(one.number, one.text): text for one, text in acts},
        )
        wordings.write(world.session, version, wording, digest=version.digest, actor=by, now=now)


@cache
def _written() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = json.loads(
        (files("badges.demo") / "data" / "wordings.json").read_text("utf-8")
    )
    return found
