"""Stations 监测点 as a county lists them: codes, habitats, positions, days of service.

A line means the station of its code, else the one of its name in its street. A name that only one
other street has is that station moved, unless the line brings a code or the roll names both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store import audit, geography
from vector.store.engine import session, transaction
from vector.store.tables import Station
from vector.work import jobs, placement, roll
from vector.work.gazetteer import Gazetteer
from vector.work.refusal import said
from vector.work.roll import Line
from vector.work.roll_faults import Fault, Faults, refuse
from vector.work.station_book import Book

NEEDED = ("street", "name")
COLUMNS = (
    *("street", "station", "code", "habitat"),
    *("longitude", "latitude", "active_from", "active_to"),
)


@dataclass(frozen=True)
class Taken:
    """What a roll brings: stations that are new, that were known, and of those that moved.

    ``faults`` of a preview are all that is wrong with its lines.
    """

    entered: int
    updated: int
    moved: int
    faults: tuple[Fault, ...] = ()


def take_roll(
    engine: Engine,
    catalog: Catalog,
    content: bytes,
    name: str,
    *,
    move: bool = False,
    preview: bool = False,
    author: audit.Author | None = None,
) -> Taken:
    """Take all stations of a roll, or none; known ones get what their line says.

    Parameters
    ----------
    engine : Engine
        The database.
    catalog : Catalog
        Its habitats.
    content : bytes
        A csv or workbook with the columns street and name and, if wanted, code, habitat,
        longitude, latitude, active_from and active_to; an empty cell leaves what is known.
    name : str
        The file's name, for the sentences.
    move : bool
        Whether stations may move from one street to another; those that wait for a street
        always may.
    preview : bool
        Nothing is kept then.
    author : Author, optional
        For the audit log; the user of the command line unless given.

    Returns
    -------
    Taken
        How many are new, how many were known, how many of those moved; faults only in a preview.

    Raises
    ------
    VectorError
        Naming the first lines at fault and how many there are: a street that is not known, a
        station that stands in another street, twice in the roll or under a taken name, or
        particulars that cannot be read.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> text = "street,name,longitude,latitude\\n未划分街道,东湖,109.5,24.3\\n"
    >>> take_roll(engine, load(), text.encode(), "监测点.csv")
    Taken(entered=1, updated=0, moved=0, faults=())
    >>> listing(engine)[["code", "longitude"]].to_numpy().tolist()
    [['S00001', 109.5]]
    """
    lines = roll.read(content, name, "stations", NEEDED)
    try:
        with transaction(engine) as writing, audit.changes(writing, author, Station):
            found = _taken(writing, catalog, lines, move=move)
            if preview:
                raise _Preview
            refuse(found.faults)
            # A station that moved or closed changes what its flag means.
            jobs.ask(writing, jobs.AFTER_CHANGE, datetime.now(UTC))
    except _Preview:
        pass
    return found


def _taken(writing: Session, catalog: Catalog, lines: Sequence[Line], *, move: bool) -> Taken:
    faults = Faults(writing)
    wanted = _streets(writing, lines, faults)
    good = [each for each in lines if each.number in wanted]
    named = [Line(each.number, {**each.words, "station": each["name"]}) for each in good]
    settled = placement.settle(writing, named, faults.of)
    book = Book(writing, catalog, good, wanted, move=move)
    for line in good:
        if line.number not in faults.rows:
            before = book.entered, book.moved
            with faults.of(line):
                book.take(line)
            if line.number in faults.rows:
                book.entered, book.moved = before
    known = len(lines) - book.entered - len(faults.found)
    return Taken(book.entered, known, settled + book.moved, faults.in_order())


class _Preview(Exception):
    """Undoes what was only to be seen."""


def _streets(writing: Session, lines: Sequence[Line], faults: Faults) -> dict[int, int]:
    """Return the street of every line that names one, by the line's number."""
    places, found = Gazetteer(writing), {}
    for line in lines:
        with faults.of(line):
            if not line["street"]:
                raise StoreError(*said("street_missing"))
            found[line.number] = places.street(line["street"])
    return found


def listing(engine: Engine) -> pd.DataFrame:
    """Return the stations by street and code.

    Parameters
    ----------
    engine : Engine
        The database.

    Returns
    -------
    DataFrame
        street, station, code, habitat, longitude, latitude, active_from and active_to.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> len(listing(engine))
    0
    """
    with session(engine) as reading:
        frame = geography.stations(reading)
    return frame.sort_values(["street_id", "code"])[list(COLUMNS)].reset_index(drop=True)
