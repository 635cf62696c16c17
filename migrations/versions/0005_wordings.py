"""What a badge class says in other languages, beside what is signed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_wordings",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("sentence", sa.String(500), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["badge_class_versions.id"],
            name=op.f("fk_badge_wordings_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", "language", name=op.f("pk_badge_wordings")),
    )


def downgrade() -> None:
    op.drop_table("badge_wordings")
