"""Scatter 离散: how much more counts vary than the Poisson law allows, within places and between.

Vectors come in clumps: a nest by the trap, a still evening. A count of expectation m then has the
variance ``m + a m²`` (gamma–Poisson, negative binomial). Two such a are told apart: between the
counts of one place (``within``) and between places that should be alike (``between``).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
TINY = 1e-300
# An expectation below this part of the greatest is taken as none.
NONE = 1e-9


class Scatter(NamedTuple):
    """Squared coefficients of variation beyond Poisson; 0 where there is none."""

    within: float
    between: float

    @property
    def found(self) -> bool:
        """Whether the counts vary more than the Poisson law allows."""
        return self.within > 0 or self.between > 0


def scatter(place: ArrayLike, count: ArrayLike, expected: ArrayLike) -> Scatter:
    """Estimate the clumping of counts, within places and between them, by moments.

    Given the total C_i of place i, its counts are expected at ``m_ij = C_i s_ij`` with
    ``s_ij = e_ij / e_i.``; Pearson's ``X² = Σ (c - m)²/m`` then has the mean
    ``Σ (n_i - 1) + a Σ C_i (1 - Σ_j s_ij²)``, which is solved for a = ``within``. The totals,
    against ``E_i = C S_i``, give ``between`` in the same way after what ``within`` adds to them.
    Both are at least 0.

    Parameters
    ----------
    place : array_like, shape (n,)
        The place of each count, any labels.
    count : array_like of float, shape (n,)
        Counts; rows with a NaN, or without an expectation above 0, are left out.
    expected : array_like of float, shape (n,)
        What is expected of each count, on any one scale (effort, when rates should be alike).

    Returns
    -------
    Scatter
        Both 0 where there is nothing to estimate from.

    References
    ----------
    Method of moments for the negative binomial: Breslow (1984), Appl. Stat. 33, 38–44; solved
    here for totals held fixed.

    Examples
    --------
    >>> scatter([1, 1, 2, 2], [0, 8, 2, 6], [1, 1, 1, 1])
    Scatter(within=1.0, between=0.0)
    """
    _, codes = np.unique(np.asarray(place), return_inverse=True)
    found, weight = np.asarray(count, np.float64), np.asarray(expected, np.float64)
    usable = np.isfinite(weight)
    weight = weight / max(weight[usable].max(initial=0.0), TINY)
    kept = usable & (weight > NONE) & (found >= 0)
    codes, found, weight = codes[kept], found[kept], weight[kept]
    if not found.sum() > 0:
        return Scatter(0.0, 0.0)
    size = int(codes.max()) + 1
    within = _within(codes, found, weight, size)
    return Scatter(within, _between(codes, found, weight, size, within))


def _within(codes: NDArray[np.intp], found: Floats, weight: Floats, size: int) -> float:
    total, whole = np.bincount(codes, found, size), np.bincount(codes, weight, size)
    share = weight / whole[codes]
    kept = total[codes] > 0
    expected = total[codes[kept]] * share[kept]
    pearson = float((((found[kept] - expected) ** 2) / expected).sum())
    some = total > 0
    freedom = float((np.bincount(codes, minlength=size)[some] - 1).sum())
    room = float((total * (1 - np.bincount(codes, share**2, size))).sum())
    return _solved(pearson - freedom, room)


def _between(
    codes: NDArray[np.intp], found: Floats, weight: Floats, size: int, within: float
) -> float:
    total, whole = np.bincount(codes, found, size), np.bincount(codes, weight, size)
    present = whole > 0
    total, whole = total[present], whole[present]
    caught = float(total.sum())
    share = whole / whole.sum()
    expected = caught * share
    pearson = float(((total - expected) ** 2 / expected).sum())
    squares = np.bincount(codes, weight**2, size)[present] * (caught / whole.sum()) ** 2
    clumps = (squares * (1 - 2 * share) + share**2 * squares.sum()) / expected
    freedom = len(total) - 1 + within * float(clumps.sum())
    return _solved(pearson - freedom, caught * float(1 - (share**2).sum()))


def _solved(surplus: float, room: float) -> float:
    """Return the clumping that explains a surplus; what no room is left for is not there."""
    return max(0.0, surplus / room) if room > 1e-9 else 0.0
