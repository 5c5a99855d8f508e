"""Footprints: what the completeness of a month follows from, told in a few numbers.

Two readings with one footprint give one table, so that a month is looked through again only where
a survey came or went, or a plan, a station or a region changed.
"""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Date, func, literal, select, union_all

from vector.store import plans
from vector.store.coming import periods_of
from vector.store.engine import Access, connection_of
from vector.store.tables import Plan, Region, Station, Survey, SurveyArchive, Upload

EXPECTED = (
    *(getattr(Station, name) for name in ("id", "region_id", "name", "active_from", "active_to")),
    *(getattr(Plan, name) for name in plans.COLUMNS[1:]),
)
TREE = tuple(getattr(Region, name) for name in ("id", "parent_id", "level", "name"))


def footprints(access: Access, days: Mapping[date, date]) -> dict[date, tuple[Any, ...]]:
    """Return the footprint of each month.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    days : mapping of date to date
        The first day of each month, and its last.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     found = footprints(reading, {date(2026, 5, 1): date(2026, 5, 31)})
    >>> len(found[date(2026, 5, 1)])
    2
    """
    connection = connection_of(access)
    expected = _expected(connection)
    found: dict[date, list[Any]] = {month: [] for month in days}
    for query in (_standing(days), _archived(days)):
        for month, *told in connection.execute(query):
            found[month].append(tuple(told))
    return {month: (expected, tuple(sorted(told, key=repr))) for month, told in found.items()}


def _expected(connection: Connection) -> bytes:
    """Return a digest of all plans, stations and regions, and of the first days of all."""
    known = sha256()
    queries = (
        select(*EXPECTED)
        .outerjoin(Plan, Station.id == Plan.station_id)
        .order_by(Station.id, Plan.id),
        select(*TREE).order_by(Region.id),
        select(func.min(Upload.accepted_at)),
        select(func.min(Survey.date)),
    )
    for query in queries:
        # The driver's own rows: the toolkit would make a date of every date's text.
        rows = connection.execute(query).cursor.fetchall()
        known.update(repr(rows).encode())
    return known.digest()


def _ids(table: Any) -> tuple[Any, ...]:
    """What tells a set of surveys from others: an id is never given twice."""
    return func.count(), func.sum(table.id), func.max(table.id), func.sum(table.upload_id)


def _standing(days: Mapping[date, date]) -> Any:
    """Select of each month which surveys stand; without groups nothing needs to be sorted."""
    return union_all(
        *(
            select(literal(first, Date), *_ids(Survey)).where(Survey.date.between(first, last))
            for first, last in days.items()
        )
    )


def _archived(days: Mapping[date, date]) -> Any:
    """Select of each month which surveys of each upload stand no more, and since when."""
    month = periods_of(days)
    status = Upload.id, Upload.accepted_at, Upload.withdrawn_at
    return (
        select(month.c.month, *status, *_ids(SurveyArchive))
        .select_from(month)
        .join(SurveyArchive, SurveyArchive.date.between(month.c.month, month.c.last))
        .join(Upload, Upload.id == SurveyArchive.upload_id)
        .group_by(month.c.month, *status)
    )
