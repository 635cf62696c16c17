"""The participant's side: PIN and language, their sessions, what stands on their page."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("awards", sa.Column("on_page_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "wallets",
        sa.Column("participant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reset_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_wallets_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("participant_id", name=op.f("pk_wallets")),
    )
    op.create_table(
        "wallet_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_wallet_sessions_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["cards.id"], name=op.f("fk_wallet_sessions_card_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_sessions")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_wallet_sessions_key_hash")),
    )
    for column in ("participant_id", "card_id"):
        op.create_index(
            op.f(f"ix_wallet_sessions_{column}"), "wallet_sessions", [column], unique=False
        )
    op.create_table(
        "share_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=11), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("naming", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_share_links_participant_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_links")),
        sa.UniqueConstraint("code", name=op.f("uq_share_links_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_share_links_code_hash")),
    )
    op.create_index(
        op.f("ix_share_links_participant_id"), "share_links", ["participant_id"], unique=False
    )
    op.create_table(
        "email_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participants.id"],
            name=op.f("fk_email_links_participant_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_links")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_email_links_link_hash")),
    )
    op.create_index(
        op.f("ix_email_links_participant_id"), "email_links", ["participant_id"], unique=False
    )
    op.create_table(
        "share_link_awards",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["share_links.id"],
            name=op.f("fk_share_link_awards_link_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["award_id"],
            ["awards.id"],
            name=op.f("fk_share_link_awards_award_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("link_id", "award_id", name=op.f("pk_share_link_awards")),
    )
    op.create_index(
        op.f("ix_share_link_awards_award_id"), "share_link_awards", ["award_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("email_links")
    op.drop_table("share_link_awards")
    op.drop_table("share_links")
    op.drop_table("wallet_sessions")
    op.drop_table("wallets")
    op.drop_column("awards", "on_page_at")
