"""What came in a period, and what it found: months, or parts of months, of every station."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import CTE, Date, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats import part
from vector.store import bulk
from vector.store.engine import connection_of
from vector.store.tables import Component, Survey, SurveyArchive, Upload

PAIR = ["month", "station_id", "method"]


@dataclass(frozen=True)
class Coming:
    """What came in periods, month by month or in parts of months."""

    session: Session
    catalog: Catalog
    zone: str
    stations: Select[Any] | None

    def within(
        self, days: Mapping[date, date], methods: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return what came and what was found, ``month`` being the first day of each period."""
        periods = periods_of(days)
        came = _came(self.session, periods, self.zone, self.stations, methods)
        found = _found(self.session, self.catalog, periods, self.stations, methods)
        return came.merge(found, on=PAIR, how="left")

    def in_parts(self, often: pd.DataFrame, times: int) -> pd.DataFrame:
        """Return what was asked of months in so many parts, with what came in each part."""
        parts = list(dict.fromkeys(zip(often["month"], often["part"], strict=True)))
        begun = {each: part.first_day(*each, times) for each in parts}
        days = {first: part.last_day(*each, times) for each, first in begun.items()}
        came = self.within(days, sorted(often["method"].unique()))
        keys = zip(often["month"], often["part"], strict=True)
        started = pd.Series([begun[key] for key in keys], often.index, dtype=object)
        named = often.assign(start=started)
        return named.merge(came.rename(columns={"month": "start"}), on=["start", *PAIR[1:]],
                           how="left").drop(columns="start")  # fmt: skip


def periods_of(days: Mapping[date, date]) -> CTE:
    """Return first days with their last days as a table that queries join."""
    rows = [
        select(literal(first, Date).label("month"), literal(last, Date).label("last"))
        for first, last in days.items()
    ]
    return union_all(*rows).cte("period")


def _dates(months: pd.Series) -> pd.Series:
    """Return months as dates, each turned into one only once."""
    known = {text: pd.Timestamp(text).date() for text in months.unique()}
    return months.astype(object).map(known).astype(object)


def _within(
    query: Select[Any], table: Any, stations: Select[Any] | None, methods: Sequence[str] | None
) -> Select[Any]:
    if methods is not None:
        query = query.where(table.method.in_(methods))
    return query if stations is None else query.where(table.station_id.in_(stations))


def _came(
    session: Session,
    periods: CTE,
    zone: str,
    stations: Select[Any] | None,
    methods: Sequence[str] | None,
) -> pd.DataFrame:
    """Return how many surveys stand of each month, and when the first was reported."""
    parts = []
    for table in (Survey, SurveyArchive):
        key = (periods.c.month, table.station_id, table.method, table.upload_id)
        query = (
            select(*key, func.count().label("surveys"))
            .select_from(periods)
            .join(table, table.date.between(periods.c.month, periods.c.last))
            .group_by(*key)
        )
        found = bulk.frame(connection_of(session), _within(query, table, stations, methods))
        parts.append(found.assign(stands=table is Survey))
    rows = pd.concat(parts, ignore_index=True).astype({"method": object})
    rows = rows.merge(_accepted(session, zone), on="upload_id")
    rows["surveys"] = rows["surveys"].where(rows["stands"], 0)
    rows["month"] = _dates(rows["month"])
    totals = rows.groupby(PAIR, as_index=False).agg({"surveys": "sum", "reported_on": "min"})
    return totals[totals["surveys"] > 0]


def _accepted(session: Session, zone: str) -> pd.DataFrame:
    """Return the uploads that stand with the day on which each was accepted."""
    query = select(Upload.id, Upload.accepted_at).where(Upload.withdrawn_at.is_(None))
    rows = connection_of(session).execute(query).all()
    days = [row.accepted_at.astimezone(ZoneInfo(zone)).date() for row in rows]
    frame = pd.DataFrame({"upload_id": [row.id for row in rows], "reported_on": days})
    return frame.astype({"upload_id": "int64", "reported_on": "datetime64[s]"})


def _found(
    session: Session,
    catalog: Catalog,
    periods: CTE,
    stations: Select[Any] | None,
    methods: Sequence[str] | None,
) -> pd.DataFrame:
    """Return the effort and the finds of each month's surveys over all their indices."""
    key = (periods.c.month, Component.station_id, Component.method, Component.index_id)
    query = (
        select(
            *key,
            bulk.total(Component.numerator).label("numerator"),
            bulk.total(Component.denominator).label("denominator"),
        )
        .select_from(periods)
        .join(Component, Component.date.between(periods.c.month, periods.c.last))
        .group_by(*key)
    )
    pooled = bulk.frame(connection_of(session), _within(query, Component, stations, methods))
    low = pooled["index_id"].map(lambda name: catalog.indices[name].worse == "low").astype(bool)
    # Where a high value is good (proofing), what falls short of all is what was found.
    bad = pooled["numerator"].where(~low, pooled["denominator"] - pooled["numerator"])
    both = pooled.assign(found=bad, effort=pooled["denominator"]).astype({"method": object})
    both["month"] = _dates(both["month"])
    return both.groupby(PAIR, as_index=False)[["effort", "found"]].sum()
