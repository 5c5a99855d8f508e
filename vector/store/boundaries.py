"""Under which street a survey is counted: today's boundaries, or those of its day.

``today`` asks in which street the place lies today where the station stood on the day of the
survey; ``then`` in which street it lay on that day. A street that is no more is named with its last
day, so that it is never taken for another of its name.
"""

from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import select

from vector.store.engine import Access, connection_of
from vector.store.geography import street_of
from vector.store.tables import Region, Station, StationPast, Succession

Boundaries = Literal["today", "then"]
WORDS = {
    "today": ("按现行区划汇总", "by today's boundaries"),
    "then": (
        "按监测当时的区划汇总，已撤并的街道注明截止日",
        "by the boundaries of their day",
    ),
}
# Days since 1970 take less than 2**20; a station and a day make one number that sorts.
SHIFT = 2**20
FACTS = ("site", "equipment", "longitude", "latitude")
KINDS: dict[Any, Any] = {
    "street_id": "int64",
    "site": "int64",
    "equipment": object,
    "longitude": "float64",
    "latitude": "float64",
}


def streets(
    access: Access, stations: "pd.Series[int]", days: "pd.Series[Any]", boundaries: Boundaries
) -> pd.DataFrame:
    """Return the street of each survey.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.
    stations : Series of int
        The station of each survey.
    days : Series of datetime64 or date
        Its day.
    boundaries : {"today", "then"}
        Whose borders count.

    Returns
    -------
    DataFrame
        street_id (int64), street (its name), and what the station was then: site (int64: at which
        of its places it stood), equipment ("" where unknown), longitude and latitude; with the
        index of ``stations``.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> none = pd.Series([], dtype="int64")
    >>> with session(engine) as reading:
    ...     len(streets(reading, none, pd.Series([], dtype="datetime64[ns]"), "then"))
    0
    """
    connection = connection_of(access)
    tree = street_of(connection)
    now = _frame(connection, Station.id, Station.region_id, *_facts(Station)).set_index("id")
    now["street_id"] = now.pop("region_id").map(tree)
    found = {
        name: column.to_numpy().copy() for name, column in now.loc[stations.to_numpy()].items()
    }
    past = _past(connection)
    if len(past):
        at, held = _held(past, stations, days)
        lay = past["street_id"] if boundaries == "then" else past["today_id"].map(tree)
        for name, column in past.assign(street_id=lay)[list(found)].items():
            found[name][held] = column.to_numpy()[at]
    names = street_names(connection)
    frame = pd.DataFrame(found, index=stations.index).astype(KINDS)
    street, equipment = frame["street_id"].map(names), frame["equipment"].fillna("")
    return frame.assign(street=street, equipment=equipment)


def street_names(access: Access) -> dict[int, str]:
    """Return the name of each region; of one that is no more, with its last day.

    Parameters
    ----------
    access : Connection or Session
        Any transaction.

    Returns
    -------
    dict of int to str
        By id.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     min(street_names(reading))
    1
    """
    return {row.id: _name(row.name, row.valid_to) for row in _regions(connection_of(access))}


def _facts(table: Any) -> list[Any]:
    return [getattr(table, name) for name in FACTS]


def _past(connection: Any) -> pd.DataFrame:
    ids = ("station_id", "until", "street_id", "today_id")
    columns = [getattr(StationPast, name) for name in ids]
    found = _frame(connection, *columns, *_facts(StationPast))
    return found.assign(key=_keys(found["station_id"], found["until"])).sort_values("key")


def _held(
    past: pd.DataFrame, stations: "pd.Series[int]", days: "pd.Series[Any]"
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the rows of the past that hold, and for which of the surveys one does."""
    at = np.searchsorted(past["key"].to_numpy(), _keys(stations, days))
    inside = np.minimum(at, len(past) - 1)
    held = (at < len(past)) & (past["station_id"].to_numpy()[inside] == stations.to_numpy())
    return at[held], held


def _keys(stations: "pd.Series[int]", days: "pd.Series[Any]") -> NDArray[np.int64]:
    since = pd.to_datetime(days).to_numpy().astype("datetime64[D]").astype(np.int64)
    return stations.to_numpy(np.int64) * SHIFT + since


def _frame(connection: Any, *columns: Any) -> pd.DataFrame:
    names = [column.key for column in columns]
    # Of the toolkit's own rows a frame is made ten times as slowly as of plain ones.
    rows = [tuple(row) for row in connection.execute(select(*columns))]
    found = pd.DataFrame(rows, columns=pd.Index(names))
    return found.astype({name: kind for name, kind in KINDS.items() if name in found})


def _regions(connection: Any) -> Any:
    return connection.execute(select(Region.id, Region.name, Region.valid_to))


def _name(name: str, closed: date | None) -> str:
    return name if closed is None else f"{name}（至 {closed}）"


def changed(access: Access) -> bool:
    """Return whether the two kinds of boundaries can differ at all.

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
    ...     changed(reading)
    False
    """
    query = select(Succession.id).where(Succession.kind != "rename").limit(1)
    return connection_of(access).execute(query).first() is not None


def said(boundaries: Boundaries) -> str:
    """Say by which boundaries something was added up, in both languages.

    Examples
    --------
    >>> said("today")
    "按现行区划汇总。 by today's boundaries."
    """
    zh, en = WORDS[boundaries]
    return f"{zh}。 {en}."
