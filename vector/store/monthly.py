"""Months of an index, added up in the database: what seasons, curves and calendars are drawn from.

A county has thousands of surveys of an index and a few hundred months of stations; pages ask for
the latter only.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Double,
    Integer,
    Select,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)

from vector.catalog.index import Index
from vector.stats.moments import POOLED
from vector.store import bulk, geography
from vector.store.engine import Access, connection_of
from vector.store.tables import MonthSum, StationPast

MONTHS = ("station_id", "method", "habitat", "year", "month")
SUMS = ("surveys", "failed", "count", "effort")


def months(access: Access, index: Index, stations: Select[Any] | None = None) -> pd.DataFrame:
    """Return what was counted of an index in each month at each station.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    index : Index
        Its value is ``times`` × count / effort.
    stations : Select, optional
        Only these.

    Returns
    -------
    DataFrame
        station_id, method, habitat ("" where unknown), year, month, surveys, failed (how many of
        them had no effort), count and effort (float64, in traps, lamp-nights … as they were).

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(months(reading, load().indices["trap_rate"]))
    0
    """
    keys = (MonthSum.station_id, MonthSum.method, MonthSum.habitat, *_month(MonthSum.month))
    sums = (MonthSum.surveys, MonthSum.failed, MonthSum.numerator, MonthSum.denominator)
    query = select(
        *(key.label(name) for key, name in zip(keys, MONTHS, strict=True)),
        *(each.label(name) for each, name in zip(sums, SUMS, strict=True)),
    ).where(MonthSum.index_id == index.id)
    if stations is not None:
        query = query.where(_among(access, stations))
    found = bulk.frame(connection_of(access), query.order_by(*keys))
    return _plain(found, index)


def pooled(
    access: Access, index: Index, stations: Select[Any] | None = None, *, apart: bool = False
) -> pd.DataFrame:
    """Return what was counted of an index in each month at all stations together.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    index : Index
        Its value is ``times`` × count / effort.
    stations : Select, optional
        Only these.
    apart : bool
        Stations that have ever changed stay by themselves, since a part of their years may have to
        be left out.

    Returns
    -------
    DataFrame
        As :func:`months`, with station_id 0 for those together; but ``surveys`` are months of
        stations with effort and ``failed`` those without, and how they scatter is told as
        :data:`vector.stats.moments.POOLED` has it.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(pooled(reading, load().indices["trap_rate"]))
    0
    """
    connection = connection_of(access)
    wanted = [MonthSum.index_id == index.id]
    if stations is not None:
        wanted.append(_among(access, stations))
    changed = select(StationPast.station_id)
    alone = []
    if apart and connection.scalar(changed.limit(1)) is not None:
        own = MonthSum.station_id.in_(changed)
        alone, wanted = [[*wanted, own]], [*wanted, ~own]
    parts = [_pooled(connection, wanted), *(_pooled(connection, each, True) for each in alone)]
    found = pd.concat([each for pair in parts for each in pair], ignore_index=True)
    scale = float(index.times / index.multiplier)
    found = found.assign(
        year=found["month"] // 12, month=found["month"] % 12 + 1,
        product=found["product"] * scale, effort_square=found["effort_square"] * scale**2,
    )  # fmt: skip
    return _plain(found, index)


def _pooled(
    connection: Connection, wanted: Sequence[ColumnElement[bool]], alone: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return months of stations with effort and without, added up, or each station ``alone``."""
    # By the number of the month, in the order of the table's key, no row needs to be sorted.
    keys = [MonthSum.month, MonthSum.method, MonthSum.habitat]
    station = MonthSum.station_id if alone else cast(0, Integer)
    by = [*keys, MonthSum.station_id] if alone else keys
    k, n = cast(MonthSum.numerator, Double), cast(MonthSum.denominator, Double)
    sums = (
        bulk.total(MonthSum.numerator), bulk.total(MonthSum.denominator),
        func.sum(k * k), func.sum(k * n), func.sum(n * n),
    )  # fmt: skip
    told = zip(("count", "effort", *POOLED[2:]), sums, strict=True)
    rows = select(*keys, station.label("station_id")).where(*wanted).group_by(*by)
    number = func.count()
    good = rows.add_columns(number.label("surveys"), *(each.label(name) for name, each in told))
    failed = rows.add_columns(number.label("failed"))
    found = bulk.frame(connection, good.where(MonthSum.denominator > 0)).assign(failed=0)
    idle = bulk.frame(connection, failed.where(MonthSum.denominator == 0))
    return found, idle.assign(**dict.fromkeys(("surveys", "count", "effort", *POOLED[2:]), 0))


def _plain(found: pd.DataFrame, index: Index) -> pd.DataFrame:
    effort = found["effort"].astype(float) * float(index.times / index.multiplier)
    texts = {name: found[name].astype(str).astype(object) for name in ("method", "habitat")}
    return found.assign(count=found["count"].astype(float), effort=effort, **texts)


def _among(access: Access, stations: Select[Any]) -> Any:
    found = geography.few(access, stations)
    # Of most of a county's stations SQLite would look for the months of each.
    own = MonthSum.station_id if isinstance(found, list) else MonthSum.station_id + 0
    return own.in_(found)


def counted(access: Access) -> dict[str, int]:
    """Return how many surveys stand of each index, by its id.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     counted(reading)
    {}
    """
    query = select(MonthSum.index_id, bulk.total(MonthSum.surveys)).group_by(MonthSum.index_id)
    return {row[0]: row[1] for row in connection_of(access).execute(query)}


def counted_of(access: Access, indices: Sequence[str]) -> list[str]:
    """Return those of some indices of which surveys stand.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     counted_of(reading, ["trap_rate"])
    []
    """
    # The first row of each is looked up; to know them all the whole table would be read.
    rows = [
        select(literal(each)).where(exists().where(MonthSum.index_id == each)) for each in indices
    ]
    return list(connection_of(access).scalars(union_all(*rows))) if rows else []


def _month(number: Any) -> tuple[Any, Any]:
    return number // 12, number % 12 + 1
