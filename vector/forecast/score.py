"""Scores: how good forecasts were, from quantiles and what was then counted.

Everything is an array in and out: one forecast per row, one quantile per column. Lower is
better, except for coverage and skill. Counts are discrete, so that an interval may keep more
than it says without fault: ``calibration`` allows for that, plain coverage does not.
"""

import numpy as np

from vector.forecast.panel import Array, Mask
from vector.forecast.prediction import HUB
from vector.forecast.sentence import refusal

# The levels at which calibration is looked at.
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def pinball(count: Array, quantile: Array, level: Array) -> Array:
    """Return the quantile loss of each quantile.

    max(tau·(y - q), (tau - 1)·(y - q)) (Koenker and Bassett 1978, Econometrica 46:33-50).

    Parameters
    ----------
    count : ndarray, shape (N,)
        What was counted.
    quantile : ndarray, shape (N, L)
        Quantiles.
    level : ndarray, shape (L,)
        Their probabilities.

    Returns
    -------
    ndarray, shape (N, L)
        Losses.

    Examples
    --------
    >>> pinball(np.array([5.0]), np.array([[3.0, 7.0]]), np.array([0.25, 0.75])).tolist()
    [[0.5, 0.5]]
    """
    miss = count[:, None] - quantile
    return np.maximum(level * miss, (level - 1) * miss)


def crps(count: Array, quantile: Array, level: Array | None = None) -> Array:
    """Return the continuous ranked probability score by quantiles.

    Twice the mean quantile loss (Laio and Tamea 2007, Hydrol Earth Syst Sci 11:1267-1277).

    Parameters
    ----------
    count : ndarray, shape (N,)
        What was counted.
    quantile : ndarray, shape (N, L)
        Quantiles, in counts.
    level : ndarray, shape (L,), optional
        Their probabilities, the 23 of the forecast hubs unless given.

    Returns
    -------
    ndarray, shape (N,)
        In counts.

    Examples
    --------
    >>> crps(np.array([5.0]), np.full((1, 23), 3.0)).round(2).tolist()
    [2.0]
    """
    wanted = np.asarray(HUB if level is None else level, float)
    return np.asarray(2 * pinball(count, quantile, wanted).mean(axis=1))


def log_crps(count: Array, quantile: Array, level: Array | None = None) -> Array:
    """Return the score on ln(1 + count), where every series weighs alike.

    Parameters
    ----------
    count, quantile, level
        As :func:`crps`.

    Returns
    -------
    ndarray, shape (N,)
        Scores (Bosse et al. 2023, PLoS Comput Biol 19:e1011393).

    Examples
    --------
    >>> log_crps(np.array([0.0]), np.zeros((1, 23))).tolist()
    [0.0]
    """
    return crps(np.log1p(count), np.log1p(quantile), level)


def interval_score(count: Array, lower: Array, upper: Array, alpha: float) -> Array:
    """Return the interval score: width, and 2 / alpha of what lies outside.

    Parameters
    ----------
    count, lower, upper : ndarray, shape (N,)
        What was counted, and the bounds.
    alpha : float
        Probability of lying outside.

    Returns
    -------
    ndarray, shape (N,)
        Scores (Gneiting and Raftery 2007, J Am Stat Assoc 102:359-378).

    Examples
    --------
    >>> interval_score(np.array([12.0]), np.array([2.0]), np.array([10.0]), 0.5).tolist()
    [16.0]
    """
    outside = np.maximum(lower - count, 0) + np.maximum(count - upper, 0)
    return np.asarray(upper - lower + 2 / alpha * outside)


