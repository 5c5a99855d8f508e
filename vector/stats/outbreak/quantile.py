"""Tail probabilities and quantiles of counts: Poisson and negative binomial, elementwise.

The negative binomial is given by its mean μ and its size k: variance μ + μ²/k, k infinite for
Poisson. Quantiles are whole numbers found by bisection of the distribution function itself, so
that they are right at its steps.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

# Beyond this a count is no count of a survey any more; the search ends there, with no answer.
LARGEST = 2.0**50
# From this mean on a count is as good as continuous.
VAST = 2.0**40
NEARLY_NORMAL = 1e8


def exceedance(count: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Floats:
    """Return P(Y ≥ count).

    Parameters
    ----------
    count : array
        Whole numbers; NaN gives NaN.
    mean : array
        μ ≥ 0.
    size : array
        k > 0; infinite for Poisson. A size of 0 stands for a count that is always 0.

    Returns
    -------
    float64 array

    Examples
    --------
    >>> exceedance([0, 3], 1.0, [np.inf, 2.0]).round(6).tolist()
    [1.0, 0.111111]
    """
    y, mu, k = (np.asarray(each, np.float64) for each in np.broadcast_arrays(count, mean, size))
    above = np.maximum(y, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        poisson = special.gammainc(above, mu)
        binomial = special.betainc(above, k, np.where(mu > 0, mu / (mu + k), 0))
    tail = np.where(np.isinf(k), poisson, np.where((k == 0) | (mu == 0), 0, binomial))
    return np.where(np.isnan(y) | np.isnan(mu), np.nan, np.where(y <= 0, 1.0, tail))


def quantile(probability: ArrayLike, mean: ArrayLike, size: ArrayLike) -> Floats:
    """Return the least count y with P(Y ≤ y) ≥ probability.

    Parameters
    ----------
    probability : array
        Between 0 and 1.
    mean, size : array
        As for :func:`exceedance`.

    Returns
    -------
    float64 array
        Whole numbers; NaN where there is no mean, or the quantile is no count of this world.

    Examples
    --------
    >>> quantile([0.5, 0.95], 2.0, [np.inf, 1.0]).tolist()
    [2.0, 7.0]
    """
    p, mu, k = (
        np.asarray(each, np.float64) for each in np.broadcast_arrays(probability, mean, size)
    )
    known = np.isfinite(mu) & ~np.isnan(k) & (p < 1)
    vast = known & (mu > VAST)
    counted = known & ~vast
    found = np.full(mu.shape, np.nan)
    found[vast] = _continuous(p[vast], mu[vast], k[vast])
    found[counted] = _bisected(1 - p[counted], mu[counted], k[counted])
    return found


def _bisected(tail: Floats, mean: Floats, size: Floats) -> Floats:
    low, high = np.full(mean.shape, -1.0), _above(mean, size, tail)
    known = high < LARGEST
    high = np.where(known, high, 0.0)
    while (wide := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = exceedance(middle + 1, mean, size) <= tail
        high = np.where(wide & enough, middle, high)
        low = np.where(wide & ~enough, middle, low)
    return np.where(known, high, np.nan)


def _continuous(p: Floats, mean: Floats, size: Floats) -> Floats:
    """Return the quantile where steps of one count no longer matter: gamma, or nearly normal."""
    with np.errstate(over="ignore", invalid="ignore"):
        gamma = mean * special.gammaincinv(size, p) / size
        normal = mean + special.ndtri(p) * np.sqrt(mean) * np.sqrt(1 + mean / size)
    return np.asarray(np.where(size > NEARLY_NORMAL, normal, gamma), dtype=np.float64)


def _above(mean: Floats, size: Floats, tail: Floats) -> Floats:
    """Return a count that is surely not under the quantile."""
    high = np.minimum(np.ceil(mean) + 1, LARGEST)
    while (short := (exceedance(high + 1, mean, size) > tail) & (high < LARGEST)).any():
        high = np.where(short, high * 2, high)
    return np.asarray(high)
