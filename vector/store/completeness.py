"""Completeness 完整性: what was asked for in a month, what came and when, the kinds of empty."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import CTE, Date, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats.arrival import EXPECTED, Arrival, arrive
from vector.stats.empty import Empty, classify
from vector.store import bulk, geography, plans
from vector.store.engine import connection_of
from vector.store.tables import Component, Survey, SurveyArchive, Upload

COLUMNS = (
    *("month", "station_id", "station", "street_id", "street", "method", "group"),
    *("required", "due", "surveys", "reported_on", "empty", "arrival"),
)
PAIR = ["month", "station_id", "method"]
ZONE = "Asia/Shanghai"
# What totals count: the ways to arrive, then what was found in what came, asked for or not.
FOUND = (Empty.ZERO, Empty.NO_EFFORT)
COUNTS = ("expected", *EXPECTED, *FOUND, "unasked")


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

    A survey is reported zero when it had effort and found nothing bad in any of its indices; its
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
        One row for each month, station and method that has a plan or a survey: month (date of its
        first day), station_id, station, street_id, street, method, group, required (bool), due and
        reported_on (date or None), surveys (int), empty (:class:`vector.stats.empty.Empty`, "" for
        a figure) and arrival (:class:`vector.stats.arrival.Arrival`, "" where nothing was asked).

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
    periods = _periods(wanted)
    known = geography.stations(session, stations).rename(columns={"id": "station_id"})
    asked = plans.asked(session, wanted, stations)
    came = _came(session, periods, zone, stations)
    found = _found(session, catalog, periods, stations)
    rows = asked.merge(came, on=PAIR, how="outer").merge(found, on=PAIR, how="left")
    rows = rows.merge(known[["station_id", "station", "street_id", "street"]], on="station_id")
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
    for name in ("due", "reported_on"):
        days = rows[name].dt.date.astype(object)
        rows[name] = days.where(rows[name].notna(), None)
    ordered: pd.DataFrame = rows.sort_values(PAIR, ignore_index=True)
    return ordered[list(COLUMNS)]


def _periods(months: Sequence[date]) -> CTE:
    """Return the months with their last days as a table that queries join."""
    rows = [
        select(
            literal(first, Date).label("month"), literal(plans.last_day(first), Date).label("last")
        )
        for first in months
    ]
    return union_all(*rows).cte("period")


def _dates(months: pd.Series) -> pd.Series:
    """Return months as dates, each turned into one only once."""
    known = {text: pd.Timestamp(text).date() for text in months.unique()}
    return months.astype(object).map(known).astype(object)


def _within(query: Select[Any], table: Any, stations: Select[Any] | None) -> Select[Any]:
    return query if stations is None else query.where(table.station_id.in_(stations))


def _came(session: Session, periods: CTE, zone: str, stations: Select[Any] | None) -> pd.DataFrame:
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
        found = bulk.frame(connection_of(session), _within(query, table, stations))
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


def _since(session: Session, zone: str) -> date | None:
    """Return the day of the first upload of all."""
    first = session.scalar(select(func.min(Upload.accepted_at)))
    return None if first is None else first.astimezone(ZoneInfo(zone)).date()


def _found(
    session: Session, catalog: Catalog, periods: CTE, stations: Select[Any] | None
) -> pd.DataFrame:
    """Return the effort and the finds of each month's surveys over all their indices."""
    key = (periods.c.month, Survey.station_id, Survey.method, Component.index_id)
    query = (
        select(
            *key,
            func.sum(Component.numerator).label("numerator"),
            func.sum(Component.denominator).label("denominator"),
        )
        .select_from(periods)
        .join(Survey, Survey.date.between(periods.c.month, periods.c.last))
        .join(Component, Component.survey_id == Survey.id)
        .group_by(*key)
    )
    pooled = bulk.frame(connection_of(session), _within(query, Survey, stations))
    low = pooled["index_id"].map(lambda name: catalog.indices[name].worse == "low").astype(bool)
    # Where a high value is good (proofing), what falls short of all is what was found.
    bad = pooled["numerator"].where(~low, pooled["denominator"] - pooled["numerator"])
    both = pooled.assign(found=bad, effort=pooled["denominator"]).astype({"method": object})
    both["month"] = _dates(both["month"])
    return both.groupby(PAIR, as_index=False)[["effort", "found"]].sum()


def counts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the kinds of empty by street, group, method or station.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`months`.
    by : str
        One of its columns.

    Returns
    -------
    DataFrame
        One row for each value of that column, one column for each kind that occurs; the column
        "" counts figures.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东", "东"], "empty": ["zero", ""]})
    >>> counts(rows, "street").loc["东"].to_dict()
    {'': 1, 'zero': 1}
    """
    return pd.crosstab(rows[by], rows["empty"]).astype("int64")


def totals(rows: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Count what was expected and how it arrived, by places, months or methods.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`months`.
    by : sequence of str
        Columns of it, e.g. ``["street", "month"]``.

    Returns
    -------
    DataFrame
        These columns; expected = on_time + late + undated + missing + not_due; zero and no_effort
        among those that came; unasked, which came without a plan; complete = what came / what came
        or is missing; timely = on_time / (on_time + late + missing). Rates are NaN where nothing
        counts.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东"] * 3, "required": True, "surveys": [1, 1, 0],
    ...     "empty": ["", "zero", "not_reported"], "arrival": ["on_time", "late", "missing"]})
    >>> found = totals(rows, ["street"]).loc[0]
    >>> [float(found[name]) for name in ("expected", "on_time", "zero", "timely")]
    [3.0, 1.0, 1.0, 0.3333333333333333]
    """
    marks = {kind.value: rows["arrival"] == kind.value for kind in EXPECTED}
    marks |= {kind.value: rows["required"] & (rows["empty"] == kind.value) for kind in FOUND}
    marks["expected"] = rows["required"].astype(bool)
    marks["unasked"] = ~marks["expected"] & (rows["surveys"] > 0)
    flags = rows[list(by)].assign(**{name: each.astype("int64") for name, each in marks.items()})
    return summed(flags, by)


def summed(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Add totals up over fewer columns, and give their rates anew.

    Parameters
    ----------
    counts : DataFrame
        As given by :func:`totals`.
    by : sequence of str
        Some of the columns that these totals are of.

    Returns
    -------
    DataFrame
        As given by :func:`totals`.

    Examples
    --------
    >>> rows = pd.DataFrame({"street": ["东", "西"], "all": 0, "required": True, "surveys": 1,
    ...     "empty": "", "arrival": ["on_time", "late"]})
    >>> found = summed(totals(rows, ["street", "all"]), ["all"]).loc[0]
    >>> [float(found[name]) for name in ("expected", "timely")]
    [2.0, 0.5]
    """
    names = [str(name) for name in COUNTS]
    own = counts[[*by, *names]]
    found = own.groupby(list(by), as_index=False, sort=True, observed=True).sum()
    arrived = found[[Arrival.ON_TIME, Arrival.LATE, Arrival.UNDATED]].sum(axis=1)
    judged = found[[Arrival.ON_TIME, Arrival.LATE, Arrival.MISSING]].sum(axis=1)
    passed = arrived + found[Arrival.MISSING]
    return found.assign(
        complete=(arrived / passed).where(passed > 0),
        timely=(found[Arrival.ON_TIME] / judged).where(judged > 0),
    )
