"""Attempts 尝试: how often something was tried lately, by whatever server process."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Attempts(Model):
    """How often, in a stretch of time that ends. What was tried is kept as a digest only."""

    __tablename__ = "attempts"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
