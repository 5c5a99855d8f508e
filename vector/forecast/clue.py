"""Clues: what at an origin tells of the count at a target, as columns of a regression.

A clue is a number in units of the log rate. The regression of :mod:`vector.forecast.lean`
learns from the past how far each is to be believed at each horizon.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.filter import Track
from vector.forecast.memory import Memory, window
from vector.forecast.panel import Array, Panel, Whole
from vector.forecast.profile import Profile


@dataclass(frozen=True)
class Other:
    """The track of a filter under another setting, and what is left of its anomalies."""

    track: Track
    persistence: float


@dataclass(frozen=True)
class Scene:
    """Everything clues are read from.

    Attributes
    ----------
    panel, profile, track, memory
        What was observed, the start, the filter's track and what was known when.
    wave : ndarray, shape (T + H, P)
        Harmonics of history and future.
    noise : ndarray, shape (S,)
        Variance unit of each series.
    persistence : float
        What is left of an anomaly after one period.
    others : tuple of Other
        A slower and a quicker filter.
    """

    panel: Panel
    profile: Profile
    track: Track
    memory: Memory
    wave: Array
    noise: Array
    persistence: float
    others: tuple[Other, ...]

    @property
    def state(self) -> Array:
        """The filter's states."""
        return self.track.states()

    def unusual(self, effort: Array, series: Whole) -> Array:
        """Return log effort less the series' usual, within what was ever seen of any series."""
        usual = self.usual_effort()
        seen = self.panel.observed
        known = (np.log(np.where(seen, self.panel.effort, 1.0)) - usual)[seen]
        return np.clip(np.log(effort) - usual[series], known.min(), known.max())

    def usual_effort(self) -> Array:
        """Return the mean log effort of each series, that of all where it has none."""
        seen = self.panel.observed
        logs = np.where(seen, np.log(np.where(seen, self.panel.effort, 1.0)), 0.0)
        everyone = logs.sum() / max(int(seen.sum()), 1)
        size = seen.sum(axis=0)
        usual = logs.sum(axis=0) / np.maximum(size, 1)
        return np.asarray(np.where(size > 0, usual, everyone))


@dataclass(frozen=True)
class Pairs:
    """Origins and targets, one each per row.

    Attributes
    ----------
    origin, target, series : ndarray of int
        Rows and columns of the panel.
    log_effort : ndarray
        Log effort at the target, less the series' usual one.
    """

    origin: Whole
    target: Whole
    series: Whole
    log_effort: Array


def expected(scene: Scene, pairs: Pairs) -> Array:
    """Return the log rate the filter expects at the targets.

    Parameters
    ----------
    scene : Scene
        What was known.
    pairs : Pairs
        Origins and targets.

    Returns
    -------
    ndarray
        Level + seasonal course + what is left of the anomaly.
    """
    return _ahead(scene, pairs, scene.state, scene.persistence)


def _ahead(scene: Scene, pairs: Pairs, states: Array, persistence: float) -> Array:
    state = states[pairs.origin, pairs.series]
    left = persistence ** (pairs.target - pairs.origin)
    return np.asarray(state[:, 0] + state[:, 1] * left + _course(scene, pairs, state))


def clues(scene: Scene, pairs: Pairs) -> Array:
    """Return the clues of the pairs, one column each, the first constant.

    Parameters
    ----------
    scene : Scene
        What was known.
    pairs : Pairs
        Origins and targets.

    Returns
    -------
    ndarray, shape (len(pairs), K)
        Anomaly, last surprises, level above its usual, the usual above the kind's, own course
        beside the kind's, neighbours and all, last year's and past years' leftovers, effort,
        time of year, a slower and a quicker filter and the tallies beside the filter,
        covariates; some of them once more times the time of year.
    """
    memory, unit = scene.memory, np.sqrt(scene.noise[pairs.series])
    origin, series = pairs.origin, pairs.series
    state = scene.state[origin, series]
    usual = memory.usual[origin, series]
    own = _course(scene, pairs, state) - _kind_course(scene, pairs)
    sine, cosine, sine2, cosine2 = _time_of_year(scene, pairs)
    surprise = memory.surprise[origin, series] * unit
    before = np.where(origin > 0, memory.surprise[np.maximum(origin - 1, 0), series], 0) * unit
    everyone = memory.all_anomaly[origin, 0] * unit
    last, past, shared, tallied = _past_years(scene, pairs)
    columns = [
        np.ones(len(origin)),
        *_by_season(state[:, 1], sine, cosine),
        *_by_season(surprise, sine, cosine),
        before,
        state[:, 0] - usual,
        usual - scene.profile.level[series],
        *_by_season(own, sine, cosine),
        memory.near[origin, series] * unit,
        memory.near_anomaly[origin, series] * unit,
        memory.all[origin, 0] * unit,
        *_by_season(everyone, sine, cosine),
        last * unit,
        past * unit,
        shared * unit,
        pairs.log_effort,
        *(sine, cosine, sine2, cosine2),
        *_others(scene, pairs),
        *_tallies(scene, pairs, state),
        tallied,
        *scene.panel.covariate[pairs.target, series].T,
    ]
    return np.column_stack(columns)


def _others(scene: Scene, pairs: Pairs) -> list[Array]:
    """Return how much more the other filters expect."""
    base = expected(scene, pairs)
    return [
        _ahead(scene, pairs, other.track.states(), other.persistence) - base
        for other in scene.others
    ]


def _tallies(scene: Scene, pairs: Pairs, state: Array) -> list[Array]:
    """Return how much higher the tallies lie above the profile than the filter does."""
    above = state[:, 0] + state[:, 1] - scene.profile.level[pairs.series]
    return [tally[pairs.origin, pairs.series] - above for tally in scene.memory.tally]


def _by_season(clue: Array, sine: Array, cosine: Array) -> tuple[Array, Array, Array]:
    return clue, clue * sine, clue * cosine


def _course(scene: Scene, pairs: Pairs, state: Array) -> Array:
    return np.asarray(np.einsum("np,np->n", scene.wave[pairs.target], state[:, 2:]))


def _kind_course(scene: Scene, pairs: Pairs) -> Array:
    harmonic = scene.profile.harmonic[pairs.series]
    return np.asarray(np.einsum("np,np->n", scene.wave[pairs.target], harmonic))


def _time_of_year(scene: Scene, pairs: Pairs) -> tuple[Array, Array, Array, Array]:
    angle = 2 * np.pi * (pairs.target + scene.panel.start) / scene.panel.season
    return np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)


def _past_years(scene: Scene, pairs: Pairs) -> tuple[Array, Array, Array, Array]:
    """Return of this time of year: last surprise, mean of the past, that of all, and tally."""
    season, memory = scene.panel.season, scene.memory
    shift = window(season)
    ahead = (pairs.target - pairs.origin).max(initial=1) + shift
    back = pairs.target - season * -(-ahead // season)
    there = (back >= 0)[:, None]
    row, close = np.maximum(back, 0), np.maximum(back + shift, 0)
    last = memory.surprise[row, pairs.series] * there[:, 0]
    total, weight = memory.leftover, memory.weight
    past = total[close, pairs.series] / (weight[close, pairs.series] + 2) * there[:, 0]
    everyone = total.sum(axis=1) / (weight.sum(axis=1) + 10)
    tallied = memory.yearly[row, pairs.series] * there[:, 0]
    return last, past, everyone[close] * there[:, 0], tallied
