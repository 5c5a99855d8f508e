"""Breaks 断点: the days from which a station's counts compare with none before them.

A station that stands elsewhere, in another habitat, or is surveyed by another method or with
another lamp, finds something else though nothing has changed around it.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select

from vector.store.engine import Access, connection_of
from vector.store.tables import Station, StationPast

BREAKING = ("site", "habitat", "method", "equipment")
# Days since 1970 take less than 2**20; a station and a day make one number that sorts.
SHIFT = 2**20


def breaks(access: Access, station: int | None = None) -> pd.DataFrame:
    """Return the days on which series break, for every station that has any.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    station : int, optional
        Only of this one.

    Returns
    -------
    DataFrame
        station_id (int64) and day (datetime64[D] as datetime64[s]), in order.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(breaks(reading))
    0
    """
    connection = connection_of(access)
    kept = [getattr(StationPast, name) for name in BREAKING]
    query = select(StationPast.station_id, StationPast.until, *kept)
    if station is not None:
        query = query.where(StationPast.station_id == station)
    past = connection.execute(query.order_by(StationPast.station_id, StationPast.until)).all()
    if not past:
        return _frame([])
    now = connection.execute(
        select(Station.id, *(getattr(Station, name) for name in BREAKING)).where(
            Station.id.in_(select(StationPast.station_id) if station is None else [station])
        )
    )
    present = {row[0]: tuple(row[1:]) for row in now}
    found = []
    for at, row in enumerate(past):
        later = past[at + 1] if at + 1 < len(past) else None
        same = later is not None and later[0] == row[0]
        after = tuple(later[2:]) if later is not None and same else present[row[0]]
        if tuple(row[2:]) != after:
            found.append((row[0], np.datetime64(row[1]) + 1))
    return _frame(found)


def _frame(found: list[tuple[int, np.datetime64]]) -> pd.DataFrame:
    days = np.array([day for _, day in found], "datetime64[s]")
    return pd.DataFrame(
        {"station_id": np.array([station for station, _ in found], np.int64), "day": days}
    )


def segments(found: pd.DataFrame, stations: Any, days: Any) -> NDArray[np.int64]:
    """Return how many breaks each station had by each day, the day itself included.

    Parameters
    ----------
    found : DataFrame
        As given by :func:`breaks`.
    stations : array_like of int
        Whose day it is.
    days : array_like of datetime64
        The days.

    Examples
    --------
    >>> known = pd.DataFrame({"station_id": [7], "day": pd.to_datetime(["2026-05-01"])})
    >>> segments(known, [7, 7, 8], np.array(["2026-04-30", "2026-05-01", "2026-06-01"], "M8[D]"))
    array([0, 1, 0])
    """
    asked = _keys(stations, days)
    own = np.asarray(stations, np.int64) * SHIFT
    marks = _keys(found["station_id"], found["day"])
    upto = np.searchsorted(marks, asked, side="right")
    return np.asarray(upto - np.searchsorted(marks, own, side="left"), np.int64)


def _keys(stations: Any, days: Any) -> NDArray[np.int64]:
    since = np.asarray(days).astype("datetime64[D]").astype(np.int64)
    return np.asarray(stations, np.int64) * SHIFT + since
