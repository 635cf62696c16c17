"""Programmes, the organisations in them, their key epochs and their staff."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.models.base import Base, UtcDateTime


class Programme(Base):
    """Several organisations that work together, with one funder."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Organisation(Base):
    """Who awards: named as the issuer in each of its badges, with keys of its own."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    email: Mapped[str] = mapped_column(String(254))
    telephone: Mapped[str | None] = mapped_column(String(40))
    town: Mapped[str | None] = mapped_column(String(120))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    logo_hash: Mapped[str | None] = mapped_column(ForeignKey("pictures.hash"))

    programme: Mapped[Programme] = relationship()


class KeyState(StrEnum):
    """The life of a key (trust.md: Keys)."""

    STANDBY = "standby"
    ACTIVE = "active"
    RETIRED = "retired"


class KeyEpoch(Base):
    """One key of an organisation, and the Profile, CryptographicKey and pad that go with it.

    The Profile is written when the epoch starts and never changes, nor does the logo that it names,
    `logo_hash`; `pad` is a version 4 UUID that
    no award ever gets and that keeps a RevocationList from having exactly one entry.
    """

    __tablename__ = "key_epochs"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index(
            "uq_key_epochs_active",
            "organisation_id",
            unique=True,
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    key_name: Mapped[str] = mapped_column(String(120), unique=True)
    key_document: Mapped[bytes] = mapped_column(LargeBinary)
    profile_document: Mapped[bytes | None] = mapped_column(LargeBinary)
    profile_digest: Mapped[str | None] = mapped_column(String(80))
    pad: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    logo_hash: Mapped[str | None] = mapped_column(ForeignKey("pictures.hash"))


class Role(StrEnum):
    """What a member of staff may do (contract: Who may do what)."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    COACH = "coach"
    PARTNER = "partner"


class Staff(Base):
    """A person who works for an organisation.

    `otp_secret` is the shared secret of the second factor (base32), `otp_step` the last time step
    that was used, so that no code counts twice.
    """

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    name: Mapped[str | None] = mapped_column(String(120))
    otp_secret: Mapped[str | None] = mapped_column(String(64))
    otp_step: Mapped[int | None]

    appointments: Mapped[list["Appointment"]] = relationship()


class Appointment(Base):
    """A role in one organisation, or in each organisation of one programme."""

    __tablename__ = "appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Fact(Base):
    """What the service must remember about itself, such as its public address."""

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
