"""Awards (somebody was given a badge), their assertions (what was promised), acts and audit."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from badges.models.base import Base, UtcDateTime


class RevocationReason(StrEnum):
    """Why a badge was taken back: a fixed list, and nothing about the person."""

    WRONG_PERSON = "wrong_person"
    AWARDED_IN_ERROR = "awarded_in_error"
    WRONG_BADGE = "wrong_badge"
    NOT_OBSERVED = "not_observed"
    ON_REQUEST = "on_request"


class Award(Base):
    """Somebody was given a badge. Undoing, hiding, revoking and erasing act here.

    `activity_id` is the occasion: one lineage is awarded to one person once an activity. After
    erasure only organisation, lineage, month, kind, town and the code's hash stay. `line` is what
    the coach added in their own words: never signed, shown only if the person chooses. The person
    hides it (`hidden_at`) or shows it on their page (`on_page_at`); else it is found by its link.
    """

    __tablename__ = "awards"
    __table_args__ = (
        Index(
            "uq_awards_occasion",
            "badge_class_id",
            "participant_id",
            "activity_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("undone_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_classes.id"))
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), index=True)
    activity_id: Mapped[int | None] = mapped_column(
        ForeignKey("activities.id", ondelete="SET NULL"), index=True
    )
    act_id: Mapped[int | None] = mapped_column(ForeignKey("acts.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    kind_key: Mapped[str] = mapped_column(ForeignKey("activity_kinds.key"))
    town: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    code: Mapped[str | None] = mapped_column(String(11), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    audit_number: Mapped[int | None]
    awarded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revocation_reason: Mapped[str | None] = mapped_column(String(40))
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_page_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    line: Mapped[str | None] = mapped_column(String(300))


class AssertionKind(StrEnum):
    """To whom or as what an award was signed: the profile behind a card, or an e-mail address."""

    CARD = "card"
    EMAIL = "email"


class Assertion(Base):
    """What was promised: the signed token and its hosted mirror, made once, together."""

    __tablename__ = "assertions"

    uid: Mapped[str] = mapped_column(String(36), primary_key=True)
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    version_id: Mapped[int] = mapped_column(ForeignKey("badge_class_versions.id"), index=True)
    epoch_id: Mapped[int] = mapped_column(ForeignKey("key_epochs.id"), index=True)
    salt: Mapped[str | None] = mapped_column(String(32))
    token: Mapped[str | None] = mapped_column(Text)
    mirror: Mapped[bytes | None] = mapped_column(LargeBinary)


class Act(Base):
    """One submitted act: the same key again answers with the first result (trust.md 7).

    `result` holds the uids of what was signed and the numbers of the people it was asked for;
    `session_id` is where it was done, which may have gone since.
    """

    __tablename__ = "acts"
    __table_args__ = (UniqueConstraint("organisation_id", "idempotency_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    idempotency_key: Mapped[str] = mapped_column(String(80))
    digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    badge_class_id: Mapped[int | None] = mapped_column(ForeignKey("badge_classes.id"))
    session_id: Mapped[int | None]


class AuditLine(Base):
    """One act, chained by hash to the one before; holds no name or address of a participant."""

    __tablename__ = "audit_lines"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    person: Mapped[str] = mapped_column(String(36))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The last line's number and hash, in the one row that writers lock."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
