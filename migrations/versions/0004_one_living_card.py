"""A person has one living card at most: of several, the newest stays theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE cards SET ended_at = bound_at
        WHERE ended_at IS NULL AND participant_id IS NOT NULL AND id < (
            SELECT max(other.id) FROM cards AS other
            WHERE other.participant_id = cards.participant_id AND other.ended_at IS NULL
        )
        """
    )
    op.create_index(
        "uq_cards_living",
        "cards",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("uq_cards_living", table_name="cards")
