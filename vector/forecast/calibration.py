"""Calibration: past forecasts say how often their quantiles were kept.

The distribution of past probability integral transforms, averaged over the jump of a count
(Czado, Gneiting and Held 2009, Biometrics 65:1254-1261), bends the predictive distribution so
that past quantiles would have been kept as often as they say. Forecasts of few and of many are
bent apart: by classes of the expected count, each drawn towards all, interpolated between. What
was kept lately counts more than what was kept long ago, and is drawn towards it.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.mixture import EDGES, at_most, likelihood
from vector.forecast.panel import Array, Whole

# Past targets at which the bend of all, that of late beside it, and that of a class beside both
# are believed half.
HALF_BELIEVED, LATE_BELIEVED, CLASS_BELIEVED = 100.0, 300.0, 300.0
SEED = 13
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


def calibrate(count: Array, mean: Array, node: Array, ever: Array, late: Array) -> Calibration:
    """Learn the bend from past forecasts.

    Parameters
    ----------
    count, mean : ndarray, shape (N,)
        Observed counts, and what was expected.
    node : ndarray, shape (N, len(WEIGHTS))
        Nodes of the expected counts forecast for them.
    ever, late : ndarray, shape (N,)
        What each counts among all, and among the late ones.

    Returns
    -------
    Calibration
        No bend without past forecasts.

    Examples
    --------
    >>> from vector.forecast.mixture import nodes
    >>> twice_too_high = nodes(np.full(400, np.log(20.0)), np.full(400, 0.1), 0.0)
    >>> same = np.ones(400)
    >>> bent = calibrate(10 * same, 20 * same, twice_too_high, same, same)
    >>> bool(bent.kept_at(np.array([20.0]))[0, 20] > 0.8)
    True
    """
    above = at_most(count, node)
    jump = np.maximum(likelihood(count, node), 1e-9)
    below = above - jump
    kept = np.clip((EDGES - below[:, None]) / jump[:, None], 0, 1)
    always = _drawn(kept, ever, EDGES, HALF_BELIEVED)
    everyone = _drawn(kept, late, always, LATE_BELIEVED)
    size = np.log(mean + 0.5)
    centre, inner = _classes(size)
    of = np.searchsorted(inner, size)
    classes = [
        _drawn(kept[of == one], late[of == one], everyone, CLASS_BELIEVED) for one in range(CLASSES)
    ]
    # Classes of one size all round would leave nothing to interpolate between.
    steps = 1e-6 * np.arange(CLASSES)
    return Calibration(centre + steps, np.array(classes))


def _classes(size: Array) -> tuple[Array, Array]:
    """Return the middles of the classes, and the edges between them: equally many in each."""
    if not len(size):
        return np.zeros(CLASSES), np.zeros(CLASSES - 1)
    part = np.arange(1, 2 * CLASSES) / (2 * CLASSES)
    found = np.quantile(size, part)
    return found[::2], found[1::2]


def sampled(late: Array, most: int) -> tuple[Whole, Array, Array]:
    """Choose past targets to calibrate by, half of them for being late.

    Parameters
    ----------
    late : ndarray, shape (N,)
        What each target counts for being late.
    most : int
        How many are chosen where there are more.

    Returns
    -------
    ndarray of int
        The chosen, in order.
    ever, late : ndarray
        What each counts among all, and among the late ones.

    Examples
    --------
    >>> sampled(np.array([1.0, 0.5]), 9)[0].tolist()
    [0, 1]
    """
    if len(late) <= most:
        return np.arange(len(late)), np.ones(len(late)), late
    chance = (1 / len(late) + late / late.sum()) / 2
    some = np.random.default_rng(SEED).choice(len(late), most, replace=False, p=chance)
    some.sort()
    return some, 1 / chance[some], late[some] / chance[some]


def _drawn(kept: Array, weight: Array, towards: Array, half: float) -> Array:
    """Return how often edges were kept, drawn towards what is believed without this past."""
    total = max(float(weight.sum()), 1e-12)
    # So many targets of equal weight would know as much.
    size = total**2 / max(float((weight**2).sum()), 1e-12)
    drawn = (weight @ kept / total * size + towards * half) / (size + half)
    drawn[0], drawn[-1] = 0.0, 1.0
    return np.asarray(np.maximum.accumulate(drawn))
