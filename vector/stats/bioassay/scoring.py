"""Maximum likelihood for many binomial regressions at once, by iteratively reweighted squares.

Start, guards and stopping rule are those of R's ``glm`` with ``epsilon = 1e-12``: the same steps,
so the same figures, also for standard errors, which belong to the last step's weights.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from vector.stats.bioassay.link import Link, predictor, share, steepness
from vector.stats.density import Floats

TOLERANCE = 1e-12
STEPS = 100
# Below this determinant of the scaled information two columns say the same.
SINGULAR = 1e-13


@dataclass(frozen=True)
class Trials:
    """Binomial rows with their explanatory columns.

    ``codes`` says to which of ``size`` regressions a row belongs; ``design`` has a column per
    coefficient; every row has a positive ``number``.
    """

    size: int
    codes: NDArray[np.intp]
    design: Floats
    number: Floats
    dead: Floats

    def total(self, values: Floats) -> Floats:
        """Return the sum of a row's values in each regression."""
        return np.bincount(self.codes, values, self.size).astype(np.float64)


@dataclass(frozen=True)
class Solution:
    """Coefficients (size, k), their covariance (size, k, k), and how well the rows are met."""

    coefficients: Floats
    covariance: Floats
    deviance: Floats
    pearson: Floats
    loglik: Floats
    converged: NDArray[np.bool_]


def solve(trials: Trials, link: Link, tolerance: float = TOLERANCE, steps: int = STEPS) -> Solution:
    """Fit every regression.

    β ← (XᵀWX)⁻¹XᵀWz with z = η + (y-μ)/μ' and W = n μ'²/(μ(1-μ)), from μ = (k+½)/(n+1), until
    the deviance changes by less than the tolerance, relative to itself + 0.1.

    Parameters
    ----------
    trials : Trials
        The rows; a regression without rows does not converge.
    link : Link
        How the share depends on the line.
    tolerance, steps : float, int
        When to stop.

    Returns
    -------
    Solution
        NaN for what could not be solved (two columns that say the same).

    References
    ----------
    Nelder and Wedderburn (1972), J. R. Stat. Soc. A 135, 370–384.

    Examples
    --------
    >>> rows = Trials(
    ...     1, np.zeros(3, int), np.array([[1, 0.0], [1, 1], [1, 2]]),
    ...     np.array([10.0, 10, 10]), np.array([2.0, 5, 8]),
    ... )
    >>> solve(rows, Link.LOGIT).coefficients.round(6).tolist()
    [[-1.386294, 1.386294]]
    """
    columns = trials.design.shape[1]
    coefficients = np.full((trials.size, columns), np.nan)
    covariance = np.full((trials.size, columns, columns), np.nan)
    mean = (trials.dead + 0.5) / (trials.number + 1)
    eta = predictor(link, mean)
    deviance = trials.total(distance(trials, mean))
    going = np.bincount(trials.codes, minlength=trials.size) > 0
    converged = np.zeros(trials.size, dtype=np.bool_)
    for _ in range(steps):
        if not going.any():
            break
        better, inverse = _step(trials, link, eta, mean)
        coefficients[going], covariance[going] = better[going], inverse[going]
        rows = going[trials.codes]
        line = np.einsum("ij,ij->i", trials.design, coefficients[trials.codes])
        eta = np.where(rows, line, eta)
        mean = np.where(rows, share(link, eta), mean)
        reached = trials.total(distance(trials, mean))
        with np.errstate(invalid="ignore"):
            done = np.abs(reached - deviance) / (np.abs(reached) + 0.1) < tolerance
        deviance = np.where(going, reached, deviance)
        converged |= going & done
        going = going & ~done & np.isfinite(reached)
    return Solution(coefficients, covariance, deviance, *fit_quality(trials, mean), converged)


def distance(trials: Trials, mean: Floats) -> Floats:
    """Return each row's part of the deviance, 2(k ln(y/μ) + (n-k) ln((1-y)/(1-μ)))."""
    rate = trials.dead / trials.number
    part = special.xlogy(rate, rate / mean) + special.xlogy(1 - rate, (1 - rate) / (1 - mean))
    return np.asarray(2 * trials.number * part)


def fit_quality(trials: Trials, mean: Floats) -> tuple[Floats, Floats]:
    """Return Pearson's χ² and the binomial log likelihood of each regression."""
    alive, variance = trials.number - trials.dead, trials.number * mean * (1 - mean)
    pearson = (trials.dead - trials.number * mean) ** 2 / variance
    ways = special.gammaln(trials.number + 1) - special.gammaln(trials.dead + 1)
    ways -= special.gammaln(alive + 1)
    chance = ways + special.xlogy(trials.dead, mean) + special.xlog1py(alive, -mean)
    known = np.bincount(trials.codes, minlength=trials.size) > 0
    return (
        np.where(known, trials.total(pearson), np.nan),
        np.where(known, trials.total(chance), np.nan),
    )


def _step(trials: Trials, link: Link, eta: Floats, mean: Floats) -> tuple[Floats, Floats]:
    slope = steepness(link, eta)
    target = eta + (trials.dead / trials.number - mean) / slope
    weight = trials.number * slope**2 / (mean * (1 - mean))
    information, score = moments(trials, weight, weight * target)
    inverse = invert(information)
    return np.einsum("sij,sj->si", inverse, score), inverse


def moments(trials: Trials, weight: Floats, pull: Floats) -> tuple[Floats, Floats]:
    """Return XᵀWX and Xᵀ(pull) of each regression."""
    columns = trials.design.T
    information = np.stack(
        [[trials.total(weight * a * b) for b in columns] for a in columns], axis=0
    )
    score = np.stack([trials.total(pull * a) for a in columns], axis=1)
    return information.transpose(2, 0, 1), score


def invert(information: Floats) -> Floats:
    """Return the inverse of each symmetric matrix; NaN where it has none.

    Examples
    --------
    >>> invert(np.array([[[4.0, 0], [0, 2]], [[1, 1], [1, 1]]])).tolist()
    [[[0.25, 0.0], [0.0, 0.5]], [[nan, nan], [nan, nan]]]
    """
    size = np.sqrt(np.einsum("sii->si", information))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 / (size[:, :, None] * size[:, None, :])
        scaled = information * scale
    sound = np.isfinite(scaled).all(axis=(1, 2))
    sound[sound] = np.linalg.det(scaled[sound]) > SINGULAR
    inverse = np.full(information.shape, np.nan)
    inverse[sound] = np.linalg.inv(scaled[sound]) * scale[sound]
    return inverse
