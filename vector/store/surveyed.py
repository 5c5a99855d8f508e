"""When surveys were made and are to be, and which species they caught, added up in the database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Integer, Select, cast, extract, func, select

from vector.catalog.index import Index
from vector.store import geography
from vector.store.engine import Access, connection_of
from vector.store.tables import Component, Plan, Survey, Tally

KINDS = {"station_id": "int64", "year": "int64", "month": "int64"}


def species(access: Access, method: str) -> pd.DataFrame:
    """Return how many of each species a method caught, by station and month.

    Returns
    -------
    DataFrame
        station_id, year, month, species, count (float64).

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(species(reading, "light_trap"))
    0
    """
    keys = (Survey.station_id, *_day_month(Survey.date), Tally.species)
    query = (
        select(*keys, func.sum(Tally.count))
        .join(Survey, Survey.id == Tally.survey_id)
        .where(Survey.method == method)
        .group_by(*keys)
    )
    found = _frame(access, query, ["station_id", "year", "month", "species", "count"])
    return found.assign(count=found["count"].astype(float))


def days(
    access: Access, index: Index, method: str, stations: Select[Any] | Sequence[int], start: date
) -> pd.DataFrame:
    """Return what a method counted of an index on each day since ``start``, stations together.

    Returns
    -------
    DataFrame
        date (datetime64), numerator, denominator (float64, stored units).

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(days(reading, load().indices["trap_rate"], "snap_trap", [1], date(2026, 1, 1)))
    0
    """
    query = (
        select(Component.date, func.sum(Component.numerator), func.sum(Component.denominator))
        .where(
            Component.index_id == index.id,
            Component.method == method,
            Component.date >= start,
            Component.station_id.in_(stations),
        )
        .group_by(Component.date)
        .order_by(Component.date)
    )
    found = _frame(access, query, ["date", "numerator", "denominator"])
    return found.astype({"numerator": float, "denominator": float}).assign(
        date=pd.to_datetime(found["date"])
    )


def dates(
    access: Access, index: Index, start: date, stations: Select[Any] | None = None
) -> list[date]:
    """Return the days since ``start`` on which something of an index was counted, in order.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     dates(reading, load().indices["trap_rate"], date(2026, 1, 1))
    []
    """
    query = select(Component.date).where(Component.index_id == index.id, Component.date >= start)
    if stations is not None:
        query = query.where(Component.station_id.in_(geography.few(access, stations)))
    return list(connection_of(access).scalars(query.distinct().order_by(Component.date)))


def asked(
    access: Access, methods: Sequence[str], stations: Select[Any] | None = None
) -> pd.DataFrame:
    """Return in which months which day is the last to survey some stations: months, due_day.

    Examples
    --------
    >>> from sqlalchemy import select
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> from vector.store.tables import Station
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     len(asked(reading, ["snap_trap"], select(Station.id)))
    0
    """
    query = (
        select(Plan.months, func.max(Plan.due_day))
        .where(Plan.method.in_(list(methods)))
        .group_by(Plan.months)
    )
    if stations is not None:
        query = query.where(Plan.station_id.in_(stations))
    return _frame(access, query, ["months", "due_day"])


def _day_month(column: Any) -> tuple[Any, Any]:
    # PostgreSQL's own are decimals.
    return cast(extract("year", column), Integer), cast(extract("month", column), Integer)


def _frame(access: Access, query: Any, names: list[str]) -> pd.DataFrame:
    # Of the toolkit's own rows a frame is made ten times as slowly as of plain ones.
    rows = [tuple(row) for row in connection_of(access).execute(query)]
    found = pd.DataFrame(rows, columns=pd.Index(names))
    return found.astype({name: kind for name, kind in KINDS.items() if name in found})
