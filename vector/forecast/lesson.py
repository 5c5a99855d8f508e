"""The lesson of a horizon: lean, spread, shape and calibration, learned from past targets.

Lessons are learned at a few horizons; between them what was learned is interpolated.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.calibration import Calibration, calibrate, sampled
from vector.forecast.clue import Pairs, Scene, clues, expected
from vector.forecast.lean import LARGEST, Past, learn
from vector.forecast.mixture import WEIGHTS, chosen_share, nodes
from vector.forecast.panel import Array, Whole
from vector.forecast.spread import Spread, fit, traits

# So many past targets are learned from, so many calibrate, and so many tell the shape.
TARGETS, CALIBRATED, SHAPED = 30_000, 6_000, 1_500
# With fewer there is nothing to learn.
FEWEST = 20
# The horizons that are learned; those asked beyond four are interpolated.
KNOTS = (1, 2, 4, 8, 16, 32, 64)
EXACT = 4
ROUGH = 1.3
# Seasons after which a past error counts half for spread and calibration.
HALF_LIFE = 1.0
SEED = 11


@dataclass(frozen=True)
class Lesson:
    """What was learned at one horizon.

    Attributes
    ----------
    weight : ndarray
        Coefficients of the clues.
    spread : Spread
        How uncertain forecasts are.
    share : float
        Share of the gamma part.
    calibration : Calibration
        How the distribution is bent.
    """

    weight: Array
    spread: Spread
    share: float
    calibration: Calibration

    def between(self, other: "Lesson", part: float) -> "Lesson":
        """Return a lesson so far on the way to another."""

        def mixed(mine: Array, theirs: Array) -> Array:
            return mine * (1 - part) + theirs * part

        return Lesson(
            mixed(self.weight, other.weight),
            Spread(
                mixed(self.spread.weight, other.spread.weight),
                mixed(self.spread.own, other.spread.own),
            ),
            self.share if part < 0.5 else other.share,
            self.calibration.between(other.calibration, part),
        )


@dataclass(frozen=True)
class Outlook:
    """Log rate, its variance, shape and calibrated edges forecast for rows of one horizon."""

    location: Array
    variance: Array
    share: float
    kept: Array


def lessons(scene: Scene, horizons: Whole) -> dict[int, Lesson]:
    """Learn the lessons of the horizons asked.

    Parameters
    ----------
    scene : Scene
        What was known when.
    horizons : ndarray of int
        The different horizons, 1 and more.

    Returns
    -------
    dict
        A lesson for each.
    """
    knots = knots_of(horizons)
    learned = {int(knot): _lesson(scene, int(knot)) for knot in knots}
    return {int(horizon): _interpolated(learned, knots, int(horizon)) for horizon in horizons}


def knots_of(horizons: Whole) -> Whole:
    """Return the horizons that are learned themselves.

    Parameters
    ----------
    horizons : ndarray of int
        The different horizons asked, increasing.

    Returns
    -------
    ndarray of int
        All up to four; else the first, the last, and powers of two between.

    Examples
    --------
    >>> knots_of(np.arange(1, 13)).tolist(), knots_of(np.array([1, 2, 3])).tolist()
    ([1, 2, 4, 8, 12], [1, 2, 3])
    """
    if len(horizons) <= EXACT:
        return horizons
    first, last = horizons.min(), horizons.max()
    inner = [knot for knot in KNOTS if first < knot < last]
    return np.array([first, *inner, last])


def _interpolated(learned: dict[int, Lesson], knots: Whole, horizon: int) -> Lesson:
    after = int(np.searchsorted(knots, horizon))
    if knots[after] == horizon:
        return learned[horizon]
    low, high = int(knots[after - 1]), int(knots[after])
    return learned[low].between(learned[high], np.log(horizon / low) / np.log(high / low))


def outlook(scene: Scene, lesson: Lesson, pairs: Pairs, effort: Array) -> Outlook:
    """Forecast rows of one horizon.

    Parameters
    ----------
    scene : Scene
        What was known.
    lesson : Lesson
        Of that horizon.
    pairs : Pairs
        Origins and targets.
    effort : ndarray
        Effort at the targets, above 0.

    Returns
    -------
    Outlook
        One entry per row.
    """
    location = expected(scene, pairs) + clues(scene, pairs) @ lesson.weight
    mean = effort * np.exp(np.clip(location, -LARGEST, LARGEST))
    variance = lesson.spread.variance(traits(scene, pairs, mean), pairs.series)
    return Outlook(location, variance, lesson.share, lesson.calibration.kept_at(mean))


def _lesson(scene: Scene, horizon: int) -> Lesson:
    pairs = _past_pairs(scene, horizon)
    past = _past(scene, pairs)
    if len(past.count) < FEWEST:
        return _unlearned(scene, past.clue.shape[1])
    lean, forecast = learn(past)
    mean = past.effort * np.exp(np.clip(forecast, -LARGEST, LARGEST))
    trait = traits(scene, pairs, mean)
    spread = fit(past, forecast, trait, pairs.series, scene.panel.size)
    some, ever, late = sampled(past.late, CALIBRATED)
    location = np.log(past.effort[some]) + forecast[some]
    variance = spread.variance(trait[some], pairs.series[some])
    few = np.s_[:: max(len(some) // SHAPED, 1)]
    share = chosen_share(past.count[some][few], location[few], variance[few])
    node = nodes(location, variance, share)
    calibration = calibrate(past.count[some], np.exp(location), node, ever, late)
    return Lesson(lean.weight, spread, share, calibration)


def _past_pairs(scene: Scene, horizon: int) -> Pairs:
    """Every observed period as a target, from half a season after the series' first."""
    panel = scene.panel
    rows = np.arange(panel.periods - horizon)
    ripe = scene.memory.age[rows + horizon] >= max(panel.season // 2, 1)
    origin, series = np.nonzero(panel.observed[rows + horizon] & ripe)
    some = _some(len(origin), TARGETS)
    origin, series = origin[some], series[some]
    target = origin + horizon
    return Pairs(origin, target, series, scene.unusual(panel.effort[target, series], series))


def _past(scene: Scene, pairs: Pairs) -> Past:
    panel = scene.panel
    return Past(
        panel.count[pairs.target, pairs.series],
        panel.effort[pairs.target, pairs.series],
        expected(scene, pairs),
        ROUGH * scene.noise[pairs.series],
        clues(scene, pairs),
        pairs.origin,
        0.5 ** ((panel.periods - 1 - pairs.origin) / panel.season / HALF_LIFE),
    )


def _some(size: int, most: int) -> Whole:
    if size <= most:
        return np.arange(size)
    return np.sort(np.random.default_rng(SEED).choice(size, most, replace=False))


def _unlearned(scene: Scene, clues: int) -> Lesson:
    """Return what is believed without a past: the filter as it is."""
    own = np.ones(scene.panel.size)
    weight = np.array([np.log(2.0), 0, 0, 0, 0, 1.0, 0])
    nothing = np.empty(0)
    level = calibrate(nothing, nothing, np.empty((0, len(WEIGHTS))), nothing, nothing)
    return Lesson(np.zeros(clues), Spread(weight, own), 0.35, level)
