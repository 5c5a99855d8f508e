"""Plans: which station is asked for which method, in which months, how often and by which day.

A plan is a version: it holds from a day, or always, to a day, or on. A month belongs to the
version in force when it begins, else to the first that begins within it; so a change never
rewrites the months before.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from vector.stats import part
from vector.store import bulk
from vector.store.engine import connection_of
from vector.store.tables import Plan, Station, Survey

EARLIEST, LATEST = np.datetime64("0001-01-01"), np.datetime64("9999-12-31")
COLUMNS = ("station_id", "method", "months", "due_day", "times", "valid_from", "valid_to")
SERVICE = ("active_from", "active_to")


def of_station(
    session: Session, station_id: int, methods: Sequence[str] | None = None
) -> Sequence[Plan]:
    """Return the plans of a station, the oldest first.

    Parameters
    ----------
    session : Session
        Any transaction.
    station_id : int
        The station.
    methods : sequence of str, optional
        Only for these methods.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     of_station(reading, 1)
    []
    """
    query = select(Plan).where(Plan.station_id == station_id).order_by(Plan.valid_from, Plan.id)
    if methods is not None:
        query = query.where(Plan.method.in_(list(methods)))
    return session.scalars(query).all()


def last_day(month: date) -> date:
    """Return the last day of a month.

    Examples
    --------
    >>> last_day(date(2024, 2, 1))
    datetime.date(2024, 2, 29)
    """
    return part.last_day(month, 0, 1)


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of all months from one day to another.

    Examples
    --------
    >>> [str(day) for day in months_between(date(2025, 12, 9), date(2026, 1, 1))]
    ['2025-12-01', '2026-01-01']
    """
    found, month = [], first.replace(day=1)
    while month <= last:
        found.append(month)
        month = last_day(month) + timedelta(days=1)
    return found


def due(plan: Plan, month: date) -> date | None:
    """Return the day by which a plan asks for the (last) survey of a month.

    Parameters
    ----------
    plan : Plan
        Its months, day and validity.
    month : date
        Any day of the month.

    Returns
    -------
    date or None
        None when the plan asks for none in that month; the month's last day when it is shorter.

    Examples
    --------
    >>> plan = Plan(station_id=1, method="snap_trap", months="2,4", due_day=30)
    >>> due(plan, date(2026, 2, 1)), due(plan, date(2026, 3, 1))
    (datetime.date(2026, 2, 28), None)
    """
    first, last = month.replace(day=1), last_day(month)
    begun = plan.valid_from is None or plan.valid_from <= last
    ended = plan.valid_to is not None and plan.valid_to < first
    if not begun or ended or month.month not in numbers(plan.months):
        return None
    times = plan.times or 1
    return part.due_day(first, times if times > 1 else 0, times, plan.due_day)


def due_of(versions: Sequence[Plan], month: date) -> date | None:
    """Return the last day by which the plans of one station ask for a survey in a month.

    Parameters
    ----------
    versions : sequence of Plan
        All versions, of one method or several.
    month : date
        Any day of the month.

    Returns
    -------
    date or None
        By the version of each method that decides the month; None when none asks.

    Examples
    --------
    >>> old = Plan(method="snap_trap", months="5,6", due_day=28, valid_to=date(2026, 5, 9))
    >>> new = Plan(method="snap_trap", months="7", due_day=20, valid_from=date(2026, 5, 10))
    >>> [str(due_of([new, old], date(2026, month, 1))) for month in (5, 6, 7)]
    ['2026-05-28', 'None', '2026-07-20']
    """
    first, last = month.replace(day=1), last_day(month)
    deciding: dict[str, Plan] = {}
    for each in sorted(versions, key=lambda plan: plan.valid_from or date.min):
        begun = each.valid_from is None or each.valid_from <= last
        if begun and (each.valid_to is None or each.valid_to >= first):
            deciding.setdefault(each.method, each)
    return max(filter(None, (due(each, month) for each in deciding.values())), default=None)


@lru_cache(maxsize=256)
def numbers(months: str) -> frozenset[int]:
    """Return the months that a plan names.

    Examples
    --------
    >>> sorted(numbers("4,10")), sorted(numbers(""))
    ([4, 10], [])
    """
    return frozenset(int(number) for number in months.split(",") if number)


