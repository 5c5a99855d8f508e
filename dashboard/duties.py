"""What was expected of whom: the rows behind the completeness page, for the person who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy.orm import Session

from dashboard import visible
from dashboard.service import service
from vector.stats import part
from vector.stats.arrival import Arrival
from vector.stats.empty import Empty
from vector.store import completeness

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


def of_year(reading: Session, choice: Choice) -> pd.DataFrame:
    """Every month, station and method of the year that the person may see, narrowed."""
    running, year, today = service(), choice.of_year, service().today()
    everything = running.memory.recall(
        reading,
        ("duties", year, today),
        lambda: completeness.months(
            reading, running.catalog, date(year, 1, 1), date(year, 12, 1),
            today=today, zone=running.settings.timezone,
        ),
    )  # fmt: skip
    rows = visible.only_visible(reading, everything, "station_id")
    street = visible.number(choice.street)
    if street is not None:
        rows = rows[rows["street_id"] == street]
    return rows[rows["group"] == choice.group] if choice.group else rows


def totals(reading: Session, choice: Choice) -> pd.DataFrame:
    """The totals of each street and month of the year, of the stations that the person may see."""
    if not visible.sees_all(reading):
        return _totals(of_year(reading, choice))
    asked = ("totals", choice.of_year, service().today(), choice.group or "")
    whole = replace(choice, street=None)
    counted = service().memory.recall(reading, asked, lambda: _totals(of_year(reading, whole)))
    street = visible.number(choice.street)
    return counted if street is None else counted[counted["street_id"] == street]


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
