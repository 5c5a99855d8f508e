"""Uploads 上报批次: every file that was taken in, kept as it came.

An upload is a version. It is never edited: a correction is another upload, and withdrawing one
brings back what stood before. The row itself is the log of what happened and when.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Upload(Model):
    """One file taken in. ``withdrawn_at`` is empty while its surveys stand.

    ``withdrawn_for`` is why it was withdrawn, where somebody said so.
    """

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    filename: Mapped[str]
    size: Mapped[int]
    layout: Mapped[str]
    uploaded_by: Mapped[str]
    accepted_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_for: Mapped[str | None]
    surveys: Mapped[int]
    held: Mapped[int]
    faults: Mapped[dict[str, Any]]

    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal"),
        {"sqlite_autoincrement": True},
    )


class UploadFile(Model):
    """The bytes of an upload, apart so that lists of uploads stay light."""

    __tablename__ = "upload_file"

    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
