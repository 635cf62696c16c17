"""Rows: plain typed SQLAlchemy, no behaviour."""

from badges.models.activities import Activity, ActivityKind, Observation, Participant, Session
from badges.models.awards import (
    Act,
    Assertion,
    AssertionKind,
    AuditHead,
    AuditLine,
    Award,
    RevocationReason,
)
from badges.models.badge_classes import (
    BadgeClass,
    BadgeClassVersion,
    Criterion,
    Picture,
    VersionCriterion,
)
from badges.models.base import Base
from badges.models.organisations import (
    Appointment,
    Fact,
    KeyEpoch,
    KeyState,
    Organisation,
    Programme,
    Role,
    Staff,
)

__all__ = [
    "Act",
    "Activity",
    "ActivityKind",
    "Appointment",
    "Assertion",
    "AssertionKind",
    "AuditHead",
    "AuditLine",
    "Award",
    "BadgeClass",
    "BadgeClassVersion",
    "Base",
    "Criterion",
    "Fact",
    "KeyEpoch",
    "KeyState",
    "Observation",
    "Organisation",
    "Participant",
    "Picture",
    "Programme",
    "RevocationReason",
    "Role",
    "Session",
    "Staff",
    "VersionCriterion",
]
