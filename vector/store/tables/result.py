"""Results 结果: what a computation on the store found, kept with what it rests on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from vector.store.tables.model import Model


class Result(Model):
    """One computation: what was asked of which counts, by which version of the method.

    ``subject`` is the index, or what else was looked at; ``region_id`` the region whose counts
    went in; ``question`` the digest of all that was asked; ``data_version`` the fingerprint of
    the ``rows`` of counts and efforts that went in; ``made_by`` the author, or the service.
    """

    __tablename__ = "result"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[str]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    parameters: Mapped[dict[str, Any]]
    question: Mapped[str] = mapped_column(index=True)
    model_version: Mapped[str]
    data_version: Mapped[str]
    rows: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]

    __table_args__ = (Index(None, "kind", "subject", "region_id"),)


class ResultStation(Model):
    """That a station's counts went into a result: who may not see it may not see the result."""

    __tablename__ = "result_station"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), primary_key=True)


class ResultTable(Model):
    """One table of a result, column by column, as :mod:`vector.store.columnar` writes it."""

    __tablename__ = "result_table"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    columns: Mapped[list[Any]] = mapped_column(JSON)
