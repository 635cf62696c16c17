"""The first tables: organisations, activities, badge classes, awards, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_kinds",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("pole", sa.String(length=10), nullable=False),
        sa.Column("participant_role", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_activity_kinds")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_lines",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("person", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_lines")),
    )
    op.create_index(
        op.f("ix_audit_lines_organisation_id"), "audit_lines", ["organisation_id"], unique=False
    )
    op.create_table(
        "facts",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_facts")),
    )
    op.create_table(
        "pictures",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pictures")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("slug", name=op.f("uq_programmes_slug")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_organisations_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisations_slug")),
    )
    op.create_index(
        op.f("ix_organisations_programme_id"), "organisations", ["programme_id"], unique=False
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind_key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind_key"], ["activity_kinds.key"], name=op.f("fk_activities_kind_key")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["staff.id"], name=op.f("fk_activities_lead_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_activities_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_activities_organisation_id"), "activities", ["organisation_id"], unique=False
    )
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_acts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
        sa.UniqueConstraint(
            "organisation_id",
            "idempotency_key",
            name=op.f("uq_acts_organisation_id_idempotency_key"),
        ),
    )
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_appointments_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_appointments_programme_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_appointments_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(
        op.f("ix_appointments_organisation_id"), "appointments", ["organisation_id"], unique=False
    )
    op.create_index(
        op.f("ix_appointments_programme_id"), "appointments", ["programme_id"], unique=False
    )
    op.create_index(op.f("ix_appointments_staff_id"), "appointments", ["staff_id"], unique=False)
    op.create_table(
        "badge_classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_badge_classes_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_classes")),
        sa.UniqueConstraint("slug", name=op.f("uq_badge_classes_slug")),
    )
    op.create_index(
        op.f("ix_badge_classes_organisation_id"), "badge_classes", ["organisation_id"], unique=False
    )
    op.create_table(
        "key_epochs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("key_name", sa.String(length=120), nullable=False),
        sa.Column("key_document", sa.LargeBinary(), nullable=False),
        sa.Column("profile_document", sa.LargeBinary(), nullable=True),
        sa.Column("profile_digest", sa.String(length=80), nullable=True),
        sa.Column("pad", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_key_epochs_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_epochs")),
        sa.UniqueConstraint("key_name", name=op.f("uq_key_epochs_key_name")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_key_epochs_organisation_id_number")
        ),
    )
    op.create_index(
        "uq_key_epochs_active",
        "key_epochs",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "participants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=36), nullable=False),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("minor_until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_participants_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("profile", name=op.f("uq_participants_profile")),
        sa.UniqueConstraint("reference", name=op.f("uq_participants_reference")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_participants_organisation_id"), "participants", ["organisation_id"], unique=False
    )
    op.create_table(
        "awards",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("badge_class_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("kind_key", sa.String(length=40), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=11), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("audit_number", sa.Integer(), nullable=True),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revocation_reason", sa.String(length=40), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["act_id"], ["acts.id"], name=op.f("fk_awards_act_id")),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_awards_activity_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["badge_class_id"], ["badge_classes.id"], name=op.f("fk_awards_badge_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["kind_key"], ["activity_kinds.key"], name=op.f("fk_awards_kind_key")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_awards_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_awards_participant_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_awards_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("code", name=op.f("uq_awards_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_awards_code_hash")),
    )
    op.create_index(op.f("ix_awards_act_id"), "awards", ["act_id"], unique=False)
    op.create_index(op.f("ix_awards_activity_id"), "awards", ["activity_id"], unique=False)
    op.create_index(op.f("ix_awards_organisation_id"), "awards", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_awards_participant_id"), "awards", ["participant_id"], unique=False)
    op.create_index(
        "uq_awards_occasion",
        "awards",
        ["badge_class_id", "participant_id", "activity_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL AND revoked_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "badge_class_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge_class_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("epoch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("alignments", sa.JSON(), nullable=False),
        sa.Column("design", sa.JSON(), nullable=False),
        sa.Column("needed_criteria", sa.Integer(), nullable=False),
        sa.Column("needed_sessions", sa.Integer(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.Column("svg_hash", sa.String(length=64), nullable=False),
        sa.Column("png_hash", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["badge_class_id"],
            ["badge_classes.id"],
            name=op.f("fk_badge_class_versions_badge_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["key_epochs.id"], name=op.f("fk_badge_class_versions_epoch_id")
        ),
        sa.ForeignKeyConstraint(
            ["png_hash"], ["pictures.hash"], name=op.f("fk_badge_class_versions_png_hash")
        ),
        sa.ForeignKeyConstraint(
            ["svg_hash"], ["pictures.hash"], name=op.f("fk_badge_class_versions_svg_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_class_versions")),
        sa.UniqueConstraint(
            "badge_class_id", "number", name=op.f("uq_badge_class_versions_badge_class_id_number")
        ),
    )
    op.create_index(
        op.f("ix_badge_class_versions_epoch_id"), "badge_class_versions", ["epoch_id"], unique=False
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge_class_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["badge_class_id"], ["badge_classes.id"], name=op.f("fk_criteria_badge_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criteria")),
    )
    op.create_index(
        op.f("ix_criteria_badge_class_id"), "criteria", ["badge_class_id"], unique=False
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activities.id"],
            name=op.f("fk_sessions_activity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sessions_activity_id"), "sessions", ["activity_id"], unique=False)
    op.create_table(
        "assertions",
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("award_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("epoch_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("mirror", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_assertions_award_id")),
        sa.ForeignKeyConstraint(
            ["epoch_id"], ["key_epochs.id"], name=op.f("fk_assertions_epoch_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["badge_class_versions.id"], name=op.f("fk_assertions_version_id")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_assertions")),
    )
    op.create_index(op.f("ix_assertions_award_id"), "assertions", ["award_id"], unique=False)
    op.create_index(op.f("ix_assertions_epoch_id"), "assertions", ["epoch_id"], unique=False)
    op.create_index(op.f("ix_assertions_version_id"), "assertions", ["version_id"], unique=False)
    op.create_table(
        "observations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_observations_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_observations_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["sessions.id"],
            name=op.f("fk_observations_session_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_observations_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observations")),
        sa.UniqueConstraint(
            "participant_id",
            "session_id",
            "criterion_id",
            "staff_id",
            name=op.f("uq_observations_participant_id_session_id_criterion_id_staff_id"),
        ),
    )
    op.create_index(
        op.f("ix_observations_session_id"), "observations", ["session_id"], unique=False
    )
    op.create_table(
        "version_criteria",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criteria.id"], name=op.f("fk_version_criteria_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["badge_class_versions.id"], name=op.f("fk_version_criteria_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "number", name=op.f("pk_version_criteria")),
        sa.UniqueConstraint(
            "version_id", "criterion_id", name=op.f("uq_version_criteria_version_id_criterion_id")
        ),
    )
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("number"), sa.column("hash")),
        [{"id": 1, "number": 0, "hash": "0" * 64}],
    )


def downgrade() -> None:
    for table in (
        "version_criteria",
        "observations",
        "assertions",
        "sessions",
        "criteria",
        "badge_class_versions",
        "awards",
        "participants",
        "key_epochs",
        "badge_classes",
        "appointments",
        "acts",
        "activities",
        "organisations",
        "staff",
        "programmes",
        "pictures",
        "facts",
        "audit_lines",
        "audit_head",
        "activity_kinds",
    ):
        op.drop_table(table)
