"""Histories: what has been counted over the years, one series for each place, method and index.

A series is a station where its usual effort is enough to look at it alone, else the small stations
of its street taken together. It runs by week or by month, as the method's programme goes. Only
monitoring densities and Aedes indices make series; inspections are held for a level, not a season.

A series begins where it last broke: what was counted before the station moved, or got another
lamp, method or habitat, is no past of what is counted now.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select
from sqlalchemy.orm import Session

from vector.catalog import Catalog
from vector.catalog.index import BandedIndex, DensityIndex, Family
from vector.stats.period import Step, number_of, starts
from vector.store.breaks import breaks, segments
from vector.store.components import components
from vector.work.present import WHOLE_STREET

SEASON: dict[Step, int] = {"week": 52, "month": 12}
SERIES = ["street_id", "station_id", "method", "index"]


@dataclass(frozen=True)
class Histories:
    """All series of one vector group and step.

    Attributes
    ----------
    group : str
        The vector group.
    step : {"week", "month"}
        Of which periods are numbers.
    series : DataFrame
        One row for each: ``street_id``, ``station_id`` (0 for the street), ``method``, ``index``,
        ``habitat`` ("" where several), ``street``, ``station`` (names); its index is the number
        that ``counts.series`` gives.
    counts : DataFrame
        ``series``, ``period`` (int64), ``count``, ``effort`` (float64, in the unit that makes
        count / effort the index's value), ``kind`` (stations of one kind: method, index, habitat),
        and the stored sums ``numerator``, ``denominator``, the number of ``surveys`` and
        ``stations``, ``first`` and ``last`` day. One row for each period with effort.
    """

    group: str
    step: Step
    series: pd.DataFrame
    counts: pd.DataFrame

    @property
    def season(self) -> int:
        """The number of periods in a year."""
        return SEASON[self.step]

    @cached_property
    def keys(self) -> NDArray[Any]:
        """The name of each series, the same whenever it is gathered."""
        places = self.series[SERIES].astype(str)
        return places.agg("/".join, axis=1).to_numpy(object)

    def named(self) -> pd.DataFrame:
        """Return series (by name), period, count, effort and kind, as forecasts take them."""
        counts = self.counts[["period", "count", "effort", "kind"]]
        return counts.assign(series=self.keys[self.counts["series"]])

    def of(self, number: int) -> pd.DataFrame:
        """Return the counts of one series, in order."""
        first, last = np.searchsorted(self.counts["series"].to_numpy(), [number, number + 1])
        return self.counts.iloc[first:last]

    def dates(self, period: Any) -> list[date]:
        """Return the first day of periods, as dates."""
        days: list[date] = starts(np.asarray(period, np.int64), self.step).astype(object).tolist()
        return days


def histories(
    session: Session,
    catalog: Catalog,
    *,
    until: date | None = None,
    stations: Select[Any] | None = None,
) -> tuple[Histories, ...]:
    """Gather the series of a store.

    Parameters
    ----------
    session : Session
        Any transaction.
    catalog : Catalog
        Which indices make series, their methods' steps and least effort.
    until : date, optional
        The last day that counts.
    stations : Select, optional
        Only these stations.

    Returns
    -------
    tuple of Histories
        One for each vector group and step that has any.
    """
    wanted = [index.id for index in catalog.indices.values() if makes_series(catalog, index.id)]
    found = components(session, indices=wanted, stations=stations, end=until)
    found = _unbroken(session, found[found["denominator"] > 0])
    if found.empty:
        return ()
    methods = found["method"].astype(object)
    used = [catalog.methods[name] for name in methods.unique()]
    group = methods.map({method.id: method.group for method in used}).to_numpy()
    cadence = methods.map({method.id: method.cadence for method in used}).to_numpy()
    parts = [
        (each, step, found[(group == each) & (cadence == step)])
        for each in catalog.groups
        for step in SEASON
    ]
    return tuple(_gathered(part, each, step, catalog) for each, step, part in parts if len(part))


def _unbroken(session: Session, found: pd.DataFrame) -> pd.DataFrame:
    """Leave out what was counted before the newest survey's series broke."""
    known = breaks(session)
    if known.empty:
        return found
    number = segments(known, found["station_id"], found["date"])
    newest = pd.Series(number, found.index).groupby(
        [found["station_id"], found["method"].astype(str), found["index"].astype(str)]
    )
    kept: pd.DataFrame = found[number == newest.transform("max").to_numpy()]
    return kept


def makes_series(catalog: Catalog, index: str) -> bool:
    """Return whether an index is watched over the seasons: a density or an Aedes index.

    Examples
    --------
    >>> from vector.catalog import load
    >>> [makes_series(load(), name) for name in ("trap_rate", "ovitrap_index", "indoor_trace_rate")]
    [True, True, False]
    """
    found = catalog.indices[index]
    counted = found.family in (Family.PROPORTION, Family.RATE)
    return counted and isinstance(found, DensityIndex | BandedIndex)


def _gathered(found: pd.DataFrame, group: str, step: Step, catalog: Catalog) -> Histories:
    frame = _placed(_surveys(found, step), catalog)
    sums, series = _sums(frame), _series(frame)
    keys = pd.MultiIndex.from_frame(series[SERIES])
    number = keys.get_indexer(pd.MultiIndex.from_frame(sums[SERIES]))
    kind = (series["method"] + "/" + series["index"] + "/" + series["habitat"]).to_numpy(object)
    names = set(sums["index"])
    per = sums["index"].map({name: float(catalog.indices[name].multiplier) for name in names})
    counts = sums.drop(columns=SERIES).assign(
        series=number,
        count=sums["numerator"].astype(float),
        effort=sums["denominator"] / per,
        kind=kind[number],
    )
    return Histories(group, step, series, counts)


def _surveys(found: pd.DataFrame, step: Step) -> pd.DataFrame:
    """Return the surveys with their street, station and period, names as plain objects."""
    texts = {name: found[name].astype(str) for name in ("method", "index", "street", "station")}
    texts["habitat"] = found["habitat"].astype(object).fillna("")
    days = found["date"].to_numpy().astype("datetime64[D]")
    plain = {name: column.to_numpy(object) for name, column in texts.items()}
    figures = {name: found[name].to_numpy() for name in ("numerator", "denominator")}
    return pd.DataFrame(
        {
            "street_id": found["region_id"].to_numpy(),
            "station_id": found["station_id"].to_numpy(),
            "member": found["station_id"].to_numpy(),
            **plain,
            **figures,
            "day": days,
            "period": number_of(days, step),
        }
    )


def _sums(frame: pd.DataFrame) -> pd.DataFrame:
    """Add up the surveys of each series and period."""
    return (
        frame.groupby([*SERIES, "period"], sort=True)
        .agg(
            numerator=("numerator", "sum"),
            denominator=("denominator", "sum"),
            surveys=("numerator", "size"),
            stations=("member", "nunique"),
            first=("day", "min"),
            last=("day", "max"),
        )
        .reset_index()
    )


def _placed(frame: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    """Send the stations whose usual effort is too small to the street as a whole."""
    place = ["station_id", "method", "index"]
    periods = frame.groupby([*place, "period"])["denominator"].sum()
    usual = periods.groupby(place).median()
    least = usual.index.get_level_values("index").map(
        {name: catalog.indices[name].min_effort for name in set(frame["index"])}
    )
    alone = usual.index[usual.to_numpy() >= least.to_numpy()]
    small = ~pd.MultiIndex.from_frame(frame[place]).isin(alone)
    return frame.assign(
        station_id=frame["station_id"].where(~small, WHOLE_STREET),
        station=frame["station"].where(~small, ""),
    )


def _series(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the series, with the one habitat of each or "" where there are several."""
    grouped = frame.groupby(SERIES, sort=True)
    found = grouped.agg(
        street=("street", "first"),
        station=("station", "first"),
        habitat=("habitat", "first"),
        habitats=("habitat", "nunique"),
    ).reset_index()
    found["habitat"] = found["habitat"].where(found["habitats"] == 1, "")
    return found.drop(columns="habitats")
