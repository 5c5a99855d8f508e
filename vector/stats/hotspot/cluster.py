"""A cluster: its places, its time, its rate against the rest, and how probable it is by chance."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.stats.hotspot.study import Study

Floats = NDArray[np.float64]
TINY = 1e-9

COLUMNS = (
    "rank",
    "kind",
    "centre",
    "members",
    "places",
    "x",
    "y",
    "radius",
    "start",
    "end",
    "count",
    "expected",
    "ratio",
    "relative_risk",
    "effort",
    "rate",
    "llr",
    "p",
    "p_gumbel",
)

WHOLE = ("rank", "places", "count")
TEXTS = ("kind", "centre", "members", "start", "end")
KINDS = {name: np.int64 if name in WHOLE else np.float64 for name in COLUMNS if name not in TEXTS}


class Found(NamedTuple):
    """A window: its places from the centre outwards, and the periods it spans."""

    centre: int
    members: NDArray[np.intp]
    radius: float
    first: int
    after: int
    ratio: float


def clusters(found: list[Found], study: Study, maxima: Floats) -> pd.DataFrame:
    """Describe windows in the study's own words.

    Parameters
    ----------
    found : list of Found
        The likeliest first.
    study : Study
    maxima : array
        The greatest log likelihood ratio of each simulation.

    Returns
    -------
    DataFrame
        ``kind`` high or low; ``members`` a tuple of places, the centre first; ``radius`` in the
        unit of the distances; ``start`` and ``end`` the first and last period; ``ratio``
        counted / expected; ``relative_risk`` that ratio against the ratio outside (infinite
        when nothing was counted there); ``rate`` count / effort; ``llr``, ``p``, ``p_gumbel``.
    """
    rows = [_row(rank, each, study, maxima) for rank, each in enumerate(found, start=1)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(KINDS)


def _row(rank: int, found: Found, study: Study, maxima: Floats) -> tuple[object, ...]:
    cells = np.ix_(found.members, np.arange(found.first, found.after))
    count, expected = int(study.count[cells].sum()), float(study.expected[cells].sum())
    effort = float(study.effort[cells].sum())
    return (
        rank,
        "high" if count > expected else "low",
        study.places[found.centre],
        tuple(study.places[found.members]),
        len(found.members),
        study.x[found.centre],
        study.y[found.centre],
        found.radius,
        study.periods[found.first],
        study.periods[found.after - 1],
        count,
        expected,
        count / expected,
        _relative_risk(count, expected, study.total),
        effort,
        count / effort if effort > 0 else np.nan,
        found.ratio,
        by_rank(found.ratio, maxima),
        by_gumbel(found.ratio, maxima),
    )


def _relative_risk(count: int, expected: float, total: int) -> float:
    outside = (total - count) / (total - expected)
    return count / expected / outside if outside > 0 else float("inf")


def by_rank(ratio: float, maxima: Floats) -> float:
    """Return ``(1 + b)/(1 + R)`` with b of R simulated maxima at least as great.

    Examples
    --------
    >>> by_rank(3.0, np.array([1.0, 2.0, 3.0]))
    0.5
    """
    return float((1 + (maxima >= ratio * (1 - TINY)).sum()) / (1 + len(maxima)))


def by_gumbel(ratio: float, maxima: Floats) -> float:
    """Return the upper tail of a Gumbel law fitted to the simulated maxima by moments.

    ``p = 1 - exp(-exp(-(ratio - m)/b))`` with ``b = s √6 / π`` and ``m`` = mean - 0.5772 b.
    NaN where all maxima are the same.

    References
    ----------
    Abrams, Kleinman and Kulldorff (2010), Int. J. Health Geogr. 9, 61.

    Examples
    --------
    >>> round(by_gumbel(10.0, np.array([2.0, 3.0, 4.0, 5.0])), 4)
    0.0009
    """
    spread = float(maxima.std(ddof=1)) if len(maxima) > 1 else 0.0
    if spread <= 0:
        return float("nan")
    scale = spread * np.sqrt(6) / np.pi
    mode = float(maxima.mean()) - np.euler_gamma * scale
    return float(-np.expm1(-np.exp(-(ratio - mode) / scale)))
