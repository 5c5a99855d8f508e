"""Forecasts of panels invented by seed, beside simple rules and regressions: a blind test.

    python tests/bench/blind.py [CASE …] [--markdown docs/statistics/forecast.md]

Needs no data (the panels are those of ``invented.py``). Rolling origin; every method forecasts
the same targets. Told are the mean scores, and ours beside the best other by logCRPS and by
sCRPS: the difference with its standard error over panels and origins, since targets of one
origin share their weather.
"""

import argparse
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from invented import CASES, FIRST, panel
from scipy import stats
from statistics_page import between

from vector.forecast import HUB, forecast
from vector.forecast.score import calibration, crps, log_crps

LEVELS = np.array(HUB)
OURS, RULES = "ours", ("climatology", "last_year")


def rounds(name: str) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the history and the targets of every panel and origin of a case."""
    case = CASES[name]
    for number in range(case.panels):
        known = panel(name, number)
        for origin in case.origins:
            history = known[known["period"] <= FIRST + origin]
            ahead = [FIRST + origin + horizon for horizon in case.horizons]
            some = known["series"].isin(_ripe(history, case.season))
            targets = known[known["period"].isin(ahead) & some]
            if len(targets):
                history = history[history["series"].isin(targets["series"])]
                yield history.reset_index(drop=True), targets.reset_index(drop=True)


def _ripe(history: pd.DataFrame, season: int) -> Any:
    """Return the series with enough observations: a season and two more, 60 of weeks."""
    size = history.groupby("series").size()
    return size.index[size >= min(season + 2, 60)]


def forecasts(history: pd.DataFrame, targets: pd.DataFrame, season: int) -> dict[str, Any]:
    """Return the quantiles of each method."""
    asked = targets[["series", "period", "effort"]]
    columns = [f"q{level:g}" for level in HUB]
    told = {OURS: forecast(history, asked, season=season)[columns].to_numpy()}
    for rule in RULES:
        rules = dict.fromkeys(targets["series"], rule)
        told[rule] = forecast(history, asked, season=season, rules=rules)[columns].to_numpy()
    regressions = {"anomaly": anomaly, "negative_binomial": negative_binomial}
    told |= {method: np.full((len(targets), len(HUB)), np.nan) for method in regressions}
    for series, rows in targets.groupby("series"):
        own = history[history["series"] == series]
        for method, one in regressions.items():
            for place, period, effort in zip(
                rows.index, rows["period"], rows["effort"], strict=True
            ):
                told[method][place] = one(own, int(period), float(effort), season)
    return told


def _remembered(own: pd.DataFrame, target: int, season: int) -> tuple[Any, Any, Any, Any]:
    """Return the harmonics, the log rates, and last anomaly and mean of three at every lag.

    The lag is that of the target from the last observation.
    """
    time = own["period"].to_numpy()
    rate = np.log((own["count"] + 0.5) / own["effort"]).to_numpy()
    wave = _harmonics(time, season)
    left = pd.Series(rate - wave @ np.linalg.lstsq(wave, rate, rcond=None)[0], time)
    clue = pd.DataFrame({"last": left, "three": left.rolling(3, min_periods=1).mean()})
    lagged = clue.reindex(time - (target - time[-1])).to_numpy()
    return wave, rate, lagged, clue.to_numpy()[-1]


def _harmonics(time: Any, season: int) -> Any:
    angle = 2 * np.pi * np.asarray(time, float) / season
    waves = [wave(times * angle) for times in (1, 2) for wave in (np.sin, np.cos)]
    return np.column_stack([np.ones_like(angle), *waves])


def anomaly(own: pd.DataFrame, target: int, effort: float, season: int) -> Any:
    """Least squares of log rates on two harmonics and past anomalies; quantiles of residuals."""
    wave, rate, lagged, now = _remembered(own, target, season)
    known = ~np.isnan(lagged).any(axis=1)
    ahead = _harmonics([target], season)[0]
    if known.sum() < 12:
        weight = np.linalg.lstsq(wave, rate, rcond=None)[0]
        left, middle = rate - wave @ weight, ahead @ weight
    else:
        design = np.hstack([wave, lagged])[known]
        weight = np.linalg.lstsq(design, rate[known], rcond=None)[0]
        left, middle = rate[known] - design @ weight, np.concatenate([ahead, now]) @ weight
    return _whole(np.exp(middle + np.quantile(left, LEVELS)) * effort - 0.5)


def negative_binomial(own: pd.DataFrame, target: int, effort: float, season: int) -> Any:
    """Negative binomial regression on the same, with exposure, by statsmodels."""
    from statsmodels.discrete.discrete_model import NegativeBinomial

    wave, rate, lagged, now = _remembered(own, target, season)
    known = ~np.isnan(lagged).any(axis=1)
    count, exposure = own["count"].to_numpy(), own["effort"].to_numpy()
    design, ahead = wave, _harmonics([target], season)[0]
    if known.sum() >= 30:
        design, ahead = np.hstack([wave, lagged])[known], np.concatenate([ahead, now])
        count, exposure = count[known], exposure[known]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = NegativeBinomial(count, design, exposure=exposure).fit(disp=0, maxiter=100)
    if not np.isfinite(fit.params).all():
        return anomaly(own, target, effort, season)
    # Unguarded, one fit in some thousands forecasts the impossible.
    log_rate = np.clip(ahead @ fit.params[:-1], rate.min() - 1, rate.max() + 1)
    shape = 1 / np.clip(fit.params[-1], 1e-4, 50)
    return stats.nbinom.ppf(LEVELS, shape, shape / (shape + np.exp(log_rate) * effort))


def _whole(count: Any) -> Any:
    return np.maximum(np.rint(count), 0)


def scale(history: pd.DataFrame, series: Any, season: int) -> Any:
    """Return the mean absolute change of last year's density in counts, half an animal at least."""
    before = history[["series", "period", "count", "effort"]]
    before = before.assign(period=before["period"] + season)
    both = history.merge(before, on=["series", "period"], suffixes=("", "_before"))
    change = both["count"] - both["count_before"] / both["effort_before"] * both["effort"]
    error = change.abs().groupby(both["series"]).mean()
    return np.maximum(error.reindex(series).fillna(error.mean()).fillna(1.0), 0.5).to_numpy()


