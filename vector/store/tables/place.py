"""Where: the tree of regions, the stations in it, and which method is due at which station."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from vector.stats.part import MOST
from vector.store.tables.model import Model

REGION_LEVELS = ("province", "city", "county", "street", "community", "grid")
# Levels at which a street office 街道办 works: a street, or what is below one.
STREET_LEVELS = REGION_LEVELS[3:]


def _among_open(name: str, *columns: str) -> Index:
    """Return what is unique among the regions that are not closed."""
    still = text("valid_to IS NULL")
    return Index(name, *columns, unique=True, sqlite_where=still, postgresql_where=still)


class Region(Model):
    """An administrative region 行政区划; ``geometry`` is a GeoJSON geometry, rings clockwise.

    One with ``valid_to`` is closed: it was merged or split, and another may bear its name or code.
    What it was called before, and where it belonged, stands in ``region_past``.
    """

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    population: Mapped[int | None]
    geometry: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    parent: Mapped["Region | None"] = relationship(remote_side="Region.id")

    __table_args__ = (
        CheckConstraint(f"level IN {REGION_LEVELS}", name="level"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from",
                        name="valid"),
        _among_open("uq_region_code", "code"),
        _among_open("uq_region_parent_id_name", "parent_id", "name"),
    )  # fmt: skip


class Station(Model):
    """A monitoring station 监测点; ``region_id`` is the street (or finer region) that owns it.

    ``method`` and ``equipment`` (e.g. the lamp's model) are how it is surveyed, where known;
    ``site`` counts the places where it has stood. What it was before is in ``station_past``.
    """

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    habitat: Mapped[str | None]
    method: Mapped[str | None]
    equipment: Mapped[str | None]
    site: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]

    region: Mapped[Region] = relationship()

    __table_args__ = (UniqueConstraint("region_id", "name"),)


class Plan(Model):
    """That a station is monitored by a method: in which months, due by which day.

    ``months`` are month numbers with commas (``"4,5,6"``); ``due_day`` is a day of that month;
    ``times`` is how many surveys each month asks for, see :mod:`vector.stats.part`.
    """

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    method: Mapped[str]
    months: Mapped[str]
    due_day: Mapped[int]
    times: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("due_day BETWEEN 1 AND 31", name="due_day"),
        CheckConstraint(f"times BETWEEN 1 AND {MOST}", name="times"),
        UniqueConstraint("station_id", "method", "valid_from"),
        # A unique constraint does not see two rows without a date as the same.
        Index(
            "uq_plan_always",
            "station_id",
            "method",
            unique=True,
            sqlite_where=text("valid_from IS NULL"),
            postgresql_where=text("valid_from IS NULL"),
        ),
    )
