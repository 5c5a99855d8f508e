"""Shrinkage 向平均收缩: how much places truly differ, and what that says of each of them.

Of seventeen streets that are alike, one always has the most and one the least. How far apart their
counts lie says how much of that is chance, and each density is known by its own counts and by that.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, xlogy

from vector.stats.observation import Floats, Ints

# Coefficients of variation that are weighed against each other: from none to speak of to fourfold.
SPREADS = np.geomspace(0.02, 4.0, 40)
# Half-Cauchy: a spread of 1 is as likely below as above.
SCALE = 1.0
# The mean settles to three digits within so many steps, wherever a candidate is likely.
STEPS = 5


class Spread(NamedTuple):
    """How the densities of each group are spread, by candidate.

    ``weight`` is the probability of each of :data:`SPREADS`, ``mean`` the mean density by it; both
    have shape (candidates, groups).
    """

    weight: Floats
    mean: Floats


def spread(group: Ints, count: Floats, effort: Floats) -> Spread:
    """Weigh how much the densities within each group truly differ.

    Counts are Poisson with mean λe, and λ = μg with g from Gamma(1/τ², 1/τ²), so that a count is
    negative binomial. Each coefficient of variation τ of :data:`SPREADS` gets the likelihood of
    the group's counts times a half-Cauchy prior on τ; μ is the mean of the densities, weighted
    by 1/(1 + τ²μe) of their effort.

    Parameters
    ----------
    group : integer array, shape (places,)
        From 0, each at least once.
    count, effort : array, shape (places,)
        Effective counts and efforts, that is divided by φ; effort above 0.

    Returns
    -------
    Spread

    References
    ----------
    Lin, Louis, Paddock and Ridgeway (2006), Bayesian Anal. 1, 915–946, for ranks from such a
    model; Gelman (2006), Bayesian Anal. 1, 515–534, for the prior of a spread.

    Examples
    --------
    >>> alike = spread(np.zeros(4, int), np.array([20.0, 21, 19, 20]), np.ones(4))
    >>> unlike = spread(np.zeros(4, int), np.array([2.0, 70, 5, 20]), np.ones(4))
    >>> [float((each.weight[:, 0] * SPREADS).sum().round(1)) for each in (alike, unlike)]
    [0.1, 1.2]
    """
    shape = 1 / SPREADS[:, None] ** 2
    mean = _mean(group, count, effort, shape)
    expected = mean[:, group] * effort
    likelihood = (
        gammaln(count + shape)
        - gammaln(shape)
        - shape * np.log1p(expected / shape)
        + xlogy(count, expected / (shape + expected))
    )
    # In steps of log τ a density of τ counts τ times.
    prior = np.log(SPREADS / (1 + (SPREADS / SCALE) ** 2))[:, None]
    weight = _sums(group, likelihood) + prior
    weight = np.exp(weight - weight.max(axis=0))
    return Spread(weight / weight.sum(axis=0), mean)


def _mean(group: Ints, count: Floats, effort: Floats, shape: Floats) -> Floats:
    """Return the mean density of each group by each candidate; never 0, by half an animal that
    the places share: it weighs what they weigh."""
    weight = np.ones((len(shape), len(group)))
    count = count + 0.5 / np.bincount(group)[group]
    for _ in range(STEPS + 1):
        mean = _sums(group, weight * count) / _sums(group, weight * effort)
        weight = 1 / (1 + mean[:, group] * effort / shape)
    return mean


def _sums(group: Ints, values: Floats) -> Floats:
    return np.stack([np.bincount(group, each) for each in values])


def chosen(found: Spread, draws: int) -> Ints:
    """Return which candidate each draw of a group is by, in proportion to the weights.

    Parameters
    ----------
    found : Spread
    draws : int

    Returns
    -------
    integer array, shape (draws, groups)
        Positions in :data:`SPREADS`, ascending.

    Examples
    --------
    >>> halves = Spread(np.array([[0.5], [0.25], [0.25]]), np.ones((3, 1)))
    >>> chosen(halves, 4)[:, 0].tolist()
    [0, 0, 1, 2]
    """
    candidates, groups = found.weight.shape
    until = np.rint(np.cumsum(found.weight, axis=0) * draws).astype(np.int64)
    until[-1] = draws
    many = np.diff(until, axis=0, prepend=0)
    which = np.repeat(np.tile(np.arange(candidates), groups), many.T.ravel())
    return which.reshape(groups, draws).T
