"""Replicates: how many times more surveys of one density vary than independent animals would.

Rats run in families and mosquitoes in swarms: where one is caught, more are. Ignoring it makes
every test too sure. φ is found from surveys that should have found the same density.
"""

import numpy as np

from vector.stats.observation import Floats, Ints


def overdispersion(
    cell: Ints, count: Floats, effort: Floats, shape: tuple[int, int], *, binomial: bool = False
) -> Floats:
    """Return φ of each group: Pearson's X² of its surveys about their cells, per degree of freedom.

    X² = Σ (count - effort·d)² / V with d the cell's pooled density and V the variance effort·d of
    the Poisson, or effort·d (1 - d) of the binomial law; degrees of freedom are the surveys less
    the cells, where there is any variance.

    Parameters
    ----------
    cell : integer array, shape (surveys,)
        group · parts + part: surveys of one cell share their density.
    count, effort : array, shape (surveys,)
        Effort above 0.
    shape : (groups, parts)
    binomial : bool
        For positives among checked.

    Returns
    -------
    float64 array, shape (groups,)
        φ ≥ 1; NaN where no cell has two surveys.

    References
    ----------
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., section 4.5.

    Examples
    --------
    >>> overdispersion(np.array([0, 0, 1]), np.array([0.0, 8, 5]), np.array([10.0, 10, 9]), (1, 2))
    array([8.])
    """
    size = shape[0] * shape[1]
    pooled, total = (np.bincount(cell, each, size) for each in (count, effort))
    density = np.divide(pooled, total, out=np.zeros(size), where=total > 0)
    left = np.maximum(1 - density, 0.0) if binomial else np.ones(size)
    varying = density * left > 0
    expected = effort * density[cell]
    variance = np.where(varying[cell], expected * left[cell], 1.0)
    square = np.where(varying[cell], (count - expected) ** 2 / variance, 0.0)
    pearson = np.bincount(cell, square, size).reshape(shape).sum(axis=1)
    replicates = np.maximum(np.bincount(cell, minlength=size) - 1, 0)
    freedom = np.where(varying, replicates, 0).reshape(shape).sum(axis=1)
    return np.where(freedom > 0, np.maximum(pearson / np.maximum(freedom, 1), 1.0), np.nan)
