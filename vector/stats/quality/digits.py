"""Last digits 末位数字: counts that end in 0 or 5, or in one digit, too often."""

import numpy as np
from scipy import stats

from vector.stats.quality.level import NODES, Levels, log_chance
from vector.stats.quality.like import Expectation
from vector.stats.quality.pattern import Pattern, nothing
from vector.stats.quality.survey import Floats, Surveys

DIGITS = np.arange(10)
LOOKS = 11


def digits(found: Surveys, expected: Expectation, known: Levels, least: int) -> Pattern:
    """Test the last digits of the counts of ten and more of each series.

    Within its ten (30 to 39, say) a count should end in any digit about as often as its
    neighbours: the chance of digit d is ``P(10 j + d) / Σ_e P(10 j + e)`` under the negative
    binomial law of the survey at the station's own level, but never taken as less than 1/10.
    p is the binomial tail at the mean chance (no smaller than the true one, Hoeffding) for each
    digit and for 0 and 5 together, times the eleven looks.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    expected : Expectation
    known : Levels
    least : int
        The fewest counts of ten and more.

    Returns
    -------
    Pattern
        ``seen`` of ``of`` counts end in ``what``.

    References
    ----------
    Hoeffding (1956), Ann. Math. Stat. 27, 713–721; Beber and Scacco (2012), Polit. Anal. 20,
    211–234 (last digits of made-up figures).
    """
    result = nothing(found.size)
    large = np.flatnonzero(found.count >= 10)
    series = found.code[large]
    trials = np.bincount(series, minlength=found.size)
    enough = trials >= least
    if not enough.any():
        return result
    chance = np.maximum(_chances(found.count[large], large, found, expected, known), 0.1)
    hit = (found.count[large] % 10)[:, None] == DIGITS
    p, seen = _tails(series, trials, _with_five(hit), _with_five(chance))
    best = p.argmin(axis=1)
    rows = np.arange(found.size)
    result.p[enough] = np.minimum(1.0, LOOKS * p[rows, best])[enough]
    result.seen[enough], result.of[enough] = seen[rows, best][enough], trials[enough]
    result.what[enough] = np.array([*map(str, DIGITS), "0/5"], dtype=object)[best][enough]
    return result


def _chances(
    count: Floats, at: np.ndarray[tuple[int], np.dtype[np.intp]], found: Surveys,
    expected: Expectation, known: Levels,
) -> Floats:  # fmt: skip
    level = known.weights() @ NODES
    mean = expected.mean[at] * level[found.code[at]]
    near = (count - count % 10)[:, None] + DIGITS
    log = log_chance(near, np.maximum(mean, 1e-9)[:, None], expected.within[at][:, None])
    chance = np.exp(log - log.max(axis=1, keepdims=True))
    return np.asarray(chance / chance.sum(axis=1, keepdims=True), np.float64)


def _with_five(each: np.ndarray[tuple[int, int], np.dtype[np.generic]]) -> Floats:
    """Return a column for each digit and one for 0 and 5 together."""
    values = each.astype(np.float64)
    return np.column_stack([values, values[:, 0] + values[:, 5]])


def _tails(
    series: np.ndarray[tuple[int], np.dtype[np.intp]],
    trials: np.ndarray[tuple[int], np.dtype[np.intp]],
    hit: Floats,
    chance: Floats,
) -> tuple[Floats, Floats]:
    size = len(trials)
    seen, likely = np.zeros((size, LOOKS)), np.zeros((size, LOOKS))
    np.add.at(seen, series, hit)
    np.add.at(likely, series, chance)
    mean = np.minimum(likely / np.maximum(trials, 1)[:, None], 1.0)
    p = np.asarray(stats.binom.sf(seen - 1, trials[:, None], mean))
    p[seen <= likely] = 1.0
    return p, seen
