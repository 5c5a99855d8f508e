"""The present state of every place: the latest fresh surveys, pooled where they can be judged.

Only surveys of the last ``rules.fresh_days`` count. Of these, an index's latest week or month
with effort is taken (the method's cadence). A station with the index's least effort is judged by
itself; the stations of a street that do not reach it are taken together as the street. A count
per positive unit follows the rate it is paired with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import GradedIndex
from vector.stats.judge import COLUMNS, judge
from vector.stats.series import By
from vector.store.components import components
from vector.work.limits import ActionLimits

WHOLE_STREET = 0  # stands for the station where a street is judged; no station has this id
MONDAY = 4  # 1970-01-01 was a Thursday

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
        """Return numerator, denominator and number of stations by spot and method."""
        both = pd.concat([self.stations, self.streets])
        grouped = both.groupby(["street_id", "station_id", "index", "method"], observed=True)
        return grouped.agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            stations=("member", "nunique"),
        )


def fresh(
    session: Session, catalog: Catalog, on: date, stations: Select[Any] | None = None
) -> pd.DataFrame:
    """Return the components of the surveys that say something about the state on a day."""
    first = on - timedelta(days=catalog.rules.fresh_days - 1)
    return components(session, start=first, end=on, stations=stations)


def pools(found: pd.DataFrame, catalog: Catalog, open_streets: Collection[Spot] = ()) -> Pools:
    """Choose what is pooled where.

    Parameters
    ----------
    found : DataFrame
        Components with ``station_id`` and ``region_id`` (the street's), as :func:`fresh` gives.
    catalog : Catalog
        For cadence, least effort and pairs.
    open_streets : collection of Spot
        Street flags that are open: where all the street's stations can by now be judged by
        themselves, they are still taken together, so that the flag can clear.

    Returns
    -------
    Pools
        Only the latest period of each place, method and index.
    """
    frame = _prepared(found, catalog)
    latest = frame[_latest(frame, ["station_id", "method", "lead"])]
    enough = _reaches(latest, catalog)
    key = pd.MultiIndex.from_frame(frame[["station_id", "method", "lead"]])
    alone = key.isin(enough)
    together = ~alone | _left_open(frame, alone, open_streets)
    by_street = frame[together]
    by_street = by_street[_latest(by_street, ["street_id", "method", "lead"])]
    own = pd.MultiIndex.from_frame(latest[["station_id", "method", "lead"]]).isin(enough)
    return Pools(latest[own], by_street.assign(station_id=WHOLE_STREET))


def _prepared(found: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Add the rate each row follows, the number of its period, and whether it is the rate's."""
    leads = companions(catalog)
    index = found["index"].astype(object)
    lead = index.map(lambda name: leads.get(name, name))
    days = found["date"].to_numpy().astype("datetime64[D]")
    weekly = found["method"].astype(object).map(lambda name: catalog.methods[name].cadence)
    week = (days.astype(np.int64) - MONDAY) // 7
    month = days.astype("datetime64[M]").astype(np.int64)
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


def _reaches(latest: pd.DataFrame, catalog: Catalog) -> pd.MultiIndex:
    """Return the stations, methods and rates whose effort suffices to judge them alone."""
    rates = latest[latest["effort"]]
    effort = rates.groupby(["station_id", "method", "lead"], observed=True)["denominator"].sum()
    names = effort.index.get_level_values("lead")
    least = names.map(lambda name: catalog.indices[name].min_effort).to_numpy()
    reached = effort.index[effort.to_numpy() >= least]
    assert isinstance(reached, pd.MultiIndex)
    return reached


def _left_open(
    frame: pd.DataFrame, alone: NDArray[np.bool_], open_streets: Collection[Spot]
) -> NDArray[np.bool_]:
    """Return the rows of open street flags that no small station is left to judge."""
    keys = pd.MultiIndex.from_frame(frame[["street_id", "lead"]])
    small = keys[~alone & frame["effort"].to_numpy()].unique()
    left = [(street, index) for street, _, index in open_streets if (street, index) not in small]
    return np.asarray(keys.isin(left), np.bool_) if left else np.zeros(len(frame), np.bool_)


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
