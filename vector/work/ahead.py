"""Ahead: what is asked of the forecast for all series of a group, and what it answers.

For each series the model is the one that did best in the back-test, which for some is a simple
rule. A forecast is made for the present period, unless it was surveyed already, and as many after
it as the rules say, with the effort usual at the place in that part of the year.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog import Catalog
from vector.errors import ForecastError
from vector.forecast import HUB, backtest, choose, fingerprint, predict, rules_of
from vector.forecast.backtest import Backtest
from vector.forecast.rule import COMBINED
from vector.report.evidence import Bound
from vector.stats.period import Step, number_of
from vector.work.bound import Bounds
from vector.work.histories import SERIES, Histories

HORIZONS: dict[Step, tuple[int, ...]] = {"month": (1, 2, 3), "week": (1, 2, 4, 8)}
QUANTILES = [f"q{level:g}" for level in HUB]
ALL_HORIZONS = 0
# So many periods to either side count as the same part of the year.
NEAR: dict[Step, int] = {"month": 0, "week": 3}


@dataclass(frozen=True)
class Told:
    """The rows to keep, with the columns of their tables, and how many are simple."""

    predictions: pd.DataFrame
    scores: pd.DataFrame
    simple: int


@dataclass(frozen=True)
class Ahead:
    """The forecasts wanted of one vector group and step.

    Attributes
    ----------
    histories : Histories
        All series.
    catalog : Catalog
        For the rules of the outlook and the indices.
    bounds : Bounds
        The limits that forecasts are held against.
    today : date
        The present.
    """

    histories: Histories
    catalog: Catalog
    bounds: Bounds
    today: date

    @cached_property
    def present(self) -> int:
        """The number of the present period."""
        return int(number_of(np.array([self.today], "datetime64[D]"), self.histories.step)[0])

    @cached_property
    def history(self) -> pd.DataFrame:
        """The counts as the forecast takes them."""
        return self.histories.named()

    @cached_property
    def data_version(self) -> str:
        """The fingerprint of the counts."""
        return fingerprint(self.history)

    @cached_property
    def last(self) -> "pd.Series[int]":
        """The last period surveyed, by the number of the series."""
        return self.histories.counts.groupby("series")["period"].max()

    @cached_property
    def active(self) -> NDArray[np.int64]:
        """The series that were surveyed not too long ago."""
        active = self.last > idle_until(self.catalog, self.histories.season, self.present)
        return self.last.index[active].to_numpy(np.int64)

    @cached_property
    def future(self) -> pd.DataFrame:
        """The periods to forecast of each active series, with the effort usual then.

        Parts of the year in which a place was never surveyed are left out: nobody will look.
        """
        periods = periods_ahead(self.catalog, self.histories.step, self.present)
        number = np.repeat(self.active, len(periods))
        period = np.tile(periods, len(self.active))
        open_ = period > self.last.to_numpy()[self.last.index.get_indexer(pd.Index(number))]
        frame = pd.DataFrame({"number": number[open_], "period": period[open_]})
        frame = frame[in_season(self.histories, frame)].reset_index(drop=True)
        return frame.assign(
            series=self.histories.keys[frame["number"]],
            effort=usual_effort(self.histories, frame),
            kind=self._kinds()[frame["number"]],
        )

    def _kinds(self) -> NDArray[Any]:
        counts = self.histories.counts
        kinds = counts.drop_duplicates("series").set_index("series")["kind"]
        return kinds.reindex(range(len(self.histories.series))).to_numpy(object)

    def told(self) -> Told:
        """Forecast, by the model that did best for each series.

        Returns
        -------
        Told
            Empty frames where there is nothing to forecast.
        """
        tested = self._tested()
        chosen = rules_of(choose(tested)) if tested is not None else {}
        return Told(
            self._predictions(chosen),
            self._scores(tested, chosen),
            sum(model != COMBINED for model in chosen.values()),
        )

    def _tested(self) -> Backtest | None:
        """Test the models on the past; None where no series is long enough."""
        own = self.histories.keys[self.active]
        known = self.history[self.history["series"].isin(own)]
        horizons = HORIZONS[self.histories.step]
        try:
            return backtest(known, season=self.histories.season, horizons=horizons)
        except ForecastError:  # too short; whatever else is wrong with it, the forecast says
            return None

    def _predictions(self, rules: dict[str, str]) -> pd.DataFrame:
        future = self.future
        asked = future[["series", "period", "effort", "kind"]]
        made = predict(self.history, asked, season=self.histories.season, rules=rules)
        told = made.frame()
        limits, strict = self._limits(future["number"].to_numpy())
        held = np.where(strict, limits, _just_below(limits, future["effort"].to_numpy()))
        place = self.histories.series.loc[future["number"], SERIES].reset_index(drop=True)
        return pd.DataFrame(
            {
                "region_id": place["street_id"],
                "station_id": place["station_id"],
                "method": place["method"],
                "index_id": place["index"],
                "period": future["period"],
                "start": self.histories.dates(future["period"]),
                "horizon": future["period"] - self.last.loc[future["number"]].to_numpy(),
                "effort": future["effort"],
                **{name: told[name] for name in ("mean", "density", "lower", "upper", "model")},
                "quantiles": told[QUANTILES].to_numpy().tolist(),
                "limit": [None if np.isnan(each) else repr(float(each)) for each in limits],
                "p_beyond": made.beyond(held),
            }
        )

    def _limits(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return each row's limit (NaN where there is none), and whether it may be reached."""
        found = {number: self.bound(int(number)) for number in np.unique(numbers)}
        limits = [np.nan if found[each] is None else float(found[each].value) for each in numbers]  # type: ignore[union-attr]
        strict = [found[each] is None or not found[each].at_limit for each in numbers]  # type: ignore[union-attr]
        return np.array(limits, float), np.array(strict, bool)

    def bound(self, number: int) -> Bound | None:
        """Return the limit of a series, where it has one and being above it is bad."""
        places: dict[int, Any] = self._places
        street, station, _, name = places[number]
        index = self.catalog.indices[name]
        found = self.bounds.find(index, street, station, self.today)
        return found if found is not None and found.worse == "high" else None

    @cached_property
    def _places(self) -> dict[int, Any]:
        rows = self.histories.series[SERIES].itertuples()
        return {row[0]: row[1:] for row in rows}

    def _scores(self, tested: Backtest | None, chosen: dict[str, str]) -> pd.DataFrame:
        if tested is None:
            return pd.DataFrame()
        whole = tested.scores(["series"]).assign(horizon=ALL_HORIZONS)
        table = pd.concat([whole, tested.scores(["series", "horizon"])], ignore_index=True)
        number = pd.Index(self.histories.keys).get_indexer(pd.Index(table["series"]))
        place = self.histories.series.iloc[number].reset_index(drop=True)
        model = table["model"].astype(str)
        return pd.DataFrame(
            {
                "region_id": place["street_id"],
                "station_id": place["station_id"],
                "method": place["method"],
                "index_id": place["index"],
                "model": model,
                "horizon": table["horizon"],
                "targets": table["targets"],
                "log_crps": table["log_crps"],
                "wis": table["wis"],
                "coverage80": table["in_80"],
                "coverage95": table["in_95"],
                "skill_climatology": table["skill_climatology"],
                "skill_last_year": table["skill_last_year"],
                "chosen": table["series"].map(chosen).fillna(COMBINED) == model,
            }
        )


