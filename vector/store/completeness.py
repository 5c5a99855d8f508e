"""Completeness 完整性: what was asked for in a month, what came, and the five kinds of empty."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.stats.empty import classify
from vector.store import bulk, geography, plans
from vector.store.engine import connection_of
from vector.store.tables import Component, Plan, Station, Survey

COLUMNS = (
    *("station_id", "station", "street_id", "street", "method", "group"),
    *("required", "due", "surveys", "empty"),
)
PAIR = ["station_id", "method"]


def month(
    session: Session,
    catalog: Catalog,
    day: date,
    *,
    today: date,
    stations: Select[Any] | None = None,
) -> pd.DataFrame:
    """Tell for every station and method whether the month's survey came, and what it said.

    Nothing is asked of a station on days before it began or after it ended. A survey is reported
    zero when it had effort and found nothing bad in any of its indices; its effort failed when no
    index has any.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Its methods and indices.
    day : date
        Any day of the month.
    today : date
        What is due after today is not yet due.
    stations : Select, optional
        Station ids, e.g. :func:`vector.store.places.visible_stations`.

    Returns
    -------
    DataFrame
        One row for each station and method that has a plan or a survey: station_id, station,
        street_id, street, method, group, required (bool), due (date or None), surveys (int) and
        empty (:class:`vector.stats.empty.Empty`, "" for a figure).

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
    first, last = day.replace(day=1), plans.last_day(day)
    known = geography.stations(session, stations).rename(columns={"id": "station_id"})
    asked, came = _asked(session, first), _came(session, catalog, first, last)
    rows = asked.merge(came, on=PAIR, how="outer").merge(
        known[["station_id", "station", "street_id", "street"]], on="station_id"
    )
    due = [None if pd.isna(each) else each for each in rows["due"]]
    rows["due"] = pd.Series(due, index=rows.index, dtype=object)
    rows["surveys"] = rows["surveys"].fillna(0).astype("int64")
    rows["required"] = rows["due"].notna()
    rows["group"] = [catalog.methods[method].group for method in rows["method"]]
    passed = np.array([each is not None and each < today for each in due], dtype=bool)
    rows["empty"] = classify(
        rows["required"], passed, rows["surveys"] > 0, rows["effort"], rows["found"]
    )
    return rows.sort_values(PAIR, ignore_index=True)[list(COLUMNS)]


def _asked(session: Session, first: date) -> pd.DataFrame:
    """Return each station and method with a plan, and the day it is due in this month, if any."""
    rows: dict[tuple[int, str], date | None] = {}
    service = (Station.active_from, Station.active_to)
    query = select(Plan, *service).join(Station, Station.id == Plan.station_id).order_by(Plan.id)
    for plan, begun, ended in session.execute(query):
        key, due = (plan.station_id, plan.method), plans.due(plan, first)
        in_service = due is None or (begun or due) <= due <= (ended or due)
        rows[key] = (due if in_service else None) or rows.get(key)
    frame = pd.DataFrame([(*key, due) for key, due in rows.items()], columns=[*PAIR, "due"])
    return frame.astype({"station_id": "int64", "method": object, "due": object})


def _came(session: Session, catalog: Catalog, first: date, last: date) -> pd.DataFrame:
    """Return the surveys of the month with the effort and the finds of all their indices."""
    connection = connection_of(session)
    surveys = (
        select(Survey.station_id, Survey.method, func.count().label("surveys"))
        .where(Survey.date.between(first, last))
        .group_by(Survey.station_id, Survey.method)
    )
    sums = (
        select(
            Component.station_id,
            Survey.method,
            Component.index_id,
            func.sum(Component.numerator).label("numerator"),
            func.sum(Component.denominator).label("denominator"),
        )
        .join(Survey, Survey.id == Component.survey_id)
        .where(Component.date.between(first, last))
        .group_by(Component.station_id, Survey.method, Component.index_id)
    )
    counted, pooled = (bulk.frame(connection, query) for query in (surveys, sums))
    low = pooled["index_id"].map(lambda name: catalog.indices[name].worse == "low").astype(bool)
    # Where a high value is good (proofing), what falls short of all is what was found.
    found = pooled["numerator"].where(~low, pooled["denominator"] - pooled["numerator"])
    both = pooled.assign(found=found, effort=pooled["denominator"]).astype({"method": object})
    totals = both.groupby(PAIR, as_index=False)[["effort", "found"]].sum()
    return counted.astype({"method": object}).merge(totals, on=PAIR, how="left")


def counts(rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """Count the kinds of empty by street, group, method or station.

    Parameters
    ----------
    rows : DataFrame
        As given by :func:`month`.
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
