"""Months of an index, added up in the database: what seasons, curves and calendars are drawn from.

A county has thousands of surveys of an index and a few hundred months of stations; pages ask for
the latter only.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Double,
    Integer,
    Select,
    case,
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
    ).where(*_wanted(access, index, stations))
    return _plain(bulk.frame(connection_of(access), query.order_by(*keys)), index)


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
        stations with effort and ``failed`` those without, ``made`` are the surveys themselves, and
        how they scatter is told as :data:`vector.stats.moments.POOLED` has it.

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
    connection, wanted = connection_of(access), _wanted(access, index, stations)
    changed = select(StationPast.station_id)
    if apart and connection.scalar(changed.limit(1)) is not None:
        own = MonthSum.station_id.in_(changed)
        queries = [_sums().where(*wanted, ~own), _sums(alone=True).where(*wanted, own)]
    else:
        queries = [_sums().where(*wanted)]
    parts = [bulk.frame(connection, each) for each in queries]
    found = pd.concat(parts, ignore_index=True) if parts[1:] else parts[0]
    scale = float(index.times / index.multiplier)
    found = found.assign(
        year=found["month"] // 12, month=found["month"] % 12 + 1,
        product=found["product"] * scale, effort_square=found["effort_square"] * scale**2,
    )  # fmt: skip
    return _plain(found, index)


def _sums(*, alone: bool = False) -> Select[Any]:
    """Select the months of all stations together, or of each station ``alone``."""
    # By the number of the month, in the order of the table's key, no row needs to be sorted.
    keys = [MonthSum.month, MonthSum.method, MonthSum.habitat]
    station = MonthSum.station_id if alone else cast(0, Integer)
    by = [*keys, MonthSum.station_id] if alone else keys
    good = case((MonthSum.denominator > 0, 1), else_=0)
    counted = MonthSum.numerator * good
    k, n = cast(counted, Double), cast(MonthSum.denominator, Double)
    sums = (
        bulk.total(good), bulk.total(1 - good),
        bulk.total(counted), bulk.total(MonthSum.denominator),
        func.sum(k * k), func.sum(k * n), func.sum(n * n),
    )  # fmt: skip
    told = zip((*POOLED[:2], "count", "effort", *POOLED[2:]), sums, strict=True)
    columns: list[Any] = [*keys, station.label("station_id")]
    columns.append(bulk.total(MonthSum.surveys).label("made"))
    columns += [each.label(name) for name, each in told]
    return select(*columns).group_by(*by)


def _plain(found: pd.DataFrame, index: Index) -> pd.DataFrame:
    effort = found["effort"].astype(float) * float(index.times / index.multiplier)
    texts = {name: found[name].astype(str).astype(object) for name in ("method", "habitat")}
    return found.assign(count=found["count"].astype(float), effort=effort, **texts)


def _wanted(
    access: Access, index: Index, stations: Select[Any] | None
) -> list[ColumnElement[bool]]:
    """Return what is true of the months of an index at some stations, or at all."""
    own = MonthSum.index_id == index.id
    if stations is None:
        return [own]
    found = geography.few(access, stations)
    if isinstance(found, list):
        # By index they come in the order that is wanted: SQLite would read those of all stations.
        return [MonthSum.index_id.concat("") == index.id, MonthSum.station_id.in_(found)]
    # Of most of a county's stations it would look for the months of each.
    return [own, (MonthSum.station_id + 0).in_(found)]


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
