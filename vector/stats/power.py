"""Power 检验效能: how much effort to plan so that a place will be told from its limit.

Asked before a survey, where :mod:`vector.stats.effort` is asked after one: *how many trap-nights
so that a place with half the limit is judged below it in eight cases of ten?*
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from vector.catalog.index import Family

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

POWER = 0.8
ERROR = 0.05
NEVER = -1
# Beyond so much effort (in stored units) the answer is that no survey will tell.
REACH = 1 << 40
# Counts are tried in blocks of so many, up to so many in all.
BLOCK, MOST = 64, 1 << 15


class Planned(NamedTuple):
    """Effort to plan, and the count that then decides.

    Attributes
    ----------
    effort : ndarray of int64
        The least effort, in stored units of the denominator; -1 where none within reach does.
    deciding : ndarray of int64
        With that effort the place is judged below the limit at this count or less (above: at
        this count or more); -1 with it.
    power : ndarray of float
        The power reached; NaN with it.
    """

    effort: Whole
    deciding: Whole
    power: Floats


def to_plan(
    family: Family,
    truth: ArrayLike,
    limit: ArrayLike,
    *,
    power: float = POWER,
    error: float = ERROR,
    dispersion: ArrayLike = 1.0,
) -> Planned:
    """Return the least effort at which a true value is judged to be on its side of the limit.

    Below the limit L is judged at count c of effort n when so few are improbable at the limit,
    ``P(X ≤ c | n, L) ≤ error``: the exact one-sided test, the same as an exact upper bound under
    the limit. The least n is wanted at which the largest such c is reached with the power
    wanted at the true value, ``P(X ≤ c | n, truth) ≥ power``; above the limit likewise with
    ``P(X ≥ c)``. X is binomial (proportion) or Poisson (rate). Over-dispersed by φ, a rate's X
    is negative binomial with the variance φ times the mean, exactly; a proportion's n counts as
    n/φ, as in the intervals. Power is not quite monotone in effort (a little more may lower it
    a little): plan some reserve.

    Parameters
    ----------
    family : Family
        PROPORTION, or RATE and RATIO.
    truth, limit : array_like of float
        True value and limit, as counts per stored unit of effort (a proportion as 0.01, not 1 %).
    power, error : float
        Within (0, 1); error is that of judging a place at the limit to be below (above) it.
    dispersion : array_like of float
        φ ≥ 1.

    Returns
    -------
    Planned
        -1 where truth and limit are the same or cannot be (NaN, negative, limit 0, a proportion
        above 1), or where no effort within reach would do.

    Raises
    ------
    ValueError
        When power or error is not within (0, 1), a dispersion is below 1, or the family is a
        bare count.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404–413; Garwood (1936), Biometrika 28, 437–442;
    Chernick and Liu (2002), Am. Stat. 56, 149–155, on the saw-tooth of exact power.

    Examples
    --------
    A limit of 1 %, a true value of half of it, then of none at all, and of twice it:

    >>> to_plan(Family.PROPORTION, [0.005, 0.0, 0.02], 0.01).effort.tolist()
    [1941, 299, 905]
    """
    if not 0 < power < 1 or not 0 < error < 1:
        raise ValueError("power and error must be within (0, 1)")
    if family is Family.COUNT:
        raise ValueError("a bare count has no effort")
    given = (np.asarray(each, np.float64) for each in (truth, limit, dispersion))
    true, bound, phi = np.broadcast_arrays(*given)
    if not (phi >= 1).all():
        raise ValueError("a dispersion is at least 1")
    asked = _Asked(family is Family.PROPORTION, power, error)
    return _planned(asked, true, bound, phi)


class _Asked(NamedTuple):
    """What is asked of every place."""

    binomial: bool
    power: float
    error: float

    def upto(self, count: Floats, effort: Floats, rate: Floats, phi: Floats) -> Floats:
        """Return ``P(X ≤ count)``; 0 for a count below 0."""
        with np.errstate(all="ignore"):
            if self.binomial:
                tail = special.betaincc(count + 1, np.maximum(effort - count, 1e-9), rate)
                tail = np.where((count >= effort) | (rate <= 0), 1.0, tail)
            else:
                mean = effort * rate
                clumped = special.betainc(mean / (phi - 1), count + 1, 1 / phi)
                tail = np.where(phi > 1, clumped, special.pdtr(count, mean))
                tail = np.where(mean > 0, tail, 1.0)
        return np.asarray(np.where(count < 0, 0.0, tail), np.float64)


def _planned(asked: _Asked, true: Floats, bound: Floats, phi: Floats) -> Planned:
    shape = true.shape
    true, bound, phi = (each.ravel().astype(np.float64) for each in (true, bound, phi))
    possible = (true >= 0) & (bound > 0) & (true != bound) & np.isfinite(true + bound + phi)
    if asked.binomial:
        possible &= (true <= 1) & (bound < 1)
    effort = np.full(true.shape, NEVER, np.int64)
    count, reached = effort.copy(), np.full(true.shape, np.nan)
    for below in (True, False):
        at = np.flatnonzero(possible & ((true < bound) == below))
        found = _search(asked, below, true[at], bound[at], phi[at])
        effort[at], count[at], reached[at] = found
    if asked.binomial:
        effort = np.where(effort > 0, np.ceil(effort * phi - 1e-9).astype(np.int64), effort)
    return Planned(effort.reshape(shape), count.reshape(shape), reached.reshape(shape))


def _search(asked: _Asked, below: bool, true: Floats, bound: Floats, phi: Floats) -> Planned:
    """Try one deciding count after the other, a block at a time, until the power is reached."""
    effort = np.full(len(true), NEVER, np.int64)
    count, reached = effort.copy(), np.full(len(true), np.nan)
    going = np.arange(len(true))
    for start in range(0 if below else 1, MOST, BLOCK):
        if not len(going):
            break
        counts = np.arange(start, start + BLOCK, dtype=np.float64)
        problem = [each[going][:, None] for each in (true, bound, phi)]
        needed, power = (_below if below else _above)(asked, counts, *problem)
        enough = (power >= asked.power) & (needed < REACH)
        first, rows = enough.argmax(axis=1), np.arange(len(going))
        hit = enough.any(axis=1)
        at = going[hit]
        effort[at] = needed[rows, first][hit].astype(np.int64)
        count[at], reached[at] = counts[first][hit].astype(np.int64), power[rows, first][hit]
        going = going[~hit & (needed[:, -1] < REACH)]
    return Planned(effort, count, reached)


def _below(
    asked: _Asked, counts: Floats, true: Floats, bound: Floats, phi: Floats
) -> tuple[Floats, Floats]:
    """Return the least effort at which each count is below the limit, and the power there."""
    shape = (len(true), len(counts))

    def surely(effort: Floats) -> NDArray[np.bool_]:
        return asked.upto(counts, effort, bound, phi) <= asked.error

    effort = _least(surely, shape)
    return effort, asked.upto(counts, effort, true, phi)


def _above(
    asked: _Asked, counts: Floats, true: Floats, bound: Floats, phi: Floats
) -> tuple[Floats, Floats]:
    """Return the least effort with power at each count, infinite where it no more decides."""
    shape = (len(true), len(counts))

    def powerful(effort: Floats) -> NDArray[np.bool_]:
        return 1 - asked.upto(counts - 1, effort, true, phi) >= asked.power

    effort = _least(powerful, shape)
    surely = 1 - asked.upto(counts - 1, effort, bound, phi) <= asked.error
    power = 1 - asked.upto(counts - 1, effort, true, phi)
    return effort, np.where(surely, power, 0.0)


def _least(holds: Callable[[Floats], NDArray[np.bool_]], shape: tuple[int, int]) -> Floats:
    """Return the least whole effort at which something begins to hold, by halving."""
    low, high = np.zeros(shape), np.ones(shape)
    while not (done := holds(high) | (high >= REACH)).all():
        low, high = np.where(done, low, high), np.where(done, high, 2 * high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = holds(middle) & (middle > low)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, np.where(middle < high, np.maximum(middle, low), low))
    return high