def periods_ahead(catalog: Catalog, step: Step, present: int) -> NDArray[np.int64]:
    """Return the periods that forecasts look at, the present one first.

    Parameters
    ----------
    catalog : Catalog
        For the rules of the outlook.
    step : {"week", "month"}
        Of the series.
    present : int
        The number of the present period.

    Examples
    --------
    >>> from vector.catalog import load
    >>> periods_ahead(load(), "month", 677).tolist()
    [677, 678, 679]
    """
    rules = catalog.outlook
    count = rules.horizon_months if step == "month" else rules.horizon_weeks
    return np.asarray(present + np.arange(count), np.int64)


def idle_until(catalog: Catalog, season: int, present: int) -> int:
    """Return the last period that is too long ago: a series not surveyed since is idle.

    Parameters
    ----------
    catalog : Catalog
        For the rules of the outlook.
    season : int
        Periods of a year.
    present : int
        The number of the present period.

    Examples
    --------
    >>> from vector.catalog import load
    >>> idle_until(load(), 12, 677)
    653
    """
    return present - catalog.outlook.idle_seasons * season


def in_season(histories: Histories, rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return whether a series is surveyed in that part of the year, as far as a year tells.

    Parameters
    ----------
    histories : Histories
        The series.
    rows : DataFrame
        ``number`` of the series and ``period``.
    """
    counts, season = histories.counts, histories.season
    reach = NEAR[histories.step]
    near = [(counts["period"] + shift) % season for shift in range(-reach, reach + 1)]
    surveyed = pd.MultiIndex.from_arrays(
        [np.tile(counts["series"], len(near)), np.concatenate(near)]
    )
    asked = pd.MultiIndex.from_arrays([rows["number"], rows["period"] % season])
    span = counts.groupby("series")["period"].agg(lambda each: each.max() - each.min() + 1)
    young = (span.reindex(rows["number"]) < season).to_numpy()
    return np.asarray(young | asked.isin(surveyed), np.bool_)


def usual_effort(histories: Histories, rows: pd.DataFrame) -> NDArray[np.float64]:
    """Return the effort usual for series and periods.

    That of the last survey in the same part of the year, else the series' median.

    Parameters
    ----------
    histories : Histories
        The series.
    rows : DataFrame
        ``number`` of the series and ``period``.
    """
    counts = histories.counts
    season = histories.season
    last = (
        counts.assign(part=counts["period"] % season).groupby(["series", "part"])["effort"].last()
    )
    keys = pd.MultiIndex.from_arrays([rows["number"], rows["period"] % season])
    median = counts.groupby("series")["effort"].median().reindex(rows["number"]).to_numpy()
    own = last.reindex(keys).to_numpy()
    return np.asarray(np.where(np.isnan(own), median, own), np.float64)


def _just_below(limit: NDArray[np.float64], effort: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return limits that a count equal to the limit lies beyond."""
    return np.asarray((np.ceil(limit * effort - 1e-9) - 0.5) / effort, np.float64)
