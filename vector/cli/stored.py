"""Counts of the store in place of a file: ``store:INDEX`` or ``store:INDEX@REGION``.

Wherever a statistical command takes a file of counts, it takes this as well, and finds the columns
of its contract in the database that the settings name. ``streets:INDEX`` takes street by street
what ``store:INDEX`` takes station by station.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vector.cli.language import refusal, spoken, words
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy.orm import Session

    from vector.catalog.index import Index

STATIONS, STREETS = "store", "streets"
# What the columns of each contract are made from.
SOURCES: dict[str, dict[str, str]] = {
    "series": {
        "series": "place", "period": "day", "count": "count", "effort": "effort",
        "habitat": "habitat", "method": "method",
    },
    "hotspot": {
        "place": "place", "longitude": "longitude", "latitude": "latitude", "count": "count",
        "effort": "effort", "period": "month", "stratum": "alike",
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


class Measure(NamedTuple):
    """How counts and effort make a density: effort it is for, law of the counts, unit."""

    per: float = 1.0
    family: Literal["rate", "proportion"] = "rate"
    unit: str = ""


def is_stored(path: Path) -> bool:
    """Return whether a path stands for counts of the store.

    Examples
    --------
    >>> is_stored(Path("store:trap_rate")), is_stored(Path("counts.csv"))
    (True, False)
    """
    return str(path).partition(":")[0] in (STATIONS, STREETS) and ":" in str(path)


def measure(path: Path) -> Measure:
    """Return how the density of the store's index is made; of a file nothing is known.

    Raises
    ------
    VectorError
        When there is no such index.

    Examples
    --------
    >>> measure(Path("store:trap_rate"))
    Measure(per=100.0, family='proportion', unit='%')
    >>> measure(Path("counts.csv"))
    Measure(per=1.0, family='rate', unit='')
    """
    if not is_stored(path):
        return Measure()
    index = _asked(path)[0]
    family: Any = "proportion" if index.family == "proportion" else "rate"
    return Measure(float(index.times), family, unit(index.unit))


def unit(written: str) -> str:
    """Return a unit of the catalogue in the command's language.

    Examples
    --------
    >>> unit("只/(灯·夜)")
    '只/(灯·夜)'
    """
    for part, said in words("units").items():
        written = written.replace(part, said)
    return written


def _asked(path: Path) -> tuple["Index", str]:
    """Return the index that a path names, and the region; "" for the whole county."""
    from vector.catalog import load
    from vector.work.densities import index_named

    name, _, place = str(path).partition(":")[2].partition("@")
    return index_named(load(), name), place


def read(path: Path, contract: str) -> "pd.DataFrame":
    """Return the columns of a contract from the store.

    Parameters
    ----------
    path : Path
        ``store:INDEX`` or ``streets:INDEX``, an index's id or name; with ``@REGION`` only of a
        region and below it.
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
        raise refusal("no_such_contract")
    streets = str(path).startswith(STREETS)
    if streets and contract != "series":
        raise refusal("stations_only")
    found = _counts(*_asked(path))
    if streets:
        found = found.assign(place=found["street"])
    columns = {column: found[source] for column, source in SOURCES[contract].items()}
    return found[[]].assign(row=range(1, len(found) + 1), **columns)


def _counts(index: "Index", place: str) -> "pd.DataFrame":
    from vector.cli.county import opened
    from vector.store.counts import counts
    from vector.store.engine import session

    _, engine = opened(None)
    with session(engine) as reading:
        found = counts(reading, index, region=_region(reading, place) if place else None)
    if found.empty:
        raise refusal("nothing_counted", index=Said(index.zh, index.en))
    return _with_sources(found.assign(method=_named(found["method"])))


def _named(methods: "pd.Series[str]") -> "pd.Series[str]":
    from vector.catalog import load

    known = load().methods
    return methods.map(lambda name: getattr(known[name], spoken()) if name in known else name)


def _region(reading: "Session", place: str) -> int:
    from vector.work.gazetteer import Gazetteer

    return Gazetteer(reading).region(place)


def _with_sources(found: "pd.DataFrame") -> "pd.DataFrame":
    """Add what columns are made from, as text: place, day, month, position, and what is alike.

    Only surveys of one method, habitat and month of the year are expected to find the same.
    """
    texts: dict[str, Any] = {
        "place": (found["street"] + " " + found["station"]).str.strip(),
        "day": found["date"].dt.strftime("%Y-%m-%d"),
        "month": found["date"].dt.strftime("%Y-%m"),
        "alike": found["method"] + "/" + found["habitat"] + found["date"].dt.strftime("/%m"),
    }
    for name in ("longitude", "latitude"):
        texts[name] = found[name].map(lambda value: "" if value != value else f"{value:.6f}")
    return found.assign(**texts)
