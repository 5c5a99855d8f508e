"""The components of indices: what stands now, or what was known on an earlier day.

What was known at a moment are the surveys of uploads accepted by then and not yet withdrawn; of
several versions of one survey, the latest of these. It is a query over both twins of the tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, union_all

from vector.store import boundaries as borders
from vector.store import bulk, geography
from vector.store.archive import ARCHIVED, KEY, STANDING
from vector.store.engine import Access, connection_of
from vector.store.tables import Component, Station, Upload

# The columns of stats.judge.components, and the ids of the places.
COLUMNS = (
    *("method", "index", "street", "station", "habitat", "date", "numerator", "denominator"),
    *("station_id", "region_id"),
)
# So many stations are asked for by id; more are faster read all at once.
FEW = 500


@dataclass(frozen=True)
class Choice:
    """Which surveys are asked for; what is left out does not restrict."""

    indices: Sequence[str] | None = None
    stations: Select[Any] | Sequence[int] | None = None
    region: int | None = None
    start: date | None = None
    end: date | None = None

    def of_surveys(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on place and period, on any table that has both."""
        conditions = []
        if self.stations is not None:
            conditions.append(table.station_id.in_(self.stations))
        if self.region is not None:
            owned = select(Station.id).where(Station.region_id.in_(geography.subtree(self.region)))
            conditions.append(table.station_id.in_(owned))
        if self.start is not None:
            conditions.append(table.date >= self.start)
        if self.end is not None:
            conditions.append(table.date <= self.end)
        return conditions

    def of_components(self, table: Any) -> list[ColumnElement[bool]]:
        """Return the conditions on a table of components."""
        conditions = self.of_surveys(table)
        if self.indices is not None:
            conditions.append(table.index_id.in_(list(self.indices)))
        return conditions


def end_of_day(day: date, zone: str) -> datetime:
    """Return the last moment of a day, for ``known_on``.

    Parameters
    ----------
    day : date
        A day.
    zone : str
        The time zone in which days are counted, e.g. ``Asia/Shanghai``.

    Examples
    --------
    >>> end_of_day(date(2026, 5, 31), "Asia/Shanghai").isoformat()
    '2026-05-31T23:59:59.999999+08:00'
    """
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight - timedelta(microseconds=1)


def components(
    access: Access,
    *,
    indices: Sequence[str] | None = None,
    stations: Select[Any] | Sequence[int] | None = None,
    region: int | None = None,
    start: date | None = None,
    end: date | None = None,
    known_on: datetime | None = None,
    boundaries: borders.Boundaries | None = None,
) -> pd.DataFrame:
    """Return the components of indices, one row for each survey and index.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    indices : sequence of str, optional
        Index ids; all when left out.
    stations : Select or sequence of int, optional
        Station ids, e.g. :func:`vector.store.places.visible_stations`.
    region : int, optional
        A region's id: it and all below it.
    start, end : date, optional
        The first and last survey date.
    known_on : datetime, optional
        The moment whose knowledge is wanted, with its zone; the present when left out.
    boundaries : {"today", "then"}, optional
        Under which street each survey is counted; when left out, the one that owns the station
        now, wherever it stood.

    Returns
    -------
    DataFrame
        method, index, street, station, habitat (categories), date (datetime64), numerator and
        denominator (int64, stored units) as in :func:`vector.stats.judge.components`, then
        station_id and region_id (int64), the latter that of the street. In no promised order.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     list(components(reading, indices=["breteau_index"]).columns)[-2:]
    ['station_id', 'region_id']
    """
    connection = connection_of(access)
    if indices is not None and not indices:
        # Nothing is asked for: no station needs to be looked up.
        stations, region = [], None
    choice, kept = _with_ids(connection, Choice(indices, stations, region, start, end))
    query = _rows(Component, choice) if known_on is None else _known(choice, known_on)
    found = bulk.frame(connection, query)
    found = found if kept is None else found[found["station_id"].isin(kept)]
    found = _with_places(connection, found.reset_index(drop=True))
    return found if boundaries is None else _counted_under(connection, found, boundaries)


def _with_ids(connection: Connection, choice: Choice) -> tuple[Choice, list[int] | None]:
    """Name the stations by their ids where they are few; else read all, and give the ids to keep.

    Of most of a county's stations SQLite would look for each index at each station.
    """
    if choice.region is None and not isinstance(choice.stations, Select):
        return choice, None
    own = select(Station.id)
    if choice.stations is not None:
        own = own.where(Station.id.in_(choice.stations))
    if choice.region is not None:
        own = own.where(Station.region_id.in_(geography.subtree(choice.region)))
    ids = list(connection.scalars(own))
    if len(ids) <= geography.FEW:
        return replace(choice, stations=ids, region=None), None
    return replace(choice, stations=None, region=None), ids


def _counted_under(
    connection: Connection, found: pd.DataFrame, boundaries: borders.Boundaries
) -> pd.DataFrame:
    """Put each survey under the street of the boundaries that are asked for."""
    under = borders.streets(connection, found["station_id"], found["date"], boundaries)
    return found.assign(region_id=under["street_id"], street=under["street"].astype("category"))


def _rows(component: Any, choice: Choice) -> Select[Any]:
    return select(
        component.method,
        component.index_id.label("index"),
        component.habitat,
        component.date,
        component.numerator,
        component.denominator,
        component.station_id,
    ).where(*choice.of_components(component))


def _known(choice: Choice, moment: datetime) -> Any:
    versions = union_all(
        *(
            select(*(getattr(survey, name) for name in ("id", *KEY)))
            .join(Upload, Upload.id == survey.upload_id)
            .where(Upload.accepted_at <= moment)
            .where(or_(Upload.withdrawn_at.is_(None), Upload.withdrawn_at > moment))
            .where(*choice.of_surveys(survey))
            for survey in (STANDING[0], ARCHIVED[0])
        )
    ).cte("versions")
    latest = select(func.max(versions.c.id)).group_by(*(versions.c[name] for name in KEY))
    return union_all(
        *(
            _rows(component, choice).where(component.survey_id.in_(latest))
            for _, _, component in (STANDING, ARCHIVED)
        )
    )


def _with_places(connection: Connection, found: pd.DataFrame) -> pd.DataFrame:
    """Add the names of street and station, looked up once for each station."""
    ids, codes = np.unique(found["station_id"].to_numpy(), return_inverse=True)
    few = ids.tolist() if len(ids) <= FEW else None
    used = geography.streets_of(connection, few)
    used = used.iloc[pd.Index(used["station_id"]).get_indexer(ids)]
    words = {name: pd.Categorical(used[name]) for name in ("street", "station")}
    named = {name: pd.Categorical.from_codes(each.codes[codes], dtype=each.dtype)
             for name, each in words.items()}  # fmt: skip
    named["region_id"] = used["street_id"].to_numpy(np.int64)[codes]
    return found.assign(**named)[list(COLUMNS)]


def indices_at(access: Access, station: int) -> list[str]:
    """Return the ids of the indices that stand of a station.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    station : int
        Its id.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     indices_at(reading, 1)
    []
    """
    query = select(Component.index_id).where(Component.station_id == station).distinct()
    return sorted(connection_of(access).scalars(query))