def asked(
    session: Session, months: Sequence[date], stations: Select[Any] | None = None
) -> pd.DataFrame:
    """Return for each station and method with a plan by which day each survey of a month is due.

    Nothing is asked of a station whose day falls before it began or after it ended. A plan without
    a first day asks from the month of the service's first survey on.

    Parameters
    ----------
    session : Session
        Any transaction.
    months : sequence of date
        First days of months.
    stations : Select, optional
        Only for these station ids.

    Returns
    -------
    DataFrame
        month (date), station_id, method, due (datetime64, NaT where nothing is asked), part and
        times (int64): a row for each part of a month that is asked for several surveys, one with
        part 0 and times 1 for any other.

    Examples
    --------
    >>> from vector.store import migrate
    >>> from vector.store.engine import connect, session
    >>> engine = connect("sqlite://")
    >>> migrate.upgrade(engine)
    >>> with session(engine) as reading:
    ...     list(asked(reading, [date(2026, 5, 1)]).columns)
    ['month', 'station_id', 'method', 'due', 'part', 'times']
    """
    service = [getattr(Station, name) for name in SERVICE]
    query = select(*(getattr(Plan, name) for name in COLUMNS), *service).join(
        Station, Station.id == Plan.station_id
    )
    if stations is not None:
        query = query.where(Plan.station_id.in_(stations))
    plans = bulk.frame(connection_of(session), query.order_by(Plan.id))
    for name, open_end in (
        *(("valid_from", EARLIEST), ("active_from", EARLIEST)),
        *(("valid_to", LATEST), ("active_to", LATEST)),
    ):
        plans[name] = plans[name].astype("datetime64[s]").fillna(pd.Timestamp(open_end))
    plans["method"] = plans["method"].astype(object)
    begun = _begun(session)
    plans["valid_from"] = plans["valid_from"].where(plans["valid_from"] > EARLIEST, begun)
    parts = [_in_month(plans, month) for month in months]
    # Without a month the table still has its columns.
    return pd.concat(parts or [_in_month(plans.iloc[:0], date.min)], ignore_index=True)


def _begun(session: Session) -> np.datetime64:
    """Return since when a plan without a first day asks: the month of the first survey of all.

    Before it nobody surveyed, so nothing was left out. A station of its own has no such month: one
    that never reports would then never miss anything.
    """
    first = session.scalar(select(func.min(Survey.date)))
    return EARLIEST if first is None else np.datetime64(first.replace(day=1), "D")


def _in_month(plans: pd.DataFrame, month: date) -> pd.DataFrame:
    """Return what is asked in one month, by the version that decides it."""
    first, last = pd.Timestamp(month), pd.Timestamp(last_day(month))
    held = (plans["valid_from"] <= last) & (plans["valid_to"] >= first)
    ranked = plans.assign(held=held).sort_values(["held", "valid_from"], ascending=[False, True])
    own = ranked.drop_duplicates(["station_id", "method"])
    named = own["months"].map(
        {text: month.month in numbers(text) for text in own["months"].unique()}
    )
    asking = own["held"] & named.astype(bool)
    own = own.assign(times=own["times"].where(asking, 1))
    most = int(own["times"].max()) if len(own) else 1
    parts = range(most + 1) if most > 1 else range(1)
    found = pd.concat([_in_part(own, asking, month, at) for at in parts])
    return found.sort_index(kind="stable")


def _in_part(own: pd.DataFrame, asking: "pd.Series[bool]", month: date, at: int) -> pd.DataFrame:
    """Return what is asked in one part of a month; part 0 is the month asked for one survey."""
    own = own[(own["times"] == 1) if at == 0 else (own["times"] > 1) & (own["times"] >= at)]
    pairs = own[["times", "due_day"]].drop_duplicates().itertuples(index=False)
    days = {(times, day): part.due_day(month, at, times, day) for times, day in pairs}
    keys = zip(own["times"], own["due_day"], strict=True)
    due = pd.Series([days[key] for key in keys], own.index, dtype="datetime64[s]")
    serving = (own["active_from"] <= due) & (due <= own["active_to"])
    found = own[["station_id", "method"]].astype({"method": object})
    found.insert(0, "month", pd.Series([month] * len(own), own.index, dtype=object))
    asked = asking.loc[own.index] & serving
    return found.assign(due=due.where(asked), part=at, times=own["times"])
