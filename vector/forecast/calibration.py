"""Calibration: past forecasts say how often their quantiles were kept.

The distribution of past probability integral transforms, averaged over the jump of a count
(Czado, Gneiting and Held 2009, Biometrics 65:1254-1261), bends the predictive distribution so
that past quantiles would have been kept as often as they say.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.mixture import EDGES, at_most
from vector.forecast.panel import Array

# Past targets at which the bend is believed half.
HALF_BELIEVED = 100.0


@dataclass(frozen=True)
class Calibration:
    """How the distribution function is bent.

    Attributes
    ----------
    kept : ndarray, shape (len(EDGES),)
        How often what was said to have probability ``EDGES`` came true.
    """

    kept: Array

    def level(self, chance: Array) -> Array:
        """Return the levels at which the unbent distribution is to be read."""
        return np.asarray(np.interp(chance, self.kept, EDGES))

    def chance(self, level: Array) -> Array:
        """Return the bent probabilities of unbent ones."""
        return np.asarray(np.interp(level, EDGES, self.kept))

    def weights(self) -> Array:
        """Return the bent weights of the nodes."""
        return np.diff(self.kept)


def calibrate(count: Array, node: Array) -> Calibration:
    """Learn the bend from past forecasts.

    Parameters
    ----------
    count : ndarray, shape (N,)
        Observed counts.
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected counts forecast for them.

    Returns
    -------
    Calibration
        No bend without past forecasts.
    """
    above, below = at_most(count, node), at_most(count - 1, node)
    jump = np.maximum(above - below, 1e-9)
    kept = np.array([np.clip((edge - below) / jump, 0, 1).sum() for edge in EDGES])
    kept = (kept + EDGES * HALF_BELIEVED) / (len(count) + HALF_BELIEVED)
    kept[0], kept[-1] = 0.0, 1.0
    return Calibration(np.maximum.accumulate(kept))
