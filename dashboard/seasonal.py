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

from dashboard import comparable, visible
from dashboard.flagged import interval, quantity
from dashboard.service import account, service
from dashboard.text import language, say
from vector.catalog import Index
from vector.report.numeral import half_up
from vector.stats.empty import Empty, classify
from vector.stats.moments import POOLED
from vector.stats.season import curve, season
from vector.store import monthly, places, surveyed
from vector.store.tables import Station
from vector.work.histories import makes_series

MOST_LINES = 6
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
    own = _seen(at, one)
    if one is not None:
        place = reading.scalar(select(Station.name).where(Station.id.in_(own))) or place
    ids = tuple(sorted(reading.scalars(own)))
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
        lambda: monthly.pooled(reading, looked.index, _wanted(looked), apart=True),
    )  # fmt: skip


def _wanted(looked: Scope) -> Select[Any] | None:
    """The stations of the scope; None where it is all there are."""
    return None if looked.whole else _seen(looked.street, looked.station)


def pooled(found: pd.DataFrame, line: str = "") -> pd.DataFrame:
    """Months as the statistics take them: series, period, count, effort; ``line`` is a column."""
    period = found["year"].astype(str) + "-" + found["month"].map("{:02d}".format)
    series = found[line].astype(str) if line else pd.Series("", found.index)
    known = [name for name in ("count", "effort", *POOLED) if name in found]
    frame = found[known].assign(series=series, period=period)
    return frame.reset_index(drop=True)


def species_months(reading: Session, looked: Scope) -> pd.DataFrame:
    """Months by species: each with the effort of all surveys that could have found it.

    Months of a station that caught something of no named species say nothing of species.
    """
    whole = service().memory.recall(
        reading, ("species", looked.index.id), lambda: surveyed.species(reading, looked.index)
    )
    caught = whole[whole["station_id"].isin(looked.stations)]
    if caught.empty:
        return caught.assign(effort=0.0, line="")
    keys = ["station_id", "year", "month"]
    found = monthly.months(reading, looked.index, _wanted(looked))
    effort = found.groupby(keys)[["count", "effort"]].sum().reset_index()
    named = caught.groupby(keys)["count"].sum().rename("named").reset_index()
    effort = effort.merge(named, how="left", on=keys)
    told = effort[(effort["named"] > 0) | (effort["count"] == 0)][[*keys, "effort"]]
    most = caught.groupby("species")["count"].sum().nlargest(MOST_LINES).index
    crossed = told.merge(pd.DataFrame({"species": most}), how="cross")
    whole = crossed.merge(caught, how="left", on=[*keys, "species"])
    return whole.assign(count=whole["count"].fillna(0.0), line=whole["species"])


def by_year(reading: Session, looked: Scope, found: pd.DataFrame) -> pd.DataFrame:
    """This year, up to five years before, and their mean: one line each."""
    today = service().today()
    first = today.year - service().catalog.comparison.mean_years
    recent = found[(found["year"] >= first) & (found["year"] <= today.year)]
    if recent.empty:
        return pd.DataFrame(columns=COLUMNS)
    each = _curve(looked, pooled(recent), each_year=True)
    each = each.assign(line=each["year"].astype(str))
    alike = comparable.cut(reading, recent)[0]
    earlier = alike[alike["year"] < today.year]
    # Before the month of the first survey ever nothing is missing.
    first = int((12 * found["year"] + found["month"]).min())
    begun = 12 * each["year"].astype(int) + each["month"] >= first
    parts = [_classified(reading, looked, each)[begun]]
    if len(earlier):
        parts.append(_mean(looked, earlier, unasked(reading, looked)))
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _mean(looked: Scope, earlier: pd.DataFrame, quiet: set[int]) -> pd.DataFrame:
    years = sorted(earlier["year"].unique())
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"
    label = say("season.mean", years=span, count=len(years))
    return _renamed(_curve(looked, pooled(earlier), quiet=sorted(quiet))).assign(line=label)


def by_part(reading: Session, looked: Scope, found: pd.DataFrame, part: str) -> pd.DataFrame:
    """All years together, one line for each habitat or species, those of most effort first."""
    told = found[found[part] != ""]
    weight = told.groupby(part)[["count", "effort"]].sum()
    most = weight.sort_values(["effort", "count"], ascending=False).index[:MOST_LINES]
    told = told[told[part].isin(most)]
    if told.empty:
        return pd.DataFrame(columns=COLUMNS)
    each = _curve(looked, pooled(told, part), quiet=sorted(unasked(reading, looked)))
    ordered = each.set_index("series").loc[most].reset_index()
    called = {kept: _called(part, kept, looked.index.group) for kept in most}
    told = _renamed(ordered).assign(line=ordered["series"].map(called))
    return told.assign(habitat=ordered["series"] if part == "habitat" else "")[
        [*COLUMNS, "habitat"]
    ]


def _called(part: str, kept: str, group: str) -> str:
    return visible.habitat(kept) if part == "habitat" else visible.species(kept, group)


def _curve(looked: Scope, frame: pd.DataFrame, **more: Any) -> pd.DataFrame:
    return curve(frame, "month", ("series",), per=float(looked.index.times), **more)


def _renamed(each: pd.DataFrame) -> pd.DataFrame:
    return each.rename(columns={"density": "value"})


def _classified(reading: Session, looked: Scope, each: pd.DataFrame) -> pd.DataFrame:
    """Say of every month of every year why it has no figure, by the plan and the day."""
    due = asked(reading, looked)
    today = service().today()
    month, year = each["month"], each["year"].astype(int)
    day = month.map(due).fillna(0)
    now = (year == today.year) & (month == today.month)
    past = year * 12 + month < today.year * 12 + today.month
    kinds = classify(
        month.isin(due.keys()),
        past | (now & (today.day > day)),
        each["surveys"].gt(0) | (each["kind"] == Empty.NO_EFFORT.value),
        each["effort"].where(each["surveys"] > 0, 0.0),
        each["count"],
    )
    return _renamed(each).assign(kind=kinds)


def asked(reading: Session, looked: Scope) -> dict[int, int]:
    """In which months the plan asks for surveys, and by which day; without one, the programme."""
    return looked.once(reading, "asked", lambda: _asked(reading, looked))


def _asked(reading: Session, looked: Scope) -> dict[int, int]:
    found = surveyed.asked(reading, looked.index.methods, _wanted(looked))
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
    looked: Scope, found: pd.DataFrame, still: Iterable[int], *, quiet: bool
) -> tuple[Any, pd.DataFrame]:
    """The season of all years together, and the months it rests on.

    Nobody asks for a survey in the months ``still``; ``quiet`` takes them as without activity.
    """
    frame, unasked = pooled(found), sorted(still)
    row = season(frame, catalog=service().catalog, quiet=unasked if quiet else ()).iloc[0]
    return row, _renamed(_curve(looked, frame, quiet=unasked))


def unasked(reading: Session, looked: Scope) -> set[int]:
    """The months in which nobody is asked to survey."""
    return set(range(1, 13)) - set(asked(reading, looked))


def years(found: pd.DataFrame, today: date) -> str:
    """From when to when something was counted."""
    return "" if found.empty else f"{found['year'].min()}–{min(found['year'].max(), today.year)}"
