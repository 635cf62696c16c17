"""Paper cards: packs printed without a name, and whose each card became."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from badges.models.base import Base, UtcDateTime


class CardPack(Base):
    """Cards that were made together, and the coach who holds them; called back at once whole."""

    __tablename__ = "card_packs"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Card(Base):
    """One card. Nobody's until it is bound; dead once `ended_at`. `code_hash` outlives the code.

    A person has one living card at most.
    """

    __tablename__ = "cards"
    __table_args__ = (
        Index(
            "uq_cards_living",
            "participant_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("card_packs.id"), index=True)
    code: Mapped[str | None] = mapped_column(String(11), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"), index=True
    )
    bound_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    bound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
