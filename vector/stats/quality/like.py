"""Like stations 同类监测点: what a survey should find, by what others of its kind find."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vector.catalog.quality import LevelRules
from vector.stats.quality.survey import Codes, Floats, Surveys
from vector.stats.scatter import scatter

# A month's rate is drawn to the kind's as if so many more had been caught at that one.
SHRINK = 4.0


class Expectation(NamedTuple):
    """What is expected of each survey at the level of its like, and how counts scatter.

    ``within`` and ``between`` are squared coefficients of variation: of the surveys of a
    station around its level, and of the stations' levels.
    """

    mean: Floats
    within: Floats
    between: Floats


def kinds(found: Surveys, least: int) -> tuple[Codes, NDArray[np.bool_]]:
    """Return the kind of each series, and whether it has enough like stations to be a measure.

    Series of the same method and habitat are alike; where they are too few, those of the same
    method.

    Parameters
    ----------
    found : Surveys
    least : int
        So many series make a kind.

    Examples
    --------
    >>> from vector.stats.quality.survey import surveys
    >>> rows = pd.DataFrame({"station": list("abcd"), "date": "2025-03-01", "count": 1,
    ...                      "effort": 9, "habitat": ["x", "x", "y", "y"]})
    >>> [part.tolist() for part in kinds(surveys(rows), 3)]
    [[0, 0, 0, 0], [True, True, True, True]]
    """
    names = found.series.astype(str)
    close = names["method"] + "\n" + names["habitat"]
    enough = close.map(close.value_counts()) >= least
    label = close.where(enough, names["method"])
    codes, _ = pd.factorize(label)
    return codes, (np.bincount(codes)[codes] >= least) if len(codes) else codes.astype(bool)


def expectation(found: Surveys, kind: Codes, rules: LevelRules) -> Expectation:
    """Return what each survey should find at the mean level of its kind.

    Effort times the kind's rate in that calendar month, the rate drawn to the kind's mean as if
    four more had been caught at it: ``r_m = r (C_m + 4)/(r E_m + 4)``. The scatter around it is
    estimated kind by kind (:func:`vector.stats.scatter.scatter`) and kept within the rules.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    kind : ndarray of int
        The kind of each series.
    rules : LevelRules

    Examples
    --------
    >>> from vector.catalog import load
    >>> from vector.stats.quality.survey import surveys
    >>> rows = pd.DataFrame({"station": list("ab"), "date": "2025-03-01", "count": [4, 12],
    ...                      "effort": 100})
    >>> expectation(surveys(rows), np.array([0, 0]), load().quality.level).mean.tolist()
    [8.0, 8.0]
    """
    of = kind[found.code]
    calendar = found.month % 12
    cell = of * 12 + calendar
    size = (int(of.max(initial=0)) + 1) * 12
    caught, effort = (np.bincount(cell, each, size) for each in (found.count, found.effort))
    rate = _ratio(caught.reshape(-1, 12).sum(1), effort.reshape(-1, 12).sum(1)).repeat(12)
    monthly = rate * (caught + SHRINK) / (rate * effort + SHRINK)
    mean = np.asarray(found.effort * monthly[cell], np.float64)
    within, between = np.zeros(size // 12), np.zeros(size // 12)
    for each in np.unique(of):
        at = of == each
        within[each], between[each] = scatter(found.code[at], found.count[at], mean[at])
    return Expectation(
        mean,
        np.clip(within, rules.least_within, rules.most_within)[of],
        np.maximum(between, rules.least_between)[of],
    )


def _ratio(above: Floats, below: Floats) -> Floats:
    found = np.divide(above, below, out=np.zeros_like(above, dtype=np.float64), where=below > 0)
    return np.asarray(found, np.float64)
