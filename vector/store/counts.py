"""Counts with their effort, survey by survey, as the statistics on single indices take them."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from vector.catalog.index import Index
from vector.store import boundaries as borders
from vector.store import bulk, geography
from vector.store.engine import Access, connection_of
from vector.store.tables import Component, Station, Upload


def counts(
    access: Access,
    index: Index,
    *,
    region: int | None = None,
    boundaries: borders.Boundaries = "today",
) -> pd.DataFrame:
    """Return what stands of one index, one row for each survey.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    index : Index
        Its value is ``times`` × count / effort.
    region : int, optional
        Only stations of this region and below it.
    boundaries : {"today", "then"}
        Whose borders decide the street of a survey.

    Returns
    -------
    DataFrame
        street, station, habitat, method, equipment (text; "" where unknown), site (int64; at
        which of its places the station stood), date and uploaded (datetime64; the day the upload
        was accepted, in UTC), count and effort in traps, lamp-nights, kilometres as they were
        (float64), longitude and latitude (float64, NaN where unknown), station_id; by station and
        date.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(counts(reading, load().indices["trap_rate"]))
    0
    """
    connection = connection_of(access)
    found = bulk.frame(connection, _query(connection, index.id, region))
    uploads = pd.DataFrame(
        connection.execute(select(Upload.id, Upload.accepted_at)).all(), columns=["id", "at"]
    ).set_index("id")["at"]
    at = pd.to_datetime(found["upload_id"].map(uploads), utc=True)
    places = geography.stations(connection).set_index("id").loc[found["station_id"]]
    under = borders.streets(connection, found["station_id"], found["date"], boundaries)
    frame = pd.DataFrame(
        {
            "street": under["street"].astype(str).to_numpy(),
            "station": places["station"].astype(str).to_numpy(),
            "equipment": under["equipment"].astype(str).to_numpy(),
            "site": under["site"].to_numpy(),
            **{name: found[name].astype(object).fillna("") for name in ("habitat", "method")},
            "date": pd.to_datetime(found["date"]),
            "count": found["numerator"].astype(float),
            "effort": found["denominator"] * float(index.times / index.multiplier),
            "station_id": found["station_id"].to_numpy(),
            "uploaded": at.dt.tz_localize(None).dt.normalize(),
            **{name: under[name].to_numpy() for name in ("longitude", "latitude")},
        }
    )
    return frame.sort_values(["street", "station", "date"], ignore_index=True)


def _query(connection: Connection, index: str, region: int | None) -> Any:
    query = select(
        Component.station_id,
        Component.date,
        Component.numerator,
        Component.denominator,
        Component.method,
        Component.habitat,
        Component.upload_id,
    ).where(Component.index_id == index)
    if region is not None:
        own = select(Station.id).where(Station.region_id.in_(geography.subtree(region)))
        query = query.where(Component.station_id.in_(geography.few(connection, own)))
    return query
