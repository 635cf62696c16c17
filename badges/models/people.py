"""What happens to the rows of people: merged, handed on, corrected, asked for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from badges.models.base import Base, UtcDateTime


class Merge(Base):
    """Two rows are one person: proposed by one member of staff, confirmed by another.

    `moved` lists what went from the row that is gone to the one that is kept, by table and id, so
    that it can be taken apart again within 30 days.
    """

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kept_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    gone_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)


class HandOver(Base):
    """A person goes to another organisation of the programme, having agreed to it on a day."""

    __tablename__ = "hand_overs"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    from_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    agreed_on: Mapped[date]
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RequestKind(StrEnum):
    """What can be asked of somebody who may do it."""

    CORRECTION = "correction"
    REVOCATION = "revocation"
    ERASURE = "erasure"


class CorrectionReason(StrEnum):
    """What somebody says is wrong about what is noted of them."""

    NAME = "name"
    NOT_DONE = "not_done"
    MISSING = "missing"
    OTHER = "other"


class RequestOutcome(StrEnum):
    """How a request ended: done, or why not, of a fixed list."""

    DONE = "done"
    RIGHT_ALREADY = "right_already"
    CHANGED_MIND = "changed_mind"
    NOT_OURS = "not_ours"


class Request(Base):
    """Something to be looked at: a correction, a badge to be taken back, a person to be erased.

    `reason` is a word of a fixed list; `line` an optional line, which goes with the person.
    """

    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    award_id: Mapped[str | None] = mapped_column(
        ForeignKey("awards.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str] = mapped_column(String(40))
    line: Mapped[str | None] = mapped_column(String(300))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(40))


class Declined(Base):
    """How many people did not want to be noted: by organisation and month, never by name."""

    __tablename__ = "declined"
    __table_args__ = (UniqueConstraint("organisation_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    month: Mapped[date]
    count: Mapped[int]
