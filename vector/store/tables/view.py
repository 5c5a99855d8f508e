"""Views: addresses of pages, with their filters, that a person keeps under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class SavedView(Model):
    """A page with its filters as an account keeps it; ``starts`` is the one it begins with."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    address: Mapped[str]
    starts: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("account_id", "name"),)
