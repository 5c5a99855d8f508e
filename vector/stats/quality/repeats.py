"""Repeats 重复表: the same sheet again, more often than chance brings the same count."""

import numpy as np
from scipy import stats

from vector.stats.quality.level import NODES, Levels, log_chance
from vector.stats.quality.like import Expectation
from vector.stats.quality.pattern import Pattern, likelier, nothing
from vector.stats.quality.survey import Codes, Floats, Surveys


def repeats(found: Surveys, expected: Expectation, known: Levels, least: int) -> Pattern:
    """Test how often a sheet is the same as the one before, or as that of the same month last year.

    Two sheets are the same when count, effort and species are. Each earlier sheet with a catch
    is a trial; the chance that the next one has the same count is taken as the greatest of
    ``Σ_g w_g P(c | μ g)`` under Poisson, the clumping estimated and half of it. With R of n
    repeated, p is the binomial tail at the mean chance, which is no smaller than the true one
    where R is above what is expected (Hoeffding). Both kinds are looked at, so p is doubled
    where both apply. Repeated zeros are none: see :mod:`vector.stats.quality.zeros`.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    expected : Expectation
    known : Levels
    least : int
        The fewest trials.

    Returns
    -------
    Pattern
        ``seen`` is R, ``of`` is n, ``what`` is ``before`` or ``year``.

    References
    ----------
    Hoeffding (1956), Ann. Math. Stat. 27, 713–721.
    """
    weights = known.weights()
    looks = {"before": _before(found), "year": _year_before(found)}
    return likelier(
        [_tested(found, expected, weights, pairs, least, what) for what, pairs in looks.items()]
    )


def _before(found: Surveys) -> tuple[Codes, Codes]:
    """Return pairs of surveys that follow each other in a series."""
    later = np.flatnonzero(np.diff(found.code) == 0) + 1
    return later - 1, later


def _year_before(found: Surveys) -> tuple[Codes, Codes]:
    """Return pairs of surveys, the first of their months, a year apart."""
    key = found.code.astype(np.int64) * 100_000 + found.month
    months, first = np.unique(key, return_index=True)
    at = np.searchsorted(months, months - 12)
    there = (at < len(months)) & (months[np.minimum(at, len(months) - 1)] == months - 12)
    return first[at[there]], first[there]


def _tested(
    found: Surveys,
    expected: Expectation,
    weights: Floats,
    pairs: tuple[Codes, Codes],
    least: int,
    what: str,
) -> Pattern:
    result = nothing(found.size)
    earlier, later = pairs
    trial = found.count[earlier] > 0
    earlier, later = earlier[trial], later[trial]
    if not len(later):
        return result
    series = found.code[later]
    same = found.sheet[earlier] == found.sheet[later]
    chance = _chance(found.count[earlier], later, series, expected, weights)
    trials = np.bincount(series, minlength=found.size)
    seen = np.bincount(series, same, found.size)
    mean = np.bincount(series, chance, found.size) / np.maximum(trials, 1)
    p = np.asarray(stats.binom.sf(seen - 1, trials, np.minimum(mean, 1.0)))
    p[seen <= trials * mean] = 1.0
    enough = trials >= least
    result.p[enough], result.seen[enough], result.of[enough] = (
        p[enough],
        seen[enough],
        trials[enough],
    )
    result.what[enough] = what
    return result


def _chance(
    count: Floats, later: Codes, series: Codes, expected: Expectation, weights: Floats
) -> Floats:
    mean = expected.mean[later][:, None] * NODES
    found = np.zeros(len(later))
    for times in (0.0, 0.5, 1.0):
        chance = np.exp(log_chance(count[:, None], mean, times * expected.within[later][:, None]))
        found = np.maximum(found, (weights[series] * chance).sum(axis=1))
    return found
