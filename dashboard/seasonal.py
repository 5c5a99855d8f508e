"""The months of an index at what a person looks at: county, street or station, and its curves.

Months are added up in the database; what is said of them is computed once for each set of
stations. A month without a figure keeps the reason why, and is never a zero.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import pandas as pd
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.service import account, seeing, service
from dashboard.spans import beginning
from dashboard.text import language, name, say, unit
from vector.catalog import Index
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
    """What is looked at: an index by one method at some stations, and how they are called together.

    Methods are not added together: ``others`` counted here too, and ``usual`` is the one of most
    surveys. ``since``: the first day looked at, if not everything is.
    """

    index: Index
    stations: tuple[int, ...]
    place: str
    street: int | None = None
    station: int | None = None
    street_name: str = ""
    whole: bool = False
    since: date | None = None
    method: str = ""
    others: tuple[str, ...] = ()
    usual: str = ""

    def once(self, reading: Session, what: Any, compute: Callable[[], T]) -> T:
        """Compute once for these stations, whoever asks."""
        asked = (what, self.index.id, self.method, self.since, self.stations, service().today(),
                 language())  # fmt: skip
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
    reading: Session,
    index: str | None,
    street: str | None,
    station: str | None = None,
    method: str | None = None,
    span: str | None = None,
) -> Scope | None:
    """The chosen index at the chosen place, by the chosen method, else by the one of most surveys
    there and then; None without an index or a place to see."""
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
    looked = Scope(found, ids, place, at, one, named, whole, beginning(span), found.methods[0])
    return _by(reading, looked, method) if ids else None


def _by(reading: Session, looked: Scope, method: str | None) -> Scope:
    """The scope by one of the methods that ever counted there."""
    if len(looked.index.methods) == 1:
        return looked
    found = _all(reading, looked)
    counted = _used(found, looked.index)
    usual = next(iter([*_used(within(found, looked), looked.index), *counted]), looked.method)
    chosen = method if method in counted else usual
    others = tuple(each for each in counted if each != chosen)
    return replace(looked, method=chosen, others=others, usual=usual)


def _used(found: pd.DataFrame, index: Index) -> list[str]:
    """The methods that counted, that of most surveys first."""
    surveys = found.groupby("method")["made"].sum()
    return sorted((each for each in index.methods if each in surveys), key=lambda m: -surveys[m])


def called(looked: Scope) -> str:
    """The index by its name, and by which method where it has several."""
    index = looked.index
    if len(index.methods) == 1:
        return name(index)
    method = name(service().catalog.methods[looked.method])
    return say("season.by", index=name(index), method=method)


def _seen(street: int | None, station: int | None) -> Select[Any]:
    """The stations that the person sees of a street, or the one of them."""
    own = places.visible_stations(account())
    if street is not None:
        own = own.where(Station.region_id.in_(places.subtree(street)))
    return own if station is None else own.where(Station.id == station)


def told_of(looked: Scope) -> dict[str, str]:
    """What a table to take along says of every row: the place, the method and the unit."""
    method = name(service().catalog.methods[looked.method])
    return {"place": looked.place, "method": method, "unit": unit(looked.index.unit)}


def months(reading: Session, looked: Scope) -> pd.DataFrame:
    """The months of the scope, as :func:`vector.store.monthly.pooled` gives them."""
    return within(ever(reading, looked), looked)


def ever(reading: Session, looked: Scope) -> pd.DataFrame:
    """The same from the first survey on, whatever years are looked at."""
    return only(_all(reading, looked), looked)


def _all(reading: Session, looked: Scope) -> pd.DataFrame:
    """The months of every method."""
    return service().memory.recall(
        reading, ("months", looked.index.id, looked.stations),
        lambda: monthly.pooled(reading, looked.index, wanted(looked), apart=True),
    )  # fmt: skip


def only(found: pd.DataFrame, looked: Scope) -> pd.DataFrame:
    """Months by the method of the scope alone."""
    return found if len(looked.index.methods) == 1 else found[found["method"] == looked.method]


def within(found: pd.DataFrame, looked: Scope) -> pd.DataFrame:
    """The months of the years that are looked at."""
    if looked.since is None:
        return found
    first = 12 * looked.since.year + looked.since.month
    return found[12 * found["year"] + found["month"] >= first]


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
    found = surveyed.asked(reading, [looked.method], wanted(looked))
    rows: Iterable[tuple[list[int], int]] = [
        ([int(each) for each in row.months.split(",") if each], row.due_day)
        for row in found.itertuples()
    ]
    if not len(found):
        known = service().catalog.programmes.values()
        own = [each for each in known if each.method == looked.method]
        rows = [(list(each.months), each.due_day) for each in own]
    due: dict[int, int] = {}
    for numbers, day in rows:
        due |= {number: max(day, due.get(number, 0)) for number in numbers}
    return due


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
    if found.empty:
        return ""
    first, last = found["year"].min(), min(found["year"].max(), today.year)
    return f"{first}–{last}" if first < last else f"{first}"
