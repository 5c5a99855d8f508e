"""Surveys 一次监测 with their catches, and each index's numerator and denominator.

``survey``, ``tally`` and ``component`` hold only what stands today. A row that a later upload
corrects, or whose upload is withdrawn, moves unchanged into the archive twin of its table; it
moves back when it stands again. So a query cannot count a corrected row by oversight, and
"as known on date D" is a query over both.

Survey ids are given out in the order in which surveys came to be known, and never twice: of
several versions of one survey, the one with the greatest id is the latest.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from vector.store.tables.model import Model

Id = BigInteger().with_variant(Integer, "sqlite")


class SurveyColumns:
    """The columns of a survey: station × method × date (× habitat within the station).

    ``fields`` holds the form's numbers as whole numbers of their catalogue resolution.
    """

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    method: Mapped[str]
    date: Mapped[date]
    habitat: Mapped[str]
    fields: Mapped[dict[str, Any]]
    sheet: Mapped[str]
    row: Mapped[int]
    note: Mapped[str | None]

    @declared_attr
    def upload_id(self) -> Mapped[int]:
        """Name the upload that the row came with."""
        return mapped_column(ForeignKey("upload.id"), index=True)

    @declared_attr
    def station_id(self) -> Mapped[int]:
        """Name the station surveyed."""
        return mapped_column(ForeignKey("station.id"))


class Survey(SurveyColumns, Model):
    """A survey that stands."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("station_id", "method", "date", "habitat"),
        # Covers what completeness asks of a month, so that the forms themselves are not read.
        Index("ix_survey_month", "date", "method", "station_id", "upload_id"),
    )


class SurveyArchive(SurveyColumns, Model):
    """A survey that was corrected or withdrawn."""

    __tablename__ = "survey_archive"
    __table_args__ = (
        Index("ix_survey_archive_key", "station_id", "method", "date", "habitat"),
        Index("ix_survey_archive_month", "date", "method", "station_id", "upload_id"),
    )


class TallyColumns:
    """How many of one species a survey caught."""

    species: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)


class Tally(TallyColumns, Model):
    """A count of a survey that stands."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("count >= 0", name="count"), {"sqlite_with_rowid": False})

    survey_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("survey.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )


class TallyArchive(TallyColumns, Model):
    """A count of a survey that was corrected or withdrawn."""

    __tablename__ = "tally_archive"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("survey_archive.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )


class ComponentColumns:
    """An index's numerator and denominator in one survey, in whole stored units.

    ``station_id``, ``date``, ``method``, ``habitat`` and ``upload_id`` repeat the survey's, so that
    what is summed, judged or traced to its upload needs no join: of ten million surveys, looking
    each one up costs more than all else. A denominator of 0 says that the effort failed.
    """

    index_id: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[int]
    date: Mapped[date]
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str]
    habitat: Mapped[str]
    upload_id: Mapped[int]


class Component(ComponentColumns, Model):
    """A component of a survey that stands."""

    __tablename__ = "component"
    __table_args__ = (
        Index("ix_component_period", "date", "index_id"),
        Index("ix_component_station", "station_id", "index_id", "date"),
        CheckConstraint("denominator >= 0", name="denominator"),
        {"sqlite_with_rowid": False},
    )

    survey_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("survey.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )


class ComponentArchive(ComponentColumns, Model):
    """A component of a survey that was corrected or withdrawn."""

    __tablename__ = "component_archive"
    __table_args__ = ({"sqlite_with_rowid": False},)

    survey_id: Mapped[int] = mapped_column(
        Id,
        ForeignKey("survey_archive.id", ondelete="RESTRICT"),
        primary_key=True,
        autoincrement=False,
        sort_order=-1,
    )


class MonthSum(Model):
    """What stands of an index at a station in one month, added up.

    Pages draw years of a county: of its surveys one by one that takes seconds. The rows follow
    from ``component`` alone, and change with it in the same transaction (``vector.store.sums``).
    ``month`` is 12 × year + month - 1; ``failed`` surveys are those of ``surveys`` without effort.
    """

    __tablename__ = "month_sum"
    __table_args__ = (
        Index("ix_month_sum_station", "station_id", "index_id"),
        # Of rows that nothing is left of: they are looked for after every change.
        Index(
            "ix_month_sum_empty",
            "index_id",
            sqlite_where=text("surveys = 0"),
            postgresql_where=text("surveys = 0"),
        ),
        {"sqlite_with_rowid": False},
    )

    index_id: Mapped[str] = mapped_column(primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    method: Mapped[str] = mapped_column(primary_key=True)
    habitat: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    surveys: Mapped[int]
    failed: Mapped[int]
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)


class Ledger(Model):
    """One row: the last survey id given out, and how often the surveys have changed.

    Whoever changes surveys holds this row to the end of the transaction, so imports follow one
    another on every database; ``changes`` tells a reader whether what it remembers is still so.
    ``seen`` is a digest of what the watch last judged flags by, ``stale`` the methods (with commas)
    by which surveys came or went since.
    """

    __tablename__ = "ledger"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_survey_id: Mapped[int] = mapped_column(BigInteger)
    changes: Mapped[int] = mapped_column(BigInteger)
    seen: Mapped[str | None]
    stale: Mapped[str | None]
