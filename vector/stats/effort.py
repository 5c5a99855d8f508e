"""Effort 工作量: how much more of it would decide, and what would change a level.

An undecided place needs a number, not a shrug: *再布 40 夹夜可判定*. And beside a level stands
what would change it: *再有 2 间阳性房间即降为低于C级*.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from vector.catalog.index import Family
from vector.catalog.word import Likelihood
from vector.stats.level import Level, Levels, Limits, Op, Whole, factors, grade
from vector.stats.sampling import adequacy

Floats = NDArray[np.float64]

__all__ = ["NEVER", "Margin", "adequacy", "margin", "to_decide", "undecided"]

POWER = 0.8
REACH = 100
NEVER = -1


class Margin(NamedTuple):
    """How many units would change a level, and to which; NEVER (-1) where none would."""

    worse_by: Whole
    worse_to: Levels
    better_by: Whole
    better_to: Levels


def margin(limits: Limits, k: ArrayLike, n: ArrayLike, held: ArrayLike | None = None) -> Margin:
    """Return how many units more would lower the level, and how many fewer would raise it.

    The effort stays as it is; inspected units change from good to bad, or back: rooms with
    signs, premises that fail. All in whole numbers: with ``a k ≤ b n`` the limit, the worst
    numerator still within it is ``⌊b n / a⌋``.

    Parameters
    ----------
    limits : Limits
        The limits of a graded index.
    k, n : array_like of int
        Pooled numerators and denominators in stored units.
    held : array_like of int8, optional
        A level that a companion's limit imposes: nothing better can be reached alone.

    Returns
    -------
    Margin
        ``worse_by`` and ``better_by`` in units of the numerator, with the level each leads to;
        -1 where there is no worse (better) level, no effort, or no such count.

    Examples
    --------
    >>> from datetime import date
    >>> from vector.catalog import load
    >>> catalog = load()
    >>> rate = catalog.indices["indoor_trace_rate"]
    >>> found = margin(Limits(rate, catalog.grading(rate, date(2024, 5, 1))), [4], [100])
    >>> int(found.worse_by[0]), Level(found.worse_to[0]).label
    (2, 'worse')
    >>> int(found.better_by[0]), Level(found.better_to[0]).label
    (1, 'B')
    """
    k, n = np.broadcast_arrays(np.asarray(k, np.int64), np.asarray(n, np.int64))
    imposed = np.asarray(Level.NONE if held is None else held, np.int8)
    own = grade(limits, k, n)
    start = np.where(own == Level.NONE, Level.NONE, np.maximum(own, imposed))
    worse_by, better_by = np.full(n.shape, NEVER, np.int64), np.full(n.shape, NEVER, np.int64)
    bad = 1 if limits.index.worse == "high" else -1
    for code, (op, bound) in enumerate(limits.bounds):
        spare = bad * (_edge(op, n, *factors(limits.index.multiplier, bound)) - k)
        worse_by = np.where(start == code, spare + 1, worse_by)
        better_by = np.where((start > code) & (imposed <= code) & (spare < 0), -spare, better_by)
    worse_by, worse_to = _moved(limits, k, n, worse_by, bad)
    better_by, better_to = _moved(limits, k, n, better_by, -bad)
    return Margin(worse_by, worse_to, better_by, better_to)


def _edge(op: Op, n: Whole, a: int, b: int) -> Whole:
    """Return the worst numerator at which ``a k op b n`` still holds."""
    scaled = n.astype(object) * b
    edge = {"le": scaled // a, "lt": (scaled - 1) // a, "ge": -(-scaled // a)}[op]
    return np.asarray(edge, dtype=np.int64)


def _moved(limits: Limits, k: Whole, n: Whole, by: Whole, way: int) -> tuple[Whole, Levels]:
    """Return the steps that a count can take, and the level after them."""
    after = k + way * by
    possible = (by > 0) & (after >= 0)
    if limits.index.family is Family.PROPORTION:
        possible &= after <= n
    by = np.where(possible, by, NEVER)
    reached = grade(limits, np.where(possible, after, k), n)
    return by, np.where(possible, reached, np.int8(Level.NONE))


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
    own = sample.at(at)
    low, high = none[at], np.ones(len(at))
    reach = REACH * own.n + 1
    while (wanting := (high <= reach) & ~question.decided(own, high)).any():
        low, high = np.where(wanting, high, low), np.where(wanting, 2 * high, high)
    while (wide := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = question.decided(own, middle)
        high = np.where(wide & enough, middle, high)
        low = np.where(wide & ~enough, middle, low)
    found[at] = np.where(high <= reach, high, NEVER)
    return found
