"""Setting an action limit 行动限值: for which index, where, on what ground and by whom.

A new limit is judged by at once, so that its flags do not wait for the next upload.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import DensityIndex
from vector.errors import StoreError
from vector.settings import Settings
from vector.store import audit, geography, limits
from vector.store.engine import session, transaction
from vector.store.tables import ActionLimit, Region, Station
from vector.work.densities import density
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said
from vector.work.watch import Change, evaluate

DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
COLUMNS = (
    *("index", "zh", "street", "station", "value", "unit", "source"),
    *("set_by", "set_on", "valid_from", "valid_to"),
)


@dataclass(frozen=True)
class Wish:
    """A limit as a manager states it.

    Attributes
    ----------
    index : str
        The index's id or Chinese name.
    value : str
        A decimal in the index's unit.
    source : str
        The ground it stands on, e.g. a document's number.
    by : str
        Who sets it.
    street, station : str
        Where; for the whole county where both are empty.
    """

    index: str
    value: str
    source: str
    by: str
    street: str = ""
    station: str = ""


@dataclass(frozen=True)
class Outcome:
    """A limit as kept: for what and where, and which flags it changed."""

    index: DensityIndex
    place: str
    limit: ActionLimit
    changes: list[Change]


def set_limit(
    engine: Engine,
    catalog: Catalog,
    settings: Settings,
    wish: Wish,
    *,
    start: date | None = None,
    now: datetime | None = None,
    author: audit.Author | None = None,
) -> Outcome:
    """Set an action limit, and judge the present state by it in the same transaction.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Its indices.
    settings : Settings
        The zone, and what the watch needs.
    wish : Wish
        What is wanted.
    start : date, optional
        The first day it holds; today unless given. What held before ends the day before.
    now : datetime, optional
        The moment, with zone; the clock's unless given.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Outcome
        With the flags that were raised or cleared by it.

    Raises
    ------
    StoreError
        When the index, the place, the value, the source or the name of who sets it will not do.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> wish = Wish("trap_rate", "3", "县爱卫办〔2026〕1号", "王主任")
    >>> outcome = set_limit(engine, load(), Settings(), wish)
    >>> outcome.place, outcome.limit.value, outcome.changes
    ('本辖区', '3', [])
    """
    index = density(catalog, wish.index)
    _refuse_groundless(wish)
    moment = now or datetime.now(UTC)
    today = moment.astimezone(ZoneInfo(settings.timezone)).date()
    with transaction(engine) as writing, audit.changes(writing, author, ActionLimit):
        region, station, place = _place(writing, wish)
        limit = ActionLimit(
            index_id=index.id,
            region_id=region,
            station_id=station,
            value=wish.value,
            set_by=wish.by.strip(),
            set_on=today,
            source=wish.source.strip(),
            valid_from=start or today,
        )
        limits.put(writing, limit)
        changes = evaluate(writing, catalog, settings, on=today, now=moment)
    return Outcome(index, place, limit, changes)


def _refuse_groundless(wish: Wish) -> None:
    if not DECIMAL.fullmatch(wish.value):
        raise StoreError(*said("limit_number", wish_value=wish.value))
    for key, text in (("limit_no_source", wish.source), ("limit_nobody", wish.by)):
        if not text.strip():
            raise StoreError(*said(key))


def _place(session: Session, wish: Wish) -> tuple[int | None, int | None, str]:
    """Return the region or the station that is meant, and its name."""
    places = Gazetteer(session)
    street = places.street(wish.street) if wish.street else None
    if wish.station:
        number = places.station(wish.station, street)
        return None, number, session.get_one(Station, number).name
    region = street or geography.root(session)
    return region, None, session.get_one(Region, region).name


def listing(engine: Engine, catalog: Catalog, *, since: date | None = None) -> pd.DataFrame:
    """Return the action limits, by index, then by the day they begin.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Names and units.
    since : date, optional
        Leave out what ended before this day.

    Returns
    -------
    DataFrame
        index, zh, street (the region, for a station its street), station, value (decimal text),
        unit, source, set_by, set_on, valid_from, valid_to.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(listing(engine, load()))
    0
    """
    query = (
        select(ActionLimit, Region.name, Station.name)
        .outerjoin(Station, Station.id == ActionLimit.station_id)
        .outerjoin(Region, Region.id.in_([ActionLimit.region_id, Station.region_id]))
        .order_by(ActionLimit.index_id, ActionLimit.valid_from, ActionLimit.id)
    )
    with session(engine) as reading:
        records = [_record(catalog, *row) for row in reading.execute(query)]
    if since is not None:
        records = [each for each in records if (each["valid_to"] or date.max) >= since]
    return pd.DataFrame(records, columns=pd.Index(COLUMNS), dtype=object)


def _record(
    catalog: Catalog, limit: ActionLimit, region: str, station: str | None
) -> dict[str, Any]:
    index = catalog.indices[limit.index_id]
    named = {"index": index.id, "zh": index.zh, "street": region, "station": station}
    columns = COLUMNS[COLUMNS.index("source") :]
    kept = {column: getattr(limit, column) for column in columns}
    return {**named, "value": limit.value, "unit": index.unit, **kept}
