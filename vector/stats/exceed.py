"""Exceedance: how probable it is that the true density of a place is beyond a limit.

Three catches in ten nights and three hundred in a thousand are the same rate but not the same
evidence. The place's own sample is combined with what like places (same group, method, habitat
and season) show: a prior fitted to their pool by empirical Bayes, or Jeffreys' prior where the
pool cannot tell. The probability is then said in the catalogue's words.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from vector.catalog.index import Family
from vector.catalog.word import Likelihood
from vector.stats.density import Codes, Floats

# With three places or fewer the spread between places cannot be estimated (Morris 1983, J - 3).
LEAST_PLACES = 4


class Prior(NamedTuple):
    """Parameters of the prior of each place: Beta(first, second) or Gamma(first, rate second)."""

    first: Floats
    second: Floats


def beyond(
    family: Family,
    worse: Literal["high", "low"],
    k: ArrayLike,
    n: ArrayLike,
    multiplier: Fraction | int,
    limit: Fraction | int,
    pools: Codes | None = None,
    *,
    dispersion: ArrayLike | None = None,
    fitted: Prior | None = None,
) -> Floats:
    """Return the probability that the true value of each place is beyond a limit.

    The true value θ of a place (a proportion, or a count per effort) has a prior; given k of n
    its posterior is Beta(a + k, b + n - k) for a proportion and Gamma(a + k, rate b + n) for a
    rate or ratio, and the answer is P(θ > limit) where high is worse, P(θ < limit) where low is.

    The prior comes from the place's pool of like places, by the method of moments. With the
    pool's value p = Σk/Σn, S = Σ n (k/n - p)² over its J places with effort, and
    n₀ = (Σn - Σn²/Σn)/(J - 1), the ratio F = S/((J - 1) v) is expected to be
    1 + (n₀ - c) τ²/v, where τ² is the variance between places and v = p(1 - p), c = 1 for a
    proportion, v = p, c = 0 for a rate. F is taken as at least 1, then raised by
    (J - 1)/(J - 3): being itself an estimate, it must never make sure that places which seem
    alike are alike. The prior has mean (Σk + ½)/(Σn + c) and weighs as much as
    1/(τ²/v + F/Σn) - c units of effort, the second term for the uncertainty of the mean.

    Where a pool cannot tell (fewer than four places with effort; nothing or everything
    positive) the prior is Jeffreys': Beta(½, ½), or Gamma(½, 0). A fitted Beta never weighs
    less than that one.

    Parameters
    ----------
    family : Family
        The law of the index.
    worse : {"high", "low"}
        Which side of the limit is beyond it.
    k, n : array, shape (places,)
        Pooled numerator and denominator, in stored units.
    multiplier : Fraction
        The index's multiplier from stored units to the displayed unit.
    limit : Fraction
        The limit in the displayed unit.
    pools : integer array, shape (places,), optional
        The pool of like places that each belongs to; negative: none.
    dispersion : array, optional
        φ ≥ 1 of each place; the sample then counts as k/φ of n/φ.
    fitted : Prior, optional
        The prior of each place, where it is known already; ``pools`` then says nothing.

    Returns
    -------
    float64 array, shape (places,)
        Probabilities; NaN where there was no effort, where the numbers cannot come from the law
        and for a bare count, which is judged by an absolute clause.

    References
    ----------
    Kleinman (1973), J. Am. Stat. Assoc. 68, 46–54 (beta–binomial moments); Clayton and Kaldor
    (1987), Biometrics 43, 671–681, and Marshall (1991), Appl. Stat. 40, 283–294 (gamma–Poisson);
    Morris (1983), J. Am. Stat. Assoc. 78, 47–55 (the factor (J - 3)/(J - 1)).

    Examples
    --------
    The same rate, 30 %, against a limit of 20 %:

    >>> beyond(Family.PROPORTION, "high", [3, 300], [10, 1000], 100, 20).round(2).tolist()
    [0.79, 1.0]
    """
    found, effort = _sample(family, k, n, dispersion)
    binomial = family is Family.PROPORTION
    fitted = _prior(binomial, found, effort, pools) if fitted is None else fitted
    threshold = float(Fraction(limit) / Fraction(multiplier))
    above = _upper_tail(binomial, fitted, found, effort, threshold)
    return above if worse == "high" else 1 - above


def prior(
    family: Family,
    k: ArrayLike,
    n: ArrayLike,
    pools: Codes | None = None,
    *,
    dispersion: ArrayLike | None = None,
) -> Prior:
    """Return the prior that :func:`beyond` gives each place, from its pool of like places.

    Parameters
    ----------
    family, k, n, pools, dispersion
        As for :func:`beyond`.

    Returns
    -------
    Prior
        Beta (proportion) or Gamma (rate, ratio) parameters of each place; Jeffreys' where its
        pool cannot tell.

    Examples
    --------
    >>> prior(Family.PROPORTION, [3], [10])
    Prior(first=array([0.5]), second=array([0.5]))
    """
    found, effort = _sample(family, k, n, dispersion)
    return _prior(family is Family.PROPORTION, found, effort, pools)


def _sample(
    family: Family, k: ArrayLike, n: ArrayLike, dispersion: ArrayLike | None
) -> tuple[Floats, Floats]:
    """Return the effective samples, NaN where they cannot come from the law."""
    phi = 1.0 if dispersion is None else np.asarray(dispersion, dtype=np.float64)
    found, effort = np.broadcast_arrays(
        np.asarray(k, dtype=np.float64) / phi, np.asarray(n, dtype=np.float64) / phi
    )
    possible = (effort > 0) & (found >= 0)
    if family is Family.PROPORTION:
        possible &= found <= effort
    if family is Family.COUNT:
        possible = np.zeros(effort.shape, dtype=np.bool_)
    return np.where(possible, found, np.nan), np.where(possible, effort, np.nan)


def _prior(binomial: bool, k: Floats, n: Floats, pools: Codes | None) -> Prior:
    flat = (0.5, 0.5 if binomial else 0.0)
    if pools is None:
        return Prior(*(np.full(k.shape, parameter) for parameter in flat))
    mean, weight = _moments(binomial, np.nan_to_num(k), np.nan_to_num(n), pools)
    fitted = (mean * weight, (1 - mean) * weight if binomial else weight)
    # One more prior behind those of the pools: the flat one, found by the code -1.
    codes = np.maximum(pools, -1)
    return Prior(
        *(
            np.append(np.where(np.isnan(weight), parameter, parameters), parameter)[codes]
            for parameters, parameter in zip(fitted, flat, strict=True)
        )
    )


def _moments(binomial: bool, k: Floats, n: Floats, pools: Codes) -> tuple[Floats, Floats]:
    """Return mean and weight of each pool's prior; the weight is NaN where it cannot be told."""
    kept = (pools >= 0) & (n > 0)
    codes, found, effort = pools[kept], k[kept], n[kept]
    size = int(pools.max(initial=-1)) + 1
    places = np.bincount(codes, minlength=size)
    caught, total = np.bincount(codes, found, size), np.bincount(codes, effort, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = caught / total
        variance = value * (1 - value) if binomial else value
        scatter = np.bincount(codes, effort * (found / effort - value[codes]) ** 2, size)
        ratio = np.maximum(scatter / ((places - 1) * variance), 1)
        ratio *= (places - 1) / (places - 3)
        typical = (total - np.bincount(codes, effort**2, size) / total) / (places - 1)
        between = (ratio - 1) / np.maximum(typical - binomial, 0)
        weight = 1 / (between + ratio / total) - binomial
        mean = (caught + 0.5) / (total + binomial)
    if binomial:
        weight = np.maximum(weight, 1)
    return mean, np.where((places >= LEAST_PLACES) & (variance > 0), weight, np.nan)


def _upper_tail(binomial: bool, prior: Prior, k: Floats, n: Floats, threshold: float) -> Floats:
    if not binomial:
        scaled = (prior.second + n) * max(threshold, 0.0)
        return np.asarray(special.gammaincc(prior.first + k, scaled))
    share = min(max(threshold, 0.0), 1.0)
    # The complement is Beta with its parameters swapped; scipy's own betaincc is far slower.
    return np.asarray(special.betainc(prior.second + n - k, prior.first + k, 1 - share))


def words(p: ArrayLike, likelihoods: Sequence[Likelihood]) -> NDArray[np.object_]:
    """Return the catalogue's words for probabilities of being beyond a limit.

    Parameters
    ----------
    p : array
        Probabilities, NaN where there is none.
    likelihoods : sequence of Likelihood
        The catalogue's rows, in any order; each holds from its ``least`` up to the next one's.

    Returns
    -------
    object array, shape of p
        The row whose range holds the probability (``least`` itself belongs to it); None for NaN
        and for a probability under every ``least``.

    Examples
    --------
    >>> rows = [Likelihood(id="likely", least=0.8, zh="可能超标", en="likely", decided=True),
    ...         Likelihood(id="open", least=0.0, zh="尚不能判断", en="undecided", decided=False)]
    >>> [row and row.zh for row in words([0.8, 0.5, float("nan")], rows)]
    ['可能超标', '尚不能判断', None]
    """
    ordered = sorted(likelihoods, key=lambda row: row.least)
    said = np.array([None, *ordered], dtype=object)
    probability = np.asarray(p, dtype=np.float64)
    position = np.searchsorted([row.least for row in ordered], probability, side="right")
    return said[np.where(np.isnan(probability), 0, position)]
