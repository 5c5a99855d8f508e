"""Completeness 完整性: what was asked for in a month, what came and when, the kinds of empty."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats.arrival import arrive
from vector.stats.empty import classify
from vector.store import geography, plans
from vector.store.coming import PAIR, Coming
from vector.store.shares import counts, rates, summed, totals
from vector.store.tables import Upload

COLUMNS = (
    *("month", "part", "times", "station_id", "station", "street_id", "street", "method", "group"),
    *("required", "due", "surveys", "reported_on", "empty", "arrival", "before"),
)
ZONE = "Asia/Shanghai"
__all__ = ["counts", "month", "months", "rates", "summed", "totals"]


def month(
    session: Session,
    catalog: Catalog,
    day: date,
    *,
    today: date,
    zone: str = ZONE,
    stations: Select[Any] | None = None,
) -> pd.DataFrame:
    """Tell for every station and method whether the month's survey came, and what it said.

    Parameters
    ----------
    session, catalog, today, zone, stations
        As for :func:`months`.
    day : date
        Any day of the month.

    Returns
    -------
    DataFrame
        As given by :func:`months`.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(month(reading, load(), date(2026, 5, 1), today=date(2026, 6, 1)))
    0
    """
    return months(session, catalog, day, day, today=today, zone=zone, stations=stations)


def months(
    session: Session,
    catalog: Catalog,
    first: date,
    last: date,
    *,
    today: date,
    zone: str = ZONE,
    stations: Select[Any] | None = None,
) -> pd.DataFrame:
    """Tell for every month, station and method whether the survey came, when, and what it said.

    A month that is asked for several surveys has a row for each of its parts
    (:mod:`vector.stats.part`); a second survey in one part does not stand for that of another. A
    survey is reported zero when it had effort and found nothing bad in any of its indices; its
    effort failed when no index has any. It was reported when the first upload that brought it was
    accepted, also where a later one corrected it; an upload that was withdrawn reported nothing.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Its methods and indices.
    first, last : date
        Any day of the first and of the last month.
    today : date
        What is due today or later is not yet due.
    zone : str
        In which days are counted.
    stations : Select, optional
        Station ids, e.g. :func:`vector.store.places.visible_stations`.

    Returns
    -------
    DataFrame
        One row for each month, or part of it, station and method that has a plan or a survey: month
        (date of its first day), part (from 1; 0 for a month asked for one), times, station_id,
        station, street_id, street, method, group, required (bool), due and reported_on (date or
        None), surveys (int), empty (:class:`vector.stats.empty.Empty`, "" for a figure) and arrival
        (:class:`vector.stats.arrival.Arrival`, "" where nothing was asked) and before (bool: due
        before the service's first upload, so that nobody can tell whether it came in time).

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(months(reading, load(), date(2026, 1, 1), date(2026, 5, 1), today=date.today()))
    0
    """
    wanted = plans.months_between(first, last)
    known = geography.streets_of(session, stations)
    asked = plans.asked(session, wanted, stations)
    rows = _reported(session, catalog, asked, wanted, zone, stations)
    rows = rows.merge(known, on="station_id")
    rows["group"] = rows["method"].map({each.id: each.group for each in catalog.methods.values()})
    rows["surveys"] = rows["surveys"].fillna(0).astype("int64")
    rows["required"] = rows["due"].notna()
    passed = rows["due"] < pd.Timestamp(today)
    rows["empty"] = classify(
        rows["required"], passed, rows["surveys"] > 0, rows["effort"], rows["found"]
    )
    since = _since(session, zone)
    rows["arrival"] = arrive(
        rows["required"], rows["empty"], rows["due"], rows["reported_on"], since
    )
    begun = pd.Timestamp(since or date.max.replace(year=9000))
    rows["before"] = rows["due"].astype("datetime64[s]") < begun
    for name in ("due", "reported_on"):
        days = rows[name].dt.date.astype(object)
        rows[name] = days.where(rows[name].notna(), None)
    ordered: pd.DataFrame = rows.sort_values([*PAIR, "part"], ignore_index=True)
    return ordered[list(COLUMNS)]


def _reported(
    session: Session,
    catalog: Catalog,
    asked: pd.DataFrame,
    months: Sequence[date],
    zone: str,
    stations: Select[Any] | None,
) -> pd.DataFrame:
    """Return what was asked with what came of it, and what came unasked."""
    parted = asked["part"] > 0
    come = Coming(session, catalog, zone, stations)
    whole = come.within({month: plans.last_day(month) for month in months})
    rows = asked[~parted].drop(columns=["part", "times"]).merge(whole, on=PAIR, how="outer")
    rows = rows.assign(part=0, times=1)
    if not parted.any():
        return rows
    often = asked[parted]
    mine = pd.MultiIndex.from_frame(often[PAIR].drop_duplicates())
    rows = rows[~pd.MultiIndex.from_frame(rows[PAIR]).isin(mine)]
    parts = [come.in_parts(own, int(str(times))) for times, own in often.groupby("times")]
    return pd.concat([rows, *parts], ignore_index=True)


def _since(session: Session, zone: str) -> date | None:
    """Return the day of the first upload of all."""
    first = session.scalar(select(func.min(Upload.accepted_at)))
    return None if first is None else first.astimezone(ZoneInfo(zone)).date()
