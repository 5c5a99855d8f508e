"""The filter: each series' level, passing anomaly and own seasonal course, period by period.

A linear Bayes filter for counts with a log link (West, Harrison and Migon 1985, J Am Stat Assoc
80:73-83), run over all series at once. State of a series: level (random walk), anomaly
(first-order autoregression) and harmonic coefficients (slowly drifting). Given effort E, the
rate is gamma with log mean f and variance v; a count y moves the state by
d = ln((a + y) / (a + mu)), a = 1 / v, mu = E·exp(f), which is (y - mu) / (a + mu) for small
counts and the log ratio for large ones, so that neither zeros nor outbreaks throw it off.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.panel import Array, Panel
from vector.forecast.profile import Profile

# An innovation counts up to so many standard deviations.
HUBER = 3.0
LARGEST = 40.0


@dataclass(frozen=True)
class Motion:
    """How fast the parts of the state move; each a number or one per series.

    Attributes
    ----------
    persistence : ndarray
        What is left of an anomaly after one period.
    anomaly : ndarray
        Variance of the anomaly, in units of ``noise``.
    drift : ndarray
        Variance per period of the level, in units of ``noise``.
    bend : ndarray
        The same of the first harmonic.
    own : ndarray
        Variance of a series' first harmonic about its kind's.
    noise : ndarray
        Variance of what neither state nor Poisson chance explains, in units of the series'
        variance about the profile.
    """

    persistence: Array
    anomaly: Array
    drift: Array
    bend: Array
    own: Array
    noise: Array


@dataclass(frozen=True)
class Track:
    """What the filter knew, period by period.

    Attributes
    ----------
    expected : ndarray, shape (T, S)
        Log rate expected one period ahead.
    variance : ndarray, shape (T, S)
        Its variance, Poisson chance left out.
    surprise : ndarray, shape (T, S)
        d of the observations, 0 where there are none.
    state : ndarray, shape (T, S, 2 + P), or None
        Level, anomaly, harmonics after each period.
    """

    expected: Array
    variance: Array
    surprise: Array
    state: Array | None

    def states(self) -> Array:
        """Return the states; an error where they were not kept."""
        if self.state is None:
            raise ValueError("the track keeps no states")
        return self.state


def follow(
    panel: Panel, wave: Array, profile: Profile, motion: Motion, *, keep: bool = True
) -> Track:
    """Run the filter over all series.

    Parameters
    ----------
    panel : Panel
        The observations.
    wave : ndarray, shape (T, P)
        Harmonics of the panel's periods.
    profile : Profile
        Where every series starts.
    motion : Motion
        How fast the state moves.
    keep : bool
        Whether the states are kept.

    Returns
    -------
    Track
        Expectations, surprises and, where kept, states.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.forecast.panel import gather
    >>> from vector.forecast.profile import profiles, waves
    >>> from vector.forecast.tuning import Setting
    >>> rows = pd.DataFrame({"series": "a", "period": range(9), "count": 4, "effort": 2})
    >>> rows.loc[8, "count"] = 40
    >>> panel, wave = gather(rows, rows[:0], 4)[0], waves(0, 9, 4)
    >>> track = follow(panel, wave, profiles(panel, wave), Setting().motion())
    >>> bool(track.surprise[8, 0] > 1), track.states().shape
    (True, (9, 1, 4))
    """
    noise = motion.noise * profile.variance
    state, cover = _begin(profile, motion, noise)
    step = _steps(profile, motion, noise)
    parts, size = state.shape
    expected, variance, surprise = (np.zeros(panel.count.shape) for _ in range(3))
    states = np.zeros((panel.periods, size, parts)) if keep else None
    diagonal, change = np.arange(parts), np.empty_like(cover)
    for now in range(panel.periods):
        state[1] *= motion.persistence
        cover[1] *= motion.persistence
        cover[:, 1] *= motion.persistence
        cover[diagonal, diagonal] += step
        design = np.concatenate([[1.0, 1.0], wave[now]])
        # Covariances are symmetric: either axis may be summed, the first is the faster.
        reach = (design @ cover.reshape(parts, -1)).reshape(parts, size)
        expected[now] = design @ state
        variance[now] = design @ reach + noise
        move, known = _learned(panel, now, expected[now], variance[now], surprise[now])
        state += reach * move
        np.multiply((reach * known)[:, None], reach[None], out=change)
        cover -= change
        if states is not None:
            states[now] = state.T
    return Track(expected, variance, surprise, states)


def _learned(
    panel: Panel, now: int, expected: Array, variance: Array, surprise: Array
) -> tuple[Array, Array]:
    """Fill in the surprises of a period; return gain and information per unit of reach."""
    seen = panel.effort[now] > 0
    rate = np.exp(np.clip(expected, -LARGEST, LARGEST))
    mean = np.where(seen, panel.effort[now] * rate, 1.0)
    surprise[:] = np.where(seen, shock(panel.count[now], mean, variance), 0.0)
    bound = HUBER * np.sqrt(variance)
    move = np.clip(surprise, -bound, bound) / variance
    return move, np.where(seen, 1 / (variance + 1 / np.maximum(mean, 1e-6)), 0.0)


def shock(count: Array, mean: Array, variance: Array) -> Array:
    """Return how far a count moves the log rate: ln((a + y) / (a + mu)), a = 1 / variance.

    Parameters
    ----------
    count, mean, variance : ndarray
        Observed and expected count, and the variance of the log rate.

    Returns
    -------
    ndarray
        The log ratio, tempered where counts are small.

    Examples
    --------
    >>> shock(np.array([0.0]), np.array([0.01]), np.array([1.0])).round(2).tolist()
    [-0.01]
    """
    shape = 1 / variance
    return np.asarray(np.log((shape + count) / (shape + mean)))


def _begin(profile: Profile, motion: Motion, noise: Array) -> tuple[Array, Array]:
    """Return first state, shape (2 + P, S), and its covariance, shape (2 + P, 2 + P, S)."""
    size, parts = len(profile.level), 2 + profile.harmonic.shape[1]
    state = np.zeros((parts, size))
    state[0], state[2:] = profile.level, profile.harmonic.T
    cover = np.zeros((parts, parts, size))
    cover[0, 0] = profile.spread
    cover[1, 1] = motion.anomaly * noise
    for part in range(2, parts):
        cover[part, part] = motion.own * _damping(part)
    return state, cover


def _steps(profile: Profile, motion: Motion, noise: Array) -> Array:
    """Return what each period adds to the variances, shape (2 + P, S)."""
    step = np.zeros((2 + profile.harmonic.shape[1], len(noise)))
    step[0] = motion.drift * noise
    step[1] = motion.anomaly * noise * (1 - motion.persistence**2)
    for part in range(2, len(step)):
        step[part] = motion.bend * noise * _damping(part)
    return step


def _damping(part: int) -> float:
    """Higher harmonics vary less: a smooth year is the likelier one."""
    return 1 / (1 + (part - 2) // 2) ** 2