def scored(name: str) -> pd.DataFrame:
    """Return count, quantiles and scores of every method, round and target."""
    season, parts = CASES[name].season, []
    for number, (history, targets) in enumerate(rounds(name)):
        count = targets["count"].to_numpy()
        unit = scale(history, targets["series"], season)
        for method, quantile in forecasts(history, targets, season).items():
            told = pd.DataFrame(quantile, columns=list(HUB))
            part = told.assign(method=method, round=number, count=count)
            scores = {"logCRPS": log_crps(count, quantile), "sCRPS": crps(count, quantile) / unit}
            parts.append(part.assign(**scores))
    return pd.concat(parts, ignore_index=True)


def row(name: str) -> str:
    """Return a case's line of the table."""
    told = scored(name)
    mean = told.groupby("method")[["logCRPS", "sCRPS"]].mean()
    own = told[told["method"] == OURS]
    calib = calibration(own["count"].to_numpy(), own[list(HUB)].to_numpy())
    cells = [CASES[name].title, f"{len(own):,}"]
    for score in mean:
        others = mean[score].drop(OURS)
        gap, error = beside(told, others.idxmin(), score)
        share, noise = 100 * gap / others.min(), 100 * error / others.min()
        cells += [f"{mean.loc[OURS, score]:.4f}", f"{others.min():.4f} {others.idxmin()}"]
        cells += [f"{share:+.1f} ± {noise:.1f}"]
    return f"| {' | '.join([*cells, f'{calib:.3f}'])} |"


def beside(told: pd.DataFrame, other: str, score: Any) -> tuple[float, float]:
    """Return how much higher ours scores than another, and the standard error over rounds."""
    both = told.pivot_table(score, "round", "method", aggfunc="sum")
    size = told[told["method"] == OURS].groupby("round").size()
    gap = both[OURS] - both[other]
    mean = gap.sum() / size.sum()
    left = gap - mean * size
    return float(mean), float(np.sqrt((left**2).sum() * len(left) / (len(left) - 1)) / size.sum())


HEAD = """| panels | targets | logCRPS | best other | difference, % | sCRPS | best other \
| difference, % | calib |
|---|---:|---:|---:|---:|---:|---:|---:|---:|"""


def main() -> None:
    """Read the command line, print the table, write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--markdown", type=Path, help="the page with the marks of this table")
    options = parser.parse_args()
    lines = [HEAD]
    print(HEAD)
    for name in options.cases or CASES:
        lines.append(row(name))
        print(lines[-1], flush=True)
    if options.markdown:
        page = options.markdown.read_text("utf-8")
        options.markdown.write_text(between(page, "blind", "\n".join(lines)), "utf-8")


if __name__ == "__main__":
    main()
