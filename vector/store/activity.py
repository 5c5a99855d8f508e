"""Activity: when each station was last surveyed, and its latest surveys with who reported them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Select, exists, extract, func, or_, select

from vector.store.engine import Access, connection_of
from vector.store.tables import Component, Station, Survey, Tally, Upload

COLUMNS = (
    *("id", "date", "method", "habitat", "fields", "note"),
    *("upload_id", "filename", "by", "accepted_at"),
)


def last_surveyed(
    access: Access, *, methods: Sequence[str] | None = None, station: int | None = None
) -> dict[int, date]:
    """Return the day of each station's latest survey that stands and looked at anything.

    A survey whose effort failed tells nothing of a station, so nothing is known since then.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    methods : sequence of str, optional
        Only surveys by these methods; by any when left out.
    station : int, optional
        Only this station.

    Returns
    -------
    dict of int to date
        By station id; a station never looked at is not in it.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     last_surveyed(reading)
    {}
    """
    used = _methods_used(station)
    newest = (
        select(func.max(Survey.date))
        .where(Survey.station_id == used.c.station_id, Survey.method == used.c.method, _looked())
        .scalar_subquery()
    )
    query = select(used.c.station_id, newest).where(used.c.method.is_not(None))
    if methods is not None:
        query = query.where(used.c.method.in_(list(methods)))
    found: dict[int, date] = {}
    for number, day in connection_of(access).execute(query):
        if day is not None:
            found[number] = max(day, found.get(number, day))
    return found


def surveyed(access: Access, stations: Select[Any] | None = None) -> bool:
    """Return whether any of some stations was ever surveyed, as :func:`last_surveyed` means it.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    stations : Select, optional
        Of station ids; all when left out.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     surveyed(reading)
    False
    """
    query = select(Survey.id).where(_looked())
    if stations is not None:
        query = query.where(Survey.station_id.in_(stations))
    return connection_of(access).scalar(query.limit(1)) is not None


def _looked() -> ColumnElement[bool]:
    """Whether a survey had effort for any of its indices, or is by a method that has none."""
    own = exists().where(Component.survey_id == Survey.id)
    return or_(own.where(Component.denominator > 0), ~own)


def _methods_used(station: int | None) -> CTE:
    """Return the methods by which each station was surveyed, and a last row without any.

    One step along the key of surveys to each next method: of ten million surveys twenty thousand
    are looked at, where grouping would read them all.
    """
    first = select(func.min(Survey.method)).where(Survey.station_id == Station.id)
    begin = select(Station.id.label("station_id"), first.scalar_subquery().label("method"))
    if station is not None:
        begin = begin.where(Station.id == station)
    used = begin.cte("used", recursive=True)
    later = select(func.min(Survey.method)).where(
        Survey.station_id == used.c.station_id, Survey.method > used.c.method
    )
    step = select(used.c.station_id, later.scalar_subquery()).where(used.c.method.is_not(None))
    return used.union_all(step)


def latest_surveys(access: Access, station: int, count: int = 50, skipped: int = 0) -> pd.DataFrame:
    """Return a station's latest surveys that stand, with the upload each came by.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    station : int
        The station's id.
    count : int
        At most how many.
    skipped : int
        How many later ones are left out.

    Returns
    -------
    DataFrame
        id, date, method, habitat, fields (whole numbers of the catalogue's resolution), note,
        upload_id, filename, by (who uploaded it) and accepted_at (when); the latest first.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(latest_surveys(reading, 1))
    0
    """
    chosen: tuple[Any, ...] = (
        *(Survey.id, Survey.date, Survey.method, Survey.habitat, Survey.fields, Survey.note),
        *(Survey.upload_id, Upload.filename, Upload.uploaded_by, Upload.accepted_at),
    )
    query = (
        select(*chosen)
        .join(Upload, Upload.id == Survey.upload_id)
        .where(Survey.station_id == station)
        .order_by(Survey.date.desc(), Survey.method, Survey.habitat, Survey.id)
        .limit(count)
        .offset(skipped)
    )
    rows = connection_of(access).execute(query).all()
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS))


def catches(access: Access, station: int, methods: Sequence[str]) -> pd.DataFrame:
    """Return what a station's surveys that stand caught of each species, summed by month.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    station : int
        The station's id.
    methods : sequence of str
        Only surveys by these methods.

    Returns
    -------
    DataFrame
        year, month, species (as kept), count; the oldest first.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(catches(reading, 1, ["snap_trap"]))
    0
    """
    year, month = extract("year", Survey.date), extract("month", Survey.date)
    query = (
        select(year, month, Tally.species, func.sum(Tally.count))
        .join(Survey, Survey.id == Tally.survey_id)
        .where(Survey.station_id == station, Survey.method.in_(list(methods)))
        .group_by(year, month, Tally.species)
        .order_by(year, month, Tally.species)
    )
    rows = [
        (int(when), int(part), species, int(count))
        for when, part, species, count in connection_of(access).execute(query)
    ]
    return pd.DataFrame(rows, columns=pd.Index(["year", "month", "species", "count"]))
