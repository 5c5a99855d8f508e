"""What was counted of an index under each street in a few days, added up in the database.

Stations that have ever changed are read survey by survey, since on each day another street may
have owned them; all others are added up by where they stand.
"""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Double, Integer, Select, case, cast, func, literal, select

from vector.catalog.index import Index
from vector.store import bulk, geography
from vector.store.boundaries import Boundaries, street_names
from vector.store.components import components
from vector.store.engine import Access, connection_of
from vector.store.tables import Component, Station, StationPast

KEY = ["method", "street_id", "street", "period"]
SUMS = [
    "surveys", "failed", "numerator", "denominator", "count_square", "product", "effort_square",
    "share",
]  # fmt: skip


def sums(
    access: Access,
    index: Index,
    start: date,
    end: date,
    *,
    stations: Select[Any] | None = None,
    boundaries: Boundaries = "today",
) -> pd.DataFrame:
    """Return what streets counted of an index from one day to another, by method, street and month.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    index : Index
        What was counted.
    start, end : date
        The first and last day, not more than two months.
    stations : Select, optional
        Only these.
    boundaries : {"today", "then"}
        Whose borders decide under which street a survey is counted.

    Returns
    -------
    DataFrame
        method, street_id, street (its name), period (``2026-06``), surveys (those with effort),
        failed (those without), numerator, denominator and Σk², Σkn, Σn², Σk²/n (``share``) of
        single surveys, in stored units.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> day = date(2026, 6, 1)
    >>> with session(engine) as reading:
    ...     len(sums(reading, load().indices["trap_rate"], day, day))
    0
    """
    connection = connection_of(access)
    changed = select(StationPast.station_id)
    own = None if stations is None else geography.few(access, stations)
    query = _together(index, start, end).where(Component.station_id.not_in(changed))
    if own is not None:
        query = query.where(Component.station_id.in_(own))
    found = bulk.frame(connection, query)
    number = found["region_id"].map(geography.street_of(connection))
    street = number.map(street_names(connection))
    period = found["month"].map(lambda month: f"{month // 12}-{month % 12 + 1:02d}")
    whole = found.assign(street_id=number, street=street.astype(str), period=period.astype(str))
    if own is not None:
        changed = changed.where(StationPast.station_id.in_(own))
    if connection.scalar(changed.limit(1)) is not None:
        apart = components(
            access, indices=[index.id], stations=changed, start=start, end=end,
            boundaries=boundaries,
        )  # fmt: skip
        whole = pd.concat([whole, _each(apart)])
    return whole.groupby(KEY)[SUMS].sum().reset_index()


def _together(index: Index, start: date, end: date) -> Select[Any]:
    count, effort = Component.numerator, Component.denominator
    k, n = cast(count, Double), cast(effort, Double)
    good = effort > 0
    month = _month(start, end)
    found = (
        bulk.total(case((good, 1), else_=0)),
        bulk.total(case((good, 0), else_=1)),
        bulk.total(case((good, count), else_=0)),
        bulk.total(effort),
        func.sum(case((good, k * k), else_=0.0)),
        func.sum(k * n),
        func.sum(n * n),
        func.sum(case((good, k * k / func.nullif(n, 0.0)), else_=0.0)),
    )
    return (
        select(
            Component.method,
            Station.region_id,
            month.label("month"),
            *(each.label(name) for each, name in zip(found, SUMS, strict=True)),
        )
        .join(Station, Station.id == Component.station_id)
        .where(Component.index_id == index.id, Component.date.between(start, end))
        .group_by(Component.method, Station.region_id, month)
    )


def _month(start: date, end: date) -> Any:
    """Return the number of the month of a survey: a constant, or one of two, for no date's sake."""
    first, last = (cast(literal(12 * day.year + day.month - 1), Integer) for day in (start, end))
    return case((Component.date < end.replace(day=1), first), else_=last)


def _each(found: pd.DataFrame) -> pd.DataFrame:
    """Return surveys as rows that stand for one."""
    count, effort = found["numerator"].astype(float), found["denominator"].astype(float)
    good = effort > 0
    count = count.where(good, 0.0)
    return pd.DataFrame(
        {
            "method": found["method"].astype(str),
            "street_id": found["region_id"],
            "street": found["street"].astype(str),
            "period": found["date"].dt.strftime("%Y-%m"),
            "surveys": good.astype(int),
            "failed": (~good).astype(int),
            "numerator": count,
            "denominator": effort,
            "count_square": count**2,
            "product": count * effort,
            "effort_square": effort**2,
            "share": count**2 / effort.where(good, 1.0),
        }
    )
