"""Rows: plain typed SQLAlchemy, no behaviour."""

from badges.models.activities import (
    Activity,
    ActivityKind,
    ActivityOpening,
    ActivityStaff,
    Attendance,
    AttendanceRole,
    Enrolment,
    Observation,
    Participant,
    Session,
)
from badges.models.actors import Actor
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
    BadgeClassDraft,
    BadgeClassVersion,
    Criterion,
    Picture,
    VersionCriterion,
)
from badges.models.base import Base
from badges.models.cards import Card, CardPack
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
from badges.models.people import Declined, HandOver, Merge, Request, RequestKind
from badges.models.sign_in import Invitation, Mail, Passkey, SignInLink, StaffSession

__all__ = [
    "Act",
    "Activity",
    "ActivityKind",
    "ActivityOpening",
    "ActivityStaff",
    "Actor",
    "Appointment",
    "Assertion",
    "AssertionKind",
    "Attendance",
    "AttendanceRole",
    "AuditHead",
    "AuditLine",
    "Award",
    "BadgeClass",
    "BadgeClassDraft",
    "BadgeClassVersion",
    "Base",
    "Card",
    "CardPack",
    "Criterion",
    "Declined",
    "Enrolment",
    "Fact",
    "HandOver",
    "Invitation",
    "KeyEpoch",
    "KeyState",
    "Mail",
    "Merge",
    "Observation",
    "Organisation",
    "Participant",
    "Passkey",
    "Picture",
    "Programme",
    "Request",
    "RequestKind",
    "RevocationReason",
    "Role",
    "Session",
    "SignInLink",
    "Staff",
    "StaffSession",
    "VersionCriterion",
]
