"""What happens: kinds of activity, activities, sessions, the people and what was seen of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from badges.models.base import Base, UtcDateTime

# SQLite would give the number of a deleted row to the next one: commands and the audit log name
# people, activities and sessions by number. PostgreSQL never does.
NEVER_AGAIN = {"sqlite_autoincrement": True}


class ActivityKind(Base):
    """A kind of activity, each in one of the poles main, coeur or tete."""

    __tablename__ = "activity_kinds"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    pole: Mapped[str] = mapped_column(String(10))
    participant_role: Mapped[str] = mapped_column(String(20))


class Activity(Base):
    """Something that an organisation does with people over one or more sessions."""

    __tablename__ = "activities"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind_key: Mapped[str] = mapped_column(ForeignKey("activity_kinds.key"))
    name: Mapped[str] = mapped_column(String(120))
    town: Mapped[str] = mapped_column(String(120))
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    kind: Mapped[ActivityKind] = relationship()


class ActivityStaff(Base):
    """Who works in an activity beside its lead: coaches, and partners assigned to it."""

    __tablename__ = "activity_staff"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ActivityOpening(Base):
    """An activity is opened to the people of another organisation of the same programme."""

    __tablename__ = "activity_openings"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, index=True
    )
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Session(Base):
    """One meeting of an activity, on one local day."""

    __tablename__ = "sessions"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date]


class Participant(Base):
    """A person as their coach knows them: a name as given, and nothing that they need to own.

    `reference` is the only word for the person in the audit log, `profile` the random end of the
    address that their badges are made out to; both go with the row when the person is erased.
    `pictogram` and `colour` tell namesakes apart. `informed_at` is when they were told what is
    noted. A row that was merged points to the one that is kept, and is nowhere shown.
    """

    __tablename__ = "participants"
    __table_args__ = NEVER_AGAIN

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    reference: Mapped[str] = mapped_column(String(36), unique=True)
    profile: Mapped[str] = mapped_column(String(60), unique=True)
    minor_until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pictogram: Mapped[str | None] = mapped_column(String(20))
    colour: Mapped[str | None] = mapped_column(String(20))
    informed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id"), index=True)


class Enrolment(Base):
    """Somebody is on the list of an activity."""

    __tablename__ = "enrolments"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id", ondelete="CASCADE"), primary_key=True
    )
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AttendanceRole(StrEnum):
    """As what somebody was there."""

    PARTICIPANT = "participant"
    MENTOR = "mentor"
    MENTEE = "mentee"


class Attendance(Base):
    """Somebody was there, in one session."""

    __tablename__ = "attendances"

    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True
    )
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(20))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Observation(Base):
    """One coach saw one person do what one criterion names, in one session."""

    __tablename__ = "observations"
    __table_args__ = (UniqueConstraint("participant_id", "session_id", "criterion_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(
        ForeignKey("sessions.id", ondelete="CASCADE"), index=True
    )
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"))
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
