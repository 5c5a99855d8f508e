"""Heartbeats: which workers there are, and when each was last known to be at work."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Heartbeat(Model):
    """One worker process. It leaves with the process; a row that grows old tells of one that died.

    ``holder`` names machine and process, as the claims of that worker do.
    """

    __tablename__ = "heartbeat"

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
