"""Steadiness 过于平稳: counts that vary less than chance alone makes them."""

import numpy as np
from scipy import stats

from vector.stats.quality.like import Expectation
from vector.stats.quality.pattern import Pattern, nothing
from vector.stats.quality.survey import Codes, Family, Flags, Floats, Surveys

# A series that scatters at least so much of what Poisson expects is steady in no way.
OPEN = 0.6
# Beyond this variance a count is as good as normal.
SMOOTH = 1e4
TILTS = np.geomspace(0.05, 200.0, 14)


def steadiness(found: Surveys, expected: Expectation, least: int, family: Family) -> Pattern:
    """Test whether the counts of each series vary too little.

    Honest counts vary at least as Poisson's (positives of so many checked: as the binomial
    ones). With ``m_i`` the series' total shared out by effort and season, and again by effort
    alone, ``X² = Σ (c_i - m_i)²/v_i`` is small for made-up steady figures. χ² is no guide where
    means are small, so p is Chernoff's bound, ``min_θ e^(θX²) Π E e^(-θ z_i²)`` with the
    expectations summed over the law itself, divided by the chance of the total, which is given:
    never too small. The two shares are two looks, so p is doubled.

    Parameters
    ----------
    found : Surveys
        Only surveys with effort and count.
    expected : Expectation
    least : int
        The fewest surveys.
    family : {"rate", "proportion"}
        Whether counts are bounded by their effort.

    Returns
    -------
    Pattern
        ``seen`` is X²/(n - 1), ``of`` is n.

    References
    ----------
    Chernoff (1952), Ann. Math. Stat. 23, 493–507.
    """
    result = nothing(found.size)
    surveys = np.bincount(found.code, minlength=found.size)
    total = np.bincount(found.code, found.count, found.size).astype(np.float64)
    enough = (surveys >= least) & (total > 0)
    result.of[enough], result.p[enough], result.seen[enough] = surveys[enough], 1.0, np.inf
    for weight in (expected.mean, found.effort):
        p, ratio = _bound(found, weight, total, surveys, enough, family)
        result.p[enough] = np.minimum(result.p, 2 * p)[enough]
        result.seen[enough] = np.minimum(result.seen, ratio)[enough]
    return result


def _bound(
    found: Surveys,
    weight: Floats,
    total: Floats,
    surveys: Codes,
    enough: Flags,
    family: Family,
) -> tuple[Floats, Floats]:
    whole = np.bincount(found.code, weight, found.size)
    share = np.divide(weight, whole[found.code], out=np.zeros_like(weight), where=weight > 0)
    mean = total[found.code] * share
    slack = np.clip(1 - mean / found.effort, 0.0, 1.0) if family == "proportion" else 1.0
    variance = np.maximum(mean * slack, 1e-12)
    squares = np.where(mean > 0, (found.count - mean) ** 2 / variance, 0.0)
    pearson = np.bincount(found.code, squares, found.size)
    ratio = pearson / np.maximum(surveys - 1, 1)
    p = np.ones(found.size)
    steady = enough & (ratio < OPEN)
    at = np.flatnonzero(steady[found.code] & (mean > 0))
    if len(at):
        log = _log_shrunk(mean[at], variance[at], found.effort[at], family)
        sums = np.zeros((found.size, len(TILTS)))
        np.add.at(sums, found.code[at], log)
        exponent = (pearson[:, None] * TILTS + sums).min(axis=1)
        # Poisson's chance of its own mean: the total is held fixed.
        given = stats.poisson.logpmf(total, total)
        p[steady] = np.exp(np.minimum(exponent - given, 0.0))[steady]
    return p, ratio


def _log_shrunk(mean: Floats, variance: Floats, effort: Floats, family: Family) -> Floats:
    """Return ``log E exp(-θ z²)`` of each survey for every tilt θ."""
    kinds, back = np.unique(np.stack([mean, variance, effort]), axis=1, return_inverse=True)
    found = [_one(m, v, e, family) for m, v, e in kinds.T.tolist()]
    return np.asarray(found, np.float64)[back.ravel()]


def _one(mean: float, variance: float, effort: float, family: Family) -> Floats:
    if variance > SMOOTH:
        return np.asarray(-0.5 * np.log1p(2 * TILTS))
    reach = 12 * np.sqrt(variance) + 12
    values = np.arange(max(0.0, np.floor(mean - reach)), np.ceil(mean + reach) + 1)
    if family == "proportion":
        chance = stats.binom.pmf(values, np.round(effort), min(1.0, mean / effort))
    else:
        chance = stats.poisson.pmf(values, mean)
    squares = (values - mean) ** 2 / variance
    return np.asarray(np.log(chance @ np.exp(-np.multiply.outer(squares, TILTS)) + 1e-300))
