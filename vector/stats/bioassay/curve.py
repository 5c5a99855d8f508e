"""The dose–response line 剂量–反应线: link(share dead) = intercept + slope × log10 dose."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from vector.stats.bioassay.assays import Assays
from vector.stats.bioassay.link import Link
from vector.stats.bioassay.reason import Reason, Reasons, give
from vector.stats.bioassay.scoring import TOLERANCE, Solution, Trials, solve
from vector.stats.density import Floats

HETEROGENEITY = 0.15
FLAT = 0.15


@dataclass(frozen=True)
class Curves:
    """The fitted lines of many assays; every array has shape (assays,).

    Attributes
    ----------
    link : Link
    intercept, slope : float64 array
        Per log10 of the dose.
    var_intercept, var_slope, covariance : float64 array
        Of the two, without heterogeneity.
    deviance, pearson, loglik : float64 array
    df : float64 array
        Rows less coefficients.
    trend_p : float64 array
        p of the likelihood-ratio test that mortality does not depend on the dose.
    natural : float64 array
        Natural mortality where it was estimated with the line, else 0.
    lowest, highest : float64 array
        log10 of the least and the greatest dose tested.
    reasons : object array
        Why an assay has no lethal dose; empty where it has one.
    """

    link: Link
    intercept: Floats
    slope: Floats
    var_intercept: Floats
    var_slope: Floats
    covariance: Floats
    deviance: Floats
    pearson: Floats
    loglik: Floats
    df: Floats
    trend_p: Floats
    natural: Floats
    lowest: Floats
    highest: Floats
    reasons: Reasons

    @property
    def size(self) -> int:
        """The number of assays."""
        return len(self.slope)

    @property
    def p(self) -> Floats:
        """p of Pearson's χ²: whether a line is right; NaN without degrees of freedom."""
        return np.where(self.df > 0, special.chdtrc(np.maximum(self.df, 1), self.pearson), np.nan)

    def heterogeneous(self, level: float = HETEROGENEITY) -> NDArray[np.bool_]:
        """Return whether the points scatter about the line more than chance allows."""
        return np.nan_to_num(self.p, nan=1.0) < level

    def heterogeneity(self, level: float = HETEROGENEITY) -> Floats:
        """Return the factor of the variances: χ²/df where heterogeneous, else 1."""
        return np.where(self.heterogeneous(level), self.pearson / np.maximum(self.df, 1), 1.0)

    def quantile(self, confidence: float, level: float = HETEROGENEITY) -> Floats:
        """Return how many standard errors an interval reaches: t where heterogeneous, else z."""
        tail = (1 + confidence) / 2
        student = stats.t.ppf(tail, np.maximum(self.df, 1))
        return np.asarray(np.where(self.heterogeneous(level), student, special.ndtri(tail)))

    def take(self, positions: NDArray[np.intp]) -> "Curves":
        """Return the curves at some positions, in that order."""
        arrays = {name: each[positions] for name, each in vars(self).items() if name != "link"}
        return replace(self, **arrays)


