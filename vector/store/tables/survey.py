"""Surveys 一次监测 with their catches, and each index's numerator and denominator.

``survey``, ``tally`` and ``component`` hold only what stands today. A row that a later upload
corrects, or whose upload is withdrawn, moves unchanged into the archive twin of its table; it
moves back when it stands again. So a query cannot count a corrected row by oversight, and
"as known on date D" is a query over both.
"""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
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
        return mapped_column(ForeignKey("upload.id"), index=True)

    @declared_attr
    def station_id(self) -> Mapped[int]:
        return mapped_column(ForeignKey("station.id"))


class Survey(SurveyColumns, Model):
    """A survey that stands."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("station_id", "method", "date", "habitat"),)


class SurveyArchive(SurveyColumns, Model):
    """A survey that was corrected or withdrawn."""

    __tablename__ = "survey_archive"
    __table_args__ = (
        Index("ix_survey_archive_key", "station_id", "method", "date", "habitat"),
    )


class TallyColumns:
    """How many of one species a survey caught."""

    survey_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    species: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class Tally(TallyColumns, Model):
    """A count of a survey that stands."""

    __tablename__ = "tally"


class TallyArchive(TallyColumns, Model):
    """A count of a survey that was corrected or withdrawn."""

    __tablename__ = "tally_archive"


class ComponentColumns:
    """An index's numerator and denominator in one survey, in whole stored units.

    ``station_id`` and ``date`` repeat the survey's, so that one index covers a station's history.
    A denominator of 0 says that the effort failed.
    """

    survey_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    index_id: Mapped[str] = mapped_column(primary_key=True)
    station_id: Mapped[int]
    date: Mapped[date]
    numerator: Mapped[int] = mapped_column(BigInteger)
    denominator: Mapped[int] = mapped_column(BigInteger)


class Component(ComponentColumns, Model):
    """A component of a survey that stands."""

    __tablename__ = "component"
    __table_args__ = (
        Index("ix_component_history", "station_id", "index_id", "date"),
        Index("ix_component_period", "index_id", "date"),
    )


class ComponentArchive(ComponentColumns, Model):
    """A component of a survey that was corrected or withdrawn."""

    __tablename__ = "component_archive"
