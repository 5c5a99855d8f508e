"""The simple rules: this time of year in past years, and the same period last year.

They are what forecasts must beat, and what is used where they are the better ones. Both give
the same kind of predictive distribution as the combined model.
"""

import numpy as np

from vector.forecast.memory import window
from vector.forecast.mixture import nodes
from vector.forecast.panel import Array, Asked, Mask, Panel, Whole
from vector.forecast.profile import log_rate
from vector.forecast.sentence import refusal
from vector.stats.sentence import either

CLIMATOLOGY, LAST_YEAR, COMBINED = "climatology", "last_year", "combined"
RULES = (CLIMATOLOGY, LAST_YEAR)
# How many years back the same period is looked for.
YEARS = 5
# With fewer values of this time of year all of the series' are taken.
FEWEST = 3
LEAST, MOST = 0.004, 11.0
# Where a series was never caught, a quarter of an animal in all its effort.
TRACE = 0.25


def simple(rule: str, panel: Panel, asked: Asked, rows: Mask) -> Array:
    """Return the nodes of the rows asked under a simple rule.

    Parameters
    ----------
    rule : {"climatology", "last_year"}
        The rule.
    panel, asked
        The observations and the questions.
    rows : ndarray of bool
        Which rows, all with effort.

    Returns
    -------
    ndarray, shape (rows.sum(), 46)
        Nodes of the expected counts.

    Raises
    ------
    ForecastError
        There is no such rule.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.forecast.panel import gather
    >>> rows = pd.DataFrame({"series": "a", "period": range(24), "count": 20, "effort": 10})
    >>> panel, asked = gather(rows, rows.assign(period=rows["period"] + 24)[:1], 12)
    >>> middle = simple("climatology", panel, asked, np.array([True]))[0, 23]
    >>> bool(18 < middle < 22)
    True
    """
    if rule not in RULES:
        raise refusal("rule", found=rule, expected=either(RULES))
    effort = np.log(asked.effort[rows])
    series, target, origin = asked.series[rows], asked.target[rows], asked.origin[rows]
    rate, variance = _climatology(panel, series, target, origin)
    if rule == CLIMATOLOGY:
        return nodes(rate + effort, variance, 1.0)
    rate, variance = _last_year(panel, series, target, origin, rate, variance)
    return nodes(rate + effort, variance, 0.0)


def _climatology(panel: Panel, series: Whole, target: Whole, origin: Whole) -> tuple[Array, Array]:
    """Return log rate and dispersion of this time of year: a negative binomial by moments.

    Where all series are asked for the same target and origin they are answered together.
    """
    rate, variance = np.empty(len(series)), np.empty(len(series))
    questions, group = np.unique(np.column_stack([target, origin]), axis=0, return_inverse=True)
    for place, (when, known) in enumerate(questions):
        rows = group.ravel() == place
        logs, spread = _time_of_year(panel, int(when), int(known))
        rate[rows], variance[rows] = logs[series[rows]], spread[series[rows]]
    return rate, variance


def _time_of_year(panel: Panel, target: int, origin: int) -> tuple[Array, Array]:
    count, effort = panel.count[: origin + 1], panel.effort[: origin + 1]
    away = np.abs(np.arange(origin + 1) - target) % panel.season
    close = np.minimum(away, panel.season - away) <= window(panel.season)
    few = (effort[close] > 0).sum(axis=0) < FEWEST
    taken = (close[:, None] | few) & (effort > 0)
    caught, spent = (np.where(taken, each, 0).sum(axis=0) for each in (count, effort))
    everyone = (count.sum() + TRACE) / max(float(effort.sum()), 1e-9)
    spent_or_one = np.where(spent > 0, spent, 1.0)
    rate = np.where(spent > 0, np.maximum(caught, TRACE) / spent_or_one, everyone)
    mean = np.where(taken, effort, 0) * rate
    size = taken.sum(axis=0)
    excess = np.where(taken, (count - mean) ** 2 - mean, 0).sum(axis=0)
    scatter = excess / np.maximum((mean**2).sum(axis=0), 1e-12) * size / np.maximum(size - 1, 1)
    return np.log(rate), np.clip(np.where(size > 1, scatter, 1.0), LEAST, MOST)


def _last_year(
    panel: Panel, series: Whole, target: Whole, origin: Whole, rate: Array, variance: Array
) -> tuple[Array, Array]:
    """Return the log rate a year ago and the variance of yearly changes.

    Looked for up to five years back; climatology where the period was never observed.
    """
    logs, seen = log_rate(panel), panel.observed
    change, known = _changes(logs, seen, panel.count, panel.season)
    years = [target - panel.season * year for year in range(YEARS, 0, -1)]
    for back in years:
        there = (back >= 0) & (back <= origin)
        there[there] &= seen[back[there], series[there]]
        rate = np.where(there, logs[np.where(there, back, 0), series], rate)
        variance = np.where(there & known[series], change[series], variance)
    return rate, np.clip(variance, LEAST, MOST)


def _changes(logs: Array, seen: Mask, count: Array, season: int) -> tuple[Array, Mask]:
    """Return the variance of the yearly change of the log rate, the chance of catching out."""
    both = seen[season:] & seen[:-season]
    size = both.sum(axis=0)
    change = np.where(both, logs[season:] - logs[:-season], 0.0)
    chance = np.where(both, 1 / (count[season:] + 0.5) + 1 / (count[:-season] + 0.5), 0.0)
    most = np.maximum(size, 1)
    return (change**2).sum(axis=0) / most - chance.sum(axis=0) / most / 2, size > 0
