"""The timeline of a station: what it was, day by day, and cutting it where something changed.

A timeline is a list of spans in order, without gap or overlap; the last has no end and is what the
``station`` row says. A change on a day leaves every span before that day as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from vector.store import geography
from vector.store.tables import Station, StationPast

DAY = timedelta(days=1)
KEPT = ("name", "region_id", "site", "habitat", "method", "equipment", "longitude", "latitude")


@dataclass(frozen=True)
class Span:
    """What a station was through a day; ``until`` is empty for the present.

    ``street_id`` is where it was counted then; ``today_id`` the region in which the place where it
    stood lies today. ``ground`` is why it was another from the next day on.
    """

    until: date | None
    street_id: int
    today_id: int
    state: Mapping[str, Any]
    ground: str = ""

    def __getitem__(self, name: str) -> Any:
        """Return one of the particulars that are kept."""
        return self.state[name]


@dataclass
class Timeline:
    """The spans of one station.

    Examples
    --------
    >>> now = Span(None, 1, 1, {"equipment": "紫外灯", "site": 1, "region_id": 1})
    >>> line = Timeline([now])
    >>> line.change(date(2025, 7, 1), {"equipment": "光催化灯"})
    >>> [(str(each.until), each["equipment"]) for each in line.spans]
    [('2025-06-30', '紫外灯'), ('None', '光催化灯')]
    """

    spans: list[Span] = field(default_factory=list)

    @property
    def present(self) -> Span:
        """The last span."""
        return self.spans[-1]

    def cut(self, day: date) -> int:
        """Let a span begin on a day, unless one does; return its place in the list."""
        at = self._holding(day)
        before = self.spans[at - 1].until if at else None
        if before == day - DAY:
            return at
        self.spans.insert(at, replace(self.spans[at], until=day - DAY, ground=""))
        return at + 1

    def on(self, day: date) -> Span:
        """Return what the station was on a day."""
        return self.spans[self._holding(day)]

    def _holding(self, day: date) -> int:
        return next(
            at for at, span in enumerate(self.spans) if span.until is None or day <= span.until
        )

    def change(self, day: date, values: Mapping[str, Any]) -> None:
        """From a day on the station is different, in each thing until that was next changed."""
        first = self.cut(day)
        for name, value in values.items():
            old = self.spans[first][name]
            for at in range(first, len(self.spans)):
                if self.spans[at][name] != old:
                    break
                self.set(at, {name: value})

    def stand_elsewhere(self, day: date, values: Mapping[str, Any], street: int) -> None:
        """From a day on the station stands at another place, perhaps in another region."""
        first = self.cut(day)
        site = self.spans[first]["site"]
        for at in range(first, len(self.spans)):
            span = self.spans[at]
            self.set(at, {"site": span["site"] + 1})
            if span["site"] == site:
                self.set(at, values)
                region = self.spans[at]["region_id"]
                self.spans[at] = replace(self.spans[at], street_id=street, today_id=region)

    def explain(self, day: date, ground: str) -> None:
        """Say why the station is another from a day on."""
        at = self.cut(day) - 1
        self.spans[at] = replace(self.spans[at], ground=ground)

    def redraw(self, day: date, old: int, new: int, streets: tuple[int, int]) -> None:
        """From a day on, what was one region is another here, and counted under another street.

        Spans before that day keep the region and street they had.
        """
        if (old, streets[0]) == (new, streets[1]) or not self._touches(day, old, streets[0]):
            return
        for at in range(self.cut(day), len(self.spans)):
            span = self.spans[at]
            if span["region_id"] == old and span.street_id == streets[0]:
                self.set(at, {"region_id": new})
                self.spans[at] = replace(self.spans[at], street_id=streets[1])

    def _touches(self, day: date, region: int, street: int) -> bool:
        return any(
            (span["region_id"], span.street_id) == (region, street)
            for span in self.spans
            if span.until is None or day <= span.until
        )

    def regions(self) -> set[int]:
        """Return the regions in which it was, or in which the places where it was lie today."""
        return {region for span in self.spans for region in (span["region_id"], span.today_id)}

    def lie_in(self, old: int, sites: Mapping[int, int], otherwise: int) -> None:
        """Say where the places that lay in a region lie today, site by site."""
        for at, span in enumerate(self.spans):
            if span.today_id == old:
                self.spans[at] = replace(span, today_id=sites.get(span["site"], otherwise))

    def set(self, at: int, values: Mapping[str, Any]) -> None:
        """Let one span say something else."""
        self.spans[at] = replace(self.spans[at], state={**self.spans[at].state, **values})


def read(session: Session, stations: Iterable[int] | None = None) -> dict[int, Timeline]:
    """Return the timelines of stations, all of them when none are named.

    Parameters
    ----------
    session : Session
        Any transaction.
    stations : iterable of int, optional
        Station ids.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     read(reading)
    {}
    """
    past = select(StationPast).order_by(StationPast.station_id, StationPast.until)
    present = select(Station)
    if stations is not None:
        wanted = list(stations)
        past = past.where(StationPast.station_id.in_(wanted))
        present = present.where(Station.id.in_(wanted))
    streets = geography.street_of(session)
    found: dict[int, Timeline] = {}
    for row in session.scalars(past):
        span = Span(row.until, row.street_id, row.today_id, _state(row), row.ground)
        found.setdefault(row.station_id, Timeline()).spans.append(span)
    for station in session.scalars(present):
        last = Span(None, streets[station.region_id], station.region_id, _state(station))
        found.setdefault(station.id, Timeline()).spans.append(last)
    return found


def _state(row: Station | StationPast) -> dict[str, Any]:
    return {name: getattr(row, name) for name in KEPT}


def write(session: Session, timelines: Mapping[int, Timeline]) -> None:
    """Keep timelines as they are now.

    Parameters
    ----------
    session : Session
        A transaction that writes.
    timelines : mapping of int to Timeline
        By station.
    """
    for number, line in timelines.items():
        station = session.get_one(Station, number)
        for name, value in line.present.state.items():
            if getattr(station, name) != value:
                setattr(station, name, value)
        kept = session.scalars(select(StationPast).where(StationPast.station_id == number))
        known = {row.until: row for row in kept}
        for span in line.spans[:-1]:
            row = known.pop(span.until, None) or StationPast(station_id=number)  # type: ignore[arg-type]
            values = {**span.state, "until": span.until}
            values |= {name: getattr(span, name) for name in ("street_id", "today_id", "ground")}
            for name, value in values.items():
                setattr(row, name, value)
            session.add(row)
        if known:
            gone = StationPast.id.in_([row.id for row in known.values()])
            session.execute(delete(StationPast).where(gone))
    session.flush()
