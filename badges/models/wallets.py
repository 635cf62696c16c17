"""What a person holds with a card: their PIN, their language, and where they are reading now."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from badges.models.base import Base, UtcDateTime


class Wallet(Base):
    """A person's own way in. Without `pin_hash` (argon2id) the next who says *my card* chooses one.

    `tries` counts wrong PINs since the last right one; `locked_at` is when there were too many: a
    coach opens it again by `reset_at`, when the former PIN ends.
    """

    __tablename__ = "wallets"

    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    pin_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10))
    claimed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reset_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WalletSession(Base):
    """Somebody reads their own pages on one device, with one card. `key_hash` as for staff."""

    __tablename__ = "wallet_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class EmailLink(Base):
    """Somebody wants badges made out to an address, which a mail to it has to confirm.

    The address stands here for a day at most; in a badge made out to it stands a salted hash.
    """

    __tablename__ = "email_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Naming(StrEnum):
    """How a share link calls its person."""

    NONE = "none"
    INITIAL = "initial"
    FULL = "full"


class ShareLink(Base):
    """A code that a person made for some of their badges. `code_hash` outlives the code.

    Withdrawn, past `ends_at`, or of somebody who was erased, it leads nowhere. `answers_email`:
    whoever has it may ask whether an e-mail address is the person's.
    """

    __tablename__ = "share_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int | None] = mapped_column(
        ForeignKey("participants.id", ondelete="SET NULL"), index=True
    )
    code: Mapped[str | None] = mapped_column(String(11), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    naming: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answers_email: Mapped[bool] = mapped_column(default=False, server_default=false())


class ShareLinkAward(Base):
    """One badge of a share link, in the order in which they are shown."""

    __tablename__ = "share_link_awards"

    link_id: Mapped[int] = mapped_column(
        ForeignKey("share_links.id", ondelete="CASCADE"), primary_key=True
    )
    award_id: Mapped[str] = mapped_column(
        ForeignKey("awards.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]
