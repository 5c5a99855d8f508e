"""Counts of the store in place of a file: ``store:INDEX`` or ``store:INDEX@REGION``.

Wherever a statistical command takes a file of counts, it takes this as well, and finds the columns
of its contract in the database that the settings name.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from vector.errors import VectorError

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy.orm import Session

PREFIX = "store:"
# What the columns of each contract are made from.
SOURCES: dict[str, dict[str, str]] = {
    "series": {
        "series": "place", "period": "day", "count": "count", "effort": "effort",
        "habitat": "habitat", "method": "method",
    },
    "hotspot": {
        "place": "place", "longitude": "longitude", "latitude": "latitude", "count": "count",
        "effort": "effort", "period": "month",
    },
    "efficacy": {
        "station": "place", "date": "date", "count": "count", "effort": "effort",
        "method": "method",
    },
    "quality": {
        "station": "place", "date": "date", "method": "method", "habitat": "habitat",
        "count": "count", "effort": "effort", "uploaded": "uploaded",
    },
}  # fmt: skip


def is_stored(path: Path) -> bool:
    """Return whether a path stands for counts of the store.

    Examples
    --------
    >>> is_stored(Path("store:trap_rate")), is_stored(Path("counts.csv"))
    (True, False)
    """
    return str(path).startswith(PREFIX)


def read(path: Path, contract: str) -> "pd.DataFrame":
    """Return the columns of a contract from the store.

    Parameters
    ----------
    path : Path
        ``store:INDEX``, an index's id or name; with ``@REGION`` only of a region and below it.
    contract : str
        The contract of the command.

    Returns
    -------
    DataFrame
        As :func:`vector.cli.contract.read`; ``row`` counts the surveys.

    Raises
    ------
    VectorError
        When the command needs what the store does not keep, there is no such index or region, or
        nothing has been counted.
    """
    if contract not in SOURCES:
        raise VectorError("数据库里没有这种试验的记录，请给出文件。 Give a file.")
    name, _, place = str(path).removeprefix(PREFIX).partition("@")
    found = _counts(name, place)
    columns = {column: found[source] for column, source in SOURCES[contract].items()}
    return found[[]].assign(row=range(1, len(found) + 1), **columns)


def _counts(name: str, place: str) -> "pd.DataFrame":
    from vector.catalog import load
    from vector.cli.county import opened
    from vector.store.counts import counts
    from vector.store.engine import session
    from vector.work.densities import index_named

    index = index_named(load(), name)
    _, engine = opened(None)
    with session(engine) as reading:
        found = counts(reading, index, region=_region(reading, place) if place else None)
    if found.empty:
        raise VectorError(f"数据库里没有 {index.zh} 的监测记录。 Nothing counted.")
    return _with_sources(found)


def _region(reading: "Session", place: str) -> int:
    from vector.work.gazetteer import Gazetteer

    return Gazetteer(reading).region(place)


def _with_sources(found: "pd.DataFrame") -> "pd.DataFrame":
    """Add what columns are made from: place, kind, day and month as text, position as text."""
    texts: dict[str, Any] = {
        "place": (found["street"] + " " + found["station"]).str.strip(),
        "kind": found["method"] + "/" + found["habitat"],
        "day": found["date"].dt.strftime("%Y-%m-%d"),
        "month": found["date"].dt.strftime("%Y-%m"),
    }
    for name in ("longitude", "latitude"):
        texts[name] = found[name].map(lambda value: "" if value != value else f"{value:.6f}")
    return found.assign(**texts)
