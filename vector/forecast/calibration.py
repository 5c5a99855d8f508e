"""Calibration: past forecasts say how often their quantiles were kept.

The distribution of past probability integral transforms, averaged over the jump of a count
(Czado, Gneiting and Held 2009, Biometrics 65:1254-1261), bends the predictive distribution so
that past quantiles would have been kept as often as they say. Forecasts of few and of many are
bent apart: by classes of the expected count, each drawn towards all, interpolated between.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.mixture import EDGES, at_most, likelihood
from vector.forecast.panel import Array

# Past targets at which the bend of all, and of a class beside all, is believed half.
HALF_BELIEVED, CLASS_BELIEVED = 100.0, 300.0
CLASSES = 4


@dataclass(frozen=True)
class Calibration:
    """How the distribution function is bent, by classes of the expected count.

    Attributes
    ----------
    centre : ndarray, shape (CLASSES,)
        Middle of each class: ln(expected count + ½).
    kept : ndarray, shape (CLASSES, len(EDGES))
        How often what was said to have probability ``EDGES`` came true.
    """

    centre: Array
    kept: Array

    def between(self, other: "Calibration", part: float) -> "Calibration":
        """Return a calibration so far on the way to another."""
        return Calibration(
            self.centre * (1 - part) + other.centre * part,
            self.kept * (1 - part) + other.kept * part,
        )

    def kept_at(self, mean: Array) -> Array:
        """Return the calibrated probabilities of the nodes' edges.

        Parameters
        ----------
        mean : ndarray, shape (N,)
            Expected counts.

        Returns
        -------
        ndarray, shape (N, len(EDGES))
            Increasing along each row, from 0 to 1.
        """
        size = np.log(mean + 0.5)
        last = len(self.centre) - 1
        place = np.interp(size, self.centre, np.arange(last + 1.0))
        low = np.minimum(place.astype(int), last - 1)
        part = (place - low)[:, None]
        return np.asarray(self.kept[low] * (1 - part) + self.kept[low + 1] * part)


def calibrate(count: Array, mean: Array, node: Array) -> Calibration:
    """Learn the bend from past forecasts.

    Parameters
    ----------
    count, mean : ndarray, shape (N,)
        Observed counts, and what was expected.
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected counts forecast for them.

    Returns
    -------
    Calibration
        No bend without past forecasts.
    """
    above = at_most(count, node)
    jump = np.maximum(likelihood(count, node), 1e-9)
    below = above - jump
    everyone = _drawn(below, jump, EDGES, HALF_BELIEVED)
    size = np.log(mean + 0.5)
    order = np.array_split(np.argsort(size, kind="stable"), CLASSES)
    kept = [_drawn(below[own], jump[own], everyone, CLASS_BELIEVED) for own in order]
    centre = [float(np.median(size[own])) if len(own) else 0.0 for own in order]
    # Classes of one size all round would leave nothing to interpolate between.
    steps = 1e-6 * np.arange(CLASSES)
    return Calibration(np.maximum.accumulate(centre) + steps, np.array(kept))


def _drawn(below: Array, jump: Array, towards: Array, half: float) -> Array:
    """Return how often edges were kept, drawn towards what is believed without this past."""
    kept = np.array([np.clip((edge - below) / jump, 0, 1).sum() for edge in EDGES])
    kept = (kept + towards * half) / (len(below) + half)
    kept[0], kept[-1] = 0.0, 1.0
    return np.asarray(np.maximum.accumulate(kept))
