"""Counts of the store in place of a file: ``store:INDEX`` or ``store:INDEX@REGION``.

Wherever a statistical command takes a file of counts, it takes this as well, and finds the columns
of its contract in the database that the settings name. ``streets:INDEX`` takes street by street
what ``store:INDEX`` takes station by station: by the boundaries of today, and with
``streets-then:INDEX`` by those of each survey's day. Which of them it was is said.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from vector.cli.language import note, refusal, spoken
from vector.errors import Said

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from vector.catalog.index import Index
    from vector.settings import Settings
    from vector.work.counted import Counted, Places

STATIONS, STREETS, THEN = "store", "streets", "streets-then"


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
    return str(path).partition(":")[0] in (STATIONS, STREETS, THEN) and ":" in str(path)


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


def apart(path: Path) -> list[str]:
    """Return what tells seasons apart unless something is asked; of a file the series alone.

    Raises
    ------
    VectorError
        When there is no such index.

    Examples
    --------
    >>> apart(Path("store:trap_rate")), apart(Path("counts.csv"))
    (['series', 'method'], ['series'])
    """
    from vector.work import computations

    return computations.apart(_asked(path)[0]) if is_stored(path) else ["series"]


def unit(written: str) -> str:
    """Return a unit of the catalogue in the command's language.

    Examples
    --------
    >>> unit("只/(灯·夜)")
    '只/(灯·夜)'
    """
    from vector.stats import sentence

    said: str = getattr(sentence.unit(written), spoken())
    return said


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
        ``store:INDEX``, ``streets:INDEX`` or ``streets-then:INDEX``, an index's id or name; with
        ``@REGION`` only of a region and below it.
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
    return asked(path, contract).counted.frame


@dataclass(frozen=True)
class Asked:
    """What a path asks of the store: an index and its counts, and where they are."""

    settings: "Settings"
    engine: "Engine"
    index: "Index"
    places: "Places"
    counted: "Counted"


def asked(path: Path, contract: str) -> Asked:
    """Open the store and take what a path asks for; raises as :func:`read`."""
    from vector.catalog import load
    from vector.cli.county import opened
    from vector.store.engine import session
    from vector.work.counted import BOUNDARIES, taken

    by = _places(path, contract)
    index, place = _asked(path)
    settings, engine = opened(None)
    with session(engine) as reading:
        region = _region(reading, place) if place else None
        found = taken(reading, load(), index, region, language=spoken(), boundaries=BOUNDARIES[by])
    if found is None:
        raise refusal("nothing_counted", index=Said(index.zh, index.en))
    if by != "store":
        note(f"boundaries_{BOUNDARIES[by]}")
    return Asked(settings, engine, index, by, found.under(contract, by))


def _places(path: Path, contract: str) -> "Places":
    from vector.work.counted import SOURCES

    if contract not in SOURCES:
        raise refusal("no_such_contract")
    if not str(path).startswith(STREETS):
        return "store"
    if contract != "series":
        raise refusal("stations_only")
    return "streets-then" if str(path).startswith(THEN) else "streets"


def _region(reading: "Session", place: str) -> int:
    from vector.work.gazetteer import Gazetteer

    return Gazetteer(reading).region(place)
