"""The back-test: forecasts made as if at past origins, scored against what was then counted.

At each origin only what was known then is used. The combined model and the simple rules answer
for the same targets: every observed period one of the horizons ahead, given the effort spent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vector.forecast.panel import HISTORY, Array, check
from vector.forecast.prediction import HUB
from vector.forecast.rule import CLIMATOLOGY, COMBINED, LAST_YEAR, RULES
from vector.forecast.score import calibration, crps, inside, log_crps, scaled_error, skill
from vector.forecast.score import weighted_interval_score as wis
from vector.forecast.sentence import refusal
from vector.forecast.version import MODEL_VERSION, fingerprint
from vector.forecast.weather import predict_as_known

# Origins looked at unless told, over so many of the last seasons.
ORIGINS, SEASONS = 12, 2
# Periods that must lie before the first origin.
FEWEST = 24
QUANTILES = [f"q{level:g}" for level in HUB]
MODELS = (COMBINED, *RULES)


@dataclass(frozen=True)
class Backtest:
    """What past forecasts were worth.

    Attributes
    ----------
    targets : DataFrame
        One row per target and model: series, origin, period, horizon, effort, count, model,
        mean, the 23 quantiles, log_crps, crps, wis, error (absolute, of the median), mase,
        scaled_crps, scale (mean absolute change from a year before, so far), in_50, in_80,
        in_95.
    season : int
        Periods of a year.
    data : str
        Fingerprint of the history.
    model_version : str
        Version of the model.
    """

    targets: pd.DataFrame
    season: int
    data: str
    model_version: str = MODEL_VERSION

    def scores(self, by: Sequence[str] = ()) -> pd.DataFrame:
        """Return the scores table, overall or by some columns of the targets.

        Parameters
        ----------
        by : sequence of str
            For example ``["series", "horizon"]``.

        Returns
        -------
        DataFrame
            by…, model, targets, log_crps, crps, wis, scaled_crps, mase, in_50, in_80, in_95,
            calibration, skill_climatology, skill_last_year (both of log_crps).
        """
        return _table(self.targets, list(by))

    def of(self, models: Sequence[str]) -> "Backtest":
        """Return the back-test of some of the models."""
        return replace(self, targets=self.targets[self.targets["model"].isin(models)])


def backtest(
    history: pd.DataFrame,
    *,
    season: int,
    horizons: Sequence[int] = (1, 2, 3),
    origins: Sequence[int] | None = None,
    leads: Mapping[str, int] | None = None,
) -> Backtest:
    """Forecast from past origins and score what came.

    Parameters
    ----------
    history : DataFrame
        As :func:`vector.forecast.forecast`.
    season : int
        Periods of a year.
    horizons : sequence of int
        Periods ahead, 1 and more.
    origins : sequence of int, optional
        Last periods known. Unless given, twelve spread over the last two years, from the 24th
        period of the history.
    leads : mapping of covariate to int, optional
        How many periods ahead each covariate is known; beyond, its climatology is used. One not
        named is taken as known at every target.

    Returns
    -------
    Backtest
        Targets and their scores.

    Raises
    ------
    ForecastError
        There is no target, or the history cannot be read.

    Examples
    --------
    >>> history = pd.DataFrame(
    ...     {"series": "a", "period": range(48), "count": [2, 7, 3] * 16, "effort": 10}
    ... )
    >>> done = backtest(history, season=12, horizons=[1], origins=[40, 44])
    >>> done.scores()[["model", "targets"]].values.tolist()
    [['combined', 2], ['climatology', 2], ['last_year', 2]]
    """
    known = _clean(history)
    when = _origins(known, season) if origins is None else sorted(set(map(int, origins)))
    parts = [_from_origin(known, season, origin, horizons, leads or {}) for origin in when]
    parts = [part for part in parts if len(part)]
    if not parts:
        raise refusal("origins", fewest=FEWEST + 1)
    return Backtest(pd.concat(parts, ignore_index=True), season, fingerprint(history))


def _clean(history: pd.DataFrame) -> pd.DataFrame:
    """Return observed rows, two rows of one series and period added up."""
    check(history)
    history = history.assign(**{name: pd.to_numeric(history[name]) for name in HISTORY[1:]})
    seen = history[(history["effort"] > 0) & history["count"].notna()]
    seen = seen.assign(series=seen["series"].astype(str))
    how = {name: "first" for name in seen.columns if name not in ("series", "period")}
    how |= {"count": "sum", "effort": "sum"}
    return seen.groupby(["series", "period"], sort=True, as_index=False).agg(how)


def _origins(known: pd.DataFrame, season: int) -> list[int]:
    if not len(known):
        return []
    first, last = int(known["period"].min()), int(known["period"].max())
    start = max(first + FEWEST - 1, last - SEASONS * season)
    return sorted(set(np.linspace(start, last - 1, ORIGINS).astype(int))) if start < last else []


def _from_origin(
    known: pd.DataFrame,
    season: int,
    origin: int,
    horizons: Sequence[int],
    leads: Mapping[str, int],
) -> pd.DataFrame:
    before = known[known["period"] <= origin]
    ahead = [origin + int(horizon) for horizon in horizons]
    target = known[known["period"].isin(ahead) & known["series"].isin(before["series"])]
    if not len(target):
        return target
    asked = target.drop(columns="count").reset_index(drop=True)
    for name, lead in leads.items():
        asked[name] = asked[name].where(asked["period"] - origin <= lead)
    scale = np.asarray(_scales(before, season).reindex(target["series"]), np.float64)
    count = target["count"].to_numpy(np.float64)
    parts = []
    for model in MODELS:
        rules = dict.fromkeys(target["series"].unique(), model)
        told = predict_as_known(before, asked, [*leads], season=season, rules=rules).frame()
        parts.append(_scored(told, count, scale, origin))
    return pd.concat(parts, ignore_index=True)


def _scored(told: pd.DataFrame, count: Array, scale: Array, origin: int) -> pd.DataFrame:
    quantile = told[QUANTILES].to_numpy(float)
    columns = {
        "origin": origin,
        "horizon": told["period"] - origin,
        "count": count,
        "log_crps": log_crps(count, quantile),
        "crps": crps(count, quantile),
        "wis": wis(count, quantile),
        "error": np.abs(count - quantile[:, len(HUB) // 2]),
        "mase": scaled_error(count, quantile[:, len(HUB) // 2], scale),
        "scaled_crps": crps(count, quantile) / scale,
        "scale": scale,
        **{f"in_{part}": inside(count, quantile, part / 100) for part in (50, 80, 95)},
    }
    return told.drop(columns=["density", "lower", "upper", "reason"]).assign(**columns)


def _scales(before: pd.DataFrame, season: int) -> "pd.Series[float]":
    """Mean absolute error of last year's density, in counts; at least half an animal."""
    rate = before.assign(rate=before["count"] / before["effort"])[["series", "period", "rate"]]
    past = rate.assign(period=rate["period"] + season)
    both = before.merge(past, on=["series", "period"])
    change = (both["count"] - both["rate"] * both["effort"]).abs()
    found = change.groupby(both["series"]).mean()
    names = before["series"].unique()
    fallback = float(found.mean()) if len(found) else 1.0
    return found.reindex(names).fillna(fallback).clip(lower=0.5)


def _table(targets: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    keys = [*by, "model"]
    ordered = targets.assign(model=pd.Categorical(targets["model"], MODELS))
    groups = ordered.groupby(keys, observed=True, sort=True)
    means = ["log_crps", "crps", "wis", "scaled_crps", "mase", "in_50", "in_80", "in_95"]
    table = groups[means].mean()
    table.insert(0, "targets", groups.size())
    table["calibration"] = [
        calibration(part["count"].to_numpy(float), part[QUANTILES].to_numpy(float))
        for _, part in groups
    ]
    table = table.reset_index().astype({"model": str})
    for rule in (CLIMATOLOGY, LAST_YEAR):
        table[f"skill_{rule}"] = _skills(table, by, rule)
    return table


def _skills(table: pd.DataFrame, by: list[str], rule: str) -> Array:
    reference = table[table["model"] == rule]
    if not by:
        against = np.resize(reference["log_crps"].to_numpy(float), len(table))
    else:
        merged = table[by].merge(reference[[*by, "log_crps"]], on=by, how="left")
        against = merged["log_crps"].to_numpy(float)
    pairs = zip(table["log_crps"].to_numpy(float), against, strict=True)
    return np.array([skill(np.array([mine]), np.array([theirs])) for mine, theirs in pairs])
