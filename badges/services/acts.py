"""An act that is submitted twice is done once (trust.md 7): its row, and what it came to."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from badges.models import Act, Organisation
from badges.services.errors import Conflict

Result = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What was asked of an organisation under a key that whoever submits it has drawn."""

    organisation_id: int
    key: str
    asked: Sequence[object]

    def digest(self) -> str:
        """What was asked, in 64 hex digits."""
        return hashlib.sha256(json.dumps(list(self.asked), default=str).encode()).hexdigest()


def lock(session: Session, organisation_id: int) -> None:
    """Wait for whoever adds to this organisation's lists, and make others wait until the end."""
    session.execute(
        select(Organisation.id)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True)
    )


def done_before(session: Session, submitted: Submitted) -> Result | None:
    """What the same act came to, None if it is new; under the organisation's lock.

    Raises Conflict where the key was used for something else.
    """
    lock(session, submitted.organisation_id)
    act = session.execute(
        select(Act.digest, Act.result).where(
            Act.organisation_id == submitted.organisation_id,
            Act.idempotency_key == submitted.key,
        )
    ).one_or_none()
    if act is None:
        return None
    if act.digest != submitted.digest():
        raise Conflict("This key was used for something else.")
    result: Result = act.result
    return result


def note(session: Session, submitted: Submitted, result: Result, *, now: datetime) -> None:
    """Keep what an act came to."""
    session.add(
        Act(
            organisation_id=submitted.organisation_id,
            idempotency_key=submitted.key,
            digest=submitted.digest(),
            result=dict(result),
            created_at=now,
        )
    )
    session.flush()