def fit(
    assays: Assays,
    link: Link = Link.PROBIT,
    *,
    flat_level: float = FLAT,
    tolerance: float = TOLERANCE,
) -> Curves:
    """Fit the line of every assay by maximum likelihood.

    Parameters
    ----------
    assays : Assays
        As :func:`~vector.stats.bioassay.assays.gather` returns them.
    link : Link
        Probit unless another is given.
    flat_level : float
        At or above this p of the slope, and with a falling line, no lethal dose is given.
    tolerance : float
        When the iteration stops, see :mod:`~vector.stats.bioassay.scoring`.

    Returns
    -------
    Curves
        Figures are NaN where no line exists: fewer than two doses, all or none dead, or no two
        doses that overlap (every dose below some point kills none, every one above kills all).

    References
    ----------
    Finney (1971), Probit Analysis, 3rd ed.; Silvapulle (1981), J. R. Stat. Soc. B 43, 310–313,
    for when the estimate exists.

    Examples
    --------
    >>> from vector.stats.bioassay.assays import gather
    >>> rotenone = gather([0] * 5, [10.2, 7.7, 5.1, 3.8, 2.6], [50, 49, 46, 48, 50],
    ...                   [44, 42, 24, 16, 6])
    >>> line = fit(rotenone)
    >>> line.intercept.round(6).tolist(), line.slope.round(6).tolist()
    ([-2.887463], [4.213197])
    """
    link = Link(link)
    reasons = _unfit(assays)
    rows = reasons[assays.codes] == Reason.FINE.value
    middle = _middle(assays)
    trials = _trials(assays, rows, assays.dose - middle[assays.codes])
    found = solve(trials, link, tolerance)
    give(reasons, ~found.converged, Reason.NOT_CONVERGED)
    trend = _trend(trials, found)
    with np.errstate(invalid="ignore"):
        give(reasons, trend >= flat_level, Reason.FLAT)
        give(reasons, found.coefficients[:, 1] <= 0, Reason.NEGATIVE_SLOPE)
    every = np.ones(len(assays.codes), dtype=np.bool_)
    intercept, slope, variance, var_slope, covariance = _uncentred(found, middle)
    return Curves(
        link,
        intercept,
        slope,
        variance,
        var_slope,
        covariance,
        np.where(found.converged, found.deviance, np.nan),
        np.where(found.converged, found.pearson, np.nan),
        np.where(found.converged, found.loglik, np.nan),
        np.maximum(np.bincount(assays.codes, minlength=assays.size) - 2.0, 0),
        trend,
        np.zeros(assays.size),
        assays.least(every),
        assays.most(every),
        reasons,
    )


def _middle(assays: Assays) -> Floats:
    """Return the mean log dose of each assay, about which the line is fitted."""
    rows = np.bincount(assays.codes, minlength=assays.size)
    return assays.total(assays.dose) / np.maximum(rows, 1)


def _trials(assays: Assays, rows: NDArray[np.bool_], dose: Floats) -> Trials:
    design = np.column_stack([np.ones(int(rows.sum())), dose[rows]])
    return Trials(assays.size, assays.codes[rows], design, assays.number[rows], assays.dead[rows])


def _uncentred(found: Solution, middle: Floats) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return intercept, slope, their variances and covariance as of log dose 0."""
    steady = np.where(found.converged, 1.0, np.nan)
    (level, slope), cover = found.coefficients.T * steady, found.covariance.T * steady
    variance, shared, var_slope = cover[0, 0], cover[0, 1], cover[1, 1]
    return (
        level - slope * middle,
        slope,
        variance - 2 * middle * shared + middle**2 * var_slope,
        var_slope,
        shared - middle * var_slope,
    )


def _trend(trials: Trials, found: Solution) -> Floats:
    """Return p of the test of the slope: twice the gain in likelihood over one common share."""
    number, dead = trials.total(trials.number), trials.total(trials.dead)
    alive = number - dead
    common = np.divide(dead, number, out=np.full(trials.size, 0.5), where=number > 0)
    ways = special.gammaln(trials.number + 1) - special.gammaln(trials.dead + 1)
    ways = trials.total(ways - special.gammaln(trials.number - trials.dead + 1))
    without = ways + special.xlogy(dead, common) + special.xlog1py(alive, -common)
    gain = np.where(found.converged, 2 * (found.loglik - without), np.nan)
    return np.asarray(special.chdtrc(1, np.maximum(gain, 0)))


def _unfit(assays: Assays) -> Reasons:
    """Return why an assay has no line, from the look of its rows."""
    reasons = assays.reasons.copy()
    every = np.ones(len(assays.codes), dtype=np.bool_)
    some, short = assays.dead > 0, assays.dead < assays.number
    give(reasons, assays.least(every) == assays.most(every), Reason.ONE_DOSE)
    give(reasons, assays.total(some.astype(np.float64)) == 0, Reason.NO_DEATHS)
    give(reasons, assays.total(short.astype(np.float64)) == 0, Reason.ALL_DEAD)
    give(reasons, assays.least(some) >= assays.most(short), Reason.ALL_OR_NONE)
    give(reasons, assays.most(some) <= assays.least(short), Reason.NEGATIVE_SLOPE)
    return reasons
