"""Neighbours: series that are surprised together tell of each other.

Weather moves many places at once. For every series the few others whose past surprises went
most with its own are found, their correlation shrunk by the number of common periods; nothing
has to be known of where the places are.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.panel import Array, Mask, Whole

NEAREST = 10
# Common periods at which a correlation is believed half.
HALF_BELIEVED = 20.0
# Correlations are looked for among so many series, a block of rows at a time.
CANDIDATES = 1_500
BLOCK = 500
SEED = 7


@dataclass(frozen=True)
class Neighbours:
    """The nearest of each series.

    Attributes
    ----------
    series : ndarray of int, shape (S, K)
        Columns of the neighbours.
    weight : ndarray, shape (S, K)
        Squared shrunk correlation, 0 where there is none.
    """

    series: Whole
    weight: Array

    def mean(self, value: Array, seen: Mask) -> Array:
        """Return the weighted mean over each series' neighbours, drawn slightly to 0.

        Parameters
        ----------
        value : ndarray, shape (T, S)
            What is averaged.
        seen : ndarray of bool, shape (T, S)
            Where a neighbour was observed.

        Returns
        -------
        ndarray, shape (T, S)
            The means; 0 where no neighbour was observed.
        """
        known = np.where(seen, value, 0.0)
        total, weight = np.zeros_like(known), np.full_like(known, 0.05)
        for place in range(self.series.shape[1]):
            share = self.weight[:, place]
            total += known[:, self.series[:, place]] * share
            weight += seen[:, self.series[:, place]] * share
        return np.asarray(total / weight)


def nearest(surprise: Array, seen: Mask) -> Neighbours:
    """Find the neighbours of every series by the correlation of their surprises.

    Parameters
    ----------
    surprise : ndarray, shape (T, S)
        Standardised surprises, 0 where unobserved.
    seen : ndarray of bool, shape (T, S)
        Where observed.

    Returns
    -------
    Neighbours
        At most ten of each series.

    Examples
    --------
    >>> alike = np.tile([1.0, -1.0], 50)
    >>> other = np.tile([1.0, 1.0, -1.0, -1.0], 25)
    >>> found = nearest(np.column_stack([alike, other, alike]), np.ones((100, 3), bool))
    >>> found.series[0, 0].item(), (found.weight[:, 0] > 0.1).tolist()
    (2, [True, False, True])
    """
    size = surprise.shape[1]
    candidates = np.arange(size)
    if size > CANDIDATES:
        candidates = np.random.default_rng(SEED).permutation(size)[:CANDIDATES]
    blocks = [
        _block(surprise, seen, np.arange(first, min(first + BLOCK, size)), candidates)
        for first in range(0, size, BLOCK)
    ]
    series, weight = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return Neighbours(series, weight)


def _block(surprise: Array, seen: Mask, own: Whole, candidates: Whole) -> tuple[Whole, Array]:
    mine, others = surprise[:, own], surprise[:, candidates]
    seen_mine, seen_others = seen[:, own].astype(float), seen[:, candidates].astype(float)
    common = seen_mine.T @ seen_others
    scale = np.sqrt(((mine**2).T @ seen_others) * (seen_mine.T @ others**2)) + 1e-9
    correlation = (mine.T @ others) / scale * common / (common + HALF_BELIEVED)
    correlation[own[:, None] == candidates] = 0
    keep = min(NEAREST, len(candidates))
    place = np.argpartition(-correlation, keep - 1, axis=1)[:, :keep]
    found = np.take_along_axis(correlation, place, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    place, found = (np.take_along_axis(each, order, axis=1) for each in (place, found))
    return candidates[place], np.maximum(found, 0) ** 2
