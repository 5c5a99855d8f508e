"""Rows that stand for several surveys: with their squares, φ is found as from the surveys.

A county's months of stations are many, and what statistics need of them are sums: how many there
were, Σk, Σn, and for their scatter Σk², Σkn and Σn². A database adds these up.
"""

import numpy as np

from vector.stats.observation import Floats, Ints, Observations
from vector.stats.replicate import Overdispersion, Squares, of_groups, squares

# Surveys with effort and without, Σk², Σkn and Σn² of those with effort; a frame has all or none.
POOLED = ("surveys", "failed", "count_square", "product", "effort_square")


def pooled(seen: Observations) -> bool:
    """Return whether rows stand for several surveys."""
    return set(POOLED) <= {*seen.frame.columns}


def numbers_of(seen: Observations) -> tuple[Floats, Floats, Floats]:
    """Return of each row how many surveys had effort, how many had none, and how many it tells of.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.stats.observation import observations
    >>> rows = pd.DataFrame({"period": ["2024-05", "2024-06"], "count": 1, "effort": [3, 0]})
    >>> [each.tolist() for each in numbers_of(observations(rows))]
    [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """
    if not pooled(seen):
        rows = np.ones(len(seen.frame))
        return seen.usable.astype(np.float64), (seen.effort == 0).astype(np.float64), rows
    surveys, failed = (seen.frame[name].to_numpy(np.float64) for name in POOLED[:2])
    return surveys, failed, surveys + failed


def scatter_squares(
    seen: Observations, cell: Ints, size: int, *, binomial: bool = False
) -> Squares:
    """Return what φ is made of for each cell, as :func:`vector.stats.replicate.squares`.

    Σ (k - n d)² = Σk² - 2 d Σkn + d² Σn².

    Parameters
    ----------
    seen : Observations
        Surveys, or rows that stand for several.
    cell : integer array, shape (rows,)
        In which cell each row lies.
    size : int
        How many cells there are.
    binomial : bool
        For positives among checked.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.stats.observation import observations
    >>> one_by_one = pd.DataFrame({"period": "2024-05", "count": [0, 8], "effort": [10, 10]})
    >>> together = pd.DataFrame({"period": ["2024-05"], "count": [8], "effort": [20],
    ...     "surveys": 2, "failed": 0, "count_square": 64, "product": 80, "effort_square": 200})
    >>> for frame in (one_by_one, together):
    ...     rows = observations(frame)
    ...     print(*scatter_squares(rows, np.zeros(len(frame), np.int64), 1))
    [32.] [4.] [1.]
    [32.] [4.] [1.]
    """
    good = seen.usable
    at, k, n = cell[good], seen.count[good], seen.effort[good]
    if not pooled(seen):
        return squares(at, k, n, size, binomial=binomial)
    found = (seen.frame[name].to_numpy(np.float64)[good] for name in ("surveys", *POOLED[2:]))
    count, effort, surveys, kk, kn, nn = (np.bincount(at, each, size) for each in (k, n, *found))
    density = np.divide(count, effort, out=np.zeros(size), where=effort > 0)
    spread = density * np.maximum(1 - density, 0.0) if binomial else density
    room = spread * np.maximum(effort - nn / np.where(effort > 0, effort, 1.0), 0.0)
    about = np.maximum(kk - 2 * density * kn + density**2 * nn, 0.0)
    freedom = np.maximum(surveys - 1.0, 0.0)
    return Squares(about, np.where(freedom > 0, room, 0.0), freedom)


def scatter(
    seen: Observations, cell: Ints, shape: tuple[int, int], *, binomial: bool = False
) -> Overdispersion:
    """Return φ of each group from what shares a cell; ``cell`` is group · parts + part."""
    found = scatter_squares(seen, cell, shape[0] * shape[1], binomial=binomial)
    return of_groups(found, np.repeat(np.arange(shape[0]), shape[1]), shape[0])
