"""Patterns 数据规律: what every test of a pattern answers, series by series."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vector.stats.quality.survey import Floats


class Pattern(NamedTuple):
    """One test of every series.

    Attributes
    ----------
    p : ndarray of float
        How often an honest station shows as much; NaN where the test does not apply.
    seen, of : ndarray of float
        What was counted, out of how many.
    what : ndarray of object
        A detail for the sentence.
    """

    p: Floats
    seen: Floats
    of: Floats
    what: NDArray[np.object_]


def nothing(size: int) -> Pattern:
    """Return a test that applies to no series yet.

    Examples
    --------
    >>> nothing(2).p.tolist()
    [nan, nan]
    """
    empty = np.full(size, np.nan)
    return Pattern(empty, empty.copy(), empty.copy(), np.full(size, "", dtype=object))


def likelier(looks: list[Pattern]) -> Pattern:
    """Return of several looks at the same pattern the one hardest to believe, p times their number.

    Examples
    --------
    >>> one, other = nothing(2), nothing(2)
    >>> one.p[:], other.p[:] = [0.02, 0.5], [0.1, 0.01]
    >>> likelier([one, other]).p.tolist()
    [0.04, 0.02]
    """
    p = np.stack([np.nan_to_num(each.p, nan=2.0) for each in looks])
    best = p.argmin(axis=0)
    rows = np.arange(p.shape[1])
    applied = (p <= 1).sum(axis=0)
    parts = [np.stack(each)[best, rows] for each in zip(*looks, strict=True)]
    found = Pattern(*parts)
    return found._replace(p=np.minimum(1.0, found.p * applied))
