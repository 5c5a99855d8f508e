"""Intervals 区间: between which values the true density of a place lies, at 95 %.

The sampling law of an index decides its interval. A proportion (positives of so many checked)
is binomial: Clopper–Pearson, or Wilson. A rate (a count per effort) and a ratio (a count per
positive unit, given the positive units) are Poisson: Garwood. Where a group has replicates that
scatter more than the law allows, its effective size is smaller than its nominal one by the
dispersion φ, and the interval is wider. A bare count was not sampled and has no interval.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from vector.catalog.index import Family
from vector.stats.density import Codes, Floats, Whole, pool

CONFIDENCE = 0.95
Bounds = tuple[Floats, Floats]


def clopper_pearson(k: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> Bounds:
    """Return the exact binomial interval of a proportion.

    The lower bound is the α/2 quantile of Beta(k, n-k+1), the upper one the 1-α/2 quantile of
    Beta(k+1, n-k); 0 exactly at k = 0, 1 exactly at k = n. It covers the true proportion with
    at least the stated confidence, whatever the proportion.

    Parameters
    ----------
    k, n : array
        Positives and checked; effective (fractional) sizes are allowed.
    confidence : float
        The coverage to reach.

    Returns
    -------
    lower, upper : float64 array
        Proportions in 0..1; NaN where n = 0, or where k is not within 0..n.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404–413.

    Examples
    --------
    >>> lower, upper = clopper_pearson([0, 81], [20, 263])
    >>> lower.round(4).tolist(), upper.round(4).tolist()
    ([0.0, 0.2527], [0.1684, 0.3676])
    """
    positives, checked = _pair(k, n)
    return _on_distinct(
        lambda k, n: _clopper_pearson(k, n, (1 - confidence) / 2), positives, checked
    )


def _clopper_pearson(k: Floats, n: Floats, tail: float) -> Bounds:
    possible = (n > 0) & (k >= 0) & (k <= n)
    lower = np.where(possible, 0.0, np.nan)
    upper = np.where(possible, 1.0, np.nan)
    some, short = possible & (k > 0), possible & (k < n)
    lower[some] = special.betaincinv(k[some], n[some] - k[some] + 1, tail)
    upper[short] = special.betaincinv(k[short] + 1, n[short] - k[short], 1 - tail)
    return lower, upper


def wilson(k: ArrayLike, n: ArrayLike, confidence: float = CONFIDENCE) -> Bounds:
    """Return Wilson's score interval of a proportion.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), with p = k/n; 0 exactly at k = 0, 1
    exactly at k = n. Shorter than Clopper–Pearson, and right on average over proportions rather
    than for each of them.

    Parameters
    ----------
    k, n : array
        Positives and checked; effective (fractional) sizes are allowed.
    confidence : float
        The coverage to reach on average.

    Returns
    -------
    lower, upper : float64 array
        Proportions in 0..1; NaN where n = 0, or where k is not within 0..n.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22, 209–212; Newcombe (1998), Stat. Med. 17, 857–872.

    Examples
    --------
    >>> lower, upper = wilson([0, 81], [20, 263])
    >>> lower.round(4).tolist(), upper.round(4).tolist()
    ([0.0, 0.2553], [0.1611, 0.3662])
    """
    positives, checked = _pair(k, n)
    possible = (checked > 0) & (positives >= 0) & (positives <= checked)
    size = np.where(possible, checked, np.nan)
    share = positives / size
    square = float(special.ndtri((1 + confidence) / 2)) ** 2
    middle = share + square / (2 * size)
    half = np.sqrt(square * np.maximum(share * (1 - share) + square / (4 * size), 0.0) / size)
    scale = 1 + square / size
    lower = np.where(share == 0, 0.0, (middle - half) / scale)
    upper = np.where(share == 1, 1.0, (middle + half) / scale)
    return lower, upper


def garwood(k: ArrayLike, exposure: ArrayLike = 1.0, confidence: float = CONFIDENCE) -> Bounds:
    """Return the exact Poisson interval of a rate.

    The α/2 quantile of χ² with 2k degrees of freedom and the 1-α/2 quantile of χ² with
    2k + 2, both over twice the exposure; 0 exactly at k = 0. It covers the true rate with at
    least the stated confidence, whatever the rate.

    Parameters
    ----------
    k, exposure : array
        Count and effort; effective (fractional) sizes are allowed.
    confidence : float
        The coverage to reach.

    Returns
    -------
    lower, upper : float64 array
        Counts per unit of exposure; NaN where the exposure is 0 or k is negative.

    References
    ----------
    Garwood (1936), Biometrika 28, 437–442.

    Examples
    --------
    >>> lower, upper = garwood([0, 10])
    >>> lower.round(3).tolist(), upper.round(3).tolist()
    ([0.0, 4.795], [3.689, 18.39])
    """
    count, effort = _pair(k, exposure)
    possible = (effort > 0) & (count >= 0)
    size = np.where(possible, effort, np.nan)
    tail = (1 - confidence) / 2
    lower, upper = _on_distinct(lambda k: _garwood(k, tail), np.where(possible, count, 0.0))
    return lower / size, upper / size


def _garwood(k: Floats, tail: float) -> Bounds:
    # The χ² quantile with 2k degrees of freedom is twice the Gamma(k) quantile.
    lower = np.zeros_like(k)
    some = k > 0
    lower[some] = special.gammaincinv(k[some], tail)
    return lower, special.gammaincinv(k + 1, 1 - tail)


def dispersion(
    codes: Codes, size: int, numerator: Whole, denominator: Whole, family: Family
) -> Floats:
    """Return how many times more the replicates of each group scatter than their law allows.

    φ = X²/(m-1), where X² = Σ (observed - expected)²/variance is Pearson's statistic over the m
    replicates of a group that had effort, expected under the group's pooled density, with the
    variance of the binomial (proportion) or of the Poisson law (rate, ratio).

    Parameters
    ----------
    codes : integer array, shape (surveys,)
        The group of each replicate, 0 ≤ code < size; negative codes are left out.
    size : int
        The number of groups.
    numerator, denominator : integer array, shape (surveys,)
        The components of each replicate, in stored units.
    family : Family
        The law of the index.

    Returns
    -------
    float64 array, shape (size,)
        φ, never below 1; exactly 1 with fewer than two replicates, or when the pooled value
        leaves no variance (no catch at all, or everything positive).

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., section 4.5.

    Examples
    --------
    >>> dispersion(np.array([0, 0, 1]), 2, np.array([0, 8, 5]), np.array([10, 10, 9]), Family.RATE)
    array([8., 1.])
    """
    codes = np.where(denominator.astype(np.bool_), codes, -1)
    pooled = pool(codes, size, numerator, denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = pooled.numerator / pooled.denominator
    kept = codes >= 0
    group, effort = codes[kept], denominator[kept].astype(np.float64)
    expected = effort * value[group]
    variance = expected * (1 - value[group]) if family is Family.PROPORTION else expected
    residual = numerator[kept] - expected
    squares = np.divide(residual**2, variance, out=np.zeros_like(residual), where=variance > 0)
    pearson = np.bincount(group, squares, size)
    return np.maximum(1.0, pearson / np.maximum(pooled.surveys - 1, 1))


def interval(
    family: Family,
    k: ArrayLike,
    n: ArrayLike,
    multiplier: Fraction | int = 1,
    dispersion: ArrayLike | None = None,
    method: Literal["exact", "wilson"] = "exact",
) -> Bounds:
    """Return the 95 % interval of an index in its own unit.

    Proportions: Clopper–Pearson, or Wilson on request. Rates and ratios: Garwood on the count,
    given the effort or the positive units. With a dispersion φ the sample counts as k/φ of n/φ:
    the estimate stays, the interval is that of a sample φ times smaller.

    Parameters
    ----------
    family : Family
        The law of the index.
    k, n : array
        Pooled numerator and denominator, in stored units.
    multiplier : Fraction
        The index's multiplier from stored units to the displayed unit.
    dispersion : array, optional
        φ ≥ 1 of each group, as :func:`dispersion` gives it.
    method : {"exact", "wilson"}
        For proportions only.

    Returns
    -------
    lower, upper : float64 array
        In the index's unit; NaN where there was no effort, where the numbers cannot come from
        the law (more positives than checked) and for a bare count.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193–201, for the effective size (without
    their correction for the degrees of freedom of a complex design).

    Examples
    --------
    >>> lower, upper = interval(Family.PROPORTION, [15], [148], Fraction(100))
    >>> lower.round(2).tolist(), upper.round(2).tolist()
    ([5.78], [16.17])
    """
    phi = 1.0 if dispersion is None else np.asarray(dispersion, dtype=np.float64)
    count, size = _pair(k, n)
    lower, upper = _law(family, method)(count / phi, size / phi)
    unit = float(multiplier)
    return lower * unit, upper * unit


def _law(family: Family, method: str) -> Callable[[Floats, Floats], Bounds]:
    if family is Family.COUNT:
        return _unsampled
    if family is not Family.PROPORTION:
        return garwood
    return {"exact": clopper_pearson, "wilson": wilson}[method]


def _unsampled(k: Floats, n: Floats) -> Bounds:
    return np.full(k.shape, np.nan), np.full(k.shape, np.nan)


def _pair(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    first, second = np.broadcast_arrays(
        np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    )
    return first, second


def _on_distinct(bounds: Callable[..., Bounds], *sizes: Floats) -> Bounds:
    """Find the bounds once for each distinct sample: places by the thousand share small ones."""
    code = np.zeros(sizes[0].size, dtype=np.intp)
    for values in sizes:
        distinct, position = np.unique(values.ravel(), return_inverse=True)
        code = code * len(distinct) + position
    _, first, position = np.unique(code, return_index=True, return_inverse=True)
    lower, upper = bounds(*(values.ravel()[first] for values in sizes))
    shape = sizes[0].shape
    return lower[position].reshape(shape), upper[position].reshape(shape)
