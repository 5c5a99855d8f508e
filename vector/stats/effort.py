"""Effort 工作量: how much more of it would decide whether a place is beyond a limit.

An undecided place needs a number, not a shrug: *再布 40 夹夜可判定*. What would change a level
(:mod:`vector.stats.margin`) and whether a survey was large enough
(:mod:`vector.stats.sampling`) are offered here too.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from vector.catalog.index import Family
from vector.catalog.word import Likelihood
from vector.stats.level import Whole
from vector.stats.margin import NEVER, Margin, margin
from vector.stats.sampling import adequacy

Floats = NDArray[np.float64]

__all__ = ["NEVER", "Margin", "adequacy", "margin", "to_decide", "undecided"]

POWER = 0.8
REACH = 100


def undecided(likelihoods: Sequence[Likelihood]) -> tuple[float, float]:
    """Return the probabilities from which, and below which, more effort is asked for.

    Examples
    --------
    >>> rows = [("no", 0.0, True), ("open", 0.1, False), ("yes", 0.9, True)]
    >>> undecided([Likelihood(id=i, least=p, zh=i, en=i, decided=d) for i, p, d in rows])
    (0.1, 0.9)
    """
    lower = min((each.least for each in likelihoods if not each.decided), default=1.0)
    above = [each.least for each in likelihoods if each.decided and each.least > lower]
    return lower, min(above, default=1.0)


def to_decide(
    family: Family,
    worse: Literal["high", "low"],
    k: ArrayLike,
    n: ArrayLike,
    multiplier: Fraction,
    limit: Fraction,
    likelihoods: Sequence[Likelihood],
    *,
    prior: tuple[ArrayLike, ArrayLike] | None = None,
    power: float = POWER,
) -> Whole:
    """Return how much more effort would decide whether the true value is beyond the limit.

    The smallest further effort m such that, if the rate seen so far continues, the probability
    of being beyond the limit leaves the undecided range with at least the given power. With X
    the further count, X ~ Binomial(m, k/n) (proportion) or Poisson(m k/n) (rate), and x its
    quantile that X lies beyond with that power, m is enough when the posterior at ``k + x`` of
    ``n + m`` is decided.

    Parameters
    ----------
    family : Family
        PROPORTION, RATE or RATIO.
    worse : {"high", "low"}
        Which side of the limit is bad.
    k, n : array_like of float
        Pooled numerators and denominators in stored units (over-dispersed ones divided by φ).
    multiplier, limit : Fraction
        The index's multiplier, and the limit in the index's unit.
    likelihoods : sequence of Likelihood
        The words; those not ``decided`` ask for more effort.
    prior : pair of arrays, optional
        Parameters of the Beta or Gamma prior of each place; Jeffreys' where not given.
    power : float
        How sure one wants to be that the further effort decides.

    Returns
    -------
    ndarray of int64
        Further effort in stored units of the denominator; 0 where it is decided already, -1
        where even 100 times the effort would not decide, or where there is none to go by.

    References
    ----------
    Wang and Gelfand (2002), Statistical Science 17(2):193–208: sample size by simulating the
    posterior under a sampling prior; here the sampling prior is the rate seen.

    Examples
    --------
    >>> rows = [("no", 0.0, True), ("open", 0.1, False), ("yes", 0.9, True)]
    >>> words = [Likelihood(id=i, least=p, zh=i, en=i, decided=d) for i, p, d in rows]
    >>> rate = Family.PROPORTION
    >>> to_decide(rate, "high", [3, 300], [30, 3000], Fraction(100), Fraction(5), words).tolist()
    [66, 0]
    """
    k, n = np.broadcast_arrays(np.asarray(k, float), np.asarray(n, float))
    binomial = family is Family.PROPORTION
    plain = (0.5, 0.5 if binomial else 0.0)
    a, b = (np.broadcast_to(np.asarray(each, float), k.shape) for each in prior or plain)
    samples, inverse = np.unique(
        np.stack([k.ravel(), n.ravel(), a.ravel(), b.ravel()], axis=1), axis=0, return_inverse=True
    )
    lower, upper = undecided(likelihoods)
    cuts = (upper, lower) if worse == "high" else (1 - lower, 1 - upper)
    question = _Question(binomial, float(limit / multiplier), cuts, power)
    return _least(question, _Sample(*samples.T))[inverse.ravel()].reshape(k.shape)


class _Sample(NamedTuple):
    """What was found, and the prior of each place."""

    k: Floats
    n: Floats
    a: Floats
    b: Floats

    def at(self, rows: NDArray[Any]) -> "_Sample":
        return _Sample(*(each[rows] for each in self))


class _Question(NamedTuple):
    """A limit on the rate, and the probabilities of being above it that decide yes and no."""

    binomial: bool
    limit: float
    cuts: tuple[float, float]
    power: float

    def decided(self, sample: _Sample, more: Floats) -> NDArray[np.bool_]:
        k, n, a, b = sample
        above = k > self.limit * n
        reached = k + self._further(k / n, more, above)
        chance = self._chance(reached, n + more, a, b)
        yes, no = self.cuts
        either = (chance >= yes) | (chance < no)
        likely = np.where(above, chance >= yes, chance < no)
        return np.asarray(np.where(more > 0, likely, either), np.bool_)

    def _further(self, rate: Floats, more: Floats, above: NDArray[Any]) -> Floats:
        """Return the further count that is passed, away from the limit, with the power wanted."""
        tail = np.where(above, 1 - self.power, self.power)
        with np.errstate(all="ignore"):
            if self.binomial:
                count = np.where(rate >= 1, more, special.bdtrik(tail, more, rate))
            else:
                count = special.pdtrik(tail, more * rate)
        # No count is expected, or the quantile lies below zero: nothing further is found.
        return np.ceil(np.where((more == 0) | (rate == 0), 0.0, np.nan_to_num(count)) - 1e-9)

    def _chance(self, k: Floats, n: Floats, a: Floats, b: Floats) -> Floats:
        if self.binomial:
            return np.asarray(special.betaincc(a + k, b + n - k, min(self.limit, 1.0)))
        return np.asarray(special.gammaincc(a + k, (b + n) * self.limit))


def _least(question: _Question, sample: _Sample) -> Whole:
    """Return the least further effort: doubled until it decides, then halved back."""
    k, n = sample.k, sample.n
    found = np.full(k.shape, NEVER, np.int64)
    possible = (n > 0) & (k >= 0) & ((k <= n) if question.binomial else True)
    none = np.zeros(k.shape)
    with np.errstate(all="ignore"):
        decided = possible & question.decided(sample, none)
    found[decided] = 0
    at = np.flatnonzero(possible & ~decided)
    found[at] = _searched(question, sample.at(at))
    return found


def _searched(question: _Question, sample: _Sample) -> Whole:
    low, high = np.zeros(len(sample.n)), np.ones(len(sample.n))
    reach = REACH * sample.n + 1
    going = np.arange(len(high))
    while len(going):
        enough = question.decided(sample.at(going), high[going])
        going = going[~enough & (high[going] <= reach[going])]
        low[going], high[going] = high[going], 2 * high[going]
    going = np.flatnonzero((high <= reach) & (high - low > 1))
    while len(going):
        middle = np.floor((low[going] + high[going]) / 2)
        enough = question.decided(sample.at(going), middle)
        high[going] = np.where(enough, middle, high[going])
        low[going] = np.where(enough, low[going], middle)
        going = going[high[going] - low[going] > 1]
    return np.where(high <= reach, high, NEVER).astype(np.int64)
