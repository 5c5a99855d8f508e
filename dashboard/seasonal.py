"""The months of an index at what a person looks at: county, street or station, and its curves.

Months are added up in the database; what is said of them is computed once for each set of
stations. A month without a figure keeps the reason why, and is never a zero.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.flagged import interval, quantity
from dashboard.service import account, seeing, service
from dashboard.text import language, say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.stats.moments import POOLED
from vector.stats.season import curve, season
from vector.store import monthly, places, surveyed
from vector.store.tables import Station
from vector.work.histories import makes_series

COLUMNS = [
    "line", "month", "value", "lower", "upper", "surveys", "count", "effort", "kind",
]  # fmt: skip

T = TypeVar("T")


@dataclass(frozen=True)
class Scope:
    """What is looked at: an index at some stations, and how they are called together."""

    index: Index
    stations: tuple[int, ...]
    place: str
    street: int | None = None
    station: int | None = None
    street_name: str = ""
    whole: bool = False

    def once(self, reading: Session, what: Any, compute: Callable[[], T]) -> T:
        """Compute once for these stations, whoever asks."""
        asked = (what, self.index.id, self.stations, service().today(), language())
        return service().memory.recall(reading, asked, compute)


def indices(reading: Session) -> list[Index]:
    """The indices that make a season and have been counted, the most surveyed of a group first."""
    running = service()
    counted = running.memory.recall(reading, "counted", lambda: monthly.counted(reading))
    found = [running.catalog.indices[each] for each in counted if each in running.catalog.indices]
    makes = [each for each in found if makes_series(running.catalog, each.id)]
    order = running.catalog.groups
    return sorted(makes, key=lambda each: (order[each.group].order, -counted[each.id], each.id))


def scope(
    reading: Session, index: str | None, street: str | None, station: str | None = None
) -> Scope | None:
    """The chosen index at the chosen place; None without an index or a place to see."""
    found = service().catalog.indices.get(index or "")
    if found is None:
        return None
    place, at, one = visible.region_name(reading), visible.number(street), visible.number(station)
    named = ""
    if at is not None:
        place = visible.street_names(reading).get(at, place)
        named = visible.stored_name(reading, at)
    ids = service().memory.recall(
        reading, ("seen", at, one, *seeing()),
        lambda: tuple(sorted(reading.scalars(_seen(at, one)))),
    )  # fmt: skip
    if one is not None:
        place = reading.scalar(select(Station.name).where(Station.id.in_(ids))) or place
    whole = at is None and one is None and visible.sees_all(reading)
    return Scope(found, ids, place, at, one, named, whole) if ids else None


def _seen(street: int | None, station: int | None) -> Select[Any]:
    """The stations that the person sees of a street, or the one of them."""
    own = places.visible_stations(account())
    if street is not None:
        own = own.where(Station.region_id.in_(places.subtree(street)))
    return own if station is None else own.where(Station.id == station)


def months(reading: Session, looked: Scope) -> pd.DataFrame:
    """The months of the scope, as :func:`vector.store.monthly.pooled` gives them."""
    return service().memory.recall(
        reading, ("months", looked.index.id, looked.stations),
        lambda: monthly.pooled(reading, looked.index, wanted(looked), apart=True),
    )  # fmt: skip


def wanted(looked: Scope) -> Select[Any] | None:
    """The stations of the scope; None where it is all there are."""
    return None if looked.whole else _seen(looked.street, looked.station)


def pooled(found: pd.DataFrame, line: str = "") -> pd.DataFrame:
    """Months as the statistics take them: series, period, count, effort; ``line`` is a column."""
    pairs = zip(found["year"].tolist(), found["month"].tolist(), strict=True)
    known = [name for name in ("count", "effort", *POOLED) if name in found]
    frame = found[known].reset_index(drop=True)
    series = found[line].astype(str).array if line else ""
    return frame.assign(series=series, period=[f"{year}-{month:02d}" for year, month in pairs])


def curve_of(looked: Scope, frame: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """The twelve months of each series, with their ``value``."""
    found = curve(frame, "month", ("series",), per=float(looked.index.times), **more)
    return found.rename(columns={"density": "value"})


def asked(reading: Session, looked: Scope) -> dict[int, int]:
    """In which months the plan asks for surveys, and by which day; without one, the programme."""
    return looked.once(reading, "asked", lambda: _asked(reading, looked))


def _asked(reading: Session, looked: Scope) -> dict[int, int]:
    found = surveyed.asked(reading, looked.index.methods, wanted(looked))
    rows: Iterable[tuple[list[int], int]] = [
        ([int(each) for each in row.months.split(",") if each], row.due_day)
        for row in found.itertuples()
    ]
    if not len(found):
        known = service().catalog.programmes.values()
        own = [each for each in known if each.method in looked.index.methods]
        rows = [(list(each.months), each.due_day) for each in own]
    due: dict[int, int] = {}
    for numbers, day in rows:
        due |= {number: max(day, due.get(number, 0)) for number in numbers}
    return due


def hovers(lines: pd.DataFrame, index: Index) -> list[str]:
    """What is said of each point under the mouse."""
    return [
        say(
            "season.hover", line=row.line, month=row.month,
            value=quantity(half_up(row.value), index.unit),
            interval=interval(row.lower, row.upper, index.unit),
            surveys=int(row.surveys),
        ) if row.value == row.value
        else f"{row.line} · {say('season.month', month=row.month)}｜{say(f'empty.{row.kind}')}"
        for row in lines.itertuples()
    ]  # fmt: skip


def season_of(
    reading: Session, looked: Scope, found: pd.DataFrame, *, quiet: bool
) -> tuple[Any, pd.DataFrame]:
    """The season of all years together, and the months it rests on.

    ``quiet`` takes the months in which nobody is asked to survey as without activity.
    """
    still = tuple(sorted(unasked(reading, looked)))
    silent = still if quiet else ()
    row = looked.once(reading, ("season", silent), lambda: _season(found, silent))
    cells = looked.once(
        reading, ("year", still), lambda: curve_of(looked, pooled(found), quiet=still)
    )
    return row, cells


def _season(found: pd.DataFrame, quiet: tuple[int, ...]) -> Any:
    return season(pooled(found), catalog=service().catalog, quiet=quiet).iloc[0]


def unasked(reading: Session, looked: Scope) -> set[int]:
    """The months in which nobody is asked to survey."""
    return set(range(1, 13)) - set(asked(reading, looked))


def years(found: pd.DataFrame, today: date) -> str:
    """From when to when something was counted."""
    return "" if found.empty else f"{found['year'].min()}–{min(found['year'].max(), today.year)}"
