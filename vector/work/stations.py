"""Stations 监测点 as a county lists them: codes, habitats, positions, days of service.

A line means the station of its code, else the one of its name in its street. A name that only one
other street has is that station moved, unless the line brings a code or the roll names both.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store import audit, geography, register
from vector.store.engine import session, transaction
from vector.store.tables import Region, Station
from vector.work import jobs, placement, roll
from vector.work.gazetteer import Gazetteer
from vector.work.particulars import particulars
from vector.work.roll import Line

NEEDED = ("street", "name")
COLUMNS = (
    *("street", "station", "code", "habitat"),
    *("longitude", "latitude", "active_from", "active_to"),
)


@dataclass(frozen=True)
class Taken:
    """What a roll brought: stations that are new, that were known, and of those that moved."""

    entered: int
    updated: int
    moved: int


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
        How many are new, how many were known, how many of those moved.

    Raises
    ------
    VectorError
        Naming the line: a street that is not known, a station that stands in another street,
        twice in the roll or under a taken name, or particulars that cannot be read.

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> text = "street,name,longitude,latitude\\n未划分街道,东湖,109.5,24.3\\n"
    >>> take_roll(engine, load(), text.encode(), "监测点.csv")
    Taken(entered=1, updated=0, moved=0)
    >>> listing(engine)[["code", "longitude"]].to_numpy().tolist()
    [['S00001', 109.5]]
    """
    lines = roll.read(content, name, "stations", NEEDED)
    try:
        with transaction(engine) as writing, audit.changes(writing, author, Station):
            named = [Line(each.number, {**each.words, "station": each["name"]}) for each in lines]
            settled = placement.settle(writing, named)
            book = _Book(writing, catalog, lines, move=move)
            for line in lines:
                with line.told():
                    book.take(line)
            if preview:
                raise _Preview
            # A station that moved or closed changes what its flag means.
            jobs.ask(writing, jobs.AFTER_CHANGE, datetime.now(UTC))
    except _Preview:
        pass
    return Taken(book.entered, len(lines) - book.entered, settled + book.moved)


class _Preview(Exception):
    """Undoes what was only to be seen."""


class _Book:
    """The stations there are, by code and by name, as the lines of a roll change them."""

    def __init__(
        self, writing: Session, catalog: Catalog, lines: Sequence[Line], *, move: bool
    ) -> None:
        self._writing, self._catalog, self._move = writing, catalog, move
        self._codes = register.codes(writing)
        self._wanted = _streets(writing, lines)
        self._roll = {(self._wanted[each.number], each["name"]) for each in lines}
        self._read: dict[Station, int] = {}
        self.entered = self.moved = 0
        frame = geography.stations(writing)
        streets = dict(zip(frame["id"], frame["street_id"].tolist(), strict=True))
        known = writing.scalars(select(Station)).all()
        self._street = {each: streets[each.id] for each in known}
        self._by_code = {each.code: each for each in known}
        self._named: dict[str, list[Station]] = defaultdict(list)
        for each in known:
            self._named[each.name].append(each)

    def take(self, line: Line) -> None:
        """Enter the station of a line, or let the known one be what the line says."""
        if not line["name"]:
            raise StoreError("没有写监测点。")
        street = self._wanted[line.number]
        station = self._find(line, street) or self._enter(line, street)
        first = self._read.setdefault(station, line.number)
        if first != line.number:
            raise StoreError(f"与第 {first} 行是同一个监测点。")
        if self._street[station] != street:
            self._bring(station, street)
        self._name(station, line)
        for column, value in particulars(line, self._catalog).items():
            setattr(station, column, value)
        _refuse_backwards(station)
        self._writing.flush()

    def _find(self, line: Line, street: int) -> Station | None:
        if line["code"] in self._by_code:
            return self._by_code[line["code"]]
        namesakes = self._named[line["name"]]
        here = [each for each in namesakes if self._street[each] == street]
        away = [each for each in namesakes if (self._street[each], each.name) not in self._roll]
        if len(here) > 1:
            codes = "、".join(each.code for each in here)
            raise StoreError(f"该街道有不止一个“{line['name']}”，请写编号：{codes}。")
        moved = away if len(away) == 1 and not line["code"] else []
        return next(iter(here or moved), None)

    def _enter(self, line: Line, street: int) -> Station:
        code = line["code"] or next(each for each in self._codes if each not in self._by_code)
        station = Station(code=code, name=line["name"], region_id=street)
        self._writing.add(station)
        self._street[station], self._by_code[code] = street, station
        self._named[station.name].append(station)
        self.entered += 1
        return station

    def _bring(self, station: Station, street: int) -> None:
        old, new = (
            self._writing.get_one(Region, each).name for each in (self._street[station], street)
        )
        if not self._move and old != register.UNASSIGNED:
            raise StoreError(
                f"监测点“{station.name}”（编号 {station.code}）现在属于{old}，文件中写的是{new}。"
                "确要移动请加 --move；若是另一个同名的监测点，请给它写上编号。"
            )
        station.region_id = self._street[station] = street
        self.moved += 1

    def _name(self, station: Station, line: Line) -> None:
        """Give a station the name and the code of its line, where no other has them."""
        for other in self._named[line["name"]]:
            if other is not station and other.region_id == station.region_id:
                raise StoreError(f"该街道已有监测点“{other.name}”（编号 {other.code}）。")
        self._named[station.name].remove(station)
        station.name = line["name"]
        self._named[station.name].append(station)
        if line["code"]:
            del self._by_code[station.code]
            station.code = line["code"]
            self._by_code[station.code] = station


def _streets(writing: Session, lines: Sequence[Line]) -> dict[int, int]:
    """Return the street of every line, by the line's number."""
    places, found = Gazetteer(writing), {}
    for line in lines:
        with line.told():
            if not line["street"]:
                raise StoreError("没有写街道。")
            found[line.number] = places.street(line["street"])
    return found


def _refuse_backwards(station: Station) -> None:
    first, last = station.active_from, station.active_to
    if first is not None and last is not None and last < first:
        raise StoreError(f"停用日期 {last} 早于启用日期 {first}。")


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
