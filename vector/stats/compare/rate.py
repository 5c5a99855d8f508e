"""Rate ratios 率比: how many times denser one sample of counts is than another, and how surely.

Given both counts together, the first is binomial; that is the whole test, exact for any count,
zeros included, with any efforts. The mid-P version is less cautious and right on average.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from vector.stats.interval import CONFIDENCE, clopper_pearson
from vector.stats.observation import Floats

STEPS = 100
# A Newton step this small leaves an error of its square.
PRECISE = 1e-8

RateMethod = Literal["midp", "exact"]


class Ratio(NamedTuple):
    """A ratio with its interval and the two-sided probability of so large a difference."""

    ratio: Floats
    lower: Floats
    upper: Floats
    p: Floats


def rate_ratio(
    count: ArrayLike,
    effort: ArrayLike,
    base_count: ArrayLike,
    base_effort: ArrayLike,
    dispersion: ArrayLike = 1.0,
    *,
    method: RateMethod = "midp",
    confidence: float = CONFIDENCE,
) -> Ratio:
    """Return the ratio of two rates with its conditional interval.

    ratio = (k₁/e₁) / (k₀/e₀). Given k₁ + k₀ = n, k₁ is binomial with π = ρe₁/(ρe₁ + e₀); the
    bounds of π (Clopper–Pearson, or where the mid-P tail Pr(X > k) + ½ Pr(X = k) is α/2) give
    those of ρ. p doubles the smaller tail at ρ = 1, so it is below α where the interval leaves
    out 1. With a dispersion φ the samples count as k/φ on e/φ.

    Parameters
    ----------
    count, effort, base_count, base_effort : array
        Counts and efforts; broadcast together. NaN is missing.
    dispersion : array
        φ ≥ 1.
    method : {"midp", "exact"}
        Exact covers at least as often as stated; mid-P about as often.
    confidence : float
        Of the interval.

    Returns
    -------
    Ratio
        float64 arrays. 0 with lower bound 0 where the first count is 0; infinite with an infinite
        upper bound where the base is; with both 0 the ratio is NaN, the interval 0 to ∞, p = 1.
        All NaN without effort on either side.

    References
    ----------
    Przyborowski and Wilenski (1940), Biometrika 31, 313–323; Lancaster (1961), J. Am. Stat.
    Assoc. 56, 223–234, for mid-P.

    Examples
    --------
    >>> found = rate_ratio([20, 0, 0], [500, 500, 0], [10, 4, 3], 500)
    >>> found.ratio.tolist(), found.lower.round(3).tolist(), found.upper.round(3).tolist()
    ([2.0, 0.0, nan], [0.945, 0.0, nan], [4.455, 1.115, nan])
    """
    k, size, base, base_size, phi = _given(count, effort, base_count, base_effort, dispersion)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (k / size) / (base / base_size)
    k, base = k / phi, base / phi
    low, high = _odds(k, base, method, confidence)
    scale = base_size / size
    lower, upper = low * scale, high * scale
    above, below = _tails(k, k + base, size / (size + base_size), method)
    p = np.minimum(1.0, 2 * np.minimum(above, below))
    return Ratio(ratio, lower, upper, p)


def _given(*columns: ArrayLike) -> list[Floats]:
    k, size, base, base_size, phi = np.broadcast_arrays(
        *(np.asarray(column, dtype=np.float64) for column in columns)
    )
    possible = (size > 0) & (base_size > 0) & (k >= 0) & (base >= 0)
    efforts = (np.where(possible, each, np.nan) for each in (size, base_size))
    size, base_size = efforts
    return [
        np.where(possible, k, np.nan),
        size,
        np.where(possible, base, np.nan),
        base_size,
        np.maximum(np.where(np.isnan(phi), 1.0, phi), 1.0),
    ]


def _tails(k: Floats, n: Floats, share: Floats, method: RateMethod) -> tuple[Floats, Floats]:
    """Return Pr(X ≥ k) and Pr(X ≤ k) of the binomial, or both with half of Pr(X = k)."""
    at_least, more = _at_least(k, n, share)
    if method == "exact":
        return at_least, 1 - more
    middle = (at_least + more) / 2
    return middle, 1 - middle


def _at_least(k: Floats, n: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Return Pr(X ≥ k) and Pr(X ≥ k + 1), for fractional (effective) samples too."""
    rest = n - k
    at_least = np.where(k > 0, special.betainc(np.where(k > 0, k, 1.0), rest + 1, share), 1.0)
    more = np.where(rest > 0, special.betainc(k + 1, np.where(rest > 0, rest, 1.0), share), 0.0)
    missing = np.isnan(n) | np.isnan(share)
    return np.where(missing, np.nan, at_least), np.where(missing, np.nan, more)


def _odds(k: Floats, base: Floats, method: RateMethod, confidence: float) -> tuple[Floats, Floats]:
    """Return the bounds of share / (1 - share), from the side of the smaller count.

    Near 1 a share has no digits left to be told from 1.
    """
    low, high = _bounds(np.minimum(k, base), k + base, method, confidence)
    with np.errstate(divide="ignore"):
        low, high = low / (1 - low), high / (1 - high)
        turned = k > base
        return np.where(turned, 1 / high, low), np.where(turned, 1 / low, high)


def _bounds(k: Floats, n: Floats, method: RateMethod, confidence: float) -> tuple[Floats, Floats]:
    low, high = clopper_pearson(k, n, confidence)
    none = n == 0
    low, high = np.where(none, 0.0, low), np.where(none, 1.0, high)
    if method == "exact":
        return low, high
    # Months by the thousand share small counts: each pair of them is solved once.
    known = n > 0
    pairs, at = np.unique(k[known] + 1j * n[known], return_inverse=True)
    ends = _midp(pairs.real, pairs.imag, confidence)
    low[known], high[known] = (each[at.ravel()] for each in ends)
    return low, high


def _midp(k: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats]:
    low, high = clopper_pearson(k, n, confidence)
    tail, share = (1 - confidence) / 2, k / n
    some, short = k > 0, k < n
    # Mid-P bounds lie between Clopper–Pearson's and the estimate.
    low[some] = _root(k[some], n[some], low[some], share[some], tail)
    high[short] = _root(k[short], n[short], share[short], high[short], 1 - tail)
    return low, high


def _root(k: Floats, n: Floats, low: Floats, high: Floats, tail: float) -> Floats:
    """Return the share between low and high that has the mid-P tail, by guarded Newton steps."""
    choose = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    found = (low + high) / 2
    left = np.arange(len(k))
    for _ in range(STEPS):
        share = found[left]
        beyond, slope = _midp_tail(k[left], n[left], share, choose[left])
        under = beyond < tail
        low[left], high[left] = (
            np.where(under, share, low[left]),
            np.where(under, high[left], share),
        )
        step = np.divide(tail - beyond, slope, out=np.full(len(left), np.inf), where=slope > 0)
        inside = (share + step > low[left]) & (share + step < high[left])
        found[left] = np.where(inside, share + step, (low[left] + high[left]) / 2)
        left = left[np.abs(found[left] - share) > PRECISE * share]
        if not len(left):
            break
    return found


def _midp_tail(k: Floats, n: Floats, share: Floats, choose: Floats) -> tuple[Floats, Floats]:
    """Return Pr(X > k) + ½ Pr(X = k) and its derivative."""
    point = np.exp(choose + special.xlogy(k, share) + special.xlog1py(n - k, -share))
    some = k > 0
    at_least = np.where(some, special.betainc(np.where(some, k, 1.0), n - k + 1, share), 1.0)
    return at_least - point / 2, point * (k / share + (n - k) / (1 - share)) / 2
