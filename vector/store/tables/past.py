"""What places were: earlier names, borders, sites and lamps, and what became of whom on which day.

``region`` and ``station`` say what holds today. A row here says what held through ``until``, from
the day after the row before it; nothing is overwritten when a place changes on a day.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vector.store.tables.model import Model
from vector.store.tables.place import Region

KINDS = ("rename", "merge", "split", "transfer")


class RegionPast(Model):
    """What a region was called, and to which it belonged, through a day."""

    __tablename__ = "region_past"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    until: Mapped[date]
    name: Mapped[str]
    code: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))
    geometry: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (UniqueConstraint("region_id", "until"),)


class StationPast(Model):
    """What a station was through a day: its surveys till then were taken under this.

    ``region_id`` and ``street_id`` are where it belonged then; ``today_id`` is the region in which
    the place where it stood lies today. ``site`` counts the places where it has stood, from 1.
    ``ground`` is why it was another from the next day on; "" where only its region changed.
    """

    __tablename__ = "station_past"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    until: Mapped[date]
    name: Mapped[str]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    street_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    today_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    site: Mapped[int]
    habitat: Mapped[str | None]
    method: Mapped[str | None]
    equipment: Mapped[str | None]
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    ground: Mapped[str] = mapped_column(default="", server_default=text("''"))

    __table_args__ = (UniqueConstraint("station_id", "until"),)


class Succession(Model):
    """That one region became another on a day: renamed, merged, split, or moved to another parent.

    ``was`` and ``became`` are the names on that day; ``ground`` is the decision it rests on.
    """

    __tablename__ = "succession"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    was: Mapped[str]
    became: Mapped[str]
    ground: Mapped[str]

    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        UniqueConstraint("from_id", "to_id", "day", "kind"),
    )


class Population(Model):
    """How many people a region had on a day; ``region.population`` is the latest."""

    __tablename__ = "population"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    counted_on: Mapped[date]
    persons: Mapped[int]
    source: Mapped[str]

    __table_args__ = (
        CheckConstraint("persons >= 0", name="persons"),
        UniqueConstraint("region_id", "counted_on"),
    )


class Charge(Model):
    """Who answers for a region 责任人 (定人定责), from one day to another; one at a time."""

    __tablename__ = "charge"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    person: Mapped[str]
    phone: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    region: Mapped[Region] = relationship()

    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid"),
        Index(
            "uq_charge_present",
            "region_id",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
            postgresql_where=text("valid_to IS NULL"),
        ),
    )
