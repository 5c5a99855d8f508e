"""Differences whose intervals are recovered from those of the two samples (square and add)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from vector.stats.interval import CONFIDENCE, Bounds, garwood
from vector.stats.observation import Floats


class Difference(NamedTuple):
    """A difference of two proportions or densities with its interval."""

    difference: Floats
    lower: Floats
    upper: Floats


def recovered(first: Floats, of_first: Bounds, second: Floats, of_second: Bounds) -> Difference:
    """Return a difference with the interval that two intervals make together.

    d - √((x₁-l₁)² + (u₂-x₂)²) to d + √((u₁-x₁)² + (x₂-l₂)²).

    References
    ----------
    Zou and Donner (2008), Stat. Med. 27, 1693–1702.

    Examples
    --------
    >>> one, bounds = np.array(3.0), (np.array(0.0), np.array(7.0))
    >>> [float(each) for each in recovered(one, bounds, np.array(0.0), bounds)]
    [3.0, -4.615773105863909, 7.0]
    """
    gap = first - second
    lower = gap - np.hypot(first - of_first[0], of_second[1] - second)
    return Difference(gap, lower, gap + np.hypot(of_first[1] - first, second - of_second[0]))


def rate_difference(
    count: ArrayLike,
    effort: ArrayLike,
    base_count: ArrayLike,
    base_effort: ArrayLike,
    dispersion: ArrayLike = 1.0,
    confidence: float = CONFIDENCE,
) -> Difference:
    """Return the difference of two rates, recovered from their Garwood intervals.

    Parameters
    ----------
    count, effort, base_count, base_effort : array
        Counts and efforts; broadcast together.
    dispersion : array
        φ ≥ 1: the samples count as k/φ on e/φ.
    confidence : float

    Returns
    -------
    Difference
        Per unit of effort; NaN without effort on either side.

    References
    ----------
    Li, Tang, Poon and Tang (2011), Commun. Stat. Simul. Comput. 40, 1478–1493; Zou and Donner
    (2008).

    Examples
    --------
    >>> found = rate_difference(41, 28.01, 15, 19.017)
    >>> [round(float(each), 3) for each in found]
    [0.675, 0.017, 1.302]
    """
    k, size, base, base_size, phi = np.broadcast_arrays(
        *(np.asarray(x, float) for x in (count, effort, base_count, base_effort, dispersion))
    )
    phi = np.fmax(phi, 1.0)
    parts = []
    for found, over in ((k, size), (base, base_size)):
        rate = np.divide(found, over, out=np.full(found.shape, np.nan), where=over > 0)
        parts += [rate, garwood(found / phi, over / phi, confidence)]
    return recovered(*parts)
