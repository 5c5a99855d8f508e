"""Layouts that people teach the service: what the columns of an unknown sheet are."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class ColumnMapping(Model):
    """The columns of one kind of sheet, which is known again by its header's fingerprint."""

    __tablename__ = "column_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
