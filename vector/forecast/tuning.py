"""Tuning: how fast states move is learned from all series together, by past predictions.

Empirical Bayes: the settings under which one-period predictions gave the observed counts the
highest negative-binomial likelihood, over a sample of the series, found by coordinate steps.
Each round runs all its settings as one panel.
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from scipy.special import gammaln

from vector.forecast.filter import LARGEST, Motion, follow
from vector.forecast.panel import Array, Mask, Panel, Whole
from vector.forecast.profile import Profile

# So many series, and so many of the last periods, suffice to learn six numbers.
SAMPLE, LAST = 32, 260
STEPS = (2.5, 1.8, 1.4, 1.2)
# One impossible count may not decide.
LEAST = -30.0
SEED = 20
MOST_PERSISTENT = 0.98


@dataclass(frozen=True)
class Setting:
    """One value of each number of :class:`Motion`, the same for all series."""

    persistence: float = 0.7
    anomaly: float = 0.6
    drift: float = 0.02
    bend: float = 0.002
    own: float = 0.2
    noise: float = 0.5

    def stepped(self, name: str, factor: float) -> "Setting":
        """Return the setting with one number multiplied; persistence moves by its odds."""
        value = getattr(self, name)
        if name != "persistence":
            return replace(self, **{name: value * factor})
        odds = value / (1 - value) * factor
        return replace(self, persistence=min(odds / (1 + odds), MOST_PERSISTENT))

    def slower(self) -> "Setting":
        """Return a setting that believes in lasting levels and years alike."""
        return self.stepped("drift", 0.1).stepped("bend", 0.2).stepped("anomaly", 0.5)

    def quicker(self) -> "Setting":
        """Return a setting that follows every change of level."""
        return self.stepped("drift", 6.0).stepped("bend", 3.0).stepped("anomaly", 0.3)

    def motion(self) -> Motion:
        """Return the setting as the filter takes it."""
        return Motion(**{name: np.array([getattr(self, name)]) for name in NAMES})


NAMES = tuple(one.name for one in fields(Setting))


def tuned(panel: Panel, wave: Array, profile: Profile) -> Setting:
    """Find the setting under which past predictions were likeliest.

    Parameters
    ----------
    panel : Panel
        The observations.
    wave : ndarray, shape (T, P)
        Harmonics of its periods.
    profile : Profile
        Where the series start.

    Returns
    -------
    Setting
        The best found.

    Examples
    --------
    >>> import pandas as pd
    >>> from vector.forecast.panel import gather
    >>> from vector.forecast.profile import profiles, waves
    >>> rows = pd.DataFrame({"series": "a", "period": range(48), "count": 50, "effort": 10})
    >>> panel, wave = gather(rows, rows[:0], 12)[0], waves(0, 48, 12)
    >>> tuned(panel, wave, profiles(panel, wave)).noise < Setting().noise
    True
    """
    some = _sample(panel)
    part, start = _columns(_recent(panel), some), _rows(profile, some)
    wave = wave[-part.periods :]
    counted = _counted(part)
    best = Setting()
    if not counted.any():
        return best
    for step in STEPS:
        best = _round(part, wave, start, counted, best, step)
    return best


def _round(
    panel: Panel, wave: Array, start: Profile, counted: Mask, best: Setting, step: float
) -> Setting:
    """Try each number up and down, then all gains together; keep what is best."""
    trials = [best] + [best.stepped(name, factor) for name in NAMES for factor in (step, 1 / step)]
    score = likelihood(panel, wave, start, counted, trials)
    together = best
    for place, name in enumerate(NAMES):
        up, down = score[1 + 2 * place], score[2 + 2 * place]
        if max(up, down) > score[0]:
            together = together.stepped(name, step if up > down else 1 / step)
    joint = likelihood(panel, wave, start, counted, [together])[0]
    return together if joint >= score.max() else trials[int(np.argmax(score))]


def likelihood(
    panel: Panel, wave: Array, start: Profile, counted: Mask, trials: list[Setting]
) -> Array:
    """Return the mean log likelihood of one-period predictions under each setting.

    Parameters
    ----------
    panel, wave, start
        As :func:`tuned`.
    counted : ndarray of bool, shape (T, S)
        Which predictions count.
    trials : list of Setting
        The settings.

    Returns
    -------
    ndarray, shape (len(trials),)
        The means.
    """
    times, size = len(trials), panel.size
    many = _columns(panel, np.tile(np.arange(size), times))
    begin = _rows(start, np.tile(np.arange(size), times))
    motion = Motion(
        **{name: np.repeat([getattr(one, name) for one in trials], size) for name in NAMES}
    )
    track = follow(many, wave, begin, motion, keep=False)
    mean = many.effort * np.exp(np.clip(track.expected, -LARGEST, LARGEST)) + 1e-9
    shape = 1 / track.variance
    logs = (
        gammaln(shape + many.count)
        - gammaln(shape)
        - gammaln(many.count + 1)
        + shape * np.log(shape / (shape + mean))
        + many.count * np.log(mean / (shape + mean))
    )
    each = (np.maximum(logs, LEAST) * np.tile(counted, (1, times))).sum(axis=0)
    return np.asarray(each.reshape(times, size).sum(axis=1) / counted.sum())


def _recent(panel: Panel) -> Panel:
    return replace(panel, count=panel.count[-LAST:], effort=panel.effort[-LAST:])


def _sample(panel: Panel) -> Whole:
    known = np.flatnonzero(panel.observed[-LAST:].any(axis=0))
    if len(known) <= SAMPLE:
        return known
    return np.sort(np.random.default_rng(SEED).permutation(known)[:SAMPLE])


def _columns(panel: Panel, some: Whole) -> Panel:
    return replace(panel, count=panel.count[:, some], effort=panel.effort[:, some])


def _rows(profile: Profile, some: Whole) -> Profile:
    return Profile(
        profile.level[some], profile.spread[some], profile.harmonic[some], profile.variance[some]
    )


def _counted(panel: Panel) -> Mask:
    """Predictions count from one season (at most a year of weeks) after a series' first."""
    first = np.argmax(panel.observed, axis=0)
    ripe = np.arange(panel.periods)[:, None] >= first + panel.season
    counted = ripe & panel.observed
    return counted if counted.any() else panel.observed
