"""Windows: the circles around each place and the spans of time that a search looks at."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

# Places nearer to each other than this part of a distance enter a circle together.
SAME = 1e-9


class Circles(NamedTuple):
    """The circles around one place: the first ``size`` of ``members`` for every size."""

    centre: int
    members: Codes
    sizes: Codes
    radii: Floats


class Spans(NamedTuple):
    """Spans of time from period ``first`` up to but not including ``after``."""

    first: Codes
    after: Codes


def circles(distance: Floats, weight: Floats, share: float, radius: float) -> list[Circles]:
    """Return the circles around each place that hold up to a share of the expectation.

    A circle grows from neighbour to neighbour; places equally far enter together. Each set of
    places is looked at once: a circle around one place that holds the same places as an earlier
    one around another is left out.

    Parameters
    ----------
    distance : array, shape (places, places)
    weight : array, shape (places,)
        The expectation of each place; places without one belong to no circle.
    share : float
        The largest part of the whole expectation that a circle may hold, up to 0.5.
    radius : float
        The largest radius.

    Returns
    -------
    list of Circles

    Examples
    --------
    >>> line = np.abs(np.subtract.outer([0.0, 1.0, 3.0], [0.0, 1.0, 3.0]))
    >>> [(c.centre, c.members[:max(c.sizes)].tolist()) for c in circles(line, np.ones(3), 0.7, 9)]
    [(0, [0, 1]), (1, [1]), (2, [2, 1])]
    """
    places = np.flatnonzero(weight > 0)
    # Sums of random keys tell sets of places apart whatever the order they entered in.
    keys = np.random.default_rng(0).integers(1, 2**62, len(weight), dtype=np.uint64)
    found, sets = [], []
    for centre in places:
        near = places[np.argsort(distance[centre, places], kind="stable")]
        away = distance[centre, near]
        held = np.cumsum(weight[near]) / weight.sum()
        further = np.append(away[1:] > away[:-1] * (1 + SAME) + SAME * away[-1], True)
        last = np.flatnonzero(further & (held <= share * (1 + SAME)) & (away <= radius))
        found.append(Circles(int(centre), near[: last.max(initial=-1) + 1], last + 1, away[last]))
        sets.append(np.cumsum(keys[near], dtype=np.uint64)[last])
    return _once(found, sets)


def _once(found: list[Circles], sets: list[NDArray[np.uint64]]) -> list[Circles]:
    """Keep the first circle of every set of places."""
    if not found:
        return []
    every = np.concatenate(sets)
    fresh = np.zeros(len(every), dtype=np.bool_)
    fresh[np.unique(every, return_index=True)[1]] = True
    parts = np.split(fresh, np.cumsum([len(each) for each in sets])[:-1])
    return [
        ring._replace(sizes=ring.sizes[new], radii=ring.radii[new])
        for ring, new in zip(found, parts, strict=True)
        if new.any()
    ]


def spans(periods: int, longest: float, alive: bool) -> Spans:
    """Return the spans of time to look at.

    Parameters
    ----------
    periods : int
        How many periods there are; one means that time plays no part.
    longest : float
        The longest span as a part of all periods.
    alive : bool
        Whether only spans that reach the last period count.

    Examples
    --------
    >>> [part.tolist() for part in spans(4, 0.5, False)]
    [[0, 0, 1, 1, 2, 2, 3], [1, 2, 2, 3, 3, 4, 4]]
    >>> [part.tolist() for part in spans(4, 0.5, True)]
    [[2, 3], [4, 4]]
    """
    most = max(1, int(periods * longest + SAME))
    first, after = np.triu_indices(periods)
    after = after + 1
    kept = after - first <= most
    if alive:
        kept &= after == periods
    return Spans(first[kept], after[kept])
