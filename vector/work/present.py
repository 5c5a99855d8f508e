"""The present state of every place: its newest fresh surveys, pooled where they can be judged.

Only surveys of the last ``rules.fresh_days`` count. A station's present is its newest survey day,
all habitats of that day together, where that day has effort enough; else its latest week or
month with effort (the method's cadence). Enough is the index's least effort; for what is judged
at any effort, the largest day of the period also suffices where it is less.

A graded index and an absolute clause are judged at the station on any effort. A banded index and
a density are judged at a station that reaches the least effort; the stations of a street that do
not are taken together as the street, over the whole period. A count per positive unit follows
the rate it is paired with.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import AbsoluteIndex, GradedIndex, Index
from vector.stats.judge import COLUMNS, judge
from vector.stats.period import number_of
from vector.stats.series import By
from vector.store.components import components
from vector.work.limits import ActionLimits

WHOLE_STREET = 0  # stands for the station where a street is judged; no station has this id
STATION = ["station_id", "method", "lead"]

Spot = tuple[int, int, str]
"""A place and an index: street id, station id (or ``WHOLE_STREET``), index id."""


@dataclass(frozen=True)
class Pools:
    """Components of fresh surveys, those of stations and those of streets judged as one.

    Both frames have ``street_id`` and ``station_id`` beside the columns of components; in
    ``streets`` the station is ``WHOLE_STREET`` and ``member`` the station it came from.
    """

    stations: pd.DataFrame
    streets: pd.DataFrame

    def sums(self) -> pd.DataFrame:
        """Return sums, first and last day, and number of stations by spot and method."""
        both = pd.concat([self.stations, self.streets])
        grouped = both.groupby(["street_id", "station_id", "index", "method"], observed=True)
        return grouped.agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            start=("date", "min"),
            end=("date", "max"),
            stations=("member", "nunique"),
        )


def first_fresh(catalog: Catalog, on: date) -> date:
    """Return the first day whose surveys still say something about the state on a day.

    Examples
    --------
    >>> from vector.catalog import load
    >>> (date(2026, 6, 20) - first_fresh(load(), date(2026, 6, 20))).days + 1
    62
    """
    return on - timedelta(days=catalog.rules.fresh_days - 1)


def fresh(
    session: Session,
    catalog: Catalog,
    on: date,
    stations: Select[Any] | None = None,
    indices: Collection[str] | None = None,
) -> pd.DataFrame:
    """Return the components of the surveys that say something about the state on a day."""
    first = first_fresh(catalog, on)
    wanted = None if indices is None else sorted(indices)
    return components(session, indices=wanted, start=first, end=on, stations=stations)


def pools(found: pd.DataFrame, catalog: Catalog) -> Pools:
    """Choose what is pooled where.

    Parameters
    ----------
    found : DataFrame
        Components with ``station_id`` and ``region_id`` (the street's), as :func:`fresh` gives.
    catalog : Catalog
        For cadence, least effort and pairs.

    Returns
    -------
    Pools
        Only the newest day or latest period of each place, method and index.
    """
    frame = _prepared(found, catalog)
    present = _newest(frame[_latest(frame, STATION)], catalog)
    enough = _reaches(present, catalog)
    by_street = frame[~pd.MultiIndex.from_frame(frame[STATION]).isin(enough)]
    by_street = by_street[_latest(by_street, ["street_id", "method", "lead"])]
    own = pd.MultiIndex.from_frame(present[STATION]).isin(enough)
    return Pools(present[own], by_street.assign(station_id=WHOLE_STREET))


def at_any_effort(index: Index) -> bool:
    """Return whether what was found at a station is judged however little was looked at.

    A level and a broken clause are facts about what was inspected; a band and a density are
    estimates, which need the least effort.
    """
    return isinstance(index, GradedIndex | AbsoluteIndex)


def _prepared(found: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Add the rate each row follows, the number of its period, and whether it is the rate's."""
    leads = companions(catalog)
    index = found["index"].astype(object)
    lead = index.map(lambda name: leads.get(name, name))
    days = found["date"].to_numpy().astype("datetime64[D]")
    weekly = found["method"].astype(object).map(lambda name: catalog.methods[name].cadence)
    week, month = number_of(days, "week"), number_of(days, "month")
    return found.assign(
        street_id=found["region_id"],
        member=found["station_id"],
        lead=lead,
        number=np.where((weekly == "week").to_numpy(), week, month),
        effort=(index == lead).to_numpy() & (found["denominator"] > 0).to_numpy(),
    )


def companions(catalog: Catalog) -> dict[str, str]:
    """Return each count per positive unit that is graded with a rate, and that rate."""
    return {
        companion: index.id
        for index in catalog.indices.values()
        if isinstance(index, GradedIndex)
        for companion in index.paired_with
    }


def _latest(frame: pd.DataFrame, place: list[str]) -> NDArray[np.bool_]:
    """Return the rows of each place's latest period with effort; earlier ones are history."""
    number = frame["number"].where(frame["effort"], np.iinfo(np.int64).min)
    last = number.groupby([frame[name] for name in place], observed=True).transform("max")
    return np.asarray(frame["number"] == last, np.bool_)


def _newest(latest: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Return the newest day of each station whose newest day suffices, else all its rows."""
    daily = latest[latest["effort"]].groupby([*STATION, "date"], observed=True)["denominator"].sum()
    each = daily.groupby(STATION, observed=True)
    newest, largest = each.tail(1), each.max()
    least = _least(newest.index, catalog)
    facts = _named(newest.index, lambda name: at_any_effort(catalog.indices[name]))
    asked = np.where(facts.astype(bool), np.minimum(least, largest.to_numpy()), least)
    days = newest.index[newest.to_numpy() >= asked]
    assert isinstance(days, pd.MultiIndex)
    on_day = pd.MultiIndex.from_frame(latest[[*STATION, "date"]]).isin(days)
    decided = pd.MultiIndex.from_frame(latest[STATION]).isin(days.droplevel(-1))
    return latest[on_day | ~decided]


def _reaches(present: pd.DataFrame, catalog: Catalog) -> pd.MultiIndex:
    """Return the stations, methods and rates that are judged by themselves."""
    rates = present[present["effort"]]
    effort = rates.groupby(STATION, observed=True)["denominator"].sum()
    facts = _named(effort.index, lambda name: at_any_effort(catalog.indices[name]))
    reached = effort.index[
        facts.astype(bool) | (effort.to_numpy() >= _least(effort.index, catalog))
    ]
    assert isinstance(reached, pd.MultiIndex)
    return reached


def _least(keys: "pd.Index[Any]", catalog: Catalog) -> NDArray[Any]:
    return _named(keys, lambda name: catalog.indices[name].min_effort)


def _named(keys: "pd.Index[Any]", fact: Callable[[str], int]) -> NDArray[Any]:
    """Return a fact about the rate of each key."""
    return np.asarray(keys.get_level_values("lead").map(fact), np.int64)


def judged(chosen: Pools, catalog: Catalog, profile: str, limits: ActionLimits) -> pd.DataFrame:
    """Judge what was pooled.

    Returns
    -------
    DataFrame
        The columns of :func:`vector.stats.judge.judge` for every spot and method, with
        ``street_id``, ``station_id`` and ``stations`` (how many were taken together).
    """
    keys = limits.keys(chosen.stations)
    places: tuple[tuple[By, pd.DataFrame], ...] = (
        ("station", chosen.stations),
        ("street", chosen.streets),
    )
    parts = [
        judge(
            _by_number(frame),
            catalog,
            by=by,
            period="all",
            profile=profile,
            city_rule=None,
            action_limits=keys,
            verdicts=False,
        )
        for by, frame in places
        if len(frame)
    ]
    if not parts:
        return pd.DataFrame(columns=pd.Index([*COLUMNS, "street_id", "station_id", "stations"]))
    rows = pd.concat(parts, ignore_index=True)
    rows["street_id"] = _numbers(rows["street"])
    rows["station_id"] = _numbers(rows["station"])
    spot = ["street_id", "station_id", "index", "method"]
    rows = rows.astype({"index": object, "method": object})
    return rows.join(chosen.sums()["stations"], on=spot)


def _numbers(names: "pd.Series[Any]") -> "pd.Series[int]":
    """Return places' ids back from their names; no name is the whole street."""
    return names.astype(object).replace("", str(WHOLE_STREET)).astype("int64")


def _by_number(frame: pd.DataFrame) -> pd.DataFrame:
    """Name places by their ids, because two streets may bear one name."""
    named: Mapping[str, Any] = {
        name: frame[f"{name}_id"].astype(str).astype("category") for name in ("street", "station")
    }
    return frame.assign(**named)
