"""The memory: what was known of every series at every past period, and nothing later.

From the filter's track: surprises in standard deviations, those of the neighbours and of all,
the long mean of the level, how restless a series has been, and what the same time of past years
left over. Everything at row t uses the rows up to t alone, so that a rule learned from past
rows holds for the present one.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.filter import LARGEST, Track
from vector.forecast.neighbour import nearest
from vector.forecast.panel import Array, Mask, Panel, Whole
from vector.forecast.profile import Profile
from vector.forecast.tally import FADES, running, yearly

# A surprise is cut at so many standard deviations.
CUT = 3.0
# What a past year's leftover still weighs a year later.
FADING = 0.97
RESTLESS = 0.1
# A season longer than this is looked at through a window of weeks either side.
FINE = 24
WINDOW = 2


@dataclass(frozen=True)
class Memory:
    """Arrays of periods × series.

    Attributes
    ----------
    surprise : ndarray
        Standardised, cut, 0 where unobserved.
    near, near_anomaly, all, all_anomaly : ndarray
        Surprise and anomaly of the neighbours and of all series (the latter (T, 1)).
    usual : ndarray
        Mean of the level so far.
    restless : ndarray
        Running mean of the absolute surprise.
    tally : tuple of ndarray
        Running tallies against the profile, one per fade.
    yearly : ndarray
        Tally of this time of year against what the filter expected.
    leftover, weight : ndarray
        Faded sum of the surprises at this time of year, with its weight, this period included.
    age : ndarray of int
        Periods since the first observation, negative before it.
    """

    surprise: Array
    near: Array
    near_anomaly: Array
    all: Array
    all_anomaly: Array
    usual: Array
    restless: Array
    tally: tuple[Array, ...]
    yearly: Array
    leftover: Array
    weight: Array
    age: Whole


def remember(panel: Panel, profile: Profile, wave: Array, track: Track, noise: Array) -> Memory:
    """Gather what was known at every period.

    Parameters
    ----------
    panel : Panel
        The observations.
    profile : Profile
        Where the series start.
    wave : ndarray, shape (T, P)
        Harmonics of the panel's periods.
    track : Track
        The filter's, with states.
    noise : ndarray, shape (S,)
        Variance unit of each series.

    Returns
    -------
    Memory
        Arrays of periods × series.
    """
    seen = panel.observed
    surprise = np.clip(track.surprise / np.sqrt(track.variance), -CUT, CUT)
    anomaly = track.states()[:, :, 1] / np.sqrt(noise)
    near = nearest(surprise, seen)
    start = panel.effort * np.exp(profile.level + wave @ profile.harmonic.T)
    due = panel.effort * np.exp(np.clip(track.expected, -LARGEST, LARGEST))
    leftover, weight = _leftover(surprise, seen, panel.season)
    first = np.where(seen.any(axis=0), np.argmax(seen, axis=0), panel.periods)
    return Memory(
        surprise=surprise,
        near=near.mean(surprise, seen),
        near_anomaly=near.mean(anomaly, seen),
        all=_everyone(surprise, seen),
        all_anomaly=_everyone(anomaly, seen),
        usual=_usual(track.states()[:, :, 0], seen),
        restless=_restless(surprise, seen),
        tally=tuple(running(panel.count, start, fade) for fade in FADES),
        yearly=yearly(panel.count, due, panel.season),
        leftover=leftover,
        weight=weight,
        age=np.arange(panel.periods)[:, None] - first,
    )


def _everyone(value: Array, seen: Mask) -> Array:
    total = np.where(seen, value, 0.0).sum(axis=1, keepdims=True)
    return np.asarray(total / (seen.sum(axis=1, keepdims=True) + 3.0))


def _usual(level: Array, seen: Mask) -> Array:
    """Mean level over the observed periods so far, the present one where there are none."""
    weight = np.cumsum(seen, axis=0)
    total = np.cumsum(np.where(seen, level, 0.0), axis=0)
    return np.where(weight > 0, total / np.maximum(weight, 1), level)


def _restless(surprise: Array, seen: Mask) -> Array:
    running = np.empty_like(surprise)
    now = np.full(surprise.shape[1], 0.7)
    for period in range(len(surprise)):
        step = RESTLESS * (np.abs(surprise[period]) - now)
        now = now + np.where(seen[period], step, 0.0)
        running[period] = now
    return running


def _leftover(surprise: Array, seen: Mask, season: int) -> tuple[Array, Array]:
    total, weight = surprise.copy(), seen.astype(float)
    if season > FINE:
        total, weight = (_windowed(each) for each in (total, weight))
    for period in range(season, len(total)):
        total[period] += FADING * total[period - season]
        weight[period] += FADING * weight[period - season]
    return total, weight


def _windowed(value: Array) -> Array:
    """Sum over the window that ends here, so that nothing later enters."""
    padded = np.vstack([np.zeros((2 * WINDOW, value.shape[1])), value])
    return np.asarray(sum(padded[shift : shift + len(value)] for shift in range(2 * WINDOW + 1)))


def window(season: int) -> int:
    """Return how many periods after a time of year its window closes.

    Parameters
    ----------
    season : int
        Periods of a year.

    Returns
    -------
    int
        Two weeks for weeks, none for months.

    Examples
    --------
    >>> window(12), window(52)
    (0, 2)
    """
    return WINDOW if season > FINE else 0
