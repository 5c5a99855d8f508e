"""The tree of regions and the stations in it.

A station belongs to a region; the street (街道/乡镇) it is counted under is that region or the
nearest street above it.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, func, select

from vector.store.engine import Access, connection_of
from vector.store.tables import Region, Station

# As many stations as are named one by one in a query: more are most of a county.
FEW = 1_000


def subtree(region: int | Select[Any]) -> Select[Any]:
    """Select the ids of a region and of all regions below it.

    Parameters
    ----------
    region : int or Select
        A region's id, or a query of such ids.

    Returns
    -------
    Select
        For ``Station.region_id.in_(...)``.

    Examples
    --------
    >>> "RECURSIVE" in str(subtree(1))
    True
    """
    return _below_one(region) if isinstance(region, int) else _below(region)


# Nearly every request asks below the same few regions: to form a query takes longer than it does.
@lru_cache(maxsize=1024)
def _below_one(region: int) -> Select[Any]:
    return _below([region])


def _below(regions: Sequence[int] | Select[Any]) -> Select[Any]:
    tree = select(Region.id).where(Region.id.in_(regions)).cte(recursive=True)
    below = select(Region.id).join(tree, Region.parent_id == tree.c.id)
    return select(tree.union_all(below).c.id)


def above(access: Access, region: int | None) -> list[int]:
    """Return the ids of the regions above a region, the nearest first.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    region : int or None
        A region's id; above none there is none.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     above(reading, 1)
    []
    """
    pairs = select(Region.id, Region.parent_id)
    parents = {row.id: row.parent_id for row in access.execute(pairs)}
    chain: list[int] = []
    while (region := parents.get(region) if region is not None else None) is not None:
        chain.append(region)
    return chain


def few(access: Access, stations: Select[Any]) -> Select[Any] | list[int]:
    """Return the ids of stations where they are few, else the query of them.

    A database that sees the ids knows that few surveys are asked for; of a query it must guess,
    and PostgreSQL then reads all surveys of the county to find those of a street.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    stations : Select
        A query of station ids.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     few(reading, select(Station.id))
    []
    """
    found = list(connection_of(access).scalars(stations.limit(FEW + 1)))
    return stations if len(found) > FEW else found


def root(access: Access) -> int:
    """Return the id of the region that has no other above it; the migrations made it.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     root(reading)
    1
    """
    query = select(func.min(Region.id)).where(Region.parent_id.is_(None))
    return connection_of(access).execute(query).scalar_one()


def regions(access: Access, top: int | None = None, *, closed: bool = False) -> pd.DataFrame:
    """Return the regions of a subtree, or all.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    top : int, optional
        The region that stands above them, itself included.
    closed : bool
        Also those that were merged or split and are no more.

    Returns
    -------
    DataFrame
        id, code, name, level, parent_id, population, geometry (GeoJSON text or None), valid_from
        (date or None) and street_id: the street it is or belongs to, itself where there is none
        above.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     regions(reading)["name"].tolist()
    ['本辖区', '未划分街道']
    """
    connection = connection_of(access)
    names = (*("id", "code", "name", "level", "parent_id", "population", "geometry", "valid_from"),)
    query = select(*(getattr(Region, name) for name in names)).order_by(Region.code, Region.id)
    if not closed:
        query = query.where(Region.valid_to.is_(None))
    if top is not None:
        query = query.where(Region.id.in_(subtree(top)))
    # Of the toolkit's own rows a frame is made ten times as slowly as of plain ones.
    rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=pd.Index(names))
    frame = frame.astype({"parent_id": "Int64", "population": "Int64"})
    return frame.assign(street_id=frame["id"].map(street_of(access)))


def street_of(access: Access) -> dict[int, int]:
    """Return the street that each region is or belongs to, itself where there is none above.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     street_of(reading)
    {1: 1, 2: 2}
    """
    return _tree(access)[0]


def _tree(access: Access) -> tuple[dict[int, int], dict[int, str]]:
    """Return the street and the name of every region: read whole, which is soonest done."""
    query = select(Region.id, Region.parent_id, Region.level, Region.name)
    rows = {row[0]: row for row in connection_of(access).execute(query)}
    streets: dict[int, int] = {}

    def street(region: int) -> int:
        """Down the tree, a street passes itself on."""
        if region not in streets:
            parent = rows[region][1]
            above = region if parent is None else street(parent)
            streets[region] = above if rows[above][2] == "street" else region
        return streets[region]

    return {region: street(region) for region in rows}, {row[0]: row[3] for row in rows.values()}


def stations(access: Access, visible: Select[Any] | Sequence[int] | None = None) -> pd.DataFrame:
    """Return stations with the street they are counted under.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    visible : Select or sequence of int, optional
        Station ids, as given by :func:`vector.store.places.visible_stations`; all when left out.

    Returns
    -------
    DataFrame
        id, code, station (its name), region_id, habitat, longitude, latitude, active_from,
        active_to, street_id, and the names street and region; sorted by code.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(stations(reading))
    0
    """
    columns = {"id": Station.id, "code": Station.code, "station": Station.name}
    for name in ("region_id", "habitat", "longitude", "latitude", "active_from", "active_to"):
        columns[name] = getattr(Station, name)
    query = select(*columns.values()).order_by(Station.code)
    if visible is not None:
        query = query.where(Station.id.in_(visible))
    connection = connection_of(access)
    # Of the toolkit's own rows a frame is made ten times as slowly as of plain ones.
    rows = [tuple(row) for row in connection.execute(query)]
    frame = pd.DataFrame(rows, columns=pd.Index(list(columns)))
    streets, names = _tree(connection)
    frame["street_id"] = frame["region_id"].map(streets).astype("int64")
    return frame.assign(street=frame["street_id"].map(names), region=frame["region_id"].map(names))


def streets_of(access: Access, stations: Select[Any] | Sequence[int] | None = None) -> pd.DataFrame:
    """Return stations with no more than their name and street, which is soon read.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    stations : Select or sequence of int, optional
        Station ids; all when left out.

    Returns
    -------
    DataFrame
        station_id, station (its name), street_id, street; the names are plain text.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(streets_of(reading, [1]))
    0
    """
    connection = connection_of(access)
    query = select(Station.id, Station.name, Station.region_id)
    if stations is not None:
        query = query.where(Station.id.in_(stations))
    streets, names = _tree(connection)
    rows = connection.execute(query).all()
    under = [streets[region] for _, _, region in rows]
    return pd.DataFrame(
        {
            "station_id": np.array([number for number, _, _ in rows], np.int64),
            "station": pd.array([name for _, name, _ in rows], "str"),
            "street_id": np.array(under, np.int64),
            "street": pd.array([names[each] for each in under], "str"),
        }
    )
