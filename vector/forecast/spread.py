"""The spread: how uncertain a forecast is at one horizon, beyond the chance of catching.

The squared surprise of past forecasts is regressed, on the log scale, on the time of year, the
expected count, how restless the series was, its own variance and the effort; each series' own
ratio to that is drawn towards 1. Late errors count more than those of long ago.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.clue import Pairs, Scene
from vector.forecast.filter import shock
from vector.forecast.lean import LARGEST, Past
from vector.forecast.panel import Array, Whole

LEAST, MOST = 0.004, 11.0
# How far a series may differ from what its traits explain.
OWN = 0.1, 6.0
# Past targets at which a series' own ratio is believed half.
HALF_BELIEVED = 15.0
RIDGE = 3.0
STEPS = 4
OWN_VARIANCE = 5


@dataclass(frozen=True)
class Spread:
    """What was learned.

    Attributes
    ----------
    weight : ndarray, shape (7,)
        Coefficients of the traits.
    own : ndarray, shape (S,)
        Each series' own ratio.
    """

    weight: Array
    own: Array

    def variance(self, trait: Array, series: Whole) -> Array:
        """Return the variance of the log rate.

        Parameters
        ----------
        trait : ndarray, shape (N, 7)
            As :func:`traits` gives them.
        series : ndarray of int, shape (N,)
            The series.

        Returns
        -------
        ndarray, shape (N,)
            Between 0.004 and 11.
        """
        return np.clip(_explained(trait, self.weight) * self.own[series], LEAST, MOST)


def traits(scene: Scene, pairs: Pairs, mean: Array) -> Array:
    """Return what the spread is learned from, one column each.

    Parameters
    ----------
    scene : Scene
        What was known.
    pairs : Pairs
        Origins and targets.
    mean : ndarray
        Expected counts.

    Returns
    -------
    ndarray, shape (N, 7)
        Constant, time of year, log expected count, restlessness, log variance, log effort.
    """
    angle = 2 * np.pi * (pairs.target + scene.panel.start) / scene.panel.season
    return np.column_stack(
        [
            np.ones(len(angle)),
            np.sin(angle),
            np.cos(angle),
            np.clip(np.log(mean + 0.5), -2, 8),
            scene.memory.restless[pairs.origin, pairs.series],
            np.log(scene.noise[pairs.series]),
            np.clip(pairs.log_effort, -3, 3),
        ]
    )


def fit(past: Past, forecast: Array, trait: Array, series: Whole, size: int) -> Spread:
    """Learn the spread from past forecasts.

    Parameters
    ----------
    past : Past
        Past targets.
    forecast : ndarray, shape (N,)
        Log rates forecast for them without knowledge of their time.
    trait : ndarray, shape (N, 7)
        As :func:`traits` gives them.
    series : ndarray of int, shape (N,)
        Their series.
    size : int
        How many series there are.

    Returns
    -------
    Spread
        Coefficients and ratios.
    """
    mean = past.effort * np.exp(np.clip(forecast, -LARGEST, LARGEST)) + 1e-9
    square = np.minimum(shock(past.count, mean, past.variance) ** 2, 9 * past.variance)
    # Of a variance v of the log rate the tempered surprise shows gain² · (v + 1 / mean).
    gain = (mean / (1 / past.variance + mean)) ** 2
    prior = np.zeros(trait.shape[1])
    prior[OWN_VARIANCE] = 1.0
    weight = prior.copy()
    weight[0] = np.log(0.8)
    pull = np.full(len(weight), RIDGE)
    pull[0] = 0.1
    for _ in range(STEPS):
        varied = _explained(trait, weight)
        shown = gain * (varied + 1 / mean)
        slope = trait * (gain * varied / shown)[:, None]
        excess = past.late * np.clip(square / shown - 1, -3, 6)
        step = _step(slope, excess, past.late, pull, weight - prior)
        weight = weight + np.clip(step, -0.7, 0.7)
    shown = gain * (_explained(trait, weight) + 1 / mean)
    found = np.bincount(series, past.late * square * gain / shown, size)
    believed = np.bincount(series, past.late * gain, size)
    own = np.clip((found + HALF_BELIEVED) / (believed + HALF_BELIEVED), *OWN)
    return Spread(weight, own)


def _step(slope: Array, excess: Array, late: Array, pull: Array, away: Array) -> Array:
    """Return the scoring step of a gamma regression, drawn back to the prior."""
    moment = slope.T @ excess - pull * np.where(np.arange(len(away)) > 0, away, 0)
    known = (slope * late[:, None]).T @ slope
    return np.asarray(np.linalg.solve(known + np.diag(pull), moment))


def _explained(trait: Array, weight: Array) -> Array:
    return np.asarray(np.exp(np.clip(trait @ weight, -6, 3)))
