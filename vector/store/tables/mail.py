"""Mail: who receives it, what waits, and the one digest per office and day."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vector.store.tables.model import Model
from vector.store.tables.place import Region, Station
from vector.store.tables.watch import Alert

DIGEST_KINDS = ("alert", "reminder")
DIGEST_STATES = ("waiting", "claimed", "closing", "sent", "failed", "unconfirmed", "empty")


class Contact(Model):
    """Who at a street office 街道办 receives the digest."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    name: Mapped[str]
    email: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("region_id", "email"),)


class Digest(Model):
    """One mail to one office: of its alerts, or of what it is soon asked to report.

    States: ``waiting`` → ``claimed`` by a worker → ``closing`` (all sent but the last line)
    → ``sent``. ``failed`` is for good; ``unconfirmed`` means the answer to the finished message
    was lost, so it may have arrived and is not sent again by itself. ``empty`` means that the
    alerts came to nothing the office did not know, so no mail was sent.
    """

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    kind: Mapped[str] = mapped_column(default="alert")
    day: Mapped[date]
    message_id: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(index=True)
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    recipients: Mapped[str | None] = mapped_column(Text)
    last_error: Mapped[str | None] = mapped_column(Text)

    region: Mapped[Region] = relationship()

    __table_args__ = (
        UniqueConstraint("region_id", "kind", "day"),
        CheckConstraint(f"kind IN {DIGEST_KINDS}", name="kind"),
        CheckConstraint(f"state IN {DIGEST_STATES}", name="state"),
    )


class Outbox(Model):
    """That an alert must reach an office; written in the transaction that wrote the alert.

    ``told``, ``told_severity`` and ``told_at`` are what the digest said of the alert's place and
    index, when it last left; of several alerts of one place, the last one's row holds it.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    due_at: Mapped[datetime]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"), index=True)
    told: Mapped[str | None]
    told_severity: Mapped[int | None]
    told_at: Mapped[datetime | None]

    alert: Mapped[Alert] = relationship()
    digest: Mapped[Digest | None] = relationship()

    __table_args__ = (
        UniqueConstraint("alert_id", "region_id"),
        CheckConstraint(
            "(told IS NULL) = (told_severity IS NULL) AND (told IS NULL) = (told_at IS NULL)",
            name="told",
        ),
    )


class Reminder(Model):
    """That an office was, or is about to be, reminded of one survey; never twice of the same.

    ``month`` is the first day of the month that is asked for.
    """

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    method: Mapped[str]
    month: Mapped[date]
    due: Mapped[date]
    digest_id: Mapped[int] = mapped_column(ForeignKey("digest.id"), index=True)

    station: Mapped[Station] = relationship()
    digest: Mapped[Digest] = relationship()

    __table_args__ = (UniqueConstraint("station_id", "method", "month"),)
