"""The stations there are, by code and by name, as the lines of a roll change them."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.errors import StoreError
from vector.store import geography, recognition, register
from vector.store.tables import Region, Station
from vector.work.particulars import particulars
from vector.work.refusal import said
from vector.work.roll import Line


class Book:
    """The stations there are, by code and by name, as the lines of a roll change them."""

    def __init__(
        self,
        writing: Session,
        catalog: Catalog,
        lines: Sequence[Line],
        wanted: dict[int, int],
        *,
        move: bool,
    ) -> None:
        self._writing, self._catalog, self._move = writing, catalog, move
        self._codes = register.codes(writing)
        self._wanted = wanted
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
            raise StoreError(*said("station_no_name"))
        street = self._wanted[line.number]
        station = self._find(line, street) or self._enter(line, street)
        first = self._read.setdefault(station, line.number)
        if first != line.number:
            raise StoreError(*said("station_row_twice", first=first))
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
            raise StoreError(*said("station_several", line_name=line["name"], codes=codes))
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
        if not self._move and old != recognition.UNASSIGNED:
            raise StoreError(
                *said(
                    "station_moved",
                    station_name=station.name,
                    station_code=station.code,
                    old=old,
                    new=new,
                )
            )
        station.region_id = self._street[station] = street
        self.moved += 1

    def _name(self, station: Station, line: Line) -> None:
        """Give a station the name and the code of its line, where no other has them."""
        for other in self._named[line["name"]]:
            if other is not station and other.region_id == station.region_id:
                raise StoreError(
                    *said("station_exists", other_name=other.name, other_code=other.code)
                )
        self._named[station.name].remove(station)
        station.name = line["name"]
        self._named[station.name].append(station)
        if line["code"]:
            del self._by_code[station.code]
            station.code = line["code"]
            self._by_code[station.code] = station


def _refuse_backwards(station: Station) -> None:
    first, last = station.active_from, station.active_to
    if first is not None and last is not None and last < first:
        raise StoreError(*said("station_days", last=last, first=first))
