"""Chance 零假设: counts as they fall when no window differs, Poisson or clumped."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from vector.stats.scatter import Scatter

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# Numbers in one block of replicates: what fits the second cache.
BLOCK = 4_000_000


def replicates(
    expected: Floats, total: int, scatter: Scatter, number: int, seed: int
) -> Iterator[Whole]:
    """Yield blocks of simulated counts that add up to the same total.

    Poisson counts given their total are multinomial with the expectations as weights. Clumped
    ones are multinomial too, after each place's expectation is multiplied by a gamma variable of
    mean 1 and variance ``between`` and each cell's by one of variance ``within``.

    Parameters
    ----------
    expected : array, shape (places, periods)
    total : int
        What was counted in all; every replicate has it too.
    scatter : Scatter
        How clumped the counts are; zeros for Poisson.
    number, seed : int
        How many replicates, and the seed: the same seed gives the same replicates.

    Yields
    ------
    int64 array, shape (block, places, periods)

    Examples
    --------
    >>> blocks = list(replicates(np.ones((3, 2)), 12, Scatter(0.5, 0.0), 5, 1))
    >>> blocks[0].shape, blocks[0].sum(axis=(1, 2)).tolist()
    ((5, 3, 2), [12, 12, 12, 12, 12])
    """
    random = np.random.default_rng(seed)
    block = max(1, min(number, BLOCK // expected.size))
    for start in range(0, number, block):
        size = min(block, number - start)
        weight = np.broadcast_to(expected, (size, *expected.shape))
        weight = weight * _gamma(random, scatter.between, (size, expected.shape[0], 1))
        weight = weight * _gamma(random, scatter.within, (size, *expected.shape))
        # A draw where every place with effort came out as 0 cannot be scaled; it is plain then.
        flat = weight.reshape(size, -1)
        whole = flat.sum(axis=1, keepdims=True)
        flat = np.where(whole > 0, flat, expected.ravel())
        chance = flat / flat.sum(axis=1, keepdims=True)
        yield random.multinomial(total, chance).reshape(size, *expected.shape)


def _gamma(random: np.random.Generator, variance: float, shape: tuple[int, ...]) -> Floats:
    if variance <= 0:
        return np.ones(shape)
    return random.gamma(1 / variance, variance, shape)
