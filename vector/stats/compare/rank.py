"""Ranks with their intervals: between which ranks a density may truly stand.

A place is known by its own counts and by how much all places of the ranking differ: were each
taken by itself, seventeen like streets would be told apart in every second ranking.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vector.stats.compare.shrinkage import SPREADS, Spread, chosen, spread
from vector.stats.interval import CONFIDENCE
from vector.stats.observation import Floats, Ints

DRAWS = 4_000
SEED = 20_110_401
# So many densities are simulated at a time.
BLOCK = 1 << 20

# All draws are held: half as wide as other integers.
Places = NDArray[np.int32]


class Ranks(NamedTuple):
    """Ranks from 1, the densest first, with their intervals; 0 where there is no effort.

    ``top`` is the probability of truly standing among the first ``top`` of the call.
    """

    rank: Ints
    lower: Ints
    upper: Ints
    top: Floats


def ranks(
    within: ArrayLike,
    count: ArrayLike,
    effort: ArrayLike,
    dispersion: ArrayLike = 1.0,
    *,
    top: int = 3,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> Ranks:
    """Rank densities within groups, with intervals by simulation.

    The density of each place is drawn from Gamma(count/φ + a, effort/φ + a/μ), what its count and
    the spread of its group say of it: mean μ, coefficient of variation 1/√a, drawn from what
    :func:`vector.stats.compare.shrinkage.spread` finds. The ranks of the draws make the interval,
    which is widened to the rank where few counts let the others speak against it. Equal densities
    share the better rank.

    Parameters
    ----------
    within : integer array, shape (places,)
        The ranking each place belongs to, from 0.
    count, effort : array, shape (places,)
    dispersion : array
        φ ≥ 1 of each place.
    top : int
        How many make "the first few".
    draws, seed : int
        Of the simulation.
    confidence : float
        Of the rank interval.

    Returns
    -------
    Ranks
        Arrays of shape (places,).

    References
    ----------
    Goldstein and Spiegelhalter (1996), J. R. Stat. Soc. A 159, 385–443, for rank intervals; Lin,
    Louis, Paddock and Ridgeway (2006), Bayesian Anal. 1, 915–946, for ranks from such a model.

    Examples
    --------
    >>> found = ranks([0, 0, 0], [90, 10, 9], [100, 100, 100])
    >>> found.rank.tolist(), found.lower.tolist(), found.upper.tolist()
    ([1, 2, 3], [1, 2, 2], [1, 3, 3])
    """
    group, k, size, phi = np.broadcast_arrays(
        *(np.asarray(each) for each in (within, count, effort, dispersion))
    )
    group = group.astype(np.int64)
    able = (size > 0) & (k >= 0)
    rank, lower, upper = (np.zeros(len(group), np.int64) for _ in range(3))
    first: Floats = np.full(len(group), np.nan)
    _, group = np.unique(group[able], return_inverse=True)
    k, size, phi = (each[able] for each in (k, size, np.fmax(phi, 1.0)))
    rank[able] = _positions(group, (k / size)[None, :], ties=True)[0]
    drawn = _drawn(group, k / phi, size / phi, draws, seed)
    tail = (1 - confidence) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail], axis=0, method="inverted_cdf")
    lower[able], upper[able] = np.minimum(low, rank[able]), np.maximum(high, rank[able])
    first[able] = (drawn <= top).mean(axis=0)
    return Ranks(rank, lower, upper, first)


def _drawn(group: Ints, count: Floats, effort: Floats, draws: int, seed: int) -> Places:
    """Return the ranks of simulated densities, shape (draws, places), by blocks of draws."""
    random = np.random.default_rng(seed)
    drawn: Places = np.empty((draws, len(group)), np.int32)
    if not len(group):
        return drawn
    found = spread(group, count, effort)
    which = chosen(found, draws)
    step = max(1, BLOCK // len(group))
    for start in range(0, draws, step):
        density = _densities(group, count, effort, found, which[start : start + step], random)
        drawn[start : start + step] = _positions(group, density)
    return drawn


def _densities(
    group: Ints, count: Floats, effort: Floats, found: Spread, which: Ints,
    random: np.random.Generator,
) -> Floats:  # fmt: skip
    """Draw the densities of all places by the chosen spreads, shape (draws, places)."""
    shape = (1 / SPREADS**2)[which]
    rate = shape / np.take_along_axis(found.mean, which, axis=0)
    return random.standard_gamma(count + shape[:, group]) / (effort + rate[:, group])


def _positions(group: Ints, density: Floats, *, ties: bool = False) -> Ints:
    """Return the rank of each column within its group, row by row, the largest first."""
    places = np.arange(len(group))
    # Drawn densities are never equal, so their order needs not be stable, which is twice as fast.
    order = np.argsort(-density, axis=1, kind="stable" if ties else None)
    sizes = np.bincount(group)
    if len(sizes) > 1:
        regrouped = np.argsort(group[order], axis=1, kind="stable")
        order = np.take_along_axis(order, regrouped, axis=1)
    begun = np.repeat(np.cumsum(sizes) - sizes, sizes)
    rank = np.broadcast_to(places - begun + 1, order.shape)
    if ties:
        value = np.take_along_axis(density, order, axis=1)
        new = np.ones(order.shape, np.bool_)
        new[:, 1:] = (value[:, 1:] != value[:, :-1]) | (begun[1:] != begun[:-1])
        last = np.maximum.accumulate(np.where(new, places, 0), axis=1)
        rank = np.take_along_axis(rank, last, axis=1)
    found = np.empty(order.shape, np.int64)
    np.put_along_axis(found, order, rank, axis=1)
    return found
