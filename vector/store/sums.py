"""Month sums: what stands of an index at each station, month by month, kept with the surveys.

They are changed where components are: what comes is added and what leaves is taken away, whole
numbers both, so that the table always equals the components grouped. Nothing is read anew, so a
hundred surveys cost the same beside ten million as beside none.
"""

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Integer,
    MetaData,
    Select,
    Table,
    case,
    cast,
    delete,
    extract,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from vector.store import bulk
from vector.store.engine import Access, connection_of
from vector.store.tables import Component, MonthSum

KEY = ("index_id", "month", "method", "habitat", "station_id")
SUMS = ("surveys", "failed", "numerator", "denominator")
_came = Table(
    "came",
    MetaData(),
    *(Column(name, MonthSum.__table__.c[name].type) for name in (*KEY, *SUMS)),
    prefixes=["TEMPORARY"],
)


def month_of(day: Any) -> ColumnElement[int]:
    """Return the number of the month of a date column: 12 × year + month - 1."""
    # PostgreSQL's own are decimals.
    year, month = (cast(extract(part, day), Integer) for part in ("year", "month"))
    return 12 * year + month - 1


def grouped(*conditions: ColumnElement[bool], sign: Literal[1, -1] = 1) -> Select[Any]:
    """Select the sums of the components that stand, or of some of them.

    Parameters
    ----------
    *conditions : expression
        Which components; all when left out.
    sign : {1, -1}
        -1 for what is about to leave.

    Examples
    --------
    >>> [column.name for column in grouped().selected_columns][:2]
    ['index_id', 'month']
    """
    keys = [
        month_of(Component.date).label(name) if name == "month" else getattr(Component, name)
        for name in KEY
    ]
    failed = case((Component.denominator == 0, 1), else_=0)
    sums = (func.count(), *map(func.sum, (failed, Component.numerator, Component.denominator)))
    kinds = (MonthSum.__table__.c[name].type for name in SUMS)
    columns = (
        (sign * cast(each, kind)).label(name)
        for name, each, kind in zip(SUMS, sums, kinds, strict=True)
    )
    return select(*keys, *columns).where(true(), *conditions).group_by(*keys)


def change(connection: Connection, moved: ColumnElement[bool], sign: Literal[1, -1]) -> None:
    """Add the sums of components that stand again, or take away those about to leave.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    moved : expression
        Which components, all of them in the table now.
    sign : {1, -1}
        1 for those that came, -1 for those that leave.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, transaction
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with transaction(engine) as session:
    ...     change(session.connection(), Component.survey_id == 1, 1)
    """
    _merge(connection, grouped(moved, sign=sign))
    connection.execute(delete(MonthSum).where(MonthSum.surveys == 0))


def add(connection: Connection, columns: Mapping[str, bulk.Column]) -> None:
    """Add the sums of components of one index and method, as they are stored.

    Of a county's years the database would sort every row by month and station first; surveys come
    sorted by station and day, and only their months are left to sort.

    Parameters
    ----------
    connection : Connection
        In a transaction that holds the ledger.
    columns : mapping of str to sequence
        As :meth:`vector.store.forms.Forms.components` yields them, dates as ISO text.
    """
    if not len(columns["survey_id"]):
        return
    summed = _summed(columns)
    _came.create(connection)
    bulk.insert(connection, _came, summed)
    _merge(connection, select(_came).where(true()))
    _came.drop(connection)


def _summed(columns: Mapping[str, bulk.Column]) -> dict[str, bulk.Column]:
    day, days = pd.factorize(np.asarray(columns["date"], object))
    places, names = pd.factorize(np.asarray(columns["habitat"], object), sort=True)
    station = np.asarray(columns["station_id"], np.int64)
    month = np.array([12 * int(each[:4]) + int(each[5:7]) - 1 for each in days])[day]
    keys = (month * len(names) + places) * (station.max() + 1) + station
    first, code = np.unique(keys, return_index=True, return_inverse=True)[1:]
    denominator = np.asarray(columns["denominator"], np.int64)
    parts = (np.ones_like(denominator), denominator == 0, columns["numerator"], denominator)
    found: dict[str, bulk.Column] = {
        "index_id": [columns["index_id"][0]] * len(first),
        "month": month[first],
        "method": [columns["method"][0]] * len(first),
        "habitat": names[places[first]],
        "station_id": station[first],
    }
    return found | {
        name: _totals(code, np.asarray(part, np.int64), len(first))
        for name, part in zip(SUMS, parts, strict=True)
    }


def _totals(code: NDArray[np.int64], part: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Sum whole numbers by group; those of ``bincount`` are not whole beyond 2⁵³."""
    found = np.zeros(size, np.int64)
    np.add.at(found, code, part)
    return found


def _merge(connection: Connection, rows: Select[Any]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    added = dialect.insert(MonthSum).from_select([*KEY, *SUMS], rows)
    own = MonthSum.__table__.c
    connection.execute(
        added.on_conflict_do_update(
            index_elements=[own[name] for name in KEY],
            set_={name: own[name] + added.excluded[name] for name in SUMS},
        )
    )


def differing(access: Access) -> int:
    """Count the months of stations whose sums are not those of the components.

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
    ...     differing(reading)
    0
    """
    own = MonthSum.__table__.c
    kept = select(*(own[name] for name in KEY), *((-own[name]).label(name) for name in SUMS))
    both = union_all(grouped(), kept).subquery().c
    left = [func.sum(both[name]) != 0 for name in SUMS]
    wrong = select(both.month).group_by(*(both[name] for name in KEY)).having(or_(*left))
    return connection_of(access).scalar(select(func.count()).select_from(wrong.subquery())) or 0
