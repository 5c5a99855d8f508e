"""What was expected of whom: the rows behind the completeness page, for the person who asks."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.service import service
from vector.stats import part
from vector.stats.arrival import Arrival
from vector.stats.empty import Empty
from vector.store import completeness, plans
from vector.store.footprint import footprints

STATES = ("missing", "not_due", "late", "undated", "on_time", "zero", "no_effort", "unasked")
YEARS = 5


@dataclass(frozen=True)
class Choice:
    """What the page is narrowed to, as the address holds it; "" and None for everything."""

    street: str | None = None
    group: str | None = None
    year: str | None = None
    month: str | None = None
    state: str | None = None

    @property
    def of_year(self) -> int:
        """The year; this one unless another is chosen."""
        chosen = visible.number(self.year)
        return chosen if chosen and str(chosen) in years() else service().today().year

    @property
    def of_month(self) -> date:
        """The first day of the month looked at closely; the present one unless chosen."""
        chosen, today = visible.number(self.month), service().today()
        number = chosen if chosen and 1 <= chosen <= 12 else None
        if number is None:
            number = today.month if self.of_year == today.year else 12
        return date(self.of_year, number, 1)


def years() -> list[str]:
    """The years to choose from, the present first."""
    present = service().today().year
    return [str(present - back) for back in range(YEARS)]


def months_of(year: int) -> list[date]:
    """The first days of the months of a year."""
    return [date(year, number, 1) for number in range(1, 13)]


def every(reading: Session, months: Sequence[date]) -> Iterator[pd.DataFrame]:
    """All stations and methods of each month, looked through again only where it changed.

    If none is known yet, all are looked through together, which takes half as long.
    """
    running, today = service(), service().today()
    zone, found = running.settings.timezone, dict[date, pd.DataFrame]()

    def look(month: date) -> pd.DataFrame:
        if month not in found:
            wanted = months if month == months[0] else [month]
            rows = completeness.months(
                reading, running.catalog, month, wanted[-1], today=today, zone=zone
            )
            found.update({first: rows[rows["month"] == first] for first in wanted})
        return found[month]

    states = {year: _states(reading, year) for year in {month.year for month in months}}
    for month in months:
        state = today, states[month.year][month]
        yield running.duties.recall_at(state, ("duties", month), partial(look, month), ages=False)


def _states(reading: Session, year: int) -> Mapping[date, Hashable]:
    """What each month of a year follows from: an upload changes those of its surveys."""
    days = {month: plans.last_day(month) for month in months_of(year)}
    return service().duties.recall(reading, ("footprints", year), lambda: footprints(reading, days))


def of_year(reading: Session, choice: Choice) -> pd.DataFrame:
    """Every month, station and method of the year that the person may see, narrowed."""
    return narrowed(reading, choice, months_of(choice.of_year))


def narrowed(reading: Session, choice: Choice, months: Sequence[date]) -> pd.DataFrame:
    """The same of some of its months."""
    own, street = visible.own_stations(reading), visible.number(choice.street)
    found = []
    for rows in every(reading, months):
        kept = np.ones(len(rows), np.bool_)
        if own is not None:
            kept &= rows["station_id"].isin(own).to_numpy()
        if street is not None:
            kept &= (rows["street_id"] == street).to_numpy()
        if choice.group:
            kept &= (rows["group"] == choice.group).to_numpy()
        found.append(rows[kept])
    return pd.concat(found, ignore_index=True)


def totals(reading: Session, choice: Choice) -> pd.DataFrame:
    """The totals of each street and month of the year, of the stations that the person may see."""
    if not visible.sees_all(reading):
        return _totals(of_year(reading, choice))
    street, today, group = visible.number(choice.street), service().today(), choice.group or ""
    states = _states(reading, choice.of_year)
    counted = service().duties.recall_at(
        (today, *states.values()),
        ("totals", choice.of_year, group),
        partial(_by_month, reading, states, group),
        ages=False,
    )
    return counted if street is None else counted[counted["street_id"] == street]


def _by_month(reading: Session, states: Mapping[date, Hashable], group: str) -> pd.DataFrame:
    """The totals of each month, counted again only where it changed."""
    today, parts = service().today(), []
    for month, rows in zip(states, every(reading, list(states)), strict=True):
        asked, own = ("totals", month, group), partial(_counted, rows, group)
        parts.append(service().duties.recall_at((today, states[month]), asked, own, ages=False))
    return pd.concat(parts)


def _counted(rows: pd.DataFrame, group: str) -> pd.DataFrame:
    return _totals(rows[rows["group"] == group] if group else rows)


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    numbers = {day: day.month for day in rows["month"].unique()}
    return completeness.totals(
        rows.assign(number=rows["month"].map(numbers)), ["street_id", "street", "number"]
    )


def of_month(rows: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The rows of the month looked at closely, with their state, what is missing first."""
    own = rows[rows["month"] == choice.of_month]
    own = own.assign(state=states(own))
    own = own[own["state"] != ""]
    if choice.state:
        own = own[(own["state"] == choice.state) | (own["empty"] == choice.state)]
    order = own["state"].map({state: place for place, state in enumerate(STATES)})
    return own.assign(order=order).sort_values(["order", "street", "station", "method", "part"])


def states(rows: pd.DataFrame) -> list[str]:
    """How each arrived; ``unasked`` for what came without a plan, "" for what nobody asked for."""
    return [
        arrival or ("unasked" if surveys else "")
        for arrival, surveys in zip(rows["arrival"], rows["surveys"], strict=True)
    ]


def kind(empty: str) -> str:
    """The kind of empty as the marks and texts know it."""
    return "reported" if empty == Empty.FILLED else empty


def open_to_confirm(row: Mapping[Any, Any]) -> bool:
    """Whether a survey was asked for, has not come, and its month, or part of it, has begun."""
    waiting = row["arrival"] in (Arrival.MISSING, Arrival.NOT_DUE) and not row["surveys"]
    begun = part.first_day(row["month"], row["part"], row["times"])
    return waiting and begun <= service().today()
