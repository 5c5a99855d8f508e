"""Replies: what was answered to a write that brought a key, for the case that it is sent again."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Reply(Model):
    """The answer to one write, kept in the transaction of the write itself.

    ``fingerprint`` is the SHA-256 of what was asked; ``location`` and ``body`` are as answered.
    """

    __tablename__ = "reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str]
    fingerprint: Mapped[str]
    status: Mapped[int]
    location: Mapped[str | None]
    body: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("account_id", "key"),)
