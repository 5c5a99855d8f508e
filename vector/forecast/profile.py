"""The seasonal profile: what all series, and each kind of them, share of the year's course.

The log rate z = ln((count + ½) / effort) is regressed on harmonics within series; a kind's
profile is drawn towards that of all series, so that a kind of few observations borrows.
"""

from dataclasses import dataclass

import numpy as np

from vector.forecast.panel import Array, Panel, Whole

# Harmonics of the year; a season of m periods holds no more than (m - 1) / 2 of them.
HARMONICS = 3
# Weight of what is borrowed, in observations.
BORROWED = 20.0
FLAT = 5.0


@dataclass(frozen=True)
class Profile:
    """What is known of a series before its own observations.

    Attributes
    ----------
    level : ndarray, shape (S,)
        Mean log rate of the series' kind.
    spread : ndarray, shape (S,)
        Variance of the levels of that kind's series.
    harmonic : ndarray, shape (S, P)
        Coefficients of the kind's seasonal course.
    variance : ndarray, shape (S,)
        Variance of the log rate about profile and own level, drawn towards that of all.
    """

    level: Array
    spread: Array
    harmonic: Array
    variance: Array


def waves(start: int, periods: int, season: int) -> Array:
    """Return the harmonics of consecutive periods.

    Parameters
    ----------
    start, periods, season : int
        First period's number, how many, and the periods of a year.

    Returns
    -------
    ndarray, shape (periods, P)
        Sine and cosine of 1 … min(3, (season - 1) // 2) cycles a year.

    Examples
    --------
    >>> waves(3, 1, 12).round(2).tolist()
    [[1.0, 0.0, 0.0, -1.0, -1.0, -0.0]]
    """
    time = np.arange(start, start + periods)
    cycles = range(1, min(HARMONICS, (season - 1) // 2) + 1)
    columns = [
        wave(2 * np.pi * cycle * time / season) for cycle in cycles for wave in (np.sin, np.cos)
    ]
    return np.column_stack(columns) if columns else np.zeros((periods, 0))


def log_rate(panel: Panel) -> Array:
    """Return ln((count + ½) / effort), 0 where nothing was observed.

    Parameters
    ----------
    panel : Panel
        The observations.

    Returns
    -------
    ndarray, shape (T, S)
        The log rate.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.forecast.panel import gather
    >>> rows = pd.DataFrame({"series": "a", "period": [0, 2], "count": [1, 0], "effort": 5})
    >>> log_rate(gather(rows, rows[:0], 12)[0]).round(2).ravel().tolist()
    [-1.2, 0.0, -2.3]
    """
    effort = np.where(panel.observed, panel.effort, 1.0)
    return np.where(panel.observed, np.log((panel.count + 0.5) / effort), 0.0)


def profiles(panel: Panel, wave: Array) -> Profile:
    """Fit the seasonal profile of all series and of each kind.

    Parameters
    ----------
    panel : Panel
        The observations.
    wave : ndarray, shape (T, P)
        Harmonics of the panel's periods.

    Returns
    -------
    Profile
        One row per series.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.forecast.panel import gather
    >>> rows = pd.DataFrame({"series": "a", "period": range(24), "count": 20, "effort": 10})
    >>> panel = gather(rows, rows[:0], 12)[0]
    >>> found = profiles(panel, waves(0, 24, 12))
    >>> bool(abs(np.exp(found.level[0]) - 2) < 0.1), bool(abs(found.harmonic).max() < 0.01)
    (True, True)
    """
    rate, seen = log_rate(panel), panel.observed.astype(float)
    size = seen.sum(axis=0)
    everyone = _harmonics(rate, seen, wave, np.zeros(wave.shape[1]), FLAT)
    harmonic = np.tile(everyone, (panel.size, 1))
    kinds = np.unique(panel.kind)
    if len(kinds) > 1:
        for kind in kinds:
            own = panel.kind == kind
            harmonic[own] = _harmonics(rate[:, own], seen[:, own], wave, everyone, BORROWED)
    left = (rate - wave @ harmonic.T) * seen
    mean = left.sum(axis=0) / np.maximum(size, 1)
    variance = ((left - mean * seen) ** 2).sum(axis=0) / np.maximum(size, 1)
    usual = float(np.median(variance[size > 5])) if (size > 5).any() else 1.0
    variance = (variance * size + max(usual, 0.05) * BORROWED) / (size + BORROWED)
    level, spread = _levels(mean, size, panel.kind)
    return Profile(level, spread, harmonic, variance)


def _harmonics(rate: Array, seen: Array, wave: Array, centre: Array, weight: float) -> Array:
    """Ridge regression within series, drawn towards a centre."""
    if not wave.shape[1]:
        return centre
    size = seen.sum(axis=0)
    mean_wave = (seen.T @ wave) / np.maximum(size, 1)[:, None]
    cross = wave.T @ (wave * seen.sum(axis=1)[:, None]) - (mean_wave * size[:, None]).T @ mean_wave
    mean_rate = (rate * seen).sum(axis=0) / np.maximum(size, 1)
    moment = wave.T @ (rate * seen).sum(axis=1) - mean_wave.T @ (size * mean_rate)
    ridge = np.eye(wave.shape[1]) * weight
    return np.asarray(np.linalg.solve(cross + ridge, moment + ridge @ centre))


def _levels(mean: Array, size: Array, kind: Whole) -> tuple[Array, Array]:
    """Return mean and variance of the levels of each series' kind, drawn towards all."""
    # A level known from few observations counts less.
    trust = size / (size + 3.0)
    total = max(trust.sum(), 1e-9)
    centre = float((trust * mean).sum() / total)
    overall = float((trust * (mean - centre) ** 2).sum() / total) + 0.1
    codes = np.unique(kind, return_inverse=True)[1]
    weight = np.bincount(codes, trust)
    middle = (np.bincount(codes, trust * mean) + centre) / (weight + 1)
    around = np.bincount(codes, trust * (mean - middle[codes]) ** 2)
    return middle[codes], ((around + 3 * overall) / (weight + 3))[codes]
