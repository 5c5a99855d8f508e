"""What came in a period, and what it found: months, or parts of months, of every station."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import CTE, Date, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats import part
from vector.store import bulk
from vector.store.engine import connection_of
from vector.store.tables import Component, MonthSum, Survey, SurveyArchive, Upload

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
        whole = all(part.last_day(first, 0, 1) == last for first, last in days.items())
        read = _of_months(self.catalog, days) if whole else _of_days(periods)
        found = _found(self.session, self.catalog, read, self.stations, methods)
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
    """Return months, by their days or numbers, as dates, each turned into one only once."""
    known = {
        each: date(each // 12, each % 12 + 1, 1)
        if isinstance(each, int | np.integer)
        else pd.Timestamp(each).date()
        for each in months.unique()
    }
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


Sums = tuple[Any, Any]
"""A query of sums by month, station, method and index, and the table that it reads."""


def _of_months(catalog: Catalog, days: Mapping[date, date]) -> Sums:
    """Select the sums of whole months, which are kept added up."""
    months = [12 * first.year + first.month - 1 for first in days]
    own = MonthSum.index_id.in_(list(catalog.indices)), MonthSum.month.in_(months)
    key = MonthSum.month, MonthSum.station_id, MonthSum.method, MonthSum.index_id
    return select(*key, MonthSum.numerator, MonthSum.denominator).where(*own), MonthSum


def _of_days(periods: CTE) -> Sums:
    """Select the sums of parts of months, from the surveys themselves."""
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
    return query, Component


def _found(
    session: Session,
    catalog: Catalog,
    read: Sums,
    stations: Select[Any] | None,
    methods: Sequence[str] | None,
) -> pd.DataFrame:
    """Return the effort and the finds of each month's surveys over all their indices."""
    pooled = bulk.frame(connection_of(session), _within(*read, stations, methods))
    low = pooled["index_id"].map(lambda name: catalog.indices[name].worse == "low").astype(bool)
    # Where a high value is good (proofing), what falls short of all is what was found.
    bad = pooled["numerator"].where(~low, pooled["denominator"] - pooled["numerator"])
    both = pooled.assign(found=bad, effort=pooled["denominator"]).astype({"method": object})
    both["month"] = _dates(both["month"])
    return both.groupby(PAIR, as_index=False)[["effort", "found"]].sum()
