"""Source rows: the surveys behind a number, each with its upload, sheet and row."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, extract, func, or_, select
from sqlalchemy.orm import Session

from vector.store import places
from vector.store.geography import subtree
from vector.store.tables import Account, Region, Station, StationPast, Survey, Upload

COLUMNS = (
    *("id", "date", "street", "station_id", "station", "method", "habitat", "fields", "note"),
    *("upload_id", "filename", "sheet", "row", "by", "accepted_at"),
)


class Choice(NamedTuple):
    """Which surveys: by which methods, where, and from when to when; None is no bound.

    ``month`` is one of every year; ``then`` counts a survey where its station lay on that day.
    """

    methods: Sequence[str]
    region: int | None = None
    station: int | None = None
    start: date | None = None
    end: date | None = None
    month: int | None = None
    habitat: str | None = None
    then: bool = False


class Sources(NamedTuple):
    """The latest of the surveys, and how many there are in all."""

    rows: pd.DataFrame
    total: int


def rows(
    session: Session, account: Account | None, choice: Choice, *, limit: int, skipped: int = 0
) -> Sources:
    """Return the surveys that stand and that an account may see, the latest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    account : Account or None
        Who asks; ``None`` is the service itself.
    choice : Choice
        Which surveys; a region stands for its stations and those of all below it.
    limit : int
        At most how many rows.
    skipped : int
        How many later ones are left out.

    Returns
    -------
    Sources
        With the columns of ``COLUMNS``; ``fields`` are whole numbers of the catalogue's resolution.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     rows(reading, None, Choice(["snap_trap"]), limit=10).total
    0
    """
    wanted = _narrowed(select(Survey.id), account, choice)
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    told: tuple[Any, ...] = (
        *(Survey.id, Survey.date, Region.name, Station.id, Station.name, Survey.method),
        *(Survey.habitat, Survey.fields, Survey.note, Survey.upload_id, Upload.filename),
        *(Survey.sheet, Survey.row, Upload.uploaded_by, Upload.accepted_at),
    )
    query = (
        _narrowed(select(*told), account, choice)
        .join(Station, Station.id == Survey.station_id)
        .join(Region, Region.id == Station.region_id)
        .join(Upload, Upload.id == Survey.upload_id)
        .order_by(Survey.date.desc(), Region.name, Station.name, Survey.id)
        .limit(limit)
        .offset(skipped)
    )
    found = [tuple(each) for each in session.execute(query)]
    return Sources(pd.DataFrame(found, columns=pd.Index(COLUMNS)), count)


def _narrowed(query: Select[Any], account: Account | None, choice: Choice) -> Select[Any]:
    query = query.where(
        Survey.method.in_(choice.methods), Survey.station_id.in_(places.visible_stations(account))
    )
    if choice.station is not None:
        query = query.where(Survey.station_id == choice.station)
    if choice.region is not None:
        query = query.where(_lay(choice.region) if choice.then else _lies(choice.region))
    if choice.month is not None:
        query = query.where(extract("month", Survey.date) == choice.month)
    if choice.habitat is not None:
        query = query.where(Survey.habitat == choice.habitat)
    if choice.start is not None:
        query = query.where(Survey.date >= choice.start)
    return query if choice.end is None else query.where(Survey.date <= choice.end)


def _lies(region: int) -> ColumnElement[bool]:
    """Whether the station lies there today."""
    return Survey.station_id.in_(select(Station.id).where(Station.region_id.in_(subtree(region))))


def _lay(street: int) -> ColumnElement[bool]:
    """Whether the station lay in the street on the day of the survey."""
    held = (
        select(StationPast.street_id)
        .where(StationPast.station_id == Survey.station_id, StationPast.until >= Survey.date)
        .order_by(StationPast.until)
        .limit(1)
        .correlate(Survey)
        .scalar_subquery()
    )
    return or_(held == street, and_(held.is_(None), _lies(street)))
