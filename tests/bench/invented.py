"""Panels invented by seed: what surveillance meets, each difficulty by itself.

ln rate = level + season of own height and peak + own and shared passing anomalies (first-order
autoregressions) + what the case adds; counts are negative binomial given the effort, or k of n.
The forecaster is not told which case it is given.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FIRST = 24_000


@dataclass(frozen=True)
class Case:
    """One difficulty, and how many panels of how many series show it.

    ``shift`` and ``trend`` are standard deviations of ln rate, per change of level and per year;
    ``rest`` are the months without survey; ``late`` are the most periods a series begins late;
    ``k_of_n`` counts positives among the effort, over-dispersed by a beta distribution.
    """

    title: str
    panels: int = 4
    series: int = 20
    periods: int = 120
    origins: tuple[int, ...] = (72, 83, 94, 105, 116)
    season: int = 12
    horizons: tuple[int, ...] = (1, 2, 3)
    level: float = -1.0
    height: float = 1.0
    persistence: float = 0.6
    anomaly: float = 0.3
    shape: float = 3.0
    shift: float = 0.0
    trend: float = 0.0
    rest: tuple[int, ...] = ()
    late: int = 0
    missed: float = 0.05
    effort: tuple[int, int] = (20, 100)
    k_of_n: bool = False


CASES = {
    "shift": Case("levels shift", shift=1.1, anomaly=0.2),
    "trend": Case("trends", trend=0.25, anomaly=0.2),
    "off": Case("November to March off", rest=(0, 1, 2, 10, 11), origins=(66, 78, 90, 102, 114)),
    "short": Case(
        "one to three years of history", periods=42, late=14, origins=(26, 29, 32, 35, 38)
    ),
    "zeros": Case("three of four counts are 0", level=-5.5, height=1.3, shape=1.0),
    "thousands": Case("counts in thousands", level=3.0, height=1.5, shape=8.0),
    "k_of_n": Case("k of n, one in four positive", level=-1.2, k_of_n=True),
    "of_few": Case("k of 5 to 30, two in three positive", level=0.8, k_of_n=True, effort=(5, 31)),
    "weekly": Case(
        "weekly, two to three years",
        periods=160,
        origins=(110, 120, 130, 140, 150),
        season=52,
        horizons=(1, 2, 4, 8),
        level=-2.0,
        persistence=0.8,
        anomaly=0.25,
    ),
    "five": Case("five series alone", panels=16, series=5),
    "one": Case("one series alone", panels=60, series=1),
}


def panel(name: str, number: int) -> pd.DataFrame:
    """Return one panel of a case: series, period, count, effort."""
    case = CASES[name]
    random = np.random.default_rng([*name.encode(), number])
    shape = case.series, case.periods
    rate = _rate(case, random)
    effort = random.integers(*case.effort, shape)
    seen = random.random(shape) >= case.missed
    seen &= ~np.isin(np.arange(case.periods) % 12, case.rest)
    seen &= np.arange(case.periods) >= random.integers(0, case.late + 1, (case.series, 1))
    series, period = np.nonzero(seen)
    return pd.DataFrame(
        {
            "series": [f"{one:03d}" for one in series],
            "period": FIRST + period,
            "count": _counts(case, random, rate, effort)[seen].astype(float),
            "effort": effort[seen].astype(float),
        }
    )


def _rate(case: Case, random: np.random.Generator) -> Any:
    """Return the log rates, series × periods."""
    time = np.arange(case.periods)
    level = random.normal(case.level, 0.9, (case.series, 1))
    peak = random.normal(0.55, 0.05, (case.series, 1)) * case.season
    height = case.height * np.exp(random.normal(0, 0.3, (case.series, 1)))
    season = height * np.cos(2 * np.pi * (time - peak) / case.season)
    years = (time - case.periods / 2) / case.season
    trend = random.normal(0, case.trend, (case.series, 1)) * years
    own = _passing(random, case, case.series)
    shared = _passing(random, case, 1)
    return level + season + trend + own + 0.7 * shared + _shifts(random, case)


def _passing(random: np.random.Generator, case: Case, series: int) -> Any:
    """Return first-order autoregressions."""
    step = random.normal(0, case.anomaly, (series, case.periods))
    step[:, 0] /= np.sqrt(1 - case.persistence**2)
    for period in range(1, case.periods):
        step[:, period] += case.persistence * step[:, period - 1]
    return step


def _shifts(random: np.random.Generator, case: Case) -> Any:
    """Return changes of level: one and a half a series, at any time after two years."""
    jump = random.normal(0, case.shift, (case.series, case.periods)) if case.shift else 0.0
    chance = 1.5 / (case.periods - 24)
    at = random.random((case.series, case.periods)) < chance
    at[:, :24] = False
    return np.cumsum(at * jump, axis=1)


def _counts(case: Case, random: np.random.Generator, rate: Any, effort: Any) -> Any:
    if not case.k_of_n:
        scatter = random.gamma(case.shape, 1 / case.shape, rate.shape)
        return random.poisson(effort * np.exp(rate) * scatter)
    chance, tight = 1 / (1 + np.exp(-rate)), 15.0
    return random.binomial(effort, random.beta(tight * chance, tight * (1 - chance)))