def weighted_interval_score(count: Array, quantile: Array, level: Array | None = None) -> Array:
    """Return the weighted interval score of median and central intervals.

    (½·|y - median| + Σ alpha/2 · interval score) / (K + ½) over K intervals (Bracher et al.
    2021, PLoS Comput Biol 17:e1008618).

    Parameters
    ----------
    count, quantile, level
        As :func:`crps`; the levels are symmetric about ½, which is one of them.

    Returns
    -------
    ndarray, shape (N,)
        In counts.

    Raises
    ------
    ForecastError
        The levels are not symmetric or lack the median.

    Examples
    --------
    >>> weighted_interval_score(np.array([5.0]), np.full((1, 23), 3.0)).round(2).tolist()
    [2.0]
    """
    wanted = np.asarray(HUB if level is None else level, float)
    pairs = len(wanted) // 2
    if len(wanted) % 2 == 0 or not np.allclose(wanted + wanted[::-1], 1):
        raise refusal("symmetric")
    total = 0.5 * np.abs(count - quantile[:, pairs])
    for place in range(pairs):
        alpha = 2 * float(wanted[place])
        bounds = quantile[:, place], quantile[:, -1 - place]
        total = total + alpha / 2 * interval_score(count, *bounds, alpha)
    return np.asarray(total / (pairs + 0.5))


def scaled_error(count: Array, median: Array, scale: Array) -> Array:
    """Return absolute errors in units of a seasonal-naive error; their mean is the MASE.

    |y - median| / scale (Hyndman and Koehler 2006, Int J Forecast 22:679-688).

    Parameters
    ----------
    count, median : ndarray, shape (N,)
        What was counted, and the medians forecast.
    scale : ndarray, shape (N,)
        Mean absolute change from a year before, over the history known, in counts.

    Returns
    -------
    ndarray, shape (N,)
        Errors without unit.

    Examples
    --------
    >>> scaled_error(np.array([7.0]), np.array([4.0]), np.array([2.0])).tolist()
    [1.5]
    """
    return np.asarray(np.abs(count - median) / scale)


def inside(count: Array, quantile: Array, part: float, level: Array | None = None) -> Mask:
    """Return which counts lie in the central interval of a given probability.

    Parameters
    ----------
    count, quantile, level
        As :func:`crps`.
    part : float
        Its probability, for example 0.8; its bounds are among the levels.

    Returns
    -------
    ndarray of bool, shape (N,)
        Bounds included.

    Examples
    --------
    >>> inside(np.array([3.0, 9.0]), np.full((2, 23), 3.0), 0.8).tolist()
    [True, False]
    """
    low, high = (_column(one, level) for one in ((1 - part) / 2, (1 + part) / 2))
    return np.asarray((count >= quantile[:, low]) & (count <= quantile[:, high]))


def calibration(count: Array, quantile: Array, level: Array | None = None) -> float:
    """Return the worst miscalibration over seven quantiles.

    A calibrated quantile q of level tau has P(y < q) ≤ tau ≤ P(y ≤ q); what is missing of
    either is the fault, 0 where there is none.

    Parameters
    ----------
    count, quantile, level
        As :func:`crps`; the seven levels are among them.

    Returns
    -------
    float
        NaN without forecasts.

    Examples
    --------
    >>> calibration(np.array([0.0, 0.0]), np.zeros((2, 23)))
    0.0
    """
    if not len(count):
        return float("nan")
    faults = []
    for tau in LEVELS:
        bound = quantile[:, _column(tau, level)]
        faults += [float(np.mean(count < bound)) - tau, tau - float(np.mean(count <= bound))]
    return max(0.0, *faults)


def skill(score: Array, reference: Array) -> float:
    """Return how much better a score is than that of a reference: 1 - Σ score / Σ reference.

    Parameters
    ----------
    score, reference : ndarray, shape (N,)
        Scores of the same targets.

    Returns
    -------
    float
        1 is perfect, 0 no better, negative worse; NaN where the reference is perfect or empty.

    Examples
    --------
    >>> skill(np.array([1.0, 1.0]), np.array([2.0, 3.0]))
    0.6
    """
    total = float(np.sum(reference))
    return 1 - float(np.sum(score)) / total if total > 0 else float("nan")


def _column(tau: float, level: Array | None) -> int:
    levels = np.asarray(HUB if level is None else level, float)
    place = int(np.argmin(np.abs(levels - tau)))
    if abs(levels[place] - tau) > 1e-9:
        raise refusal("level", found=f"{tau:g}")
    return place
