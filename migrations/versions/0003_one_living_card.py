"""Nobody has two living cards. Where somebody had, the one that was bound last stays."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVING = "participant_id IS NOT NULL AND ended_at IS NULL"


def upgrade() -> None:
    _end_older()
    op.create_index(
        "uq_cards_living",
        "cards",
        ["participant_id"],
        unique=True,
        sqlite_where=sa.text(LIVING),
        postgresql_where=sa.text(LIVING),
    )


def downgrade() -> None:
    op.drop_index("uq_cards_living", table_name="cards")


def _end_older() -> None:
    cards = sa.table(
        "cards",
        sa.column("id", sa.Integer),
        sa.column("participant_id", sa.Integer),
        sa.column("bound_at", sa.DateTime(timezone=True)),
        sa.column("ended_at", sa.DateTime(timezone=True)),
    )
    last = sa.func.row_number().over(
        partition_by=cards.c.participant_id,
        order_by=(cards.c.bound_at.desc().nulls_last(), cards.c.id.desc()),
    )
    living = sa.select(cards.c.id, last.label("place")).where(sa.text(LIVING)).subquery()
    older = sa.select(living.c.id).where(living.c.place > 1)
    op.execute(cards.update().where(cards.c.id.in_(older)).values(ended_at=datetime.now(UTC)))
