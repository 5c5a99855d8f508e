"""Photographs 照片 of stations and surveys, drawn anew and small, and why one was deleted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model

DELETED = ("deleted_by", "deleted_for")
WHOLE = " AND ".join(f"(deleted_at IS NULL) = ({column} IS NULL)" for column in DELETED)


class Photo(Model):
    """A photograph of a station on a day. One that was deleted is shown no more.

    ``sha256`` is that of the file as it came; ``width``, ``height`` and ``size`` are those of the
    picture as it is kept.
    """

    __tablename__ = "photo"
    __table_args__ = (CheckConstraint(WHOLE, name="deletion"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    taken_on: Mapped[date]
    words: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    added_by: Mapped[str]
    added_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[str | None]
    deleted_for: Mapped[str | None]


class PhotoFile(Model):
    """The picture as it is kept, and a small one for lists."""

    __tablename__ = "photo_file"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bytes] = mapped_column(LargeBinary)
