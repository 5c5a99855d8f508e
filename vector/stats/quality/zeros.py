"""Zeros 全零: whether so long a run of zeros is believable at a place like this."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vector.stats.quality.level import NODES, Levels, log_chance, runs
from vector.stats.quality.like import Expectation
from vector.stats.quality.pattern import Pattern, nothing
from vector.stats.quality.survey import Codes, Floats, Surveys

# The clumping is taken as estimated and as twice that.
LOOSER = (1.0, 2.0)


def zeros(
    found: Surveys,
    expected: Expectation,
    known: Levels,
    least: int,
    inside: NDArray[np.bool_] | None = None,
) -> Pattern:
    """Test the runs of zeros of each series; the hardest to believe stands.

    A zero is no fault: with few traps or at a clean place it is what one finds. The chance of a
    run of L zeros is ``Σ_g w_g Π P(0 | μ_i g)``, over the levels g that the station may have
    given its other surveys, each count negative binomial with what effort and season let
    expect, at the clumping estimated and at twice that, whichever believes it more. Places are
    treated, too: with the chance ``treated_share`` the level has fallen to ``clean_level``. The
    run may have begun at any of ``n - L + 1`` surveys, so p is that many times the chance.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    expected : Expectation
    known : Levels
    least : int
        Shorter runs are not looked at.
    inside : ndarray of bool, optional
        Only runs whose last survey is inside are looked at.

    Returns
    -------
    Pattern
        ``seen`` is L, ``of`` the number of surveys, ``what`` the first day of the run.
    """
    surveys = np.bincount(found.code, minlength=found.size)
    result = nothing(found.size)
    result.p[surveys >= least] = 1.0
    result.seen[surveys >= least], result.of[surveys >= least] = 0.0, surveys[surveys >= least]
    run = _runs(found, least, inside)
    if not len(run.start):
        return result
    chance = np.max([_chance(run, known, _no_catch(expected, each)) for each in LOOSER], axis=0)
    p = np.minimum(1.0, chance * (surveys[run.series] - run.length + 1))
    order = np.lexsort((p, run.series))
    first = order[np.append(True, np.diff(run.series[order]) != 0)]
    at = run.series[first]
    result.p[at], result.seen[at] = p[first], run.length[first]
    result.what[at] = found.date[run.start[first]].astype(str)
    return result


class _Runs(NamedTuple):
    """Runs of zeros: series, first survey and length of each."""

    series: Codes
    start: Codes
    length: Codes


def _runs(found: Surveys, least: int, inside: NDArray[np.bool_] | None) -> _Runs:
    start, length = runs(found.code, found.count == 0)
    kept = length >= least
    if inside is not None:
        kept &= inside[start + length - 1]
    return _Runs(found.code[start[kept]], start[kept], length[kept])


def _no_catch(expected: Expectation, times: float) -> Floats:
    """Return the log probability of a zero of each survey at each level."""
    none = np.zeros((len(expected.mean), 1))
    return log_chance(none, expected.mean[:, None] * NODES, times * expected.within[:, None])


def _chance(run: _Runs, known: Levels, no_catch: Floats) -> Floats:
    """Return the chance of each run; what the run itself says of the level does not count."""
    weight = known.weights(run.series, without=_inside(known.evidence, run))
    treated = known.rules.treated_share
    weight = (1 - treated) * weight
    weight[:, known.clean] += treated
    none = np.exp(np.minimum(_inside(no_catch, run), 0.0))
    return np.asarray((weight * none).sum(axis=1), np.float64)


def _inside(log: Floats, run: _Runs) -> Floats:
    """Return the sums over the surveys of each run."""
    until = np.concatenate([np.zeros((1, log.shape[1])), np.cumsum(log, axis=0)])
    return np.asarray(until[run.start + run.length] - until[run.start], np.float64)
