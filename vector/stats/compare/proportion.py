"""Two proportions 两率比较: their difference and their ratio, with score intervals."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import elementwise

from vector.stats.compare.mover import Difference, recovered
from vector.stats.compare.rate import Ratio
from vector.stats.interval import CONFIDENCE, wilson
from vector.stats.observation import Floats

# The ratio is looked for between these; a ratio beyond has no meaning in a survey.
LEAST_RATIO, LARGEST_RATIO = 1e-12, 1e12


# The score where the constrained proportions leave no variance: beyond any z, yet a number.
FAR = 1e9


class Pair(NamedTuple):
    """Positives and checked of two samples, broadcast; NaN where they cannot be compared."""

    k1: Floats
    n1: Floats
    k2: Floats
    n2: Floats


def newcombe(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = CONFIDENCE
) -> Difference:
    """Return p₁ - p₂ with Newcombe's hybrid score interval.

    d - √((p₁-l₁)² + (u₂-p₂)²) to d + √((u₁-p₁)² + (p₂-l₂)²), (l, u) the Wilson intervals of the
    two proportions.

    Parameters
    ----------
    k1, n1, k2, n2 : array
        Positives and checked; effective (fractional) sizes are allowed.
    confidence : float

    Returns
    -------
    Difference
        In -1..1; NaN where either sample is empty or has more positives than checked.

    References
    ----------
    Newcombe (1998), Stat. Med. 17, 873–890, method 10.

    Examples
    --------
    >>> [round(float(each), 4) for each in newcombe(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    pair = _pair(k1, n1, k2, n2)
    return recovered(
        pair.k1 / pair.n1,
        wilson(pair.k1, pair.n1, confidence),
        pair.k2 / pair.n2,
        wilson(pair.k2, pair.n2, confidence),
    )


def risk_difference(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = CONFIDENCE
) -> Difference:
    """Return p₁ - p₂ with the interval of Miettinen and Nurminen.

    All δ whose score statistic (d - δ)/√(V(δ) N/(N-1)) is within ± z, V the variance under the
    proportions most likely to differ by δ.

    Parameters
    ----------
    k1, n1, k2, n2 : array
        Positives and checked.
    confidence : float

    Returns
    -------
    Difference

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4, 213–226; the closed form of the constrained
    estimate by Farrington and Manning (1990), Stat. Med. 9, 1447–1454.

    Examples
    --------
    >>> [round(float(each), 4) for each in risk_difference(56, 70, 48, 80)]
    [0.2, 0.0528, 0.3382]
    """
    pair = _pair(k1, n1, k2, n2)
    gap = pair.k1 / pair.n1 - pair.k2 / pair.n2
    whole = np.full(gap.shape, 1.0)
    lower = _solve(_difference_score, pair, -whole, gap, _z(confidence))
    return Difference(gap, lower, _solve(_difference_score, pair, gap, whole, -_z(confidence)))


def risk_ratio(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = CONFIDENCE
) -> Ratio:
    """Return p₁ / p₂ with the interval of Miettinen and Nurminen, and the score test of equality.

    All θ whose score statistic (p̂₁ - θp̂₂)/√(V(θ) N/(N-1)) is within ± z. p is of θ = 1: the
    uncorrected χ² times (N-1)/N.

    Parameters
    ----------
    k1, n1, k2, n2 : array
        Positives and checked.
    confidence : float

    Returns
    -------
    Ratio
        0 with lower bound 0 where the first has no positives; infinite where the second has none;
        with none in either the ratio is NaN, the interval 0 to ∞ and p = 1.

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4, 213–226.

    Examples
    --------
    >>> found = risk_ratio([56, 0], [70, 30], [48, 3], [80, 30])
    >>> found.ratio.round(4).tolist(), found.lower.round(3).tolist(), found.upper.round(3).tolist()
    ([1.3333, 0.0], [1.079, 0.0], [1.672, 1.231])
    """
    pair = _pair(k1, n1, k2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (pair.k1 / pair.n1) / (pair.k2 / pair.n2)
    middle = np.clip(np.where(np.isnan(ratio), 1.0, ratio), LEAST_RATIO * 10, LARGEST_RATIO / 10)
    ends = np.log(LEAST_RATIO), np.log(middle), np.log(LARGEST_RATIO)
    least, centre, largest = np.broadcast_arrays(*ends)
    lower = np.exp(_solve(_ratio_score, pair, least, centre, _z(confidence)))
    upper = np.exp(_solve(_ratio_score, pair, centre, largest, -_z(confidence)))
    nothing = pair.k1 + pair.k2 == 0
    lower = np.where((pair.k1 == 0) | nothing, 0.0, lower)
    upper = np.where((pair.k2 == 0) | nothing, np.inf, upper)
    p = 2 * special.ndtr(-np.abs(_ratio_score(np.zeros(ratio.shape), *pair)))
    known = ~np.isnan(pair.n1)
    lower, upper = (np.where(known, each, np.nan) for each in (lower, upper))
    return Ratio(ratio, lower, upper, np.where(nothing, 1.0, p))


def _pair(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike) -> Pair:
    given = np.broadcast_arrays(*(np.asarray(each, np.float64) for each in (k1, n1, k2, n2)))
    first, size, second, base = given
    possible = (size > 0) & (base > 0) & (first >= 0) & (second >= 0)
    possible &= (first <= size) & (second <= base)
    return Pair(*(np.where(possible, each, np.nan) for each in given))


def _z(confidence: float) -> float:
    return float(special.ndtri((1 + confidence) / 2))


def _solve(
    score: Callable[..., Floats], pair: Pair, begin: Floats, end: Floats, z: float
) -> Floats:
    """Return where the score statistic comes down to z; the end it never reaches z within."""
    found = np.where(np.isnan(pair.n1), np.nan, begin if z > 0 else end)
    known = ~np.isnan(pair.n1)
    ends = [score(each, *pair) - z for each in (begin, end)]
    crossing = known & (np.sign(ends[0]) * np.sign(ends[1]) < 0)
    if crossing.any():
        parts = tuple(each[crossing] for each in pair)
        root = elementwise.find_root(
            lambda at, *parts: score(at, *parts) - z, (begin[crossing], end[crossing]), args=parts
        )
        found[crossing] = root.x
    return found


def _ratio_score(log_ratio: Floats, k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> Floats:
    ratio = np.exp(log_ratio)
    a, b, c = (n1 + n2) * ratio, n1 * ratio + k1 + n2 + k2 * ratio, k1 + k2
    # The smaller root, written so that nothing cancels.
    second = 2 * c / (b + np.sqrt(np.maximum(b * b - 4 * a * c, 0.0)))
    first = np.minimum(ratio * second, 1.0)
    variance = first * (1 - first) / n1 + ratio**2 * second * (1 - second) / n2
    return _standardised(k1 / n1 - ratio * k2 / n2, variance, n1 + n2)


def _difference_score(gap: Floats, k1: Floats, n1: Floats, k2: Floats, n2: Floats) -> Floats:
    first = _likeliest(gap, k1 / n1, k2 / n2, n2 / n1)
    second = np.clip(first - gap, 0.0, 1.0)
    variance = first * (1 - first) / n1 + second * (1 - second) / n2
    return _standardised(k1 / n1 - k2 / n2 - gap, variance, n1 + n2)


def _likeliest(gap: Floats, p1: Floats, p2: Floats, share: Floats) -> Floats:
    """Return the likeliest first proportion when it exceeds the second by the gap."""
    a = 1 + share
    b = -(1 + share + p1 + share * p2 + gap * (share + 2))
    c = gap**2 + gap * (2 * p1 + share + 1) + p1 + share * p2
    d = -p1 * gap * (1 + gap)
    v = b**3 / (27 * a**3) - b * c / (6 * a**2) + d / (2 * a)
    u = np.where(v >= 0, 1.0, -1.0) * np.sqrt(np.maximum(b**2 / (9 * a**2) - c / (3 * a), 0.0))
    cosine = np.divide(v, u**3, out=np.ones_like(v), where=u != 0)
    turn = (np.pi + np.arccos(np.clip(cosine, -1.0, 1.0))) / 3
    first = 2 * u * np.cos(turn) - b / (3 * a)
    return np.asarray(np.clip(first, 0.0, 1.0), np.float64)


def _standardised(distance: Floats, variance: Floats, size: Floats) -> Floats:
    # Surveys that scatter much stand for few: of one or less N/(N-1) is without bound.
    error = np.sqrt(variance * size) / np.sqrt(np.maximum(size - 1, np.finfo(float).tiny))
    far = np.asarray(np.sign(distance) * FAR)
    score = np.divide(distance, error, out=far, where=error > 0)
    return np.asarray(score, np.float64)
