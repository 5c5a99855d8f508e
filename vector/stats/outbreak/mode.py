"""The mode of a negative-binomial regression with normal priors, many at once."""

from typing import NamedTuple

import numpy as np

from vector.stats.outbreak.design import Flags, Floats
from vector.stats.outbreak.sample import Sample

MOST_STEPS = 40
# No step of the regression goes farther than this on the log scale.
LONGEST_STEP = 2.0
STILL = 1e-7
# The level's prior is that of Jeffreys for a rate: half a count without effort.
HALF = 0.5
FARTHEST = 30.0


class Mode(NamedTuple):
    """Coefficients at the mode, their covariance, and what they say of each survey."""

    coefficients: Floats
    covariance: Floats
    mean: Floats
    leverage: Floats
    converged: Flags


def find(
    sample: Sample,
    columns: Floats,
    precision: Floats,
    weights: Floats,
    dispersion: Floats,
    coefficients: Floats,
) -> Mode:
    """Find the mode of the coefficients by Fisher scoring.

    Parameters
    ----------
    sample : Sample
    columns : float64 array, shape (rows, surveys, coefficients)
        The first one is the level.
    precision : float64 array, shape (coefficients,)
        Of the normal priors around 0; 0 for the level, which has half a count instead.
    weights : float64 array, shape (rows, surveys)
    dispersion : float64 array, shape (rows,)
        α: variance μ + α μ².
    coefficients : float64 array, shape (rows, coefficients)
        Where the search starts.

    Returns
    -------
    Mode

    References
    ----------
    Lawless (1987), Can. J. Stat. 15, 209–225; Firth (1993), Biometrika 80, 27–38 (half a count).

    Examples
    --------
    >>> row = np.full((1, 4), 2.0)
    >>> sample = Sample(row, row / 2, 0 * row, 0 * row, row, np.zeros(1, np.int64), np.zeros(1))
    >>> columns, none = np.ones((1, 4, 1)), np.zeros(1)
    >>> found = find(sample, columns, none, sample.used, none, np.zeros((1, 1)))
    >>> np.exp(found.coefficients).round(6).tolist()
    [[2.125]]
    """
    across = np.swapaxes(columns, 1, 2)
    for _ in range(MOST_STEPS):
        mean = _mean(columns, coefficients, sample)
        scale = weights / (1 + dispersion[:, None] * mean)
        information = across @ (columns * (scale * mean)[..., None]) + np.diag(precision)
        # Half a count keeps a level without any catch from running away.
        information[:, 0, 0] += np.maximum(HALF - information[:, 0, 0], 0)
        score = (across @ (scale * (sample.counts - mean))[..., None])[..., 0]
        score -= coefficients * precision
        score[:, 0] += HALF
        step = np.linalg.solve(information, score[..., None])[..., 0]
        farthest = np.abs(step).max(axis=1)
        coefficients = (
            coefficients + step * np.minimum(1, LONGEST_STEP / np.maximum(farthest, STILL))[:, None]
        )
        if (farthest < STILL).all():
            break
    covariance = np.linalg.inv(information)
    leverage = scale * mean * ((columns @ covariance) * columns).sum(axis=-1)
    return Mode(
        coefficients,
        np.asarray(covariance, np.float64),
        mean,
        np.asarray(leverage),
        farthest < np.sqrt(STILL),
    )


def _mean(columns: Floats, coefficients: Floats, sample: Sample) -> Floats:
    log_mean = (columns @ coefficients[..., None])[..., 0] + sample.log_effort
    return np.asarray(np.exp(np.clip(log_mean, -FARTHEST, FARTHEST)) * sample.used)
