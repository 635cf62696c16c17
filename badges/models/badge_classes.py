"""Badge classes: the lineage, its versions, their numbered criteria, wordings and pictures."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.models.base import Base, UtcDateTime


class BadgeClass(Base):
    """The lineage: what stays the same when a badge class is edited.

    `shared_at` is when its organisation put it into the programme's library.
    """

    __tablename__ = "badge_classes"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    adopted_from_id: Mapped[int | None] = mapped_column(ForeignKey("badge_classes.id"))

    versions: Mapped[list["BadgeClassVersion"]] = relationship(
        order_by="BadgeClassVersion.number", back_populates="badge_class"
    )


class Picture(Base):
    """A picture's bytes under the hash of their content; never changed, so shared and cached."""

    __tablename__ = "pictures"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BadgeClassVersion(Base):
    """What one version promises. `document` holds the bytes that are hosted, of that `digest`."""

    __tablename__ = "badge_class_versions"
    __table_args__ = (UniqueConstraint("badge_class_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_classes.id"))
    number: Mapped[int]
    epoch_id: Mapped[int] = mapped_column(ForeignKey("key_epochs.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sentence: Mapped[str] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(20))
    kinds: Mapped[list[str]] = mapped_column(JSON)
    alignments: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    design: Mapped[dict[str, str]] = mapped_column(JSON)
    needed_criteria: Mapped[int]
    needed_sessions: Mapped[int]
    valid_months: Mapped[int | None]
    svg_hash: Mapped[str] = mapped_column(ForeignKey("pictures.hash"))
    png_hash: Mapped[str] = mapped_column(ForeignKey("pictures.hash"))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(80))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    badge_class: Mapped[BadgeClass] = relationship(back_populates="versions")
    criteria: Mapped[list["VersionCriterion"]] = relationship(
        order_by="VersionCriterion.number", cascade="all, delete-orphan"
    )


class BadgeClassDraft(Base):
    """A badge class that is being written, a new one or the next version; `says` is the form."""

    __tablename__ = "badge_class_drafts"
    # What was published or thrown away lends its number to nobody: pages may still show it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    badge_class_id: Mapped[int | None] = mapped_column(ForeignKey("badge_classes.id"), index=True)
    adopted_from_id: Mapped[int | None] = mapped_column(ForeignKey("badge_classes.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    says: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Criterion(Base):
    """An observable act of a lineage; versions carry it on, so that what was seen adds up."""

    __tablename__ = "criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_classes.id"), index=True)


class VersionCriterion(Base):
    """The number and the wording of a criterion in one version."""

    __tablename__ = "version_criteria"
    __table_args__ = (UniqueConstraint("version_id", "criterion_id"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("badge_class_versions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    text: Mapped[str] = mapped_column(String(300))


class BadgeWording(Base):
    """What a version says in one more language, beside what is signed and never in it.

    `acts` has the texts of its criteria by their numbers; what is empty was not written.
    """

    __tablename__ = "badge_wordings"

    version_id: Mapped[int] = mapped_column(ForeignKey("badge_class_versions.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    sentence: Mapped[str] = mapped_column(String(500))
    acts: Mapped[dict[str, str]] = mapped_column(JSON)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
