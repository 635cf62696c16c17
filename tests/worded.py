"""The badge class of the cast in Arabic: what tests write and look for."""

from typing import Any

from badges.models import BadgeClassVersion, Role
from badges.services import wordings
from badges.services.wordings import Wording
from tests.actors import actor_of
from tests.cast import NOW, Cast

NAME = "روح الفريق"
SENTENCE = "أعمل مع الآخرين. أساعد المجموعة على النجاح."
ACTS = (
    "تقاسم الكرة أو المهمة أو الكلام مع الآخرين",
    "ساعد شخصًا من المجموعة دون أن يُطلب منه ذلك",
    "اتبع القاعدة التي قررتها المجموعة",
)


def arabic(version: BadgeClassVersion, **changes: Any) -> Wording:
    """All texts of a version in Arabic, or what is told instead."""
    acts = {(one.number, one.text): text for one, text in zip(version.criteria, ACTS, strict=False)}
    said = {"language": "ar", "name": NAME, "sentence": SENTENCE, "acts": acts} | changes
    return Wording(**said)


def write(world: Cast, version: BadgeClassVersion | None = None, **changes: Any) -> None:
    """The coordinator writes it; committed."""
    found = version or world.version
    wordings.write(
        world.session, found, arabic(found, **changes), digest=found.digest,
        actor=actor_of(world, world.coordinator, Role.COORDINATOR), now=NOW,
    )  # fmt: skip
    world.session.commit()
